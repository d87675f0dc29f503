"""What was made before is used where all that it depends on is as it was, and nowhere else."""

from datetime import UTC, datetime

from bpforum.columns import SIZE, Columns
from bpforum.received import Batch, InMemory
from bpforum.validation.earlier import Earlier, Made
from models.audience import Consent
from models.contribution import Contribution
from models.ids import digest, reference
from models.session import Session
from models.submission import Submission

_AT = datetime(2026, 5, 4, 12, 30, tzinfo=UTC)
_CONSENT = Consent(basis="notice", scope="full")


def _submission(number: int, **update: object) -> Submission:
    one = Submission(
        reference=reference(number), source="table", external_id=f"e{number}", version=1,
        digest=digest(b"%d" % number), size=1, media_type="m", channel="table", received_at=_AT,
        audience="public", consent=_CONSENT, fields={},
    )  # fmt: skip
    return one.model_copy(update=update)


def _made(one: Submission) -> Made:
    contribution = Contribution(
        reference=one.reference, source=one.source, external_id=one.external_id, digest=one.digest,
        kind="contribution", text=f"Of {one.reference}", received_at=one.received_at,
        audience=one.audience, consent=one.consent,
    )  # fmt: skip
    return Made(contribution, one.reference.endswith("2"), one.reference.endswith("3"), "")


def _run(
    ones: list[Submission],
    kept: dict[int, bytes],
    sessions: tuple[Session, ...] = (),
    without: tuple[str, ...] = (),
) -> tuple[list[int], list[int], bytes]:
    """The numbers made anew, the parts that were written, and the keys of all."""
    written: dict[int, bytes] = {}
    earlier = Earlier(Columns(sorted(kept.items()), written.update), without)
    by_number = {int(one.reference[2:]): one for one in ones}
    anew = []
    for batch in InMemory(ones).batches():
        earlier.turn_to(batch)
        if part := earlier.whole(batch, sessions):
            assert [made for _, (_, made) in part.made()] == [
                _made(by_number[n]) for n in batch.numbers
            ]
            continue
        for nth, number in enumerate(batch.numbers):
            key = earlier.key_of(batch.keys[16 * nth : 16 * nth + 16], sessions)
            made = earlier.find(number, key)
            if made is None:
                anew.append(number)
                earlier.put(number, key, _made(by_number[number]))
            else:
                assert made == _made(by_number[number])
    earlier.close()
    kept.update(written)
    return anew, sorted(written), bytes(earlier.keys)


def test_what_is_new_or_other_is_made_and_its_part_alone_is_written() -> None:
    ones = [_submission(n) for n in range(1, 2 * SIZE + 3)]
    kept: dict[int, bytes] = {}
    anew, written, keys = _run(ones, kept)
    assert (len(anew), written, len(keys)) == (2 * SIZE + 2, [0, 1, 2], 16 * (2 * SIZE + 2))
    assert _run(ones, kept) == ([], [], keys)
    more = [*ones, _submission(2 * SIZE + 3)]
    assert _run(more, kept)[:2] == ([2 * SIZE + 3], [2])
    ones[SIZE] = _submission(SIZE + 1, fields={"title": "Another"})
    assert _run(ones, kept)[:2] == ([SIZE + 1], [1])
    assert _run(ones, kept)[:2] == ([], [])


def test_another_version_changes_nothing_but_other_terms_do() -> None:
    kept: dict[int, bytes] = {}
    _run([_submission(1), _submission(2)], kept)
    later = [_submission(1, superseded_by=reference(2)), _submission(2, version=2)]
    assert _run(later, kept)[:2] == ([], [])
    for change in ({"audience": "members"}, {"vanished": True}, {"embargo_until": _AT}):
        assert _run([_submission(1, **change), _submission(2)], dict(kept))[0] == [1]


def test_what_is_gone_from_a_part_is_not_given_out() -> None:
    kept: dict[int, bytes] = {}
    _run([_submission(n) for n in (1, 2, 3)], kept)
    assert _run([_submission(n) for n in (1, 3)], kept)[0] == []
    assert _run([_submission(3)], {0: kept[0][:-2]})[0] == [3]
    assert _run([_submission(3)], {0: b"{}"})[0] == [3]


def test_sessions_that_became_known_and_originals_that_went_make_it_anew() -> None:
    kept: dict[int, bytes] = {}
    ones = [_submission(n) for n in (1, 2)]
    _run(ones, kept)
    session = Session(id="s", title="S")
    assert _run(ones, kept, (session,))[0] == [1, 2]
    assert _run(ones, kept, (session,))[0] == []
    gone = (ones[1].digest,)
    assert _run(ones, dict(kept), (session,), gone)[0] == [2]
    assert _run(ones, dict(kept), (session,), gone)[0] == [2]


def test_batches_of_what_is_held_tell_all_of_it() -> None:
    ones = [_submission(1), _submission(2, erased=True), _submission(SIZE + 1, embargo_until=_AT)]
    first, second = InMemory(ones).batches()
    assert isinstance(first, Batch)
    assert (list(first.numbers), list(second.numbers)) == ([1, 2], [SIZE + 1])
    assert first.odd == {2: ones[1]}
    assert first.lines == b"".join(one.model_dump_json().encode() + b"\n" for one in ones[:2])
    assert second.embargoes == [(SIZE + 1, _AT)]
    assert InMemory(ones).of(first) == {1: ones[0], 2: ones[1]}
