"""Works out under which terms a thing may be used; the narrowest always wins. Reads no tables.

Terms follow from what the contributor said, the call's notice, the session and the source, as
`forum.toml` declares them now: narrowing a source there narrows what it brought long ago.
"""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime

from models.audience import Audience, Consent, narrowest, stated_consent
from models.base import Instant, Model
from models.call import Call
from models.forum import SourceConfig
from models.ids import Slug, digest
from models.session import Session

_AUDIENCES: dict[str, Audience] = {
    "public": "public", "público": "public", "publico": "public", "publique": "public",
    "members": "members", "members only": "members", "miembros": "members", "membres": "members",
}  # fmt: skip


class Terms(Model):
    """Who may see it, from when, and by whose leave; and what it answers."""

    audience: Audience
    embargo_until: Instant | None = None
    consent: Consent
    call: Slug | None = None
    session: Slug | None = None


def terms_of(
    fields: Mapping[str, str],
    source: SourceConfig,
    call: Call | None,
    sessions: Sequence[Session],
    calls: Sequence[Call] = (),
) -> Terms:
    """The terms of what `source` brought with `fields`, in answer to `call`.

    Of what was filed by the pages, `call` is only where its own words name none of `calls`.
    """
    call = next((one for one in calls if one.id == fields.get("call")), call)
    meant = _sessions_meant(fields.get("session", "") or source.session or "", sessions)
    until, understood = _embargo(fields.get("embargo_until", ""))
    embargoes = [source.embargo_until, until, *(session.embargo_until for session in meant)]
    return Terms(
        audience=narrowest(
            source.audience,
            _audience(fields.get("audience", "")),
            *(session.audience for session in meant),
            "public" if understood else "secretariat",
        ),
        embargo_until=max((one for one in embargoes if one), default=None),
        consent=stated_consent(fields.get("consent", "")) or _unsaid_consent(source, call),
        call=call.id if call else None,
        session=meant[0].id if len(meant) == 1 else None,
    )


def attached_terms(fields: Mapping[str, str], parent: Terms) -> Terms:
    """The terms of what came inside something else: its own words can only narrow them."""
    until, understood = _embargo(fields.get("embargo_until", ""))
    return Terms(
        audience=narrowest(
            parent.audience,
            _audience(fields.get("audience", "")),
            "public" if understood else "secretariat",
        ),
        embargo_until=max((one for one in (parent.embargo_until, until) if one), default=None),
        consent=stated_consent(fields.get("consent", "")) or parent.consent,
        call=parent.call,
        session=parent.session,
    )


def _unsaid_consent(source: SourceConfig, call: Call | None) -> Consent:
    # A source that says so was there before anybody could read the notice.
    if call and call.consent_notice and source.consent != "not_asked":
        version = digest(call.consent_notice.encode())[:8]
        return Consent(
            basis="notice", scope=call.consent_scope, detail=f"{call.id}, notice {version}"
        )
    if source.consent == "not_asked":
        return Consent(basis="not_asked", scope=None)
    return Consent(basis="source_terms", scope=source.consent)


def _audience(words: str) -> Audience:
    """What is not understood is for the secretariat's eyes, until a person mends it."""
    plain = " ".join(words.casefold().split())
    return _AUDIENCES.get(plain, "secretariat") if plain else "public"


def _embargo(words: str) -> tuple[Instant | None, bool]:
    """The end of the embargo, and whether the words were understood."""
    if not words.strip():
        return None, True
    try:
        until = datetime.fromisoformat(words.strip())
    except ValueError:
        return None, False
    try:
        return (until if until.tzinfo else until.replace(tzinfo=UTC)).astimezone(UTC), True
    except OverflowError:
        return None, False


def _sessions_meant(words: str, sessions: Sequence[Session]) -> list[Session]:
    """By id, else by title, else by number; two of one title are both meant."""
    plain = " ".join(words.casefold().split())
    if not plain:
        return []
    for name in (
        lambda session: session.id,
        lambda session: " ".join(session.title.casefold().split()),
        lambda session: session.number.casefold(),
    ):
        if meant := [session for session in sessions if name(session) == plain]:
            return meant
    return []
