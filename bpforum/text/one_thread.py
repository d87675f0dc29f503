"""Owns that sums are summed in one order: numerical work runs on one thread."""

from collections.abc import Callable
from functools import wraps
from typing import ParamSpec, TypeVar

from threadpoolctl import threadpool_limits

P = ParamSpec("P")
T = TypeVar("T")


def on_one_thread(work: Callable[P, T]) -> Callable[P, T]:
    """Run `work` with one BLAS and OpenMP thread: sums in another order are other bytes."""

    @wraps(work)
    def alone(*args: P.args, **kwargs: P.kwargs) -> T:
        with threadpool_limits(1):
            return work(*args, **kwargs)

    return alone
