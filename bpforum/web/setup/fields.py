"""Owns which fields the set-up page has, and how each is read from a form and shown in it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal, get_args
from zoneinfo import ZoneInfo

from starlette.datastructures import FormData

from bpforum.forum_file import END_OF_DAY
from bpforum.web.typed_time import NotATime, as_typed, instant_typed
from models.audience import AttributionRule, Audience
from models.call import LatePolicy, Moderation
from models.forum import SourceKind
from models.passage import PassageKind

Kind = Literal["text", "area", "number", "instant", "choice", "lines", "words", "pairs", "rows"]
_BLANK_ROWS = 2
"""So many empty rows stand below those that are there, without a script."""


@dataclass(frozen=True)
class Field:
    """A key of forum.toml and how it is asked for."""

    key: str
    kind: Kind = "text"
    options: tuple[str, ...] = ()
    """Of a `choice`: its values."""
    rows: tuple["Field", ...] = ()
    """Of `rows`: the fields of each."""
    needed: bool = False
    fixed: bool = False
    """Given once, when the entry is made: files and references are called by it."""


_AUDIENCES, _LATE = get_args(Audience), get_args(LatePolicy)
SECTIONS: dict[str, tuple[Field, ...]] = {
    "forum": (
        Field("title", needed=True), Field("cycle", needed=True), Field("profile", "choice"),
        Field("languages", "words", needed=True), Field("timezone", needed=True),
        Field("coordinators", "lines"), Field("editor"), Field("contact"),
        Field("mandate", "area"), Field("licence"), Field("contact_retention_days", "number"),
    ),
    "calls": (
        Field("id", needed=True, fixed=True), Field("title", needed=True), Field("reference"),
        Field("opens", "instant"), Field("closes", "instant"), Field("grace_minutes", "number"),
        Field("late_policy", "choice", _LATE), Field("consent_notice", "area"),
        Field("consent_scope", "choice", ("full", "name_withheld", "counts_only")),
        Field("questions", "rows", rows=(
            Field("id", needed=True), Field("text", "area", needed=True),
            Field("kind", "choice", get_args(PassageKind)),
        )),
        Field("extensions", "rows", rows=(
            Field("closes", "instant", needed=True), Field("announced_at", "instant"),
            Field("reason"),
        )),
        Field("deadlines", "rows", rows=(
            Field("category", needed=True), Field("soft_at", "instant"),
            Field("hard_at", "instant"), Field("late_policy", "choice", _LATE),
        )),
        Field("moderation", "choice", get_args(Moderation)),
        Field("form", "rows", rows=(Field("name", needed=True), Field("choices", "lines"))),
        Field("addressees", "lines"), Field("channels", "lines"), Field("languages", "words"),
        Field("contact"),
    ),
    "sessions": (
        Field("id", needed=True, fixed=True), Field("title", needed=True),
        Field("description", "area"), Field("starts", "instant"), Field("organiser"),
        Field("attribution", "choice", get_args(AttributionRule)),
        Field("audience", "choice", _AUDIENCES), Field("embargo_until", "instant"),
    ),
    "sources": (
        Field("id", needed=True, fixed=True),
        Field("kind", "choice", get_args(SourceKind), needed=True), Field("path"), Field("url"),
        Field("query", "pairs"), Field("since", "instant"), Field("call"), Field("session"),
        Field("audience", "choice", _AUDIENCES), Field("embargo_until", "instant"),
        Field("consent", "choice", ("full", "name_withheld", "counts_only", "not_asked")),
        Field("columns", "pairs"), Field("questions", "pairs"), Field("register"),
    ),
    "milestones": (
        Field("id", needed=True, fixed=True), Field("title"), Field("owner"),
        Field("due", "instant"), Field("waits_for", "words"),
    ),
    "themes": (
        Field("expected", "words"),
        Field("pinned", "rows", rows=(
            Field("id", needed=True), Field("label", needed=True), Field("seeds", "lines"),
        )),
    ),
    "outcome": (Field("label"),),
    "schedule": (Field("cron"), Field("collect"), Field("remind")),
}  # fmt: skip


class Unreadable(ValueError):
    """What was typed is not of the kind that the field asks for; the key of its words."""


def read(field: Field, form: FormData, name: str, zone: ZoneInfo) -> Any:
    """The value of `field` that the form has under `name`. Raises Unreadable."""
    if field.kind == "rows":
        return _rows(field, form, name, zone)
    said = form.get(name, "")
    typed = said.replace("\r\n", "\n").strip() if isinstance(said, str) else ""
    if field.kind == "lines":
        return [line.strip() for line in typed.split("\n") if line.strip()]
    if field.kind == "words":
        parts = typed.replace(",", " ").split()
        return [int(one) if one.isdigit() and field.key == "expected" else one for one in parts]
    if field.kind == "pairs":
        return _pairs(typed)
    if not typed:
        return None
    if field.kind == "number":
        if not typed.isdigit():
            raise Unreadable("number_wrong")
        return int(typed)
    if field.kind == "instant":
        try:
            return instant_typed(typed, zone, ends=field.key in END_OF_DAY)
        except NotATime as wrong:
            raise Unreadable(str(wrong)) from wrong
    return typed


def shown(field: Field, value: Any, zone: ZoneInfo) -> Any:
    """How the form shows a value of forum.toml."""
    if field.kind == "rows":
        rows = [_shown_row(field, row, zone) for row in value or ()]
        return [*rows, *[_shown_row(field, {}, zone) for _ in range(_BLANK_ROWS)]]
    if value is None:
        return ""
    if field.kind == "lines":
        return "\n".join(map(str, value))
    if field.kind == "words":
        return ", ".join(map(str, value))
    if field.kind == "pairs":
        return "\n".join(
            f"{key} = {said if isinstance(said, str) else ' | '.join(said)}"
            for key, said in value.items()
        )
    if isinstance(value, date):
        return as_typed(value, zone, ends=field.key in END_OF_DAY)
    return str(value)


def typed(fields: Sequence[Field], form: FormData) -> dict[str, Any]:
    """What was typed, as the form shows it again."""
    again: dict[str, Any] = {}
    for field in fields:
        if field.kind == "rows":
            again[field.key] = [
                {one.key: form.get(f"{field.key}-{n}-{one.key}", "") for one in field.rows}
                for n in range(_count(form, field.key))
            ]
        else:
            again[field.key] = form.get(field.key, "")
    return again


def _shown_row(field: Field, row: Mapping[str, Any], zone: ZoneInfo) -> dict[str, Any]:
    return {one.key: shown(one, row.get(one.key), zone) for one in field.rows}


def _rows(field: Field, form: FormData, name: str, zone: ZoneInfo) -> list[dict[str, Any]]:
    """The rows in which something was typed, but those that are ticked to go."""
    found = []
    for n in range(_count(form, name)):
        if form.get(f"{name}-{n}-gone"):
            continue
        row = {one.key: read(one, form, f"{name}-{n}-{one.key}", zone) for one in field.rows}
        row = {key: value for key, value in row.items() if value not in (None, "", [], {})}
        if row:
            found.append(row)
    return found


def _count(form: FormData, name: str) -> int:
    said = form.get(f"{name}-rows", "0")
    return min(int(said), 200) if isinstance(said, str) and said.isdigit() else 0


def _pairs(typed: str) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for line in typed.split("\n"):
        key, equals, said = line.partition("=")
        if not line.strip():
            continue
        if not equals:
            raise Unreadable("pairs_wrong")
        parts = [one.strip() for one in said.split("|")]
        found[key.strip()] = parts[0] if len(parts) == 1 else parts
    return found
