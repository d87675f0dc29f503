"""Owns what kind of mail it is, a person's or a machine's; refuses to judge what it says."""

import re
from collections.abc import Sequence
from email.message import Message

from bpforum.readers import flags
from bpforum.readers.mail.headers import read_words

_SUBJECT = re.compile(
    r"\W{0,3}(?:(?:re|aw|tr|rv)\s?:\s?){0,3}(?:auto(?:matic|matische|matisch)?[- ]?"
    r"(?:reply|response|antwort)|out of (?:the )?office(?: reply| message| notification)?"
    r"|(?:away|absent) from (?:the |my )?office|respuesta autom[áa]tica"
    r"|fuera de (?:la )?oficina|resposta autom[áa]tica|r[ée]ponse automatique"
    r"|absen(?:ce|t) du bureau|abwesenheit(?:snotiz|sassistent)?|risposta automatica"
    r"|автоответ|رد تلقائي|自动回复|自動回覆)\s?(?:[:\uff1a(\[\u2013\u2014-]|$)",
    re.IGNORECASE,
)
_RETURNED = re.compile(
    r"(?:undeliver(?:ed|able)\b|(?:mail )?delivery (?:status notification|fail(?:ure|ed)"
    r"|has failed)|mail delivery (?:failed|subsystem)|returned mail\b|no se pudo entregar"
    r"|undelivered mail|non remis\b|échec de (?:la )?remise|unzustellbar\b)",
    re.IGNORECASE,
)
_MACHINES = re.compile(r"(?:mailer-daemon|postmaster)@", re.IGNORECASE)
_ANSWERING = ("auto-replied", "auto-notified")
"""Not `auto-generated`: forms and web pages send what people typed under it."""
_MARKS = ("x-autoreply", "x-autorespond", "x-autoresponder")


def is_report(message: Message) -> bool:
    """Whether a mail server says that it could, or could not, deliver something."""
    return (
        message.get_content_type() == "multipart/report"
        and str(message.get_param("report-type", "")).lower() != "feedback-report"
    )


def sender_flags(
    message: Message, headers: dict[str, str], parts: Sequence[Message]
) -> tuple[str, ...]:
    """What the secretariat should know of how `message` came to be."""
    title = read_words(headers.get("subject", ""))
    found = []
    bounced = _RETURNED.match(title) and _MACHINES.search(headers.get("from", ""))
    if is_report(message) or bounced:
        found.append(flags.REPORT)
    elif _answers_itself(headers) or _SUBJECT.match(title):
        found.append(flags.AUTOMATIC)
    if any(_invites(part) for part in parts):
        found.append(flags.INVITATION)
    if any(_is_winmail(part) for part in parts):
        found.append(flags.WINMAIL)
    return tuple(found)


def _answers_itself(headers: dict[str, str]) -> bool:
    stated = headers.get("auto-submitted", "").lower().startswith(_ANSWERING)
    precedence = headers.get("precedence", "").lower() == "auto_reply"
    return stated or precedence or any(name in headers for name in _MARKS)


def _invites(part: Message) -> bool:
    """An invitation is the mail's own body; a calendar file beside a text is an attachment."""
    return part.get_content_type() == "text/calendar" and part.get_param("method") is not None


def _is_winmail(part: Message) -> bool:
    named = (part.get_filename() or "").lower() == "winmail.dat"
    return named or part.get_content_type() in ("application/ms-tnef", "application/vnd.ms-tnef")
