"""Owns calls for contributions found in letters and announcements; a mention of a call is none."""

import re
from collections.abc import Sequence

from bpforum.readers.contact_data import without_contact_data
from bpforum.readers.recognition.dates import find_dates
from bpforum.readers.recognition.deadlines import due_dates, listed_deadlines
from bpforum.readers.recognition.form import find_form, form_title
from bpforum.readers.recognition.letter import Letter
from bpforum.readers.recognition.text_lines import TextLine
from models.call import Call, Deadline
from models.reading import Reading

_THINGS = (
    r"(?:(?:written|public|your) )?(?:contributions?|comments?|inputs?|submissions?|proposals?"
    r"|papers?|views|contribuciones|aportes|aportaciones|comentarios|propuestas|contributions|observations"
    r"|commentaires|propositions)"
)
_TITLE = re.compile(
    r"(?:(?:first|second|third|final|open|public|\d{4}) )?(?:call|invitation|request)"
    rf"\s(?:for|to submit)\s(?:[\w-]{{1,30}} )?{_THINGS}\b.{{0,200}}"
    r"|(?:convocatoria|llamado|invitación)\s(?:de|a|para)\s(?:\w{1,30} )?(?:presentar )?"
    rf"{_THINGS}\b.{{0,200}}"
    rf"|(?:appel|invitation)\s(?:à|aux|à soumettre des)\s{_THINGS}\b.{{0,200}}",
    re.IGNORECASE | re.DOTALL,
)
_INVITES = re.compile(
    rf"\b(?:(?:you|all|members?|stakeholders?|participants?|they|everyone)[^.\n]{{0,60}}"
    rf"\b(?:are|is)\s(?:hereby\s|cordially\s|kindly\s)?(?:invited|requested|encouraged)\sto"
    rf"|(?:we|I|the \w+) (?:\w+ ){{0,3}}?invites?\s[^.\n]{{0,80}}\bto"
    rf"|(?:le|les|se|la) (?:invitamos|invita)\sa|(?:vous êtes|sont) invités?(?:\(e\))?s?\sà"
    rf"|nous vous invitons\sà|please)\s(?:submit|send|contribute|provide|make|presentar|enviar"
    rf"|remitir|soumettre|envoyer|présenter)\b[^.\n]{{0,60}}\b{_THINGS}",
    re.IGNORECASE,
)


def find_call(
    reading: Reading, lines: Sequence[TextLine], letter: Letter | None
) -> tuple[Call | None, tuple[Deadline, ...]]:
    """The proposed call of `reading` with its deadlines, or None where it makes none.

    A letter makes one where it invites to submit something; any other text only where its title
    begins as a call and it invites.
    """
    title = (letter.subject if letter else "") or reading.title
    if not (letter or _TITLE.match(title)):
        return None, ()
    invites = _INVITES.search(reading.text)
    if invites is None:
        return None, ()
    form, _ = find_form(lines)
    deadlines = listed_deadlines(reading)
    due = due_dates(reading.text, form_title(lines) if form else "contributions")
    deadlines += tuple(one for one in due if one not in deadlines)
    head = letter or Letter()
    return (
        Call(
            id=_slug(head.reference, title),
            title=without_contact_data(title) or "Call for contributions",
            reference=head.reference,
            issued_by=head.issued_by,
            issued_on=head.issued_on,
            addressees=tuple(dict.fromkeys(head.addressees)),
            contact=head.contact,
            form=form,
            dates=_dates(title, reading.text, invites, deadlines),
            status="proposed",
        ),
        deadlines,
    )


def _slug(reference: str, title: str) -> str:
    words = re.findall(r"[a-z0-9]+", (reference or title).lower())
    return "-".join(["call", *words])[:64].strip("-")


def _dates(
    title: str, text: str, invites: re.Match[str], deadlines: tuple[Deadline, ...]
) -> tuple[str, ...]:
    """The event's dates, from subject and invitation, and the days of return."""
    end = min(len(text), invites.end() + 250)
    stop = text.find("\n", invites.end(), end)
    near = text[invites.start() : stop if stop > 0 else end]
    found = [date.iso for words in (title, near) for date in find_dates(words)]
    found += [f"{at:%Y-%m-%d}" for one in deadlines for at in (one.soft_at, one.hard_at) if at]
    return tuple(dict.fromkeys(found))
