"""Owns the words that forms and mastheads use for our fields; reads no document."""

import re
import unicodedata

_KEYS: dict[str, str] = {
    "title": "title|titre|titulo|subject|objet|asunto|contribution title|title of contribution"
    "|title of the contribution|titulo de la contribucion|titre de la contribution",
    "name": "name|entitled by|author|authors|full name|your name|submitted by|contributor"
    "|name of contributor|nombre|autor|autora|autores|nombre completo|nombre y apellidos"
    "|presentado por|enviado por|nom|auteur|auteure|auteurs|nom complet|nom et prenom"
    "|prenom et nom|soumis par|presente par|contributeur",
    "organisation": "organisation|organization|affiliation|institution|company|entity"
    "|name of organisation|name of organization|organisation name|organization name"
    "|organizacion|institucion|entidad|empresa|afiliacion|organisme|entreprise|etablissement",
    "stakeholder_group": "stakeholder group|stakeholder|stakeholder type|sector|group"
    "|stakeholder category|category of stakeholder|grupo de partes interesadas"
    "|grupo de interes|grupo|groupe|parte interesada|partes interesadas|groupe de parties prenantes"
    "|partie prenante|parties prenantes|groupe d'acteurs|secteur",
    "country": "country|country or area|country/area|country or territory|country of residence"
    "|country/territory|pais|pais o zona|pais o territorio|pays|pays ou zone|pays ou territoire",
    "region": "region|regional group|un regional group|grupo regional|groupe regional",
    "language": "language|language of contribution|idioma|lengua|langue",
    "function": "function|role|job title|designation|cargo|funcion|fonction|poste|puesto",
    "capacity": "capacity|in what capacity|submitting as|en calidad de|calidad|a titre"
    "|en qualite de|qualite",
    "on_behalf_of": "on behalf of|behalf of|en nombre de|por cuenta de|au nom de|pour le compte de",
    "co_sponsors": "co-sponsor|co-sponsors|cosponsor|cosponsors|co-sponsored by|supported by"
    "|copatrocinador|copatrocinadores|con el apoyo de|coparrain|coparrains|avec l'appui de",
    "membership": "membership|membership category|category of membership|member category"
    "|categoria de miembro|categorie de membre",
    "category": "category of input|category of contribution|categoria de contribucion"
    "|categorie de contribution",
    "source_type": "type of source|source type|type of contributor|tipo de contribuyente"
    "|type de contributeur",
    "consent": "consent|publication|publication consent|consent to publication|may we publish"
    "|may we name you|attribution|consentimiento|autorizacion de publicacion|consentement"
    "|autorisation de publication|accord de publication",
    "position": "position|stance|posicion|postura|avis",
    "session": "session|session title|name of session|session name|sesion|titulo de la sesion"
    "|nombre de la sesion|seance|titre de la seance|titre de la session",
    "rapporteur": "rapporteur|rapporteurs|co-rapporteur|co-rapporteurs|note taker|note-taker"
    "|note takers|relator|relatora|relatores|relatoria|rapporteure|rapporteures|rapporteuse",
    "received_at": "received|received at|received on|submitted on|submitted at|date received"
    "|date of receipt|recibido|recibido el|fecha de recepcion|recu|recu le|date de reception",
    "kind": "kind|type|document type|type of document|tipo|tipo de documento|type de document",
    "keywords": "keywords|key words|palabras clave|mots cles|mots-cles|tags",
    "area": "area|theme|topic|track|tema|sujet",
    "source": "source|origin|fuente|origen|origine",
    "document_number": "document number|document no|doc no|document|numero de documento"
    "|documento|numero de document",
    "reference": "ref|reference|our ref|our reference|referencia|nuestra referencia|n/ref",
    "original_language": "original|original language|idioma original|langue originale",
    "date": "date|date of issue|issued|issued on|fecha",
    "relation": "relation|related document|relacion|relations",
    "revises": "revises|replaces|supersedes|revision of|sustituye a|remplace|reemplaza",
    "translates": "translation of|translates|traduccion de|traduction de",
    "attached_to": "attached to|annex to|adjunto a|joint a",
    "treatment": "treatment|requested treatment|tratamiento|traitement",
    "listed_as": "listed as|list as|list me as|list us as|how to be listed|to be listed as"
    "|credit as|name as it should appear|figurar como|aparecer como|a citer comme"
    "|mention souhaitee",
    "question": "question|questions|answers question|questions answered|in answer to question"
    "|pregunta|preguntas|repond a la question",
    "audience": "audience|audiencia|publico|diffusion",
    "addressees": "to|addressees|destinatarios|para|destinataires|a l'attention de",
}  # fmt: skip

_NO_FIELD = (
    "email|e-mail|mail|e-mail address|email address|contact e-mail|phone|phone number|telephone"
    "|telephone number|tel|fax|telefax|mobile|cell|whatsapp|address|postal address|street"
    "|contact|contact details|contact person|contact information|website|web|url|homepage"
    "|correo|correo electronico|telefono|movil|direccion|domicilio|contacto|sitio web|courriel"
    "|adresse electronique|adresse e-mail|mel|adresse|adresse postale|portable|site web|site"
    "|hotel|cc|doc attached|document attached|attachment|attachments|adjunto|piece jointe"
    "|pieces jointes|from|de|sent|enviado|envoye|status|version|deadline"
)  # fmt: skip

KNOWN: dict[str, str] = {
    **{key: field for field, keys in _KEYS.items() for key in keys.split("|")},
    **dict.fromkeys(_NO_FIELD.split("|"), ""),
}
"""Folded key → our field; an empty field marks a key that is known and never kept."""

_PLURAL = re.compile(r"\((?:s|es|a|as|e|e s|os)\)|/[ao]s?\b|[·.]e[·.]?s?\b")
MAX_KEY = 48


def fold(words: str) -> str:
    """Small letters without accents, marks and `(s)`: `Organización(es)` → `organizacion`."""
    plain = unicodedata.normalize("NFKD", words.replace("\u2019", "'").lower())
    plain = "".join(char for char in plain if not unicodedata.combining(char))
    plain = _PLURAL.sub("", plain)
    return " ".join(plain.strip(" \t*#_-|.\u2022").split())


def field_of(words: str) -> str | None:
    """Our field for the key `words`; empty for one that is not kept, None for an unknown one."""
    if len(words) > MAX_KEY:
        return None
    return KNOWN.get(fold(words))


INLINE = tuple(
    "Area|Entitled by|Region|Organization|Organisation|Sector|Keywords|Doc Attached|Country"
    "|Stakeholder group|Stakeholder Group|Name|Title|Source|SOURCE|TITLE|Language|Function"
    "|Capacity|Consent|Position|Session|Rapporteur|Rapporteurs|Original|País|Organización"
    "|Sector|Nombre|Título|Idioma|Pays|Organisme|Secteur|Nom|Titre|Langue".split("|")
)
"""Keys that are also found inside a line, where an extraction lost the line break before them."""

_CAPACITY = (
    (
        re.compile(r"\bpersonal|individual|privad|particular|\bpersonnel|à titre priv", re.I),
        "personal",
    ),
    (
        re.compile(
            r"behalf|organi[sz]a|nombre de|au nom|represent|représent|institu|official", re.I
        ),
        "on_behalf",
    ),
)
_TREATMENT = (
    (re.compile(r"annex|anexo|annexe", re.I), "annex_only"),
    (re.compile(r"in full|full text|íntegr|intégral", re.I), "reproduce_in_full"),
    (re.compile(r"normal", re.I), "normal"),
)
_KINDS = (
    (re.compile(r"transcript|transcripci|transcription", re.I), "transcript"),
    (re.compile(r"^(?:zoom |webex |teams |meeting |session )?chat", re.I), "chat"),
    (
        re.compile(r"rapporteur|\bnotes?\b|session report|\brelator|\bactas?\b|compte rendu", re.I),
        "note",
    ),
    (re.compile(r"^(?:public )?comment|^comentario|^commentaire", re.I), "comment"),
    (re.compile(r"briefing|nota informativa|note d'information", re.I), "briefing"),
    (re.compile(r"programme|program\b|programa|agenda|outline", re.I), "programme"),
    (re.compile(r"^(?:call|convocatoria|llamado|appel)\b", re.I), "call"),
    (re.compile(r"contribu|submission|aportaci", re.I), "contribution"),
)
STANCES = re.compile(
    r"^(?:strongly |partly |partially )?(?:support|in support|in favou?r|for$|agree|approve|oppos"
    r"|against|disagree|object|neutral|concern|mixed|conditional|undecided|no position|abstain"
    r"|a favor|en contra|de acuerdo|en desacuerdo|apoy|rechaz|pour$|contre|favorable|défavorable"
    r"|d'accord|pas d'accord|soutien|reserv|réserv)",
    re.IGNORECASE,
)  # fmt: skip
REGIONS = re.compile(
    r"^(?:(?:north(?:ern)?|south(?:ern)?|east(?:ern)?|west(?:ern)?|central|latin|sub-saharan)\b.*)?"
    r"(?:africa|europe|asia|asia[- /&]+(?:and )?(?:the )?pacific|oceania|americas?|caribbean"
    r"|latin america(?: and (?:the )?caribbean)?|grulac|weog|global|arab (?:states|region)"
    r"|middle east|áfrica|europa|américa latina(?: y el caribe)?|afrique|asie|amérique latine)$",
    re.IGNORECASE,
)  # fmt: skip


def normalised(field: str, value: str) -> str:
    """`capacity`, `treatment` and `kind` by our codes where understood, else an empty string."""
    rules = {"capacity": _CAPACITY, "treatment": _TREATMENT, "kind": _KINDS}[field]
    return next((code for pattern, code in rules if pattern.search(value)), "")
