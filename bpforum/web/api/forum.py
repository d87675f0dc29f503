"""The API's forum: what it is, for everybody; forum.toml whole, for the secretariat."""

from fastapi import APIRouter, Request, Response

from bpforum.errors import UnusableForum
from bpforum.forum_file import read_forum
from bpforum.web.api import answers
from bpforum.web.api.problems import Refused
from bpforum.web.security.callers import PREFIX
from bpforum.web.security.roles import allow, everybody, signed_in
from models.api import ForumFile, SignedInAs
from models.base import Model
from models.call import Call
from models.forum import Milestone
from models.ids import digest
from models.session import Session
from models.submission import Reason

router = APIRouter(prefix=PREFIX, tags=["forum"])


class ForumTold(Model):
    """What everybody may know of a forum."""

    id: str
    title: str
    cycle: str
    profile: str
    languages: tuple[str, ...]
    timezone: str
    coordinators: tuple[str, ...]
    calls: tuple[Call, ...]
    sessions: tuple[Session, ...]
    milestones: tuple[Milestone, ...]


@router.get("/forum", dependencies=[everybody], response_model=ForumTold)
def forum(request: Request) -> Response:
    """The forum with its calls, its public sessions and its milestones."""
    declared = request.app.state.site.forum
    head = declared.forum
    return answers.of(
        request,
        ForumTold(
            id=head.id, title=head.title, cycle=head.cycle, profile=head.profile,
            languages=head.languages, timezone=head.timezone, coordinators=head.coordinators,
            calls=tuple(one for one in declared.calls if one.status == "declared"),
            sessions=tuple(one for one in declared.sessions if one.audience == "public"),
            milestones=declared.milestones,
        ),
    )  # fmt: skip


@router.get("/me", dependencies=[allow("reader", "contributor", "rapporteur", "editor",
                                       "coordinator", "secretariat")],
            response_model=SignedInAs)  # fmt: skip
def me(request: Request) -> Response:
    """Whose token this is."""
    account = signed_in(request)
    told = SignedInAs(account=account.id, name=account.name, roles=account.roles)
    return answers.of(request, told)


@router.get("/forum.toml", dependencies=[allow("secretariat")], response_model=ForumFile)
def read_file(request: Request) -> Response:
    """forum.toml as text."""
    return answers.of(request, _file(request))


@router.put("/forum.toml", dependencies=[allow("secretariat")], response_model=ForumFile)
def write_file(request: Request, file: ForumFile) -> Response:
    """Puts another text in its place, whole or not at all. Needs If-Match."""
    site = request.app.state.site
    before = _file(request)
    answers.require_match(request, before)
    try:
        read_forum(file.text, site.folder)
    except UnusableForum as mistake:
        errors = [Reason(code="unusable", message=one) for one in mistake.problems]
        raise Refused(
            422, "unusable_forum", "The forum could not be used", errors=errors
        ) from mistake
    seen = digest((site.folder / "forum.toml").read_bytes())
    done = site.store.declarations.replace(
        site.folder / "forum.toml", seen, file.text, at=site.now(), by=signed_in(request).id
    )
    if not done:
        raise Refused(412, "stale", "It was changed meanwhile")
    return answers.of(request, file)


def _file(request: Request) -> ForumFile:
    path = request.app.state.site.folder / "forum.toml"
    return ForumFile(text=path.read_text("utf-8-sig"))
