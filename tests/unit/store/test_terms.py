"""Under which terms things stand: the narrowest wins, and what is not understood is kept in."""

from collections.abc import Callable
from datetime import timedelta

import pytest

from bpforum.store import Store
from bpforum.store.terms import terms_of
from models.audience import Audience
from models.base import Instant
from models.call import Call
from models.forum import SourceConfig
from models.session import Session
from models.submission import Received

Item = Callable[..., Received]
CLOSED = Session(id="closed", title="A closed  Clinic", number="7", audience="secretariat")
CALL = Call(id="call-1", title="Call")
NOTICE = CALL.model_copy(update={"consent_notice": "By answering …", "consent_scope": "full"})


@pytest.mark.parametrize(
    ("source", "said", "narrowest"),
    [
        ("public", "", "public"),
        ("public", "members", "members"),
        ("public", "Membres", "members"),
        ("members", "public", "members"),
        ("secretariat", "members", "secretariat"),
        ("public", "only the steering group", "secretariat"),
    ],
)
def test_the_narrowest_audience_wins(source: Audience, said: str, narrowest: Audience) -> None:
    config = SourceConfig(id="s", kind="folder", path="s", audience=source)
    assert terms_of({"audience": said}, config, None, ()).audience == narrowest


@pytest.mark.parametrize("words", ["closed", "a closed clinic", "A CLOSED CLINIC", "7"])
def test_a_session_is_known_by_id_title_or_number(source: SourceConfig, words: str) -> None:
    terms = terms_of({"session": words}, source, None, (CLOSED,))
    assert (terms.session, terms.audience) == ("closed", "secretariat")


def test_two_sessions_of_one_title_are_both_meant(source: SourceConfig, noon: Instant) -> None:
    other = Session(id="other", title="a closed clinic", embargo_until=noon)
    terms = terms_of({"session": CLOSED.title}, source, None, (CLOSED, other))
    assert (terms.session, terms.audience, terms.embargo_until) == (None, "secretariat", noon)


def test_the_latest_embargo_wins(source: SourceConfig, noon: Instant) -> None:
    later = noon + timedelta(days=1)
    held = source.model_copy(update={"embargo_until": noon})
    assert terms_of({}, held, None, ()).embargo_until == noon
    said = {"embargo_until": later.isoformat()}
    assert terms_of(said, held, None, ()).embargo_until == later


def test_an_embargo_that_nobody_can_read_keeps_it_in_the_secretariat(
    source: SourceConfig,
) -> None:
    assert terms_of({"embargo_until": "soon"}, source, None, ()).audience == "secretariat"


@pytest.mark.parametrize(
    ("said", "call", "source", "basis", "scope"),
    [
        ("", None, "full", "source_terms", "full"),
        ("", CALL, "counts_only", "source_terms", "counts_only"),
        ("", None, "not_asked", "not_asked", None),
        ("", NOTICE, "full", "notice", "full"),
        ("", NOTICE, "not_asked", "not_asked", None),
        ("no", NOTICE, "full", "stated", "counts_only"),
        ("sin mi nombre", NOTICE, "full", "stated", "name_withheld"),
        ("oui", None, "not_asked", "stated", "full"),
        ("perhaps later", NOTICE, "full", "not_asked", None),
    ],
)
def test_consent_is_as_said_else_as_noticed_else_as_the_source_allows(
    said: str, call: Call | None, source: str, basis: str, scope: str | None
) -> None:
    config = SourceConfig.model_validate(
        {"id": "s", "kind": "folder", "path": "s", "consent": source}
    )
    consent = terms_of({"consent": said}, config, call, ()).consent
    assert (consent.basis, consent.scope) == (basis, scope)


def test_another_wording_of_the_notice_is_another_version_of_it(source: SourceConfig) -> None:
    reworded = NOTICE.model_copy(update={"consent_notice": "By answering, …"})
    one, other = (terms_of({}, source, call, ()).consent.detail for call in (NOTICE, reworded))
    assert one.startswith("call-1, notice ")
    assert one != other


def test_narrowing_the_declaration_narrows_what_came_long_ago(
    store: Store, source: SourceConfig, item: Item, noon: Instant
) -> None:
    store.add_submissions(source, None, [item("a"), item("b")], at=noon)
    store.add_submissions(source, None, [item("a", "new")], at=noon)
    closed = source.model_copy(update={"audience": "secretariat", "consent": "counts_only"})
    count = store.add_submissions(closed, CALL, [item("a", "new")], at=noon)
    assert count.changed == 0
    for one in store.submissions():
        assert (one.audience, one.consent.scope, one.call) == (
            "secretariat",
            "counts_only",
            "call-1",
        )
    assert store.verify_chain() is None


def test_a_session_declared_later_is_found_at_the_next_collect(
    store: Store, source: SourceConfig, item: Item, noon: Instant
) -> None:
    note = item("note.txt", session="A closed clinic")
    store.add_submissions(source, None, [note], at=noon)
    assert store.submissions()[0].session is None
    store.add_submissions(source, None, [note], at=noon, sessions=[CLOSED])
    (one,) = store.submissions()
    assert (one.session, one.audience) == ("closed", "secretariat")


def test_another_sources_terms_are_left_alone(
    store: Store, source: SourceConfig, item: Item, noon: Instant
) -> None:
    other = source.model_copy(update={"id": "other", "audience": "members"})
    store.add_submissions(source, None, [item("a")], at=noon)
    store.add_submissions(other, None, [item("a")], at=noon)
    assert [one.audience for one in store.submissions()] == ["public", "members"]
