"""Owns what a form sends: read within limits, and only from a page of ours."""

from collections.abc import AsyncIterator
from typing import Annotated
from urllib.parse import urlsplit

from fastapi import Depends, Request
from starlette.datastructures import FormData
from starlette.formparsers import MultiPartException

from bpforum.web.security.cookies import is_form_token

FIELD = "form_token"
HEADER = "x-form-token"
_MOST_FIELDS, _MOST_FILES, _LARGEST_FIELD = 2_000, 20, 2 * 2**20


class Malformed(Exception):
    """What came cannot be read as a form; the message says why."""


class Forged(Exception):
    """It was not sent from one of our pages, or the page is too old."""


async def read_form(request: Request) -> AsyncIterator[FormData]:
    """The fields of the form that was sent; its files are gone after the answer.

    Raises Malformed or Forged.
    """
    try:
        form = await request.form(
            max_files=_MOST_FILES, max_fields=_MOST_FIELDS, max_part_size=_LARGEST_FIELD
        )
    except MultiPartException as error:
        raise Malformed(error.message) from error
    except (ValueError, UnicodeError) as error:
        raise Malformed(str(error)) from error
    try:
        token = request.headers.get(HEADER) or form.get(FIELD)
        if not (is_from_here(request) and isinstance(token, str) and is_form_token(request, token)):
            raise Forged
        yield form
    finally:
        await form.close()


Posted = Annotated[FormData, Depends(read_form)]
"""The parameter of every route that a form is sent to."""


def is_from_here(request: Request) -> bool:
    """Whether the browser says that one of our pages sent this; old browsers say nothing."""
    if request.headers.get("sec-fetch-site", "same-origin") not in ("same-origin", "none"):
        return False
    origin = request.headers.get("origin")
    if origin in (None, "null"):
        return origin is None
    return urlsplit(str(origin)).netloc in (
        request.headers.get("host", ""),
        urlsplit(request.app.state.site.settings.public_url or "").netloc,
    )


def words(form: FormData, name: str) -> str:
    """A field as text, without the blanks around it; empty where it is missing or a file."""
    value = form.get(name, "")
    return value.strip() if isinstance(value, str) else ""


def several(form: FormData, name: str) -> tuple[str, ...]:
    """All values of a field that may come several times."""
    return tuple(value for value in form.getlist(name) if isinstance(value, str))
