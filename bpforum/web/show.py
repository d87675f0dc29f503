"""Makes a page of a template; a template sees values, and nothing that it could change."""

from collections.abc import Mapping
from datetime import date, datetime
from functools import cache
from typing import Any

from fastapi import Request, Response
from fastapi.responses import HTMLResponse
from jinja2 import FileSystemLoader, StrictUndefined
from jinja2.sandbox import ImmutableSandboxedEnvironment
from markupsafe import Markup, escape

from bpforum.data import data_path
from bpforum.web import words
from bpforum.web.security import cookies, posted
from bpforum.web.security.keeping import WHOSE, whose
from bpforum.web.security.roles import who
from bpforum.web.static import address_of
from bpforum.web.told import translated
from models.ids import digest


@cache
def _environment() -> ImmutableSandboxedEnvironment:
    made = ImmutableSandboxedEnvironment(
        loader=FileSystemLoader(data_path("templates", "web")),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.globals["static"] = address_of
    return made


def show(
    request: Request,
    template: str,
    /,
    *,
    status: int = 200,
    headers: Mapping[str, str] | None = None,
    **values: Any,
) -> HTMLResponse:
    """The page that `template` makes of `values`.

    Beside them it sees `say`, `language`, `direction`, `account`, `forum`, `path`, `csrf()` (the
    hidden field that every form needs), `time()`, `day()`; `words_of()`: what a run said in
    English, in the language of the page where that is known, which `is_told()` says.
    """
    site = request.app.state.site
    language = language_of(request)
    say = words.speaking(language)
    zone = site.zone

    def csrf() -> Markup:
        token = cookies.form_token(request)
        return Markup('<input type="hidden" name="{}" value="{}">').format(posted.FIELD, token)

    def time(at: datetime) -> Markup:
        shown = words.shown_time(say, at, zone)
        return Markup('<time datetime="{}">{}</time>').format(at.isoformat(), shown)

    def day(at: datetime | date) -> str:
        return words.shown_day(say, at.astimezone(zone).date() if isinstance(at, datetime) else at)

    def words_of(text: str) -> Markup:
        words = translated(text, language)
        return Markup('<span lang="en">{}</span>').format(text) if words is None else escape(words)

    page = _environment().get_template(template).render(
        say=say,
        language=language,
        direction="rtl" if language in words.RIGHT_TO_LEFT else "ltr",
        languages=words.LANGUAGES,
        account=who(request),
        forum=site.forum,
        mistake=site.mistake,
        path=request.url.path,
        csrf=csrf,
        time=time,
        day=day,
        words_of=words_of,
        is_told=lambda text: translated(text, language) is not None,
        **values,
    )  # fmt: skip
    response = HTMLResponse(page, status_code=status, headers=dict(headers or {}))
    response.headers["content-language"] = language
    response.headers[WHOSE] = whose(request)
    cookies.remember_visitor(request, response)
    return response


def or_unchanged(request: Request, page: Response) -> Response:
    """`page` with its ETag, or that it has not changed, where the browser has it already."""
    tag = f'W/"{digest(bytes(page.body))[:32]}"'
    page.headers["etag"] = tag
    if not is_known(request, tag):
        return page
    kept = {name: said for name, said in page.headers.items() if not name.startswith("content-l")}
    kept.pop("content-type", None)
    return Response(status_code=304, headers=kept)


def is_known(request: Request, tag: str) -> bool:
    """Whether whoever asks has what is tagged `tag`."""
    known = request.headers.get("if-none-match", "").split(",")
    return tag in [one.strip() for one in known]


def language_of(request: Request) -> str:
    """The language that this visitor reads the pages in."""
    site = request.app.state.site
    return words.chosen(
        cookies.language_of(request),
        request.headers.get("accept-language", ""),
        site.forum.forum.languages,
    )
