"""The compendium: practices of all published versions, each with its source."""

import csv
import io
import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from fastapi import APIRouter, HTTPException, Request, Response
from fastapi.responses import RedirectResponse

from bpforum.decisions import holding, in_order
from bpforum.errors import BlobDamaged
from bpforum.recording import Maker, Unusable, Wish, record
from bpforum.store import Overtaken, Store
from bpforum.web.comments.desk import Desk, desk
from bpforum.web.language import safe_path
from bpforum.web.security.posted import Posted, words
from bpforum.web.security.roles import allow, everybody, signed_in, who
from bpforum.web.show import show
from models.decision import Decision
from models.ids import Digest
from models.practice import Practice, Practices
from models.publication import Publication
from models.theme import Themes

router = APIRouter()
_HERE = "/compendium"
_COORDINATOR = allow("coordinator")
_A_PAGE = 50
_FILTERS = ("theme", "group", "region", "year", "state")


@dataclass(frozen=True)
class Entry:
    """A practice with its source, as a version or the newest run has it."""

    practice: Practice
    is_confirmed: bool
    theme: str
    group: str
    region: str
    year: str
    by: str
    title: str
    version: Publication | None
    """The newest published version that has it; None where only the newest run does."""

    def shown(self, name: str) -> str:
        """What it is filtered by under `name`."""
        states = ("confirmed", "proposed")
        return states[not self.is_confirmed] if name == "state" else str(getattr(self, name))


@router.get(_HERE, dependencies=[everybody])
def read(request: Request, page: int = 1) -> Response:
    """All practices, or those that are asked for."""
    return _page(request, page)


@router.post(_HERE + "/{passage}", dependencies=[_COORDINATOR])
def decide(request: Request, passage: str, form: Posted) -> Response:
    """Confirms that a passage is a practice, or says that it is none; the next run applies it."""
    site, by = request.app.state.site, signed_in(request)
    value = {"confirm": "practice", "decline": "none"}.get(words(form, "act"))
    if value is None:
        raise HTTPException(400)
    wish = Wish("set_kind", passage, value, words(form, "why"))
    maker = Maker(by.name, by.id)
    done = record(site.store.decision_book, site.profile, wish, maker, site.now())
    if isinstance(done, Unusable | Overtaken):
        raise HTTPException(409)
    return RedirectResponse(safe_path(words(form, "back") or _HERE), status_code=303)


def _page(request: Request, page: int) -> Response:
    account, site = who(request), request.app.state.site
    decides = account is not None and account.has("coordinator")
    if decides:
        request.state.private = True
    everything = entries(desk(request), site.store, site.newest_run if decides else None)
    wanted = {name: request.query_params.get(name, "") for name in _FILTERS}
    found = [
        one for one in everything
        if all(one.shown(name) == value for name, value in wanted.items() if value)
    ]  # fmt: skip
    page = max(1, page)
    shown = found[(page - 1) * _A_PAGE : page * _A_PAGE]
    return show(
        request, "compendium.html.jinja", entries=shown, total=len(found), all=len(everything),
        wanted=wanted, decides=decides, page=page, more=len(found) > page * _A_PAGE,
        choices={name: _choices(everything, name) for name in _FILTERS[:-1]},
        query="".join(f"&{name}={value}" for name, value in wanted.items() if value),
        decided=_decided(site.store, shown) if decides else {},
        here=request.url.path + (f"?{request.url.query}" if request.url.query else ""),
    )  # fmt: skip


def entries(at: Desk, store: Store, run: Path | None) -> list[Entry]:
    """The practices of every version that stands, newest first; with `run` those of that run too.

    Of one that several versions have, the newest counts. What only reads like a practice is in the
    run's alone, for those who decide.
    """
    taken_back = at.comments().taken_back
    found: dict[str, Entry] = {}
    for version in at.standing():
        for one in _of_version(store.publications.file, version, at.cover(version).cycle):
            if one.practice.basis != "wording" or one.is_confirmed:
                found.setdefault(one.practice.id, one)
    if run is not None:
        for one in _of_run(run):
            known = found.get(one.practice.id)
            if known is None:
                found[one.practice.id] = one
    return [one for one in found.values() if one.practice.contribution not in taken_back]


def _of_version(read_file: Any, version: Publication, cycle: str) -> tuple[Entry, ...]:
    return _made(_Reader(read_file, version.seal), cycle, version)


@dataclass(frozen=True)
class _Reader:
    """Reads a version's files; two of one seal are the same."""

    read_file: Any
    seal: Digest

    def __call__(self, name: str) -> bytes:
        try:
            data: bytes = self.read_file(self.seal, name)
        except BlobDamaged:
            return b""
        return data

    def __hash__(self) -> int:
        return hash(self.seal)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Reader) and other.seal == self.seal


@lru_cache(maxsize=16)
def _made(read_file: _Reader, cycle: str, version: Publication) -> tuple[Entry, ...]:
    return tuple(_entries(read_file, cycle, version))


@lru_cache(maxsize=2)
def _of_run(run: Path) -> tuple[Entry, ...]:
    def read_file(name: str) -> bytes:
        try:
            return (run / name).read_bytes()
        except OSError:
            return b""

    manifest = json.loads(read_file("manifest.json") or b"{}")
    return tuple(_entries(read_file, str(manifest.get("cycle", "")), None))


def _entries(read_file: Any, cycle: str, version: Publication | None) -> Iterable[Entry]:
    data = read_file("practices.json")
    if not data:
        return
    practices = Practices.model_validate_json(data)
    themes = Themes.model_validate_json(read_file("themes.json"))
    labels = {one.id: one.label for one in themes.themes}
    text = io.StringIO(read_file("contributions.csv").decode(), newline="")
    sources = {row["reference"]: row for row in csv.DictReader(text)}
    confirmed = {one.id for one in practices.confirmed}
    for one in (*practices.confirmed, *practices.proposed):
        source = sources.get(one.contribution, {})
        yield Entry(
            practice=one,
            is_confirmed=one.id in confirmed,
            theme=labels.get(one.theme, ""),
            group=source.get("stakeholder_group", ""),
            region=source.get("region", ""),
            year=cycle,
            by=one.held_by or source.get("listed_as", ""),
            title=one.title or source.get("title", ""),
            version=version,
        )


def _choices(everything: Sequence[Entry], name: str) -> list[tuple[str, int]]:
    counts: dict[str, int] = {}
    for one in everything:
        if value := one.shown(name):
            counts[value] = counts.get(value, 0) + 1
    return sorted(counts.items())


def _decided(store: Store, shown: Sequence[Entry]) -> dict[str, Decision]:
    """What people decided of the passages shown, whether a run has applied it or not."""
    numbered = store.decision_book.on({one.practice.passage for one in shown} - {""})
    kept = holding([decision for _, decision in numbered]).kept
    return {one.target: one for one in in_order(kept) if one.kind == "set_kind"}
