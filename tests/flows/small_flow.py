"""A flow of a few steps on the home it is given, run by the tests in a process of its own.

Prints what it saw as JSON: Prefect changes the process that imports it, and tests should not.
"""

import json
import os
import sys
import urllib.error
import urllib.request
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

from flows.compile import MOST_TASKS, flow_around

if TYPE_CHECKING:
    from bpforum.pipeline import Runner


class Refused(Exception):
    """What a step of ours may raise."""


def double(number: int) -> tuple[int, bool]:
    """A step with a result: twice the number, and whether it was worked out in a task."""
    from prefect.context import TaskRunContext

    return 2 * number, TaskRunContext.get() is not None


def refuse() -> NoReturn:
    """A step that fails."""
    raise Refused("as it is")


def status_without_secret() -> int:
    """How the server answers somebody who does not know its secret."""
    try:
        with urllib.request.urlopen(f"{os.environ['PREFECT_API_URL']}/admin/settings") as answer:  # noqa: S310 - loopback
            return int(answer.status)
    except urllib.error.HTTPError as error:
        return error.code


def main(where: Path) -> None:
    """Run the flow twice: once to its end, once into an error."""
    told: list[str] = []
    seen: dict[str, object] = {"told": told}

    def succeed(run: "Runner") -> list[tuple[int, bool]]:
        seen["url"] = os.environ["PREFECT_API_URL"]
        seen["status without secret"] = status_without_secret()
        return [run(f"double {n}", double, n) for n in range(MOST_TASKS + 3)]

    def fail(run: "Runner") -> int:
        return run("refuse", refuse)

    seen["doubled"] = flow_around(
        succeed, name="small", run_name="small {1}", where=where, tell=told.append
    )
    try:
        flow_around(fail, name="small", run_name="small 2", where=where, tell=told.append)
    except Refused as error:
        seen["raised"] = str(error)
    seen["left in the environment"] = sorted(k for k in os.environ if k.startswith("PREFECT_"))
    sys.stdout.write(json.dumps(seen))


if __name__ == "__main__":
    main(Path(sys.argv[1]))
