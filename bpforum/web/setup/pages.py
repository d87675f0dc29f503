"""The set-up pages: an overview, a form a section, and the difference before it is written."""

import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from fastapi import APIRouter, HTTPException, Request, Response
from fastapi.responses import RedirectResponse

from bpforum.errors import UnusableForum
from bpforum.forum_edit import LISTS, difference, with_values, without
from bpforum.forum_file import read_forum
from bpforum.profiles import profile_names
from bpforum.web.security.posted import Posted, words
from bpforum.web.security.roles import allow, signed_in
from bpforum.web.setup import fields
from bpforum.web.setup.fields import SECTIONS, Field
from bpforum.web.show import language_of, show
from bpforum.web.site import Site
from bpforum.web.words import known, speaking
from models.ids import digest
from models.submission import Reason

router = APIRouter()
_HERE, _SECRETARIAT = "/setup", [allow("secretariat")]
NEW = "new"
"""The name of the form for an entry that is not there yet."""


@dataclass(frozen=True)
class _File:
    """`forum.toml` as it is now."""

    path: Path
    text: str
    digest: str

    @property
    def content(self) -> dict[str, Any]:
        return tomllib.loads(self.text)


@router.get(_HERE, dependencies=_SECRETARIAT)
def overview(request: Request) -> Response:
    """All that forum.toml says, each part with its form; and who changed it."""
    return _overview(request)


@router.get(_HERE + "/{section}", dependencies=_SECRETARIAT)
def section(request: Request, section: str) -> Response:
    """The form of a section of which there is one."""
    if section not in SECTIONS or section in LISTS:
        raise HTTPException(404)
    return _form(request, section, "", _known(request, section, ""))


@router.get(_HERE + "/{section}/{name}", dependencies=_SECRETARIAT)
def entry(request: Request, section: str, name: str) -> Response:
    """The form of an entry, or of a new one."""
    if section not in LISTS:
        raise HTTPException(404)
    return _form(request, section, name, _known(request, section, name))


@router.post(_HERE + "/{section}", dependencies=_SECRETARIAT)
def change_section(request: Request, section: str, form: Posted) -> Response:
    """Shows what would change, or writes it."""
    if section not in SECTIONS or section in LISTS:
        raise HTTPException(404)
    return _change(request, section, "", form)


@router.post(_HERE + "/{section}/{name}", dependencies=_SECRETARIAT)
def change_entry(request: Request, section: str, name: str, form: Posted) -> Response:
    """Shows what would change, or writes it."""
    if section not in LISTS:
        raise HTTPException(404)
    return _change(request, section, name, form)


def _overview(request: Request) -> Response:
    site: Site = request.app.state.site
    content = _file(site).content
    return show(
        request, "setup/overview.html.jinja", lists=LISTS, known=known("setup"),
        content=site.forum.model_dump(by_alias=True),
        facts={one: _facts(site, one, content) for one in SECTIONS if one not in LISTS},
        own={section: _ids(content, section) for section in LISTS},
        versions=site.store.declarations.all(), people=site.store.accounts.names(),
    )  # fmt: skip


def _facts(site: Site, section: str, content: dict[str, Any]) -> list[tuple[str, str, int]]:
    """What a section says: key, value, and of rows how many there are."""
    table = content.get(section, {})
    return [
        (field.key, "", len(table[field.key]))
        if field.kind == "rows"
        else (field.key, fields.shown(field, table[field.key], site.zone), 0)
        for field in SECTIONS[section]
        if field.key in table
    ]


def _form(
    request: Request,
    section: str,
    name: str,
    typed: dict[str, Any],
    problems: tuple[Reason, ...] = (),
    status: int = 200,
) -> Response:
    site: Site = request.app.state.site
    say, keys = speaking(language_of(request)), known("setup")
    there = {
        "profile": profile_names(site.folder),
        "call": tuple(one.id for one in site.forum.calls),
        "session": tuple(one.id for one in site.forum.sessions),
    }
    every = [one for field in SECTIONS[section] for one in (field, *field.rows)]
    options = {
        field.key: [
            (one, say(f"setup.option_{one}") if f"option_{one}" in keys else one) for one in values
        ]
        for field in every
        if (values := field.options or there.get(field.key, ()))
    }
    return show(
        request, "setup/form.html.jinja", status=status, section=section, name=name, new=NEW,
        fields=SECTIONS[section], typed=typed, problems=problems, options=options,
        zone=site.zone.key, known=keys,
    )  # fmt: skip


def _change(request: Request, section: str, name: str, form: Posted) -> Response:
    site: Site = request.app.state.site
    file, typed = _file(site), fields.typed(SECTIONS[section], form)
    remove = bool(words(form, "remove"))
    values: dict[str, Any] = {}
    problems: list[Reason] = []
    for field in () if remove else SECTIONS[section]:
        if field.fixed and name != NEW:
            continue
        try:
            values[field.key] = fields.read(field, form, field.key, site.zone)
        except fields.Unreadable as wrong:
            problems.append(Reason(code="unreadable", message=str(wrong), where=field.key))
        else:
            if field.needed and not values[field.key]:
                problems.append(Reason(code="missing", message="missing", where=field.key))
    called = str(values.pop("id", "") or "") if name == NEW else name
    if name == NEW and called in _ids(file.content, section):
        problems.append(Reason(code="taken", message="id_taken", where="id"))
    if problems:
        return _form(request, section, name, typed, tuple(problems), 422)
    try:
        after = (
            without(file.text, section, name)
            if remove
            else with_values(file.text, section, called, values)
        )
        read_forum(after, site.folder)
    except UnusableForum as mistake:
        found = tuple(_reason(one, SECTIONS[section]) for one in mistake.problems)
        return _form(request, section, name, typed, found, 422)
    if not words(form, "write"):
        return show(
            request, "setup/difference.html.jinja", section=section, name=name, seen=file.digest,
            lines=difference(file.text, after), fields=[*form.multi_items()],
        )  # fmt: skip
    done = site.store.declarations.replace(
        file.path, words(form, "seen"), after, at=site.now(), by=signed_in(request).id
    )
    if not done:
        # Somebody was faster: what was typed is shown against the file as it is now.
        return show(
            request, "setup/difference.html.jinja", status=409, section=section, name=name,
            seen=file.digest, lines=difference(file.text, after), stale=True,
            fields=[(key, value) for key, value in form.multi_items() if key != "seen"],
        )  # fmt: skip
    return RedirectResponse(_HERE, status_code=303)


def _known(request: Request, section: str, name: str) -> dict[str, Any]:
    """What the file says now, as the form shows it."""
    site: Site = request.app.state.site
    content = _file(site).content.get(section, {})
    if section in LISTS:
        content = next((one for one in content if one.get("id") == name), None)
        if content is None and name != NEW:
            raise HTTPException(404)
    return {
        field.key: fields.shown(field, (content or {}).get(field.key), site.zone)
        for field in SECTIONS[section]
    }


def _file(site: Site) -> _File:
    path = site.folder / "forum.toml"
    data = path.read_bytes()
    return _File(path, data.decode("utf-8-sig"), digest(data))


def _ids(content: dict[str, Any], section: str) -> list[str]:
    return [str(one.get("id", "")) for one in content.get(section, [])]


def _reason(message: str, known: tuple[Field, ...]) -> Reason:
    """A mistake that the forum as a whole has, at the field whose key it names where there is one.

    Messages read `forum.toml, line 7: calls.0 (call-1).closes: …`.
    """
    place = message.partition(": ")[2].partition(": ")[0]
    said = message.partition(": ")[2] if message.startswith("forum.toml") else message
    where = next((f.key for f in known if any(part == f.key for part in place.split(".")[1:])), "")
    return Reason(code="unusable", message=said, where=where)
