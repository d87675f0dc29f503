"""Owns the tracked-change balloons that a page extract leaves in the text; puts nothing back.

A balloon is a line `AUTHOR M/D/YY H:MM AM|PM` and, below it, `Deleted:`, `Inserted:`,
`Formatted:`, `Moved …:` or `Comment …:` with its text. It stands where the page's margin was read,
not where the change is, so deletions are listed with the section they appear in and never placed.
No time zone is known, so `at` stays empty beside `at_as_written`.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from bpforum.readers.recognition.edits import Edit, apply_edits
from bpforum.readers.recognition.residue import is_extract, residue_edits
from bpforum.readers.recognition.text_lines import TextLine, lines_of
from models.contribution import MarginComment, Revision
from models.reading import Reading

WORD_FLAG = "needs the Word original"

_Kind = Literal["del", "ins", "moveFrom", "moveTo", "fmt", "comment"]
_KINDS: tuple[tuple[str, _Kind], ...] = (
    ("delet", "del"), ("elimin", "del"), ("supprim", "del"),
    ("insert", "ins"), ("insér", "ins"),
    ("formatted", "fmt"), ("con formato", "fmt"), ("mis en forme", "fmt"),
    ("moved (insertion)", "moveTo"), ("moved up", "moveFrom"), ("moved down", "moveFrom"),
    ("moved", "moveFrom"), ("comment", "comment"), ("comentario", "comment"),
)  # fmt: skip
_LABEL = re.compile(
    r"(Deleted|Inserted|Formatted|Moved(?: \(insertion\)| up| down)?(?: \[\d{1,4}\])?"
    r"|Comment(?:ed)?(?: \[[^\]\n]{1,20}\])?|Eliminado|Insertado|Con formato|Comentario"
    r"|Supprimé|Inséré|Mis en forme|Commentaire)\s?:\s{0,3}(.*)",
    re.DOTALL,
)
_STAMP = re.compile(
    r"(\S.{0,80}?)\s(\d{1,2}/\d{1,2}/\d{2,4},?\s\d{1,2}:\d\d(?::\d\d)?(?:\s?[AP]M)?)(?:\s{1,3}(.*))?",
    re.DOTALL,
)
_SECTION = re.compile(r"(?:\d{1,2}(?:\.\d{1,3}){0,5}(?:bis|ter)?)[.)]?\s{1,3}(?=[^\W\d_a-zß-öø-ÿ])")
_CLAUSE_WORDS = 12


@dataclass(frozen=True, slots=True)
class _Balloon:
    kind: _Kind
    author: str
    at: str
    text: str
    start: int
    end: int
    near: str


def cut_balloons(reading: Reading) -> Reading:
    """`reading` without balloons in its text, and with what they say as revisions and comments.

    Sentences that a run of balloons cut in two are joined again where the left part has no end mark
    and the right one begins small. A reading with tracked changes of its own is returned unchanged.
    """
    if reading.revisions or reading.original_text is not None:
        return reading
    balloons = list(_balloons(lines_of(reading)))
    if not balloons:
        if not is_extract(reading.text):
            return reading
        return apply_edits(reading, residue_edits(reading.text))
    cut = apply_edits(reading, _cuts(reading.text, balloons))
    cut = apply_edits(cut, residue_edits(cut.text))
    dropped = sum(1 for one in balloons if one.kind == "fmt")
    flags = [WORD_FLAG]
    if dropped:
        flags.append(f"{dropped} formatting notes dropped")
    return Reading(
        **{
            **dict(cut),
            "revisions": tuple(_revisions(balloons)),
            "comments": (*cut.comments, *_comments(balloons)),
            "flags": (*cut.flags, *flags),
        }
    )


def _balloons(lines: Sequence[TextLine]) -> Iterator[_Balloon]:
    near, n = "", 0
    while n < len(lines):
        stamp = _STAMP.fullmatch(lines[n].text) if len(lines[n].text) < 4000 else None
        inline = _LABEL.fullmatch(stamp[3]) if stamp and stamp[3] else None
        below = None
        if stamp and not stamp[3] and n + 1 < len(lines):
            below = _LABEL.fullmatch(lines[n + 1].text)
        label = inline or below
        if stamp is None or label is None:
            near = _section(lines[n]) or near
            n += 1
            continue
        first = n
        n += 1 if inline else 2
        words = [label[2]]
        while n < len(lines) and not lines[n].gap and not _STAMP.fullmatch(lines[n].text[:4000]):
            words.append(lines[n].text)
            n += 1
        yield _Balloon(
            kind=next(kind for word, kind in _KINDS if label[1].lower().startswith(word)),
            author=stamp[1].strip(),
            at=stamp[2],
            text=" ".join(filter(None, words)).strip(),
            start=lines[first].start,
            end=lines[n - 1].end,
            near=near,
        )


def _section(line: TextLine) -> str:
    """The words of a section's heading, to say what a balloon is near."""
    short = len(line.bare.split()) <= _CLAUSE_WORDS and not line.bare.endswith((".", ";", ","))
    if short and (line.kind == "heading" or _SECTION.match(line.bare)):
        return line.bare
    return ""


def _cuts(text: str, balloons: Sequence[_Balloon]) -> Iterator[Edit]:
    """One cut for each run of balloons, with the white space before it."""
    runs: list[list[int]] = []
    for one in balloons:
        if runs and not text[runs[-1][1] : one.start].strip():
            runs[-1][1] = one.end
        else:
            runs.append([one.start, one.end])
    for start, end in runs:
        left, right = text[:start].rstrip(), text[end:]
        gap = len(right) - len(right.lstrip())
        right = right.lstrip()
        if left and right and left[-1] not in ".!?:;\"'”’)]*" and right[0].islower():
            yield Edit(len(left), end + gap, " ", joins=True)
        else:
            yield Edit(len(left), end)


def _revisions(balloons: Sequence[_Balloon]) -> Iterator[Revision]:
    for one in balloons:
        if one.kind not in ("fmt", "comment"):
            yield Revision(
                kind=one.kind,
                text=one.text,
                author=one.author,
                at_as_written=one.at,
                near=one.near,
            )


def _comments(balloons: Sequence[_Balloon]) -> Iterator[MarginComment]:
    comments = [one for one in balloons if one.kind == "comment"]
    for n, one in enumerate(comments, 1):
        yield MarginComment(id=f"balloon-{n}", text=one.text, author=one.author)
