"""Owns what language models answered, by (model, digest of the question); keeps no question.

With a contribution whose words were sent, every answer made of them is erased.
"""

import json
from collections.abc import Iterable

from sqlalchemy import Connection, Row, delete, or_, select
from sqlalchemy.dialects.sqlite import insert

from bpforum.store.rows import canonical
from bpforum.store.tables import answers as table
from models.assistance import Answer, KeptAnswer
from models.ids import Digest, Reference
from models.outcome import View


def find(connection: Connection, model: str, asked: Iterable[Digest]) -> dict[Digest, Answer]:
    """What `model` answered to the questions that are known."""
    wanted = sorted(set(asked))
    query = select(table).where(table.c.model == model, table.c.asked.in_(wanted))
    rows = connection.execute(query.order_by(table.c.id))
    return {row.asked: Answer.model_validate_json(row.data) for row in rows}


def last(connection: Connection, theme: str, view: View) -> KeptAnswer | None:
    """The newest answer about a theme, whatever was asked and of which model."""
    about = select(table).where(table.c.theme == theme, table.c.view == view)
    row = connection.execute(about.order_by(table.c.id.desc()).limit(1)).first()
    return _answer_of(row) if row else None


def put(connection: Connection, kept: Iterable[KeptAnswer]) -> None:
    """Keeps answers; what is known already stays as it is."""
    rows = [
        {
            "model": one.model,
            "asked": one.asked,
            "theme": one.theme,
            "view": one.view,
            "sources": canonical(sorted(one.sources)),
            "data": canonical(one.answer.model_dump(mode="json")),
        }
        for one in kept
    ]
    if rows:
        connection.execute(insert(table).on_conflict_do_nothing(), rows)


def forget(connection: Connection, references: Iterable[Reference]) -> int:
    """Takes out every answer that words of `references` were sent for; how many."""
    made_of = [table.c.sources.contains(f'"{one}"', autoescape=True) for one in references]
    if not made_of:
        return 0
    return connection.execute(delete(table).where(or_(*made_of))).rowcount


def _answer_of(row: Row[tuple[object, ...]]) -> KeptAnswer:
    return KeptAnswer(
        model=row.model,
        asked=row.asked,
        theme=row.theme,
        view=row.view,
        sources=tuple(json.loads(row.sources)),
        answer=Answer.model_validate_json(row.data),
    )
