"""Owns how the API says that something did not work: problem details, RFC 9457."""

from collections.abc import Sequence

from fastapi import Response

from models.api import Problem
from models.submission import Reason

MEDIA_TYPE = "application/problem+json"


class Refused(Exception):
    """The API does not do what was asked; the problem says why."""

    def __init__(
        self, status: int, code: str, title: str, detail: str = "", errors: Sequence[Reason] = ()
    ) -> None:
        self.problem = Problem(
            status=status, code=code, title=title, detail=detail, errors=tuple(errors)
        )


def answer(problem: Problem, headers: dict[str, str] | None = None) -> Response:
    """The answer that holds a problem."""
    return Response(
        problem.model_dump_json(exclude_defaults=False), status_code=problem.status,
        media_type=MEDIA_TYPE, headers=headers,
    )  # fmt: skip
