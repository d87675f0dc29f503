"""Rows and models turn into each other without loss."""

import json
from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bpforum.store.decisions import decision_of, decision_row
from bpforum.store.rows import canonical, instant_of, text_of
from bpforum.store.standing import terms_of_row, terms_row
from bpforum.store.submissions import submission_of
from bpforum.store.terms import Terms
from models.audience import Consent
from models.decision import Decision
from models.submission import Submission

# A busy machine is no failure, and the same tests run every time.
steady = settings(deadline=None, derandomize=True)

INSTANTS = st.datetimes(timezones=st.just(UTC))
TEXTS = st.text(st.characters(codec="utf-8"), max_size=30)
SLUGS = st.from_regex(r"[a-z0-9][a-z0-9._-]{0,20}", fullmatch=True)
DIGESTS = st.from_regex(r"[0-9a-f]{64}", fullmatch=True)
FINITE = st.floats(allow_nan=False, allow_infinity=False)
JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53), 2**53) | FINITE | TEXTS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(TEXTS, inner, max_size=3),
    max_leaves=6,
)  # fmt: skip
TERMS = st.builds(
    Terms,
    audience=st.sampled_from(["public", "members", "secretariat"]),
    embargo_until=st.none() | INSTANTS,
    consent=st.builds(
        Consent,
        basis=st.sampled_from(["stated", "notice", "public_archive", "source_terms", "not_asked"]),
        scope=st.sampled_from(["full", "name_withheld", "counts_only", None]),
        detail=TEXTS,
    ),
    call=st.none() | SLUGS,
    session=st.none() | SLUGS,
)


@steady
@given(INSTANTS)
def test_an_instant_comes_back_to_the_microsecond(at: datetime) -> None:
    assert instant_of(text_of(at)) == at


@steady
@given(INSTANTS, INSTANTS)
def test_instants_as_text_sort_as_time_does(one: datetime, other: datetime) -> None:
    assert (text_of(one) < text_of(other)) == (one < other)


def test_a_time_without_an_offset_is_refused() -> None:
    with pytest.raises(ValueError, match="offset"):
        text_of(datetime(2026, 1, 1))  # noqa: DTZ001 - that is the point


@steady
@given(JSON)
def test_equal_json_is_equal_text(value: object) -> None:
    assert canonical(json.loads(canonical(value))) == canonical(value)


@steady
@given(TERMS, INSTANTS)
def test_terms_come_back_from_their_row(terms: Terms, at: datetime) -> None:
    assert terms_of_row(terms_row(7, terms, at)) == terms


@steady
@given(
    st.builds(
        Decision,
        id=st.text("abc-019", min_size=1, max_size=64),
        kind=st.sampled_from(["rename", "merge", "split", "move", "pin", "edit_paragraph"]),
        target=TEXTS.filter(bool),
        value=JSON,
        by=TEXTS.filter(bool),
        at=INSTANTS,
        why=TEXTS,
    )
)
def test_a_decision_comes_back_from_its_row(decision: Decision) -> None:
    assert decision_of(decision_row(decision)) == decision


@steady
@given(
    number=st.integers(2, 99_999), digest=DIGESTS, source=SLUGS, external_id=TEXTS.filter(bool),
    fields=st.dictionaries(TEXTS, TEXTS, max_size=4), terms=TERMS, at=INSTANTS, words=TEXTS,
    linked=st.booleans(), vanished=st.booleans(),
)  # fmt: skip
def test_a_submission_comes_back_from_its_row(
    number: int, digest: str, source: str, external_id: str, fields: dict[str, str],
    terms: Terms, at: datetime, words: str, linked: bool, vanished: bool,
) -> None:  # fmt: skip
    row = {
        "number": number, "source": source, "external_id": external_id, "version": 3,
        "digest": digest, "size": 12, "media_type": words, "channel": words,
        "received_at": text_of(at), "fields": canonical(fields), "trouble": words,
        "parent": number - 1 if linked else None,
    }  # fmt: skip
    one = submission_of(row, terms, number + 1 if linked else None, vanished)
    assert one == Submission(
        reference=f"C-{number:04d}", source=source, external_id=external_id, version=3,
        digest=digest, size=12, media_type=words, channel=words, received_at=at, fields=fields,
        audience=terms.audience, embargo_until=terms.embargo_until, consent=terms.consent,
        call=terms.call, session=terms.session, trouble=words, vanished=vanished,
        parent=f"C-{number - 1:04d}" if linked else None,
        superseded_by=f"C-{number + 1:04d}" if linked else None,
    )  # fmt: skip
