"""A million submissions are gone through one by one, in one view of the store."""

from bpforum.readers.row import MEDIA_TYPE
from bpforum.store import Store
from models.base import Instant
from models.forum import SourceConfig
from tests.unit.store.conftest import Item


def test_they_are_the_same_whether_held_or_not(
    store: Store, source: SourceConfig, noon: Instant, item: Item
) -> None:
    for text in ("one", "two", "three"):
        store.add_submissions(source, None, [item("a.txt", text), item("b.txt")], at=noon)
    store.add_submissions(source, None, [item("a.txt", "four")], at=noon)
    with store.reading_submissions() as submissions:
        assert tuple(submissions) == tuple(submissions) == store.submissions()
    assert store.count_submissions() == len(store.submissions()) == 5
    assert [one.superseded_by for one in store.submissions()] == [
        "C-0003", None, "C-0004", "C-0005", None,
    ]  # fmt: skip
    assert [one.vanished for one in store.submissions()] == [False, True, False, False, False]


def test_what_is_written_meanwhile_is_not_seen(
    store: Store, source: SourceConfig, noon: Instant, item: Item
) -> None:
    store.add_submissions(source, None, [item("a.txt")], at=noon)
    with store.reading_submissions() as submissions:
        before = tuple(submissions)
        store.add_submissions(source, None, [item("a.txt", "other"), item("b.txt")], at=noon)
        assert tuple(submissions) == before
    assert store.count_submissions() == 3


def test_a_tables_rows_are_left_out_where_only_files_are_wanted(
    store: Store, source: SourceConfig, noon: Instant, item: Item
) -> None:
    row = item("row-1").model_copy(update={"media_type": MEDIA_TYPE})
    store.add_submissions(source, None, [row], at=noon)
    assert store.submissions(without=MEDIA_TYPE) == ()
    store.add_submissions(source, None, [row, item("a.txt")], at=noon)
    assert [one.external_id for one in store.submissions(without=MEDIA_TYPE)] == ["a.txt"]


def test_thousands_under_the_same_terms_share_them(
    store: Store, source: SourceConfig, noon: Instant, item: Item
) -> None:
    many = [item(f"{number}.txt") for number in range(3000)]
    store.add_submissions(source, None, many, at=noon)
    found = store.submissions()
    assert len(found) == 3000
    assert len({id(one.consent) for one in found}) == 1
    assert store.verify_chain() is None
