"""Decisions: people's acts, appended and replayed, never overwritten."""

from typing import Any, Literal

from pydantic import Field

from models.base import Instant, Model

DecisionKind = Literal["rename", "merge", "split", "move", "pin", "edit_paragraph", "dispose"]


class Decision(Model):
    """One line of `decisions.jsonl`.

    | kind | target | value |
    | --- | --- | --- |
    | rename | theme id | the new label |
    | merge | theme id that goes | theme id that stays |
    | split | theme id | `{"label": "…", "passages": [passage ids]}` |
    | move | passage id | theme id, or an unplaced kind |
    | pin | passage id | theme id: quoted there, whatever else arrives |
    | edit_paragraph | paragraph id | the new text |
    | dispose | reference | `{"disposition": "…", "reason": "…", "paragraphs": []}` |
    """

    id: str = Field(min_length=1, max_length=64)
    kind: DecisionKind
    target: str = Field(min_length=1)
    value: Any = None
    by: str = Field(min_length=1)
    at: Instant
    why: str = ""


class Unapplied(Model):
    """A decision that no longer applies: shown, never dropped."""

    decision: Decision
    reason: str
