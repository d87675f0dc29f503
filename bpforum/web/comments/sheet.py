"""The blank comment sheet of a version, for those who comment away from the page."""

from fastapi import APIRouter, HTTPException, Request, Response

from bpforum.rendering.comment_sheet import SheetWords, sheet_docx, sheet_xlsx
from bpforum.web.comments.desk import Version, desk
from bpforum.web.security.roles import everybody
from bpforum.web.show import language_of
from bpforum.web.words import shown_time, speaking

router = APIRouter()
_WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
_BOOK = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@router.get("/published/{version}/sheet/{kind}", dependencies=[everybody])
def sheet(request: Request, version: str, kind: str) -> Response:
    """As `docx` or `xlsx`."""
    at = desk(request)
    found = at.version(version)
    if kind not in ("docx", "xlsx"):
        raise HTTPException(404)
    words = _words(request, found)
    gone = at.gone(found)
    titles = {section.id: section.title for section in found.text.sections}
    data = (
        sheet_docx(words)
        if kind == "docx"
        else sheet_xlsx(
            words,
            [
                (str(one.n), titles[one.section], "" if one.id in gone else one.text)
                for one in found.text.paragraphs()
            ],
        )
    )
    name = f'attachment; filename="comments-{found.id}.{kind}"'
    media = _WORD if kind == "docx" else _BOOK
    return Response(data, media_type=media, headers={"content-disposition": name})


def _words(request: Request, version: Version) -> SheetWords:
    site, say = request.app.state.site, speaking(language_of(request))
    cover, window = version.text.cover, version.window
    facts = [
        (say("comments.sheet_version"), f"{version.publication.n}, {cover.label}"),
        (say("comments.sheet_seal"), version.publication.seal[:16]),
    ]
    if window.closes:
        facts.append((say("comments.sheet_closes"), shown_time(say, window.closes, site.zone)))
    facts += [(say(f"comments.sheet_{one}"), "") for one in ("name", "organisation", "group")]
    return SheetWords(
        title=f"{cover.forum}: {say('comments.sheet_title')}",
        facts=tuple(facts),
        how=say("comments.sheet_how"),
        columns=(
            say("comments.paragraph"), say("comments.type"), say("comments.text"),
            say("comments.wording"), say("comments.rationale"),
        ),
        paragraphs=say("comments.sheet_paragraphs"),
    )  # fmt: skip
