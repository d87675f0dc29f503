"""What enters the store, in which order, and what coming again means."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from bpforum.errors import StoreError
from bpforum.store import Store, open_store
from models.base import Instant
from models.forum import SourceConfig
from models.submission import Received, Submission

Item = Callable[..., Received]


def _ids(store: Store) -> list[tuple[str, str]]:
    return [(one.reference, one.external_id) for one in store.submissions()]


def test_references_are_given_in_order_of_arrival_then_of_ids(
    store: Store, source: SourceConfig, item: Item, noon: Instant
) -> None:
    store.add_submissions(source, None, [item("c", minutes=1), item("b"), item("a")], at=noon)
    store.add_submissions(source, None, [item("0", minutes=-9)], at=noon, complete=False)
    assert _ids(store) == [("C-0001", "a"), ("C-0002", "b"), ("C-0003", "c"), ("C-0004", "0")]


def test_what_was_received_comes_back_byte_for_byte(
    store: Store, source: SourceConfig, noon: Instant
) -> None:
    data = bytes(range(256)) * 3
    received = Received(
        external_id="ordner/Zoë 😀.bin",
        data=data,
        media_type="application/pdf",
        received_at=noon,
        channel="by hand",
        fields={"name": "Zoë", "title": "\x00 \u202e ' \""},
    )
    store.add_submissions(source, None, [received], at=noon)
    (one,) = store.submissions()
    assert store.blob(one.digest) == data
    assert one.size == len(data)
    assert (one.external_id, one.media_type, one.channel, one.received_at, one.fields) == (
        received.external_id, received.media_type, "by hand", noon, received.fields,
    )  # fmt: skip


def test_collecting_twice_collects_nothing_twice(
    store: Store, source: SourceConfig, item: Item, noon: Instant
) -> None:
    items = [item("a"), item("b", name="Ann"), item("c", trouble="too large")]
    first = store.add_submissions(source, None, items, at=noon)
    before, head = store.submissions(), store.head()
    again = store.add_submissions(source, None, reversed(items), at=noon)
    assert (first.new, first.troubled) == (3, 1)
    assert (again.received, again.new, again.unchanged) == (3, 0, 3)
    assert store.submissions() == before
    assert store.head() == head


@pytest.mark.parametrize("other", [{"text": "other"}, {"name": "Bo"}, {"trouble": "unreadable"}])
def test_other_bytes_fields_or_trouble_are_a_new_version_that_supersedes(
    store: Store, source: SourceConfig, item: Item, noon: Instant, other: dict[str, str]
) -> None:
    store.add_submissions(source, None, [item("a", name="Ann")], at=noon)
    count = store.add_submissions(source, None, [item("a", **{"name": "Ann", **other})], at=noon)
    old, new = store.submissions()
    assert count.changed == 1
    assert (old.version, old.superseded_by) == (1, new.reference)
    assert (new.version, new.superseded_by) == (2, None)
    assert store.blob(old.digest) == b"text"


def test_a_later_time_alone_is_no_new_version(
    store: Store, source: SourceConfig, item: Item, noon: Instant
) -> None:
    store.add_submissions(source, None, [item("a")], at=noon)
    count = store.add_submissions(source, None, [item("a", minutes=60)], at=noon)
    assert count.unchanged == 1
    assert store.submissions()[0].received_at == noon


def test_going_back_to_the_first_bytes_is_a_third_version(
    store: Store, source: SourceConfig, item: Item, noon: Instant
) -> None:
    for text in ("one", "two", "one"):
        store.add_submissions(source, None, [item("a", text)], at=noon)
    chain = [(one.version, one.superseded_by) for one in store.submissions()]
    assert chain == [(1, "C-0002"), (2, "C-0003"), (3, None)]


def test_one_id_in_two_sources_is_two_things(
    store: Store, source: SourceConfig, item: Item, noon: Instant
) -> None:
    store.add_submissions(source, None, [item("a")], at=noon)
    other = source.model_copy(update={"id": "survey"})
    assert store.add_submissions(other, None, [item("a")], at=noon).new == 1


def _twice(store: Store) -> list[tuple[str, bool, bool]]:
    return [
        (store.blob(one.digest).decode(), bool(one.trouble), one.vanished)
        for one in store.submissions()
        if one.superseded_by is None
    ]


def test_an_id_twice_quarantines_the_second_and_keeps_both(
    store: Store, source: SourceConfig, item: Item, noon: Instant
) -> None:
    count = store.add_submissions(source, None, [item("a", "one"), item("a", "two")], at=noon)
    first, second = store.submissions()
    assert (count.new, count.troubled) == (2, 1)
    assert first.external_id == second.external_id == "a"
    assert (first.trouble, store.blob(first.digest)) == ("", b"one")
    assert "more than once" in second.trouble
    assert store.blob(second.digest) == b"two"


@pytest.mark.parametrize("order", [(0, 1, 2), (2, 1, 0), (1, 2, 0)])
def test_an_id_several_times_brings_nothing_new_in_another_order(
    store: Store, source: SourceConfig, item: Item, noon: Instant, order: tuple[int, ...]
) -> None:
    items = [item("a", "one"), item("a", "two"), item("a", "one")]
    store.add_submissions(source, None, items, at=noon)
    before = store.submissions()
    count = store.add_submissions(source, None, [items[n] for n in order], at=noon)
    assert count.unchanged == 3
    assert store.submissions() == before


def test_who_mends_an_id_that_stood_twice_is_let_in(
    store: Store, source: SourceConfig, item: Item, noon: Instant
) -> None:
    store.add_submissions(source, None, [item("a", "one"), item("a", "two")], at=noon)
    store.add_submissions(source, None, [item("a", "two")], at=noon)
    assert _twice(store) == [("two", True, True), ("two", False, False)]
    store.add_submissions(source, None, [item("a", "two"), item("b", "one")], at=noon)
    assert _twice(store)[1:] == [("two", False, False), ("one", False, False)]


def test_what_vanishes_stays_and_is_marked_until_it_returns(
    store: Store, source: SourceConfig, item: Item, noon: Instant
) -> None:
    both = [item("a"), item("b")]
    store.add_submissions(source, None, both, at=noon)
    assert store.add_submissions(source, None, both[:1], at=noon).vanished == 1
    assert [one.vanished for one in store.submissions()] == [False, True]
    assert store.add_submissions(source, None, both[:1], at=noon).vanished == 0
    assert store.add_submissions(source, None, both, at=noon).returned == 1
    assert [one.vanished for one in store.submissions()] == [False, False]
    assert store.verify_chain() is None


def test_nothing_vanishes_while_a_collect_is_not_complete(
    store: Store, source: SourceConfig, item: Item, noon: Instant
) -> None:
    store.add_submissions(source, None, [item("a")], at=noon)
    assert store.add_submissions(source, None, [], at=noon, complete=False).vanished == 0


def test_nothing_vanishes_from_a_folder_that_could_not_be_looked_into(
    store: Store, source: SourceConfig, item: Item, noon: Instant
) -> None:
    store.add_submissions(source, None, [item("sub/a"), item("subway")], at=noon)
    closed = item("sub/", trouble="permission denied")
    assert store.add_submissions(source, None, [closed], at=noon).vanished == 1
    gone = {one.external_id for one in store.submissions() if one.vanished}
    assert gone == {"subway"}


def test_a_source_that_breaks_off_leaves_the_store_as_it_was(
    store: Store, source: SourceConfig, item: Item, noon: Instant
) -> None:
    def broken() -> Iterator[Received]:
        yield item("a")
        raise OSError("the share went away")

    with pytest.raises(OSError, match="share"):
        store.add_submissions(source, None, broken(), at=noon)
    assert store.submissions() == ()
    assert store.verify_chain() is None


def test_everything_is_there_when_the_store_is_opened_again(
    tmp_path: Path, source: SourceConfig, item: Item, noon: Instant
) -> None:
    with open_store(tmp_path) as store:
        store.add_submissions(source, None, [item("a"), item("a"), item("b")], at=noon)
        before, head = store.submissions(), store.head()
    with open_store(tmp_path) as store:
        assert (store.submissions(), store.head()) == (before, head)


# Attachments


@pytest.fixture
def mail(store: Store, source: SourceConfig, item: Item, noon: Instant) -> Submission:
    strict = source.model_copy(update={"audience": "members"})
    store.add_submissions(strict, None, [item("a.eml", consent="without my name")], at=noon)
    return store.submissions()[0]


def test_attachments_are_submissions_of_their_own_under_the_mails_terms(
    store: Store, mail: Submission, item: Item, noon: Instant
) -> None:
    names = store.add_attachments(mail.reference, [item("a.eml/x", "x"), item("a.eml/y")], at=noon)
    one, other = store.submissions()[1:]
    assert names == (one.reference, other.reference) == ("C-0002", "C-0003")
    assert one.parent == other.parent == mail.reference
    assert (one.audience, one.consent, one.source) == ("members", mail.consent, "inbox")
    assert store.blob(one.digest) == b"x"


def test_attachments_again_are_the_same_attachments(
    store: Store, mail: Submission, item: Item, noon: Instant
) -> None:
    items = [item("a.eml/image.png", "1"), item("a.eml/image.png", "2")]
    names = store.add_attachments(mail.reference, items, at=noon)
    assert store.add_attachments(mail.reference, items, at=noon) == names
    assert [one.external_id for one in store.submissions()] == [
        "a.eml", "a.eml/image.png", "a.eml/image.png (2)",
    ]  # fmt: skip
    assert not any(one.trouble for one in store.submissions())


def test_an_attachment_does_not_vanish_because_the_folder_does_not_list_it(
    store: Store, source: SourceConfig, mail: Submission, item: Item, noon: Instant
) -> None:
    store.add_attachments(mail.reference, [item("a.eml/x")], at=noon)
    same = item("a.eml", consent="without my name")
    assert store.add_submissions(source, None, [same], at=noon).vanished == 0
    store.add_submissions(source, None, [], at=noon)
    assert [one.vanished for one in store.submissions()] == [True, True]


def test_a_new_version_of_a_mail_brings_its_own_attachments(
    store: Store, source: SourceConfig, mail: Submission, item: Item, noon: Instant
) -> None:
    store.add_attachments(mail.reference, [item("a.eml/x"), item("a.eml/y")], at=noon)
    store.add_submissions(source, None, [item("a.eml", "second try")], at=noon)
    (name,) = store.add_attachments("C-0004", [item("a.eml/x")], at=noon)
    told = {one.reference: one for one in store.submissions()}
    assert told[name].parent == "C-0004"
    assert told["C-0002"].superseded_by == name
    assert told["C-0003"].vanished
    assert store.verify_chain() is None


def test_narrowing_a_source_narrows_its_attachments_too(
    store: Store, source: SourceConfig, mail: Submission, item: Item, noon: Instant
) -> None:
    store.add_attachments(mail.reference, [item("a.eml/x", audience="public")], at=noon)
    closed = source.model_copy(update={"audience": "secretariat"})
    same = item("a.eml", consent="without my name")
    store.add_submissions(closed, None, [same], at=noon)
    assert {one.audience for one in store.submissions()} == {"secretariat"}


def test_nothing_can_be_attached_to_what_is_not_there(
    store: Store, item: Item, noon: Instant
) -> None:
    with pytest.raises(StoreError, match="C-0099"):
        store.add_attachments("C-0099", [item("x")], at=noon)
