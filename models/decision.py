"""Decisions: people's acts, appended and replayed, never overwritten."""

from typing import Any, Literal

from pydantic import Field

from models.base import Instant, Model

DecisionKind = Literal[
    "rename", "merge", "split", "move", "pin", "must_link", "cannot_link", "accept", "decline",
    "add_theme", "set_aside", "set_kind", "edit_paragraph", "dispose",
    "admit", "relate", "consent", "hold", "erase",
    "transcribe", "correct_text", "name_speaker", "link_statement",
    "accept_paragraph", "not_supported", "ask_source", "remark", "recommend", "take_back",
    "clear", "publish",
]  # fmt: skip


class Decision(Model):
    """One line of `decisions.jsonl`.

    | kind | target | value |
    | --- | --- | --- |
    | rename | theme id | the new label |
    | merge | theme id that goes | theme id that stays |
    | split | theme id | `{"label": "…", "passages": [passage ids]}` |
    | move | passage id, reference | theme id, an unplaced kind, or `substantive` |
    | pin | passage id | theme id: quoted there, whatever else arrives; `false` takes it back |
    | must_link | passage id | passage id, or a list: they stand in one theme |
    | cannot_link | passage id | passage id, or a list: never in one theme with the target |
    | accept | proposed theme id | nothing, or `{"passages": [of the proposed moves]}` |
    | decline | proposed theme id | nothing |
    | add_theme | any words | `{"label": "…", "seeds": ["…"], "passages": [passage ids]}` |
    | set_aside | theme id | nothing or `true`: left-overs without a name; `false`: not so |
    | set_kind | passage id | issue, practice, example, recommendation, question or none |
    | edit_paragraph | paragraph id | the new text |
    | dispose | reference | `{"disposition": "…", "reason": "…", "paragraphs": []}` |
    | admit | reference | a late policy, in place of the call's: `accept_flagged`, `refuse` … |
    | relate | reference | `{"kind": "revises", "to": "C-0002", "holds": true}`; false denies it |
    | consent | reference | `full`, `name_withheld` or `counts_only`: the answer of who was asked |
    | hold | reference | `true` holds it back, `false` lets it go again |
    | erase | reference | nothing: its content is destroyed, its line in the ledger stays |
    | transcribe | reference | `{"text": "…", "author": "…", "method": "…", "second_reader": "…"}` |
    | correct_text | reference | `{"was": "…", "text": "…", "turn": 4, "at_request_of": "…"}` |
    | name_speaker | `C-0004/12` (a turn), `C-0004` | `{"name": …, "organisation": …, "as": …}` |
    | link_statement | `C-0004/12` (a turn) | `{"statement": "C-0009", "prevails": true}` |
    | accept_paragraph | paragraph id | nothing, or `{"text": "…"}`, the digest of what was read |
    | not_supported | paragraph id | nothing: its sources do not say so; `false` takes it back |
    | ask_source | paragraph id | nothing, or what is wanted; `false` takes it back |
    | remark | paragraph, section, theme id, reference | the words, for who works on the draft |
    | recommend | reference | as for `dispose`, or `discuss`: it answers nothing yet |
    | take_back | a decision's id | nothing: that decision counts as not made |
    | clear | section id | `{"seal": "…"}`: cleared as it reads; `true`: whatever; `false`: not so |
    | publish | `v1`, `v2` … | `{"label": …, "run": …, "seal": …, "opens": …, "closes": …}` |

    A published version's comments close later with `{"closes": "…"}`; `false` withdraws it, `true`
    takes that back. The seal is one over its files, which only `bpforum publish` can make.

    Links are taken back with `{"passages": [passage ids], "holds": false}`.

    A turn is `C-0004/12`, or `C-0004/ev2/12` where the file holds several events: the twelfth turn
    of the second. `name_speaker` on `C-0004` or `C-0004/ev2` needs `as`, the label as marked, and
    names all turns so marked; `{"holds": false}` takes a name back. Beside `name` and
    `organisation` it takes `stakeholder_group`, `country` and `capacity`.
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
    overtaken_by: str = ""
    """The later decision that took its place; empty where it could not be carried out."""
