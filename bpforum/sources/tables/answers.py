"""Makes one answer of the cells that a row has under one question; adds no words of its own.

A list of boxes to tick comes as a column for each: their names are what the contributor chose.
"""

from collections.abc import Sequence

from bpforum.sources.tables.cells import NO, YES
from bpforum.sources.tables.columns import Column
from bpforum.sources.tables.sheet import Line, plain_header

_SHORT = 80
_OPEN = (
    "other", "otro", "otra", "autre", "specify", "especifique", "précise", "comment", "comentario",
    "response", "respuesta", "réponse", "text", "texto", "texte", "open", "answer", "choice",
)  # fmt: skip
"""Names of a sub-column that say nothing about what is written in it."""


def cell_of(line: Line, at: int) -> str:
    """The cell, trimmed; exports often leave out empty cells at the end of a row."""
    return line.cells[at].strip() if at < len(line.cells) else ""


def tick_columns(columns: Sequence[Column], lines: Sequence[Line]) -> frozenset[int]:
    """Which of one question's `columns` are boxes: at least two that hold ticks and no words."""
    if len(columns) < 2:
        return frozenset()
    boxes = [one.at for one in columns if _is_box(one, lines)]
    return frozenset(boxes) if len(boxes) > 1 else frozenset()


def _is_box(column: Column, lines: Sequence[Line]) -> bool:
    name = _label(column)
    if not name or name.endswith("?"):
        return False
    ticked = False
    for line in lines:
        cell = cell_of(line, column.at).casefold()
        if cell and cell not in YES and cell not in NO and plain_header(cell) != plain_header(name):
            return False
        ticked = ticked or bool(cell)
    return ticked


def answer_of(columns: Sequence[Column], line: Line, boxes: frozenset[int]) -> str:
    """The answer: choices and short words apart by `; `, longer ones in paragraphs of their own.

    Under a question with a column for each of its rows, a short cell has the row's name before it:
    `Speed: slow`.
    """
    if len(columns) == 1:
        return cell_of(line, columns[0].at)
    paragraphs: list[str] = []
    choices: list[str] = []
    for column in columns:
        cell = cell_of(line, column.at)
        if not cell or (column.at in boxes and cell.casefold() in NO):
            continue
        said = _label(column) if column.at in boxes else _named(column, cell)
        if len(said) <= _SHORT and "\n" not in said:
            if said not in choices:
                choices.append(said)
            continue
        if choices:
            paragraphs.append("; ".join(choices))
            choices = []
        paragraphs.append(said)
    if choices:
        paragraphs.append("; ".join(choices))
    return "\n\n".join(paragraphs)


def _label(column: Column) -> str:
    return column.label or column.name


def _named(column: Column, cell: str) -> str:
    if not column.label or len(cell) > _SHORT or "\n" in cell:
        return cell
    label = column.label.casefold()
    if plain_header(cell) == plain_header(label) or any(word in label for word in _OPEN):
        return cell
    return f"{column.label}: {cell}"
