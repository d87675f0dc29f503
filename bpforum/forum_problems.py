"""Says what is wrong with a forum's declaration, and what to write instead; reads no files."""

import types
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path
from typing import Any, Union, get_args, get_origin

from pydantic import BaseModel, ValidationError

from bpforum.profiles import profile_names
from bpforum.schedules import problem_of
from bpforum.sources.fields import JSON_FIELDS, REGISTER_FIELDS, ROW_FIELDS
from models.forum import Forum

KeyPath = tuple[str | int, ...]

# Two-letter codes of ISO 639-1.
_CODES = (
    "aa ab ae af ak am an ar as av ay az ba be bg bi bm bn bo br bs ca ce ch co cr cs cu cv cy "
    "da de dv dz ee el en eo es et eu fa ff fi fj fo fr fy ga gd gl gn gu gv ha he hi ho hr ht "
    "hu hy hz ia id ie ig ii ik io is it iu ja jv ka kg ki kj kk kl km kn ko kr ks ku kv kw ky "
    "la lb lg li ln lo lt lu lv mg mh mi mk ml mn mr ms mt my na nb nd ne ng nl nn no nr nv ny "
    "oc oj om or os pa pi pl ps pt qu rm rn ro ru rw sa sc sd se sg sh si sk sl sm sn so sq sr "
    "ss st su sv sw ta te tg th ti tk tl tn to tr ts tt tw ty ug uk ur uz ve vi vo wa wo xh yi "
    "yo za zh zu"
)
LANGUAGES = frozenset(_CODES.split())

_SAID = {
    "missing": "is missing; add it",
    "string_type": "must be text between quotation marks",
    "string_too_short": "must not be empty",
    "tuple_type": "must be a list: [ … ]",
    "list_type": "must be a list: [ … ]",
    "dict_type": "must be a table of names and values: { name = … }",
    "model_type": "must be a table of keys and values",
    "model_attributes_type": "must be a table of keys and values",
    "timezone_aware": "needs an offset from UTC; write it without quotation marks, as "
    "2026-05-04T23:59:00, and it is read in the forum's time zone",
    "int_type": "must be a whole number",
    "int_parsing": "must be a whole number",
    "bool_type": "must be true or false",
    "bool_parsing": "must be true or false",
}
_DATE = "must be a date and time, without quotation marks: 2026-05-04T23:59:00"
_SLUG = "is no id: use small letters, digits, '.', '_' and '-', beginning with a letter or digit"


@dataclass(frozen=True)
class Problem:
    """One thing to mend: where it stands, how people call that place, and what to do."""

    path: KeyPath
    place: str
    message: str

    def __str__(self) -> str:
        return f"{self.place}: {self.message}" if self.place else self.message


def problems_of(error: ValidationError, content: dict[str, Any]) -> list[Problem]:
    """The problems that the models found, in plain words."""
    found: list[Problem] = []
    errors = error.errors(include_url=False)
    # A union says of each of its branches what it expected: people read one list.
    expected: dict[KeyPath, list[str]] = {}
    for one in errors:
        if one["type"] == "literal_error":
            path = _in_content(one["loc"], content)
            expected.setdefault(path, []).append(one["ctx"]["expected"])
    for one in errors:
        path = _in_content(one["loc"], content)
        if one["type"] == "too_short" and one["input"]:
            continue  # its items are wrong, and are listed
        if one["type"] == "literal_error":
            if not expected[path]:
                continue
            one["ctx"]["expected"] = ", ".join(expected[path])
            expected[path] = []
        if path and one["type"] == "extra_forbidden":
            place, message = _place(path[:-1], content), _unknown_key(path)
        else:
            place, message = _place(path, content), _message(one)
        found.append(Problem(path, place, message))
    return found


def _in_content(loc: Sequence[str | int], content: Any) -> KeyPath:
    """`loc` without the names that pydantic adds for the branches of a union."""
    path: list[str | int] = []
    here = content
    for n, step in enumerate(loc):
        if isinstance(here, dict):
            if step not in here and n < len(loc) - 1:
                continue
            here = here.get(str(step))
        elif isinstance(here, list):
            if not (isinstance(step, int) and step < len(here)):
                continue
            here = here[step]
        elif path and n > 0:
            continue
        path.append(step)
    return tuple(path)


def _place(path: KeyPath, content: Any) -> str:
    """`("sources", 0, "kind")` → `sources.0 (inbox).kind`."""
    words, here = [], content
    for step in path:
        word = str(step)
        try:
            here = here[step]
        except (KeyError, IndexError, TypeError):
            here = None
        if isinstance(step, int) and isinstance(here, dict) and isinstance(here.get("id"), str):
            word += f" ({here['id']})"
        words.append(word)
    return ".".join(words)


def _message(one: Any) -> str:
    kind, value, context = one["type"], one["input"], one.get("ctx", {})
    if kind == "literal_error":
        return _choice(value, context["expected"])
    if kind.startswith(("datetime", "date_")):
        return _DATE
    if kind == "string_pattern_mismatch":
        allowed = "use letters, digits, '.', '_' and '-'"
        slug = context["pattern"].startswith("^[a-z0-9]")
        return f"{value!r} {_SLUG if slug else f'cannot be part of a file name: {allowed}'}"
    if kind == "value_error":
        return str(context["error"])
    if kind == "too_short" and one["loc"][-1:] == ("sources",):
        return "there is none; add at least one [[sources]]"
    if kind == "missing" and one["loc"] == ("sources",):
        return "there is none; add at least one [[sources]] with id, kind and path"
    return _SAID.get(kind) or f"{one['msg'].removesuffix('.')} (it is {value!r})"


def _choice(value: Any, expected: str) -> str:
    """`expected` is pydantic's `'folder' or 'csv'`."""
    allowed = [word.strip(" '") for word in expected.replace(" or ", ", ").split(",")]
    near = get_close_matches(str(value).casefold(), allowed, n=1)
    meant = f"did you mean {near[0]!r}? " if near else ""
    return f"{value!r} is not known; {meant}write one of {', '.join(map(repr, allowed))}"


def _unknown_key(path: KeyPath) -> str:
    model = _model_at(Forum, path[:-1])
    key = str(path[-1])
    if model is None:
        return f"unknown key {key!r}; remove it"
    known = sorted(field.alias or name for name, field in model.model_fields.items())
    near = get_close_matches(key.casefold(), known, n=1, cutoff=0.55)
    if near:
        return f"unknown key {key!r}; did you mean {near[0]!r}?"
    return f"unknown key {key!r}; the keys here are {', '.join(known)}"


def _model_at(model: type[BaseModel], path: KeyPath) -> type[BaseModel] | None:
    for step in path:
        if isinstance(step, int):
            continue
        names = {field.alias or name: field for name, field in model.model_fields.items()}
        if step not in names:
            return None
        inner = next(_models_in(names[str(step)].annotation), None)
        if inner is None:
            return None
        model = inner
    return model


def _models_in(annotation: Any) -> Iterator[type[BaseModel]]:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        yield annotation
    elif get_origin(annotation) in (Union, types.UnionType, tuple, list, dict):
        for inner in get_args(annotation):
            yield from _models_in(inner)


def cross_checks(content: dict[str, Any], folder: Path) -> list[Problem]:
    """What no single key shows: ids used twice, names of things that are not there."""
    found = [*_ids_used_twice(content), *_names_of_nothing(content)]
    found += [*_columns(content), *_head(content, folder), *_schedule(content)]
    return found


def _schedule(content: dict[str, Any]) -> Iterator[Problem]:
    table = content.get("schedule")
    for key, cron in (table if isinstance(table, dict) else {}).items():
        if isinstance(cron, str) and (wrong := problem_of(cron)):
            yield Problem(("schedule", key), f"schedule.{key}", wrong)


def _tables(content: Any, *keys: str) -> list[tuple[KeyPath, dict[str, Any]]]:
    for key in keys:
        content = content.get(key) if isinstance(content, dict) else None
    listed = content if isinstance(content, list) else []
    return [((*keys, n), one) for n, one in enumerate(listed) if isinstance(one, dict)]


def _ids_used_twice(content: dict[str, Any]) -> Iterator[Problem]:
    for keys in (("calls",), ("sessions",), ("sources",), ("themes", "pinned"), ("milestones",)):
        first: dict[Any, str] = {}
        for path, table in _tables(content, *keys):
            name = table.get("id")
            if not isinstance(name, str):
                continue
            if name in first:
                message = f"the id {name!r} is used by {first[name]} already; give each its own"
                yield Problem((*path, "id"), f"{'.'.join(map(str, path))}.id", message)
            first.setdefault(name, ".".join(map(str, path)))


def _names_of_nothing(content: dict[str, Any]) -> Iterator[Problem]:
    ids = {
        key: [table["id"] for _, table in _tables(content, key) if isinstance(table.get("id"), str)]
        for key in ("calls", "sessions", "milestones")
    }
    for path, table in _tables(content, "sources"):
        for key, where in (("call", "calls"), ("session", "sessions")):
            if isinstance(name := table.get(key), str) and name not in ids[where]:
                yield _nothing((*path, key), content, key, name, ids[where])
    for path, table in _tables(content, "milestones"):
        waits = table.get("waits_for")
        for n, name in enumerate(waits if isinstance(waits, list) else []):
            if isinstance(name, str) and name not in ids["milestones"]:
                place = (*path, "waits_for", n)
                yield _nothing(place, content, "milestone", name, ids["milestones"])


def _nothing(path: KeyPath, content: Any, what: str, name: str, known: list[str]) -> Problem:
    near = get_close_matches(name, known, n=1)
    instead = (
        f"did you mean {near[0]!r}?" if near
        else f"there are {', '.join(map(repr, known))}" if known
        else f"no {what} is declared; declare it or leave this out"
    )  # fmt: skip
    return Problem(path, _place(path, content), f"there is no {what} {name!r}; {instead}")


def _columns(content: dict[str, Any]) -> Iterator[Problem]:
    calls = {table.get("id"): table for _, table in _tables(content, "calls")}
    for path, table in _tables(content, "sources"):
        kind = table.get("kind")
        known = {"csv": ROW_FIELDS, "json": JSON_FIELDS}.get(str(kind), REGISTER_FIELDS)
        columns = table.get("columns")
        for key in columns if isinstance(columns, dict) else {}:
            if kind in ("csv", "folder", "json") and key not in known:
                near = get_close_matches(key.casefold(), known, n=1)
                meant = f"did you mean {near[0]!r}? " if near else ""
                message = f"unknown column; {meant}The columns are {', '.join(known)}"
                yield Problem(
                    (*path, "columns", key), _place((*path, "columns", key), content), message
                )
        if kind == "folder" and columns and not table.get("register"):
            message = 'a folder has columns only in its register; name it: register = "….csv"'
            yield Problem((*path, "columns"), _place((*path, "columns"), content), message)
        for key, of in (("register", "folder"), ("questions", "csv")):
            if kind in ("csv", "folder") and kind != of and table.get(key):
                message = f"belongs to a source of kind {of!r}; remove it"
                yield Problem((*path, key), _place((*path, key), content), message)
        yield from _questions(path, table, calls, content)


def _questions(
    path: KeyPath, table: dict[str, Any], calls: dict[Any, dict[str, Any]], content: Any
) -> Iterator[Problem]:
    only = next(iter(calls.values())) if len(calls) == 1 else {}
    call = calls.get(table.get("call"), {}) if table.get("call") else only
    asked = call.get("questions")
    ids = (
        [q["id"] for q in asked if isinstance(q, dict) and "id" in q]
        if isinstance(asked, list)
        else []
    )
    mapped = table.get("questions")
    if not ids or not isinstance(mapped, dict):
        return
    for key in mapped:
        if key not in ids:
            yield _nothing((*path, "questions", key), content, "question", key, ids)


def _head(content: dict[str, Any], folder: Path) -> Iterator[Problem]:
    head = content.get("forum")
    if not isinstance(head, dict):
        return
    name = head.get("profile", "igf")
    names = profile_names(folder)
    if isinstance(name, str) and name not in names:
        near = get_close_matches(name.casefold(), names, n=1)
        meant = f"did you mean {near[0]!r}? " if near else ""
        message = (
            f"there is no profile {name!r}; {meant}The profiles are {', '.join(names)}; "
            f"your own would be profiles/{name}.toml in this folder"
        )
        yield Problem(("forum", "profile"), "forum.profile", message)
    languages = head.get("languages")
    for code in languages if isinstance(languages, list) else []:
        if isinstance(code, str) and len(code) == 2 and code not in LANGUAGES:
            message = f"{code!r} is not an ISO 639-1 code; write one like 'en', 'es' or 'fr'"
            yield Problem(("forum", "languages"), "forum.languages", message)
