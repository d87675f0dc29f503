"""Owns what mail programs, lawyers, lists and archives add; refuses to know what is quoted.

Each rule looks at one line, or at one paragraph, with bounded patterns.
"""

import re
from collections.abc import Sequence

MOST_SIGNATURE_LINES = 15
RULE = re.compile(r"(?:_{10,}|-{10,}|={10,}|\*{10,})\s*$")
_LONGEST = 400
_DEVICE = re.compile(
    r"(?:Sent (?:from (?:my|Mail|Outlook|Yahoo|Samsung|ProtonMail|Proton)|via (?:my|the|BlackBerry)"
    r"|with (?:Proton|Tutanota))|Get Outlook for|Enviado desde (?:mi|Mail|Outlook|Yahoo|Samsung)"
    r"|Obtener Outlook para|Obtenga Outlook|Envoyé (?:de(?:puis)?|à partir de) (?:mon|Mail|Outlook"
    r"|Yahoo)|Obtenir Outlook pour|Télécharger Outlook|Von meinem \w{1,20} gesendet|Enviado do meu"
    r"|Inviato da|Verstuurd vanaf mijn|أُ?رسلت من)\b",
    re.IGNORECASE,
)
_LIST = re.compile(
    r"mailing list|lists?\.[\w.-]{3,60}/|unsubscribe|listinfo|mailman|lista de (?:correo|distribu)"
    r"|liste de diffusion|désabonner|desuscribir|darse de baja",
    re.IGNORECASE,
)
_GROUP = re.compile(
    r"(?:You (?:received this message|are receiving this (?:e-?mail|message)) because you"
    r"|To unsubscribe from this (?:group|list)|Has recibido este mensaje porque"
    r"|Vous recevez ce (?:message|courriel) parce que|Para cancelar la suscripción a este grupo"
    r"|Pour vous désabonner de ce(?:tte)? (?:groupe|liste))\b",
    re.IGNORECASE,
)
_LEGAL = re.compile(
    r"\W{0,5}(?:(?:confidentiality|disclaimer|privacy|legal)(?: notice| note| statement)?"
    r"\s?[:.\u2013-]"
    r"|(?:aviso|nota|cláusula) (?:legal|de confidencialidad)\b|avis de confidentialité\b"
    r"|(?:the information (?:contained )?in )?this (?:e-?mail|message|communication|transmission)\b"
    r"|(?:la información (?:contenida )?en )?este (?:mensaje|correo|e-?mail)\b"
    r"|ce (?:message|courriel|mail|courrier électronique)\b|diese (?:e-?mail|nachricht)\b)",
    re.IGNORECASE,
)
_LEGAL_WORDS = re.compile(
    r"\b(?:confidential|privileged|intended (?:only |solely )?(?:recipient|for)|confidencial"
    r"|destinatario|confidentiel(?:le)?s?|destinataires?|vertraulich\w{0,3}|any attachments?"
    r"|archivos? adjuntos?|pièces? jointes?)\b",
    re.IGNORECASE,
)
_TREES = re.compile(
    r"\W{0,5}(?:(?:please )?(?:consider|think (?:of|about)) the environment before|before printing"
    r"|antes de imprimir|piense en el medio ?ambiente|avant d'imprimer|pensez à l'environnement"
    r"|scanned by|this (?:e-?mail|message) (?:has been|was) (?:scanned|checked)|virus-free)\b",
    re.IGNORECASE,
)

_PART = re.compile(r"-{8,40} ?[^\W\d_][^\r\n-]{2,60}-{8,40}\s*$")
_NEXT_PART = re.compile(r"-{14} next part -{14}\s*$")
_SKIPPED = re.compile(r"Skipped content of type [\w.+-]{1,60}/[\w.+-]{1,80}\s*$")
_SCRUBBED = re.compile(r"\S.{0,200}was scrubbed\.\.\.\s*$")
_SAID = re.compile(r"[^\W\d_][^\W\d_ .-]{1,20} {0,12}[:\uff1a] ?")
_KEPT_AT = re.compile(
    r"[^\W\d_]{2,12} {0,12}[:\uff1a] ?<?https?://\S{1,300}/attachments/\S{1,300}\s*$"
)
_MOST_SAID = 8


def is_device(line: str) -> bool:
    """The line that a telephone adds: short, and no sentence that goes on."""
    bare = line.strip()
    if len(bare) > 100 or len(bare.split()) > 9 or ", " in bare:
        return False
    return _DEVICE.match(bare) is not None


def is_signature(lines: Sequence[str], at: int) -> bool:
    """The two hyphens that part a text from its signature; a rule through a text is none."""
    if lines[at].rstrip() != "--":
        return False
    count = 0
    for n in range(at + 1, min(at + 200, len(lines))):
        count += bool(lines[n].strip()) and not lines[n].startswith(">")
        if count > MOST_SIGNATURE_LINES:
            return False
    return True


def is_list_footer(lines: Sequence[str], at: int) -> bool:
    """What a mailing list puts below each message; nothing of the sender's follows it."""
    line = lines[at][:_LONGEST]
    if _GROUP.match(line.strip()):
        return True
    return RULE.match(line[:200]) is not None and any(
        _LIST.search(line[:_LONGEST]) for line in lines[at + 1 : at + 4]
    )


def legal_lines(lines: Sequence[str], at: int) -> int:
    """How many lines from `at` on are a notice that lawyers or virus scanners wanted; else 0.

    Only at the beginning of a paragraph, and never beyond its end.
    """
    if at and lines[at - 1].strip() and not RULE.match(lines[at - 1][:200]):
        return 0
    line = lines[at].strip()[:_LONGEST]
    trees = _TREES.match(line)
    if not trees and not _LEGAL.match(line):
        return 0
    count = 1
    while count < 30 and at + count < len(lines) and lines[at + count].strip():
        count += 1
    whole = " ".join(line[:_LONGEST] for line in lines[at : at + count])
    return count if trees or len(_LEGAL_WORDS.findall(whole)) >= 2 else 0


def scrubbed_lines(lines: Sequence[str], at: int) -> int:
    """How many lines from `at` on tell of a part that a list's archive put aside; else 0.

    Lists say it in their own language: then the address of what was put aside has to follow.
    Source: Mailman 2.1, Scrubber.py.
    """
    line = lines[at][:_LONGEST]
    if _NEXT_PART.match(line) or _SKIPPED.match(line):
        return 1
    if _PART.match(line):
        count = _notice_lines(lines, at + 1)
        return count and count + 1
    return _notice_lines(lines, at)


def _notice_lines(lines: Sequence[str], at: int) -> int:
    first = lines[at].strip()[:_LONGEST] if at < len(lines) else ""
    if not first.endswith("..."):
        return 0
    count, is_kept = 1, False
    for line in lines[at + 1 : at + 1 + _MOST_SAID]:
        if is_kept or not _SAID.match(line[:_LONGEST]):
            break
        is_kept = _KEPT_AT.match(line[: 2 * _LONGEST]) is not None
        count += 1
    return count if is_kept or _SCRUBBED.match(first) else 0
