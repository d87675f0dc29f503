"""Owns how an item of a JSON service becomes a submission, by mapping; judges no text."""

import json
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

from bpforum.readers import row
from bpforum.readers.post import MEDIA_TYPE, Form, pack_post
from bpforum.sources.fields import JSON_FIELDS
from bpforum.sources.services.json_paths import NoSuchPath, find, kind_of, words_of
from bpforum.sources.telling import said_of
from bpforum.sources.web.identity import external_id_of
from models.base import Instant
from models.ids import digest
from models.submission import Received

TEXTS: dict[str, Form] = {"text": "text", "text_html": "html", "text_markdown": "markdown"}
"""The columns that hold what people wrote, and in which form each has it."""


class Mapped:
    """A mapping of one source: `columns` and `questions` name paths inside an item."""

    def __init__(
        self, columns: Mapping[str, str], questions: Mapping[str, str], zone: ZoneInfo
    ) -> None:
        self._columns = {name: path for name, path in columns.items() if name in JSON_FIELDS}
        self._questions, self._zone = dict(questions), zone

    def wrong_paths(self, items: Sequence[Any], *, needed: bool) -> Iterator[str]:
        """For each path that no item has, what is wrong with it, in words.

        `needed` are those of ids and texts; the others may stand for what nobody filled in.
        """
        objects = [item for item in items if isinstance(item, dict)]
        for key, path, is_needed in self._paths():
            told = ""
            for item in objects if is_needed is needed else ():
                try:
                    find(item, path)
                except NoSuchPath as error:
                    told = told or str(error)
                else:
                    break
            else:
                if told:
                    yield f"{key} = {path!r}: {told.replace('the answer', 'an item')}"

    def _paths(self) -> Iterator[tuple[str, str, bool]]:
        for name, path in self._columns.items():
            yield f"columns.{name}", path, name in TEXTS or name == "external_id"
        for name, path in self._questions.items():
            yield f"questions.{name}", path, True

    def received(self, item: Any, otherwise_at: Instant) -> Received:
        """`item` as a submission; one without an id, or that is no object, comes with trouble."""
        if not isinstance(item, dict):
            return _troubled(item, f"This item is no object but {kind_of(item)}.", otherwise_at)
        cells, trouble = self._cells(item)
        texts = [(TEXTS[name], cells.pop(name)) for name in TEXTS if name in cells]
        form, text = next((one for one in texts if one[1].strip()), (texts or [("text", "")])[0])
        question = cells.pop("question", "").strip()
        name = external_id_of(cells.pop("external_id", ""))
        if not name:
            where = self._columns.get("external_id", "")
            trouble = trouble or f"There is no id at {where!r}; it is {kind_of(item)}."
            name = _nameless(item)
        if written := cells.get("received_at"):
            cells["received_at"] = _moment(written)
        said = said_of(cells, self._zone, otherwise_at=otherwise_at, channel="web")
        answers, wrong = self._answers(item)
        if self._questions or question:
            media, data = row.MEDIA_TYPE, row.pack_row(text.strip(), question, answers, said.fields)
        else:
            fields = {"kind": "contribution", **said.fields}
            media, data = MEDIA_TYPE, pack_post(text, form=form, fields=fields)
        return Received(
            external_id=name,
            data=data,
            media_type=media,
            received_at=said.received_at,
            channel=said.channel,
            fields=said.fields,
            trouble=trouble or wrong or said.trouble,
        )

    def _cells(self, item: dict[str, Any]) -> tuple[dict[str, str], str]:
        cells, trouble = {}, ""
        for name, path in self._columns.items():
            try:
                cells[name] = words_of(found := _maybe(item, path))
            except NoSuchPath as error:
                trouble = trouble or f"What stands at {path!r} cannot be taken as {name}: {error}."
            else:
                if name == "external_id" and isinstance(found, bool | list):
                    cells[name] = ""
        return cells, trouble

    def _answers(self, item: dict[str, Any]) -> tuple[list[tuple[str, str]], str]:
        answers, trouble = [], ""
        for question, path in self._questions.items():
            try:
                words = words_of(_maybe(item, path)).strip()
            except NoSuchPath as error:
                trouble = trouble or f"The answer at {path!r} cannot be taken: {error}."
                continue
            if words:
                answers.append((question, words))
        return answers, trouble


def _maybe(item: dict[str, Any], path: str) -> Any:
    """What stands at `path`; an item may leave out what it has not."""
    try:
        return find(item, path)
    except NoSuchPath:
        return None


def _moment(words: str) -> str:
    """Seconds or milliseconds since 1970 as a time; other words as they are."""
    plain = words.strip()
    if plain.isascii() and plain.isdigit() and len(plain) in (10, 13):
        seconds = int(plain) / (1000 if len(plain) == 13 else 1)
        return datetime.fromtimestamp(seconds, UTC).isoformat()
    return words


def _troubled(item: Any, trouble: str, at: Instant) -> Received:
    written = _written(item)
    return Received(
        external_id=_nameless(item),
        data=pack_post(written, form="text", fields={}),
        media_type=MEDIA_TYPE,
        received_at=at,
        channel="web",
        trouble=trouble,
    )


def _nameless(item: Any) -> str:
    return f"item {digest(_written(item).encode('utf-8', 'replace'))[:12]}"


def _written(item: Any) -> str:
    return json.dumps(item, ensure_ascii=False, sort_keys=True)
