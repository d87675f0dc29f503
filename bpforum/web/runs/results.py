"""What came of a run: the part that is not in the document, each with a reason; files; changes."""

import mimetypes
from pathlib import PurePosixPath
from typing import Any

from fastapi import APIRouter, HTTPException, Request, Response
from fastapi.responses import FileResponse

from bpforum.run_folder import MANIFEST
from bpforum.web.runs.pages import SECRETARIAT
from bpforum.web.runs.reading import FinishedRun, read_run
from bpforum.web.show import show
from bpforum.web.site import Site

router = APIRouter()
_RESULTS = "/runs/results/{run}"
_A_PAGE = 50
_NAMED = 12
"""References that are listed in a sentence; the rest are counted."""


@router.get(_RESULTS, dependencies=SECRETARIAT)
def result(request: Request, run: str, fate: str = "", page: int = 1) -> Response:
    """Included n of m, and the rest."""
    made = _found(request.app.state.site, run)
    fate = fate if fate in made.rest else next(iter(made.rest), "")
    lines = made.rest.get(fate, ())
    pages = max(1, -(-len(lines) // _A_PAGE))
    page = min(max(1, page), pages)
    site: Site = request.app.state.site
    return show(
        request, "runs/result.html.jinja", made=made, fate=fate, page=page, pages=pages,
        lines=lines[(page - 1) * _A_PAGE : page * _A_PAGE], changed=_changed(made),
        is_newest=site.newest_run == made.folder, paths=[one.path for one in made.manifest.files],
        decided={line.reference: site.store.decision_book.on([line.reference])
                 for line in lines[(page - 1) * _A_PAGE : page * _A_PAGE]},
    )  # fmt: skip


@router.get(_RESULTS + "/files/{path:path}", dependencies=SECRETARIAT)
def file(request: Request, run: str, path: str) -> Response:
    """A file of the run, to be kept and not to be shown: it may hold what somebody sent."""
    made = _found(request.app.state.site, run)
    known = {one.path for one in made.manifest.files} | {MANIFEST}
    if path not in known or not (made.folder / path).is_file():
        raise HTTPException(404)
    kind = mimetypes.guess_type(path)[0] or "application/octet-stream"
    name = f"{made.manifest.forum}-{run}-{PurePosixPath(path).name}"
    return FileResponse(made.folder / path, media_type=kind, filename=name)


def _found(site: Site, run: str) -> FinishedRun:
    made = read_run(site.outputs, run)
    if made is None:
        raise HTTPException(404)
    return made


def _changed(made: FinishedRun) -> dict[str, Any] | None:
    """What is different from the run before, as counts and the first few names."""
    told = made.changes
    if told is None or told.previous is None:
        return None
    themes: dict[str, list[str]] = {}
    for one in told.themes:
        themes.setdefault(one.change, []).append(one.label)
    return {
        "previous": told.previous,
        **{
            name: {"n": len(references), "first": references[:_NAMED]}
            for name, references in (("new", told.new), ("changed", told.changed),
                                     ("gone", told.gone))
        },
        "themes": {change: (len(labels), labels[:_NAMED]) for change, labels in themes.items()},
        "applied": len(told.applied),
        "not_applicable": [(one.decision, one.reason) for one in told.not_applicable],
        "evidence": sum(bool(found) for found in told.new_evidence.values()),
        "nothing": not (told.new or told.changed or told.gone or told.themes),
    }  # fmt: skip
