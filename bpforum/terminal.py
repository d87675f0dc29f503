"""What the command shows on a terminal: progress, tables, words; decides nothing."""

import sys
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from bpforum.store import CollectCount
    from bpforum.verify import Finding
    from models.run import CompileResult

_LABEL_WIDTH = 56


def print_words(words: str, *, error: bool = False) -> None:
    """A line on standard output, or on standard error."""
    print(words, file=sys.stderr if error else sys.stdout, flush=True)


class Progress:
    """Tells on standard error what is being done: in place on a terminal, else line by line."""

    def __init__(self, *, quiet: bool = False) -> None:
        """`quiet`: say nothing."""
        self._quiet = quiet
        self._started = time.monotonic()
        self._live = sys.stderr.isatty()

    def __enter__(self) -> "Progress":
        return self

    def __call__(self, message: str) -> None:
        """Shows `message` with the time since the start."""
        if self._quiet:
            return
        line = f"[{time.monotonic() - self._started:5.1f} s] {message} …"
        if self._live:
            sys.stderr.write(f"\r\033[K{line}")
            sys.stderr.flush()
        else:
            print_words(line, error=True)

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if self._live and not self._quiet:
            sys.stderr.write("\r\033[K")
            sys.stderr.flush()


def print_counts(counts: "Sequence[CollectCount]", *, dry_run: bool = False) -> None:
    """What a collect brought, a line a source."""
    would = "would be " if dry_run else ""
    for one in counts:
        words = (
            f"{one.source}: {one.received} received, {one.new} {would}new, {one.changed} "
            f"{would}changed, {one.unchanged} unchanged, {one.vanished} gone, {one.troubled} to "
            "look at"
        )
        if one.erased:
            words += f", {one.erased} erased here but still there: delete them in the source"
        print_words(words)
        for remark in one.remarks:
            print_words(f"  {remark}")
        if one.problem:
            print_words(f"  stopped: {one.problem}", error=True)


def print_result(result: "CompileResult") -> None:
    """The short table: received, fates, flags, themes, files."""
    print_words(f"\nReceived {result.received}, of them {result.fresh} new in this run.\n")
    if not result.received:
        print_words("Nothing was found in any source: put files into the forum's inbox, or see "
                    "[[sources]] in its forum.toml.\n")  # fmt: skip
    _table("What became of them", result.fates)
    if result.flags:
        _table("Flags", result.flags)
    print_words(f"Themes ({len(result.themes)})" + " " * 50 + "contributions  passages")
    for theme in result.themes:
        label = _cut(f"{theme.id}  {theme.label}", _LABEL_WIDTH)
        print_words(f"  {label:<{_LABEL_WIDTH}} {theme.contributions:>13} {theme.passages:>9}")
    if result.unplaced:
        print_words("")
        _table("Passages in no theme", result.unplaced)
    for number, message in enumerate(result.attention, start=1):
        if number == 1:
            print_words("Needs attention")
        print_words(f"  {message}")
    if result.attention:
        print_words("")
    if result.folder is None:
        print_words("Dry run: nothing was written.")
        return
    print_words(f"Files, in {result.folder}")
    for entry in result.files:
        print_words(f"  {entry.path:<{_LABEL_WIDTH}} {_size(entry.size):>10}")
    total = sum(result.seconds.values())
    print_words(f"\nDone in {total:.1f} s. Open {Path(result.folder) / 'outcome.html'}")


def _table(title: str, counts: Mapping[str, int]) -> None:
    print_words(title)
    for name, n in counts.items():
        print_words(f"  {_cut(name.replace('_', ' '), _LABEL_WIDTH):<{_LABEL_WIDTH}} {n:>6}")
    print_words("")


def _cut(words: str, width: int) -> str:
    return words if len(words) <= width else words[: width - 1] + "…"


def _size(n: int) -> str:
    return f"{n / 1024:.0f} kB" if n >= 1024 else f"{n} B"


def print_findings(findings: "list[Finding]", where: Path | None) -> None:
    """What verify found, or that all is well."""
    if not findings:
        print_words(f"{where}: every promise that can be checked from the files holds.")
        return
    for finding in findings:
        print_words(f"promise {finding.promise}, {finding.check}: {finding.message}")
    print_words(f"{where}: {len(findings)} finding{'s' if len(findings) > 1 else ''}.", error=True)
