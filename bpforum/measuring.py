"""Runs the benches of a source checkout, one by one, and puts their tables together; measures
nothing itself.

Each bench is a script in `bench/` with a process of its own, so that no memory or warm cache of one
is another's. They lie beside the package, not in it: an installed wheel has none.
"""

import os
import platform
import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from bpforum import __version__
from bpforum.errors import UnusableForum

_DATA = "{data}"
"""Stands for the folders of labelled sets."""


@dataclass(frozen=True)
class Bench:
    """A script `bench/<name>.py`, what it tells, and its arguments: usual, and in full."""

    name: str
    tells: str
    usual: tuple[str, ...] = ()
    full: tuple[str, ...] = ()
    picture: str = ""
    """The file that it draws when it is given `--picture`."""

    @property
    def needs_data(self) -> bool:
        """Whether it measures on sets that people labelled, which do not come with bpforum."""
        return _DATA in self.usual


BENCHES = (
    Bench(
        "agreement",
        "themes against people's labels, beside UMAP + HDBSCAN",
        (_DATA,),
        picture="agreement.svg",
    ),
    Bench("names", "what themes of real collections are called, to be read", (_DATA,)),
    Bench("growth", "what later arrivals do to themes, and whether what is new is found", (_DATA,)),
    Bench("representation", "how well a draft covers what each group said", (_DATA,)),
    Bench("intrusion", "whether the phrases of a theme belong together", (_DATA,)),
    Bench(
        "encoders",
        "speed of the encoders, and what they bring together",
        (_DATA, "--comments", "20000"),
        (_DATA,),
    ),
    Bench("duplicates", "same texts and campaigns", ("10000",), ("10000", "100000")),
    Bench("compile", "where the time of a compilation goes"),
    Bench(
        "scale",
        "a whole compile as a forum grows, and one per cent more",
        ("--sizes", "1000", "3000"),
        ("--sizes", "10000", "100000", "1000000"),
    ),
    Bench(
        "filing",
        "many who file at once: one writer in batches, beside a transaction for each",
        ("--connections", "64", "--seconds", "4"),
        ("--connections", "8", "64", "--seconds", "10"),
    ),
    Bench(
        "pages",
        "what the server spends on each page",
        ("--contributions", "60", "--comments", "300"),
        ("--contributions", "300", "--comments", "1500"),
    ),
    Bench("reading", "reading, times the plainest reader", ("500",), ("2000",)),
)


def checkout() -> Path:
    """The folder with `bench/` in it. Raises UnusableForum where bpforum runs from a wheel."""
    root = Path(__file__).resolve().parent.parent
    if not (root / "bench").is_dir():
        raise UnusableForum(
            "The benches are not in this installation: they lie in the source checkout, and run "
            "from there."
        )
    return root


def chosen(names: Sequence[str]) -> tuple[Bench, ...]:
    """The benches of these names, or all. Raises UnusableForum for a name that none has."""
    known = {one.name: one for one in BENCHES}
    for name in names:
        if name not in known:
            raise UnusableForum(f"No bench is called {name!r}; there are {', '.join(known)}.")
    return tuple(known[name] for name in names) or BENCHES


def run(
    benches: Sequence[Bench],
    data: Sequence[Path],
    tell: Callable[[str], None],
    *,
    full: bool = False,
    pictures: Path | None = None,
) -> Iterator[tuple[str, bool]]:
    """For each bench its section in Markdown, and whether it came to its end.

    `data` are folders with labelled sets; without any, what needs them is left out, and says so.
    `pictures`: where a bench that draws puts its drawing.
    """
    root = checkout()
    yield f"# Figures\n\n{_where()}\n", True
    for one in benches:
        head = f"## {one.name}: {one.tells}\n"
        if one.needs_data and not data:
            yield f"{head}\nLeft out: no folder of labelled sets was given (`--data`).\n", True
            continue
        tell(f"Running {one.name}: {one.tells}")
        given = (one.full if full else ()) or one.usual
        words = [part for word in given for part in _expanded(word, data)]
        if pictures and one.picture:
            words += ["--picture", str(pictures / one.picture)]
        done = subprocess.run(  # noqa: S603 - our own scripts, by our own interpreter
            [sys.executable, str(root / "bench" / f"{one.name}.py"), *words],
            cwd=root,
            env={**os.environ, "PYTHONPATH": str(root), **_ONE_THREAD},
            stdout=subprocess.PIPE,
            text=True,
            check=False,
        )
        command = " ".join(["bench", one.name, *(Path(word).name for word in words)])
        end = "" if done.returncode == 0 else f"\nIt ended with {done.returncode}, too early.\n"
        table = done.stdout.strip()
        yield f"{head}\n{_block(table)}\n\n`{command}`\n{end}", done.returncode == 0


_ONE_THREAD = {"OMP_NUM_THREADS": "1", "NUMBA_NUM_THREADS": "1"}


def _expanded(word: str, data: Sequence[Path]) -> list[str]:
    return [str(folder.resolve()) for folder in data] if word == _DATA else [word]


def _block(printed: str) -> str:
    """Markdown tables as they are; anything else as it was printed."""
    return printed if printed.startswith("|") else f"```\n{printed}\n```"


def _where() -> str:
    return (
        f"Measured by `bpforum bench` {__version__} on {platform.machine()}, Python "
        f"{platform.python_version()}, {os.cpu_count()} cores. Times are CPU seconds on one "
        "thread; compare them within a table, as ratios."
    )
