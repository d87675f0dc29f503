"""Every kind of decision in a line: what it is about, what it says, and an example.

For `bpforum decide --help`, which must answer at once: nothing is imported here.
"""

from typing import NamedTuple


class Kind(NamedTuple):
    """How one kind of decision is written."""

    kind: str
    target: str
    """What `--target` names, in words."""
    example: str
    """A target and a value, as one would type them."""
    says: str


KINDS = (
    Kind("rename", "theme", "theme-3 'Local content'", "the label of a theme"),
    Kind("merge", "theme that goes", "theme-3 theme-2", "all of a theme stands in another"),
    Kind("split", "theme", """theme-3 '{"label": "Power", "passages": ["p0123456789ab"]}'""",
         "these passages of a theme stand in one of their own"),
    Kind("move", "passage, reference", "p0123456789ab theme-2",
         "a passage, or all of C-0004, stands there; or fits_no_theme, not_decided, "
         "not_substantive; substantive takes that back"),
    Kind("pin", "passage", "p0123456789ab theme-2",
         "a passage is quoted there, whatever else arrives; false takes it back"),
    Kind("must_link", "passage", """p0123456789ab '["pba9876543210"]'""",
         "two passages, or more, stand in one theme"),
    Kind("cannot_link", "passage", "p0123456789ab pba9876543210",
         "two passages never stand in one theme"),
    Kind("accept", "proposed theme", "theme-9",
         "a proposed theme stands, with the moves proposed for it"),
    Kind("decline", "proposed theme", "theme-9",
         "a proposed theme is not wanted: its passages go where they fit next"),
    Kind("add_theme", "new", """new '{"label": "Funding", "seeds": ["grants", "levies"]}'""",
         "a theme like those pinned in forum.toml"),
    Kind("set_aside", "theme", "theme-4",
         "a theme is left-overs without a name; false takes it back"),
    Kind("set_kind", "passage", "p0123456789ab practice",
         "a passage is an issue, practice, example, recommendation, question or none"),
    Kind("edit_paragraph", "paragraph", "summary_counts 'All were read.'",
         "the text of a paragraph"),
    Kind("dispose", "reference",
         """C-0004 '{"disposition": "out_of_scope", "reason": "another forum"}'""",
         "what becomes of a contribution; withdrawn takes it out"),
    Kind("admit", "reference", "C-0004 accept_flagged", "a late policy for one contribution"),
    Kind("relate", "reference", """C-0004 '{"kind": "revises", "to": "C-0002"}'""",
         'how two documents are related; with "holds": false it is denied'),
    Kind("consent", "reference", "C-0004 name_withheld", "the answer of who was asked"),
    Kind("hold", "reference", "C-0004 true", "a submission is held back; false lets it go"),
    Kind("erase", "reference", "C-0004", "the content of a submission is destroyed, for good"),
    Kind("transcribe", "reference", """C-0004 '{"text": "…", "author": "A. Reader"}'""",
         "what a scan says"),
    Kind("correct_text", "reference", """C-0004 '{"was": "covenants", "text": "governance"}'""",
         "misheard or misprinted words"),
    Kind("name_speaker", "turn, reference", """C-0004/12 '{"name": "A. Speaker"}'""",
         "who spoke a turn of a transcript"),
    Kind("link_statement", "turn", """C-0004/12 '{"statement": "C-0009"}'""",
         "the written statement that was read out"),
    Kind("accept_paragraph", "paragraph", "summary_counts",
         "a paragraph is right as it reads; false takes it back"),
    Kind("not_supported", "paragraph", "summary_counts",
         "the sources of a paragraph do not say what it says; false takes it back"),
    Kind("ask_source", "paragraph", "summary_counts 'a figure for the islands'",
         "another source is wanted for a paragraph; false takes it back"),
    Kind("remark", "paragraph, section, theme, reference", "summary_counts 'Too long?'",
         "a remark for those who work on the draft"),
    Kind("recommend", "reference",
         """C-0004 '{"disposition": "accepted", "reason": "it is clearer"}'""",
         "what somebody would answer to a comment; it answers nothing yet, nor does discuss"),
    Kind("take_back", "decision", "d007", "an earlier decision counts as not made"),
    Kind("clear", "section", "summary true",
         "a section is cleared; false takes it back"),
    Kind("publish", "version", """v1 '{"closes": "2026-12-06T23:59:00Z"}'""",
         "comments on a published version close at another time; false withdraws it, true takes "
         "that back"),
)  # fmt: skip


def as_help() -> str:
    """All kinds, a paragraph each: a terminal breaks the lines as it needs."""
    return "\n\n".join(f"{one.kind}: {one.says}. {_typed(one)}" for one in KINDS)


def _typed(one: Kind) -> str:
    target, _, value = one.example.partition(" ")
    return f"--target {target}" + (f" --value {value}" if value else "")
