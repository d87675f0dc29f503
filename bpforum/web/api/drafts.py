"""The API's drafts: files of the newest run for the staff, published versions for everybody."""

import mimetypes

from fastapi import APIRouter, Request, Response

from bpforum.errors import UnusableForum
from bpforum.publishing import Asked, publish, versions
from bpforum.run_folder import MANIFEST
from bpforum.web.api import answers
from bpforum.web.api.problems import Refused
from bpforum.web.comments.desk import desk
from bpforum.web.comments.draft import files_offered
from bpforum.web.security.callers import PREFIX
from bpforum.web.security.roles import allow, everybody, signed_in
from models.api import Page, PublishWish
from models.ids import digest
from models.publication import Publication
from models.run import Manifest

router = APIRouter(prefix=PREFIX, tags=["drafts"])
_STAFF = [allow("secretariat", "coordinator", "editor")]


@router.get("/draft", dependencies=_STAFF, response_model=Manifest)
def newest(request: Request) -> Response:
    """The newest run's manifest, which lists its files."""
    return answers.of(request, _manifest(request))


@router.get("/draft/{path:path}", dependencies=_STAFF)
def file(request: Request, path: str) -> Response:
    """A file of the newest run: only one that its manifest lists, and as it lists it."""
    entry = next((one for one in _manifest(request).files if one.path == path), None)
    folder = request.app.state.site.newest_run
    if entry is None or folder is None:
        raise Refused(404, "not_found", "The run has no such file")
    data = (folder / path).read_bytes()
    if digest(data) != entry.digest:
        raise Refused(500, "damaged", "The file is not what the run wrote")
    return _file(path, data, entry.digest)


@router.get("/publications", dependencies=[everybody], response_model=Page[Publication])
def publications(request: Request, asked: answers.Asked) -> Response:
    """The published versions in order; those that were withdrawn are left out."""
    found = [one for one in versions(request.app.state.site.store) if not one.withdrawn_at]
    return answers.page(request, asked, found, lambda one: one.id, Publication)


@router.get("/publications/{version}/{path:path}", dependencies=[everybody])
def published(request: Request, version: str, path: str) -> Response:
    """A file of a published version."""
    store = request.app.state.site.store
    found = next((one for one in versions(store) if one.id == version), None)
    if found is not None and found.withdrawn_at:
        raise Refused(410, "withdrawn", "This version was withdrawn")
    # None are offered once a contribution that the version quotes was taken back.
    if found is None or path not in files_offered(request, desk(request).version(version)):
        raise Refused(404, "not_found", "There is no such file of a published version")
    data = store.publications.file(found.seal, path)
    return _file(path, data, digest(data))


@router.post("/publications", dependencies=[allow("coordinator")], status_code=201,
             response_model=Publication)  # fmt: skip
def make(request: Request, wish: PublishWish) -> Response:
    """Publishes a run: what it has for everybody is frozen and sealed."""
    site = request.app.state.site
    folder = site.outputs / wish.run
    if "/" in wish.run or wish.run.startswith(".") or not (folder / MANIFEST).is_file():
        raise Refused(404, "not_found", "There is no such run")
    asked = Asked(
        label=wish.label, by=signed_in(request).name, why=wish.why, call=wish.call,
        closes=wish.closes,
    )  # fmt: skip
    try:
        made = publish(site.store, site.folder, folder, asked, site.now())
    except UnusableForum as reason:
        raise Refused(409, "not_published", "It was not published", str(reason)) from reason
    return answers.of(request, made, status=201)


def _manifest(request: Request) -> Manifest:
    folder = request.app.state.site.newest_run
    if folder is None:
        raise Refused(404, "no_draft", "No run has made a draft yet")
    return Manifest.model_validate_json((folder / MANIFEST).read_bytes())


def _file(path: str, data: bytes, seal: str) -> Response:
    kind = mimetypes.guess_type(path)[0] or "application/octet-stream"
    name = path.rpartition("/")[2]
    return Response(
        data, media_type=kind,
        headers={
            "etag": f'"{seal[:32]}"',
            "content-disposition": f'attachment; filename="{name}"',
        },
    )  # fmt: skip
