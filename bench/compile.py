"""Where the time of a compilation goes, and what a second one costs: shares of one run.

    python bench/compile.py [FORUM_DIR]

Compiles a copy of the forum (by default the example) twice in this process. The last line is the
second run's time as a share of the first's.
"""

import shutil
import sys
import tempfile
from pathlib import Path

from bpforum.data import data_path
from bpforum.pipeline import compile_forum
from models.run import CompileRequest


def main(forum: Path) -> None:
    """Prints a line for each step, and one for both runs."""
    with tempfile.TemporaryDirectory() as name:
        copy = Path(name) / "forum"
        shutil.copytree(forum, copy, ignore=shutil.ignore_patterns(".bpforum"))
        request = CompileRequest(folder=str(copy), out=str(Path(name) / "out"))
        first, second = compile_forum(request).seconds, compile_forum(request).seconds
    whole, again = sum(first.values()), sum(second.values())
    print(f"{'step':<10} {'first run':>10} {'second run':>11}   (shares of the first run's time)")
    for step, seconds in first.items():
        print(f"{step:<10} {seconds / whole:>10.1%} {second[step] / whole:>11.1%}")
    print(f"{'all':<10} {1:>10.1%} {again / whole:>11.1%}")


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else data_path("examples"))
