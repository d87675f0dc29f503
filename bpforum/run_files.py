"""A run folder's files, parsed when they are asked for; checks nothing."""

import csv
import io
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from functools import cache, cached_property

from bpforum.brief import Brief
from bpforum.briefs import Briefed, read_briefs
from bpforum.gists import KnownGists
from bpforum.plain_values import PlainValues
from bpforum.record_file import PackedRecord, read_record
from bpforum.run_folder import MANIFEST, PUBLIC
from models.contribution import Contribution
from models.outcome import Outcome
from models.passage import PlacedPassage
from models.record import Record
from models.run import Manifest
from models.theme import ProposedMove, Theme, Themes, Variant

Groups = Sequence[tuple[str, Sequence[str]]]
"""References: whose text it is, and who else sent it."""


class ChosenFiles(Mapping[str, bytes]):
    """Some of `files`, each read when it is asked for."""

    def __init__(self, files: Mapping[str, bytes], paths: Iterable[str]) -> None:
        self._files, self._paths = files, tuple(paths)

    def __getitem__(self, path: str) -> bytes:
        if path not in self._paths:
            raise KeyError(path)
        return self._files[path]

    def __iter__(self) -> Iterator[str]:
        return iter(self._paths)

    def __len__(self) -> int:
        return len(self._paths)


class RunFiles:
    """A run folder's files, parsed on demand."""

    def __init__(self, files: Mapping[str, bytes], known: KnownGists | None = None) -> None:
        """`files` by path below the run folder; `known`: what earlier runs found in equal bytes."""
        self.files, self._known = files, known
        self._outcomes: dict[str, Outcome] = {}

    @cached_property
    def manifest(self) -> Manifest:
        """`manifest.json`."""
        return Manifest.model_validate_json(self.files[MANIFEST])

    @cached_property
    def recorded(self) -> Record | PackedRecord:
        """`record.json`, or of a large forum `record.jsonl.gz`, which is read bit by bit."""
        return read_record(self.files)

    @cached_property
    def record(self) -> Record:
        """All of the record in memory."""
        return self.recorded if isinstance(self.recorded, Record) else self.recorded.whole()

    @cached_property
    def everything(self) -> dict[str, Contribution]:
        """Contributions and comments by reference."""
        return {one.reference: one for one in self.record.everything}

    @cached_property
    def fates(self) -> dict[str, str | None]:
        """Of every contribution and comment, by reference."""
        return self.briefed.fates

    @cached_property
    def texts(self) -> dict[str, str]:
        """Of those contributions that other files point into, by reference."""
        return {reference: one.text for reference, one in self.pointed_to.items()}

    @cached_property
    def pointed_to(self) -> dict[str, Brief]:
        """Those contributions that other files point into, by reference."""
        return {one.reference: one for one in self.briefed.some(self._targets)}

    @cached_property
    def briefed(self) -> Briefed:
        """The record as far as the checks need it: of a large one nothing is held."""
        return read_briefs(self.files, self._known, self._targets)

    @cached_property
    def _targets(self) -> set[str]:
        """What cannot be read points nowhere; the checks that need it say so."""
        found: set[str] = set()
        for view in ("", PUBLIC):
            with suppress(KeyError, ValueError):
                paragraphs = self.outcome(view).paragraphs
                found |= {one.contribution for p in paragraphs for one in p.citations}
        with suppress(KeyError, ValueError):
            themes = self.themes_alone
            placed = [one for theme in themes.themes for one in theme.passages]
            found |= {one.contribution for one in (*placed, *themes.unplaced)}
        return found

    @cached_property
    def themes(self) -> Themes:
        """`themes.json`."""
        return Themes.model_validate_json(self.files["themes.json"])

    @property
    def themes_alone(self) -> Themes:
        """`themes.json` but for what `same_texts` has of it."""
        return self._themes_and_groups[0]

    @property
    def same_texts(self) -> Groups:
        """The duplicates of `themes.json`: which contribution speaks for which."""
        return self._themes_and_groups[1]

    @cached_property
    def _themes_and_groups(self) -> tuple[Themes, Groups]:
        values = _themes().read(self.files["themes.json"])
        groups = [
            (
                group["representative"]["contribution"],
                [one["contribution"] for one in group["members"]],
            )
            for group in values["duplicates"]
        ]
        return Themes.trusted({**values, "duplicates": ()}), groups

    @property
    def ledger(self) -> list[dict[str, str]]:
        """All lines of `ledger.csv`."""
        rows = self.ledger_rows()
        head = next(rows, [])
        return [dict(zip(head, row, strict=True)) for row in rows]

    def ledger_rows(self) -> Iterator[list[str]]:
        """The head of `ledger.csv`, and each line with as many cells."""
        text = io.TextIOWrapper(io.BytesIO(self.files["ledger.csv"]), "utf-8", newline="")
        rows = csv.reader(text)
        for head in rows:
            yield head
            for row in filter(None, rows):
                if len(row) > len(head):
                    raise ValueError("a line has more cells than the head")
                yield [*row, *[""] * (len(head) - len(row))] if len(row) < len(head) else row

    def outcome(self, view: str = "") -> Outcome:
        """`outcome.json`, or with `public/` that one."""
        if view not in self._outcomes:
            text = self.files[view + "outcome.json"]
            self._outcomes[view] = Outcome.model_validate_json(text)
        return self._outcomes[view]


@cache
def _themes() -> PlainValues:
    """Of a large forum half of it are same texts: of these no values are made."""
    return PlainValues(Themes, made=(PlacedPassage, ProposedMove, Theme, Variant))
