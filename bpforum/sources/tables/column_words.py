"""Owns the words by which a table's headers are known: English, Spanish, French; sees no cell."""

import re

from bpforum.readers.recognition.masthead_keys import KNOWN, fold
from bpforum.sources.fields import ROW_FIELDS

_CAMEL = re.compile(r"(?<=[a-z])(?=[A-Z])")
_APART = re.compile(r"[\W_]+")
_NOT_PROPOSED = ("kind", "audience", "treatment", "relation", "session", "received_at")
"""Fields whose one word stands above too many other things; a person may map them."""

_WORDS: dict[str, str] = {
    "external_id": "response id|respondent id|submission id|contribution id|comment id"
    "|document id|answer id|record id|entry id|id|identifier|unique id|uuid|reference|ref"
    "|reference number|number|no|nr|num|case number|tracking number|response number|identificador"
    "|folio|id de respuesta|numero|numero de respuesta|identifiant|id de la reponse|id reponse|n"
    "|numero de reponse|referencia",
    "text": "text|comment|comments|your comment|your comments|comment text|comment body|body"
    "|content|contribution|your contribution|contribution text|text of contribution|submission"
    "|statement|feedback|response|your response|response text|answer|your answer|message"
    "|your message|input|your input|texto|comentario|comentarios|su comentario|tu comentario"
    "|contribucion|aportacion|aporte|su aportacion|su contribucion|respuesta|su respuesta|mensaje"
    "|opinion|su opinion|observaciones|texte|commentaire|commentaires|votre commentaire"
    "|vos commentaires|votre contribution|reponse|votre reponse|avis|votre avis|observations"
    "|texte de la contribution|texto de la contribucion|texto del comentario|texte du commentaire",
    "received_at": "submitted at|submitted on|date submitted|submission date|submitted"
    "|submit date|submitdate|date of submission|completed at|completion time|completed|end date"
    "|end time|recorded date|received at|received on|received|date received|date of receipt"
    "|created at|created on|created|creation date|date created|timestamp|time stamp|date time"
    "|datetime|date|posted|posted at|posted on|post date|comment date|fecha de envio"
    "|fecha de recepcion|recibido|marca temporal|hora de finalizacion|fecha de creacion"
    "|fecha de finalizacion|fecha|fecha y hora|date de soumission|date d envoi|date de reception"
    "|recu le|recu|horodateur|heure de fin|date de creation|date de fin|date et heure",
    "country": "country code|country name|country of origin|your country|nation"
    "|pais de residencia|su pais|pays de residence|votre pays",
    "language": "user language|lang|start language|response language|survey language"
    "|idioma de respuesta|langue de la reponse|langue de reponse",
    "organisation": "org|your organisation|your organization|organisation or company|employer"
    "|organisation institution|su organizacion|nombre de la organizacion|votre organisation"
    "|nom de l organisation|nom de votre organisation|nombre de su organizacion",
    "stakeholder_group": "stakeholder groups|your stakeholder group|type of stakeholder"
    "|type of organisation|type of organization|organisation type|organization type|sector type"
    "|tipo de organizacion|type d organisation|categorie",
    "comment_type": "comment type|type of comment|tipo de comentario|type de commentaire",
    "proposed_change": "proposed change|proposed changes|suggested change|proposed text"
    "|proposed revision|cambio propuesto|texto propuesto|modification proposee|texte propose",
    "rationale": "rationale|justification|reason|reasons|reasoning|justificacion|motivo|motif"
    "|raison",
    "paragraph": "paragraph|paragraph number|para|clause|clause subclause|section|parrafo"
    "|clausula|seccion|paragraphe|article|articulo",
    "url": "url|link|permalink|web link|enlace|lien",
    "title": "heading|headline|contribution title|comment title",
    "name": "respondent|respondent name|author name|submitter|submitter name|participant",
}  # fmt: skip
_PRIVATE = re.compile(
    r"\b(?:e ?mails?|mails?|courriels?|correos?|mel|phones?|telephones?|telefonos?|tel|mobiles?"
    r"|movil|celular|portable|whatsapp|fax|ip ?address|address(?:es)?|adresses?|direccion(?:es)?"
    r"|domicilio|street|zip|post ?code|postal code|code postal|codigo postal|ip|latitude|longitude"
    r"|passwords?|date of birth|birth ?date|fecha de nacimiento|date de naissance|passport"
    r"|pasaporte|passeport|user agent|contact|contact (?:details|information|person)|contacto)\b"
)
_ADDRESS_WORDS = re.compile(r"\b(?:how (?:should|can|could|do|must|would|might)|to address)\b")
_SELF = re.compile(
    r"\b(?:you|your|yourself|su|sus|usted|tu|vous|votre|vos|of (?:the )?(?:contributor|respondent"
    r"|author|submitter)|del (?:autor|contribuyente)|de l auteur)\b"
)
_ASKED: tuple[tuple[str, str], ...] = (
    ("consent", (r"consent|consentimiento|consentement|may (?:we|be) publish\w*"
        r"|(?:agree|allow|accept)\b.*\bpublish\w*|autoriz\w+|autoris\w+|anonym\w*|anonim\w*")),
    ("listed_as", r"how .*\b(?:listed|named|credited)|name .*\bappear"),
    ("stakeholder_group", ("stakeholder|partes? interesadas?|parties? prenantes?"
        "|(?:which|what) (?:group|sector|category)|(?:que|cual) (?:grupo|sector)"
        "|quel (?:groupe|secteur)")),
    ("organisation", ("organisation|organization|organizacion|institution|institucion|company"
        "|affiliation|organisme|entreprise|empresa|entidad")),
    ("country", "country|pais|pays"),
    ("function", "job title|role|function|cargo|funcion|fonction|poste"),
    ("name", "name|nombre|nom"),
    ("language", "language|idioma|langue"),
    ("text", ("comments?|contribution|feedback|comentarios?|contribucion|aportacion|commentaires?"
        "|anything else|algo mas|autre chose")),
)  # fmt: skip
_IN_WORDS = tuple((field, re.compile(rf"\b(?:{words})\b")) for field, words in _ASKED)
_FIRST_NAME = frozenset("first name|given name|given names|forename|prenom|prenoms".split("|"))
_LAST_NAME = frozenset(
    "last name|family name|surname|apellido|apellidos|nom de famille|primer apellido".split("|")
)
_NOT_A_PERSONS = re.compile(
    r"\b(?:recipient|collector|user|file|screen|nick|event|session|project|product|course|place"
    r"|survey|first|last|family|middle|domain|sheet)\b"
)
_LONGEST = 6
"""Words of a header that is a label; a longer one is a question, and has to speak to its reader."""


def plain_words(header: str) -> str:
    """Small letters and digits with single spaces: `EndDate` and `end-date` are `end date`."""
    return " ".join(_APART.sub(" ", fold(_CAMEL.sub(" ", header[:400]))).split())


_BY_WORD: dict[str, tuple[str, int]] = {}
for _word, _field in KNOWN.items():
    if _field in ROW_FIELDS and _field not in _NOT_PROPOSED:
        _BY_WORD[plain_words(_word)] = (_field, 0)
for _field, _words in _WORDS.items():
    for _rank, _word in enumerate(_words.split("|")):
        _BY_WORD[_word] = (_field, _rank)


def is_private(header: str) -> bool:
    """Whether a column of this name holds contact data or the like, which is never read."""
    words = plain_words(header)
    most = 3 if header.rstrip().endswith("?") else _LONGEST
    if len(words.split()) > most and not _SELF.search(words):
        return False  # "What should we address?"
    return bool(_PRIVATE.search(words)) and not _ADDRESS_WORDS.search(words)


def is_known(header: str) -> bool:
    """Whether the words of `header` are those of a field, or of contact data."""
    return plain_words(header) in _BY_WORD or (len(header) < 60 and is_private(header))


def field_of_header(header: str) -> tuple[str, int] | None:
    """The field whose name `header` is, with its rank among the field's names, the best 0."""
    return _BY_WORD.get(plain_words(header))


def field_in_header(header: str) -> str:
    """The field that a longer header asks for (`What is your name?`); empty where none."""
    words = plain_words(header)
    if len(words.split()) > _LONGEST and not _SELF.search(words):
        return ""
    field = next((field for field, pattern in _IN_WORDS if pattern.search(words)), "")
    return "" if field == "name" and (name_part(header) or _NOT_A_PERSONS.search(words)) else field


def name_part(header: str) -> str:
    """`first` or `last` for a column that holds a part of people's names; empty for any other."""
    words = plain_words(header)
    return "first" if words in _FIRST_NAME else "last" if words in _LAST_NAME else ""


def other_part(header: str) -> str:
    """Which part the column of names is beside one that holds the other: `Nom` beside `Prénom`."""
    return {"nom": "last", "name": "last", "nombre": "first"}.get(plain_words(header), "")
