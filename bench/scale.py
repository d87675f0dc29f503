"""What a whole compile costs as a forum grows, and what one per cent more input costs then.

    python -m bench.scale [--sizes 1000 10000] [--encoder NAME] [--keep FOLDER]

For each size a forum is made (`bench/crowd.py`) and compiled twice, the second time with one per
cent more comments; each compile is a process of its own. Reported are CPU seconds by step, the
peak of resident memory, how both grow from size to size, and the second compile's share.
"""

import argparse
import json
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

from bench.crowd import grow_forum, write_forum

_CHILD = "--compile"


def main() -> None:
    """Prints a table for each size and the growth from one to the next."""
    if len(sys.argv) > 1 and sys.argv[1] == _CHILD:
        _compile_here(*sys.argv[2:4])
        return
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--sizes", type=int, nargs="+", default=[1_000, 10_000])
    parser.add_argument("--encoder", default="", help="as forum.toml has it; by default by rule")
    parser.add_argument("--keep", type=Path, help="make the forums here, and leave them")
    parser.add_argument("--once", action="store_true", help="no second compile")
    asked = parser.parse_args()
    home = asked.keep or Path(tempfile.mkdtemp(prefix="bpforum-scale-"))
    try:
        before: tuple[int, dict[str, Any]] | None = None
        for size in asked.sizes:
            folder = home / f"crowd-{size}"
            if not (folder / "forum.toml").exists():
                write_forum(folder, size, asked.encoder)
            first = _compile(folder)
            second = None
            if not asked.once:
                grow_forum(folder, max(1, size // 100), size)
                second = _compile(folder)
            _show(size, first, second)
            if before:
                _show_growth(*before, size, first)
            before = size, first
    finally:
        if not asked.keep:
            shutil.rmtree(home, ignore_errors=True)


def _compile(folder: Path) -> dict[str, Any]:
    told = folder.parent / f"{folder.name}.json"
    command = [sys.executable, "-m", "bench.scale", _CHILD, str(folder), str(told)]
    subprocess.run(command, check=True)
    found: dict[str, Any] = json.loads(told.read_text())
    return found


def _compile_here(folder: str, told: str) -> None:
    from bpforum import manifest
    from bpforum.pipeline import compile_forum
    from models.run import CompileRequest

    cpu: dict[str, float] = {}
    peaks: dict[str, int] = {}
    last = time.process_time()
    lap = manifest.Stopwatch.lap

    def timed(self: manifest.Stopwatch, step: str) -> None:
        nonlocal last
        now = time.process_time()
        cpu[step], last = cpu.get(step, 0.0) + now - last, now
        peaks[step] = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
        print(f"  {step:<10} {cpu[step]:9.1f} CPU s, peak {peaks[step]:,} MB", file=sys.stderr)
        lap(self, step)

    manifest.Stopwatch.lap = timed  # type: ignore[method-assign]
    began = time.monotonic()
    result = compile_forum(CompileRequest(folder=folder, out=f"{folder}-out"))
    now = time.process_time()
    cpu["write"] = now - last
    children = resource.getrusage(resource.RUSAGE_CHILDREN)
    own = resource.getrusage(resource.RUSAGE_SELF)
    size = sum(one.size for one in result.files)
    Path(told).write_text(
        json.dumps(
            {
                "cpu": cpu,
                "whole": now + children.ru_utime + children.ru_stime,
                "wall": time.monotonic() - began,
                "peak": max(own.ru_maxrss, children.ru_maxrss) / 1024,
                "peaks": peaks,
                "received": result.received,
                "themes": len(result.themes),
                "fates": result.fates,
                "output": size / 2**20,
            }
        )
    )


def _show(size: int, first: dict[str, Any], second: dict[str, Any] | None) -> None:
    print(f"\n{size:,} comments: {first['themes']} themes, {first['output']:.1f} MB of files")
    print(f"  fates: {first['fates']}")
    print(f"  {'step':<10} {'CPU s':>9} {'ms each':>9} {'peak MB':>8} {'again':>9}")
    for step, seconds in first["cpu"].items():
        peak = first["peaks"].get(step, 0)
        again = f"{second['cpu'].get(step, 0):9.1f}" if second else ""
        print(f"  {step:<10} {seconds:9.1f} {1000 * seconds / size:9.3f} {peak:8,} {again}")
    print(f"  {'all':<10} {first['whole']:9.1f} {1000 * first['whole'] / size:9.3f} "
          f"{first['peak']:8,.0f} {second['whole'] if second else 0:9.1f}")  # fmt: skip
    print(f"  wall {first['wall']:.1f} s")
    if second:
        share = second["whole"] / first["whole"]
        print(f"  one per cent more: {share:.1%} of the CPU, peak {second['peak']:,.0f} MB")
    sys.stdout.flush()


def _show_growth(small: int, before: dict[str, Any], size: int, after: dict[str, Any]) -> None:
    times = size / small
    print(f"  from {small:,} to {size:,} ({times:.0f} times the input): "
          f"{after['whole'] / before['whole']:.1f} times the CPU, "
          f"{after['peak'] / before['peak']:.1f} times the memory")  # fmt: skip


if __name__ == "__main__":
    main()
