"""Owns what a read document is and what it says of itself; refuses to touch files or clocks.

The order matters: what stands in the margin goes first, then the masthead, then what the masthead
or the form of the text shows it to be. Whoever says that he or she contributes is believed: a
contribution that speaks of sessions, calls or deadlines stays a contribution.
"""

from typing import Any

from bpforum.readers.recognition.balloons import cut_balloons
from bpforum.readers.recognition.briefing import agenda_marks, briefing_title
from bpforum.readers.recognition.call import find_call
from bpforum.readers.recognition.clauses import clause_marks
from bpforum.readers.recognition.dates import find_dates
from bpforum.readers.recognition.deadlines import listed_deadlines
from bpforum.readers.recognition.form import find_form
from bpforum.readers.recognition.furniture import furniture_marks
from bpforum.readers.recognition.languages import event_languages
from bpforum.readers.recognition.letter import Letter, find_letter
from bpforum.readers.recognition.marks import lay_over, paragraphs_of
from bpforum.readers.recognition.masthead import find_masthead
from bpforum.readers.recognition.people import contact_names
from bpforum.readers.recognition.programme import find_sessions, has_outline
from bpforum.readers.recognition.proposal import find_proposals, heading_marks
from bpforum.readers.recognition.session_note import read_note
from bpforum.readers.recognition.signature import signature_marks
from bpforum.readers.recognition.text_lines import lines_of
from bpforum.readers.recognition.titles import implied_title
from bpforum.readers.recognition.wishes import NOT_NAMED_FLAG, asks_not_to_be_named
from bpforum.readers.speech.spoken import find_spoken
from bpforum.readers.speech.transcript import is_transcript, read_transcript
from models.reading import Reading

_KINDS = ("contribution", "comment", "note", "transcript", "call", "programme", "briefing")
_BY_A_CONTRIBUTOR = ("stakeholder_group", "consent", "capacity", "position", "document_number")


def recognise(reading: Reading, name: str) -> Reading:
    """`reading` with kind, title, fields and blocks as the document itself shows them.

    `name` is the file's name, a hint only. Pure, and linear in the length of the text; offsets of
    the result refer to its own `text`, which differs from the given one for transcripts and for
    extracts with balloons or link residue.
    """
    if reading.kind in ("transcript", "chat"):
        return reading  # captions and logs are cut by their own readers
    if reading.sent_at is None and (spoken := find_spoken(reading)):
        return spoken
    if not reading.blocks:
        reading = _with(reading, blocks=paragraphs_of(reading.text))
    reading = cut_balloons(reading)
    head = find_masthead(reading)
    fields = {**reading.fields, **head.fields}
    reading = _with(reading, fields=fields, title=fields.get("title") or reading.title)
    stated = fields.get("kind", "")
    if stated == "transcript" or (not stated and is_transcript(reading)):
        return read_transcript(reading, head.end)
    reading = lay_over(reading, head.marks)
    reading = lay_over(reading, furniture_marks(reading))
    if "document_number" in fields:
        reading = lay_over(reading, clause_marks(reading))
    proposals = find_proposals(reading)
    reading = lay_over(reading, heading_marks(reading, proposals))
    reading = _with(reading, proposals=proposals)
    if stated == "note" or (not stated and {"session", "rapporteur"} <= fields.keys()):
        reading = read_note(reading)
    elif stated in _KINDS[:2] or (not stated and _has_contributor(reading)):
        reading = _with(reading, kind=stated or "contribution")
    else:
        reading = _of_the_forum(reading, name, stated)
    if reading.kind in ("contribution", "comment"):
        reading = lay_over(reading, signature_marks(reading))
    if asks_not_to_be_named(reading.text):
        reading = _with(
            reading,
            fields={"consent": "name withheld", **reading.fields},
            flags=(*reading.flags, NOT_NAMED_FLAG),
        )
    return _with(reading, title=reading.title or implied_title(reading))


def _with(reading: Reading, **update: Any) -> Reading:
    return Reading(**{**dict(reading), **update})


def _has_contributor(reading: Reading) -> bool:
    fields = reading.fields
    return bool(
        reading.proposals
        or any(key in fields for key in _BY_A_CONTRIBUTOR)
        or ("name" in fields and "organisation" in fields)
    )


def _of_the_forum(reading: Reading, name: str, stated: str) -> Reading:
    """Calls, programmes and briefings; whatever is none of them stays a contribution."""
    if reading.calls:  # the service it came from says so, field by field
        return _with(reading, kind="call")
    lines = lines_of(reading)
    letter = find_letter(lines)
    call, due = find_call(reading, lines, letter)
    sessions, session_marks = find_sessions(lines)
    if sessions and (stated == "programme" or letter or has_outline(lines, reading.title, name)):
        reading = _programme(lay_over(reading, session_marks), letter)
        reading = _with(reading, sessions=sessions, calls=(call,) if call else (), deadlines=due)
    elif call:
        _, rows = find_form(lines)
        reading = lay_over(_with(reading, calls=(call,), deadlines=due, kind="call"), rows)
    elif stated == "briefing" or briefing_title(lines, reading.title):
        agenda, deadlines = agenda_marks(lines), listed_deadlines(reading)
        if stated or agenda or deadlines:
            title = reading.title or briefing_title(lines, reading.title)
            reading = _with(reading, deadlines=deadlines, kind="briefing", title=title)
            reading = lay_over(reading, agenda)
    elif stated in _KINDS:
        reading = _with(reading, kind=stated)
    return _headed(reading, letter) if letter and reading.kind != "contribution" else reading


def _programme(reading: Reading, letter: Letter | None) -> Reading:
    """The programme's dates, languages and contacts as fields."""
    where = [letter.subject] if letter else []
    where += [reading.title, *reading.text[:200_000].splitlines()]
    dates = (date.iso for words in where if len(words) < 300 for date in find_dates(words))
    stated = {
        "dates": next((iso for iso in dates if "/" in iso), ""),
        "languages": ",".join(event_languages(reading.text)),
        "contacts": "; ".join(contact_names(reading.text)),
    }
    fields = {**reading.fields, **{key: value for key, value in stated.items() if value}}
    return _with(reading, kind="programme", fields=fields)


def _headed(reading: Reading, letter: Letter) -> Reading:
    """A letter's head as fields and masthead blocks."""
    stated = {
        "title": letter.subject,
        "reference": letter.reference,
        "date": letter.issued_on,
        "issued_by": letter.issued_by,
        "addressees": "; ".join(letter.addressees),
    }
    fields = {**reading.fields, **{key: value for key, value in stated.items() if value}}
    laid = lay_over(reading, letter.marks)
    return _with(laid, fields=fields, title=letter.subject or reading.title)
