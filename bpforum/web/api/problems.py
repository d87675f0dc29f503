"""Owns how the API says that something did not work: problem details, RFC 9457."""

from collections.abc import Sequence

from fastapi import Response

from bpforum.web.security.callers import PROBLEM
from bpforum.web.words import known, speaking
from models.api import Problem
from models.submission import Reason


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
        media_type=PROBLEM, headers=headers,
    )  # fmt: skip


def in_words(problem: Reason) -> Reason:
    """A problem of a form, with the form's words where it has the key of some."""
    if " " in problem.message or problem.message not in known("forms"):
        return problem
    return problem.model_copy(update={"message": speaking("en")(f"forms.{problem.message}")})
