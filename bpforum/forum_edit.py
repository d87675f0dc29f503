"""Changes `forum.toml` as text: comments, order and layout of what is not changed stay as they are.

It writes nothing; whether the text makes a forum is `forum_file`'s to say.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from difflib import unified_diff
from typing import Any

import tomlkit
from tomlkit.exceptions import ParseError
from tomlkit.items import AoT, Table
from tomlkit.toml_document import TOMLDocument

from bpforum.errors import UnusableForum

LISTS = ("calls", "sessions", "sources", "milestones")
"""Sections of which there may be several, each with an id."""
_LINE = 100


def with_values(text: str, section: str, name: str, values: Mapping[str, Any]) -> str:
    """`text` with `values` in a section; for one of `LISTS` in the entry called `name`.

    An entry that is not there yet is added at the end. None, and what is empty, takes a key away.
    Raises UnusableForum where `text` is no TOML.
    """
    document = _parse(text)
    table = _entry(document, section, name) if section in LISTS else _section(document, section)
    for key, value in values.items():
        _put(table, key, value)
    if section not in LISTS and not table:
        document.pop(section, None)
    return tomlkit.dumps(document)


def without(text: str, section: str, name: str) -> str:
    """`text` without the entry `name` of one of `LISTS`."""
    document = _parse(text)
    entries = document.get(section)
    if entries is not None:
        kept = [one for one in entries if str(one.get("id")) != name]
        if kept:
            for n in reversed(range(len(entries))):
                if str(entries[n].get("id")) == name:
                    del entries[n]
        else:
            del document[section]
    return tomlkit.dumps(document)


def difference(before: str, after: str) -> tuple[str, ...]:
    """The lines that differ, with three around them; each begins with `-`, `+`, a blank or `@@`."""
    lines = unified_diff(before.splitlines(), after.splitlines(), lineterm="", n=3)
    return tuple(line for line in lines if not line.startswith(("---", "+++")))


def _parse(text: str) -> TOMLDocument:
    try:
        return tomlkit.parse(text)
    except ParseError as error:
        raise UnusableForum(
            f"forum.toml is not TOML: {error}. Mend it with a text editor, or take back the last "
            "change made here."
        ) from error


def _section(document: TOMLDocument, section: str) -> Any:
    if section not in document:
        document.add(section, tomlkit.table())
    return document[section]


def _entry(document: TOMLDocument, section: str, name: str) -> Any:
    entries = document.get(section)
    for one in entries or ():
        if str(one.get("id")) == name:
            return one
    made = tomlkit.table()
    made.add("id", name)
    if entries is None:
        document.add(section, tomlkit.aot())
        entries = document[section]
    if isinstance(entries, AoT):
        entries.append(made)
    else:  # an array of inline tables
        inline = tomlkit.inline_table()
        inline.update(made)
        entries.append(inline)
        return entries[-1]
    return made


def _put(table: Any, key: str, value: Any) -> None:
    if value is None or value in ("", (), [], {}):
        table.pop(key, None)
        return
    if key in table and _same(table[key], value):
        return  # as it was written, comments and all
    is_rows = isinstance(value, Sequence) and not isinstance(value, str) and any(
        isinstance(one, Mapping) for one in value
    )  # fmt: skip
    table.pop(key, None)
    if is_rows and isinstance(table, Table):
        made = tomlkit.aot()
        for one in value:
            row = tomlkit.table()
            for name, said in one.items():
                row.add(name, _item(said))
            made.append(row)
        table.add(key, made)
    else:
        table.add(key, _item(value))


def _item(value: Any) -> Any:
    if isinstance(value, tuple):
        value = list(value)
    if isinstance(value, str) and "\n" in value:
        return tomlkit.string(value, multiline=True)
    item = tomlkit.item(value)
    if isinstance(value, list) and len(item.as_string()) > _LINE:
        item.multiline(True)
    return item


def _same(item: Any, value: Any) -> bool:
    known = item.unwrap() if hasattr(item, "unwrap") else item
    return bool(_plain(known) == _plain(value))


def _plain(value: Any) -> Any:
    """For comparing: lists as tuples, times as instants."""
    if isinstance(value, Mapping):
        return {name: _plain(one) for name, one in value.items()}
    if isinstance(value, list | tuple):
        return tuple(_plain(one) for one in value)
    if isinstance(value, datetime) and value.tzinfo:
        return value.timestamp()
    return value
