"""What a person asked to be erased is gone, and the chain still holds."""

from collections.abc import Callable
from pathlib import Path

import pytest
from sqlalchemy import create_engine, text
from sqlalchemy.exc import IntegrityError

from bpforum.errors import BlobDamaged, StoreError
from bpforum.store import IMPORTED, Store
from models.base import Instant
from models.decision import Decision
from models.forum import SourceConfig
from models.ids import digest
from models.reading import Reading
from models.submission import Received

Item = Callable[..., Received]
SECRET = "Zuzanna Quillfeather"


def erase(target: str, at: Instant, name: str = "e1") -> Decision:
    return Decision(id=name, kind="erase", target=target, by="secretariat", at=at, why="asked")


def on_disk(folder: Path) -> bytes:
    """All bytes that the store keeps."""
    return b"".join(
        path.read_bytes() for path in sorted((folder / ".bpforum").rglob("*")) if path.is_file()
    )


def test_nothing_of_it_is_left_on_the_disk_and_the_chain_holds(
    store: Store, source: SourceConfig, item: Item, noon: Instant, tmp_path: Path
) -> None:
    words = f"I am {SECRET}."
    items = [item(f"{SECRET}.txt", words, name=SECRET), item("other.txt", "Stays.")]
    store.add_submissions(source, None, items, at=noon)
    [found, _] = store.submissions()
    store.put_readings("1", [(found.digest, digest(b"{}"), Reading(text=words))])
    decisions = [
        Decision(
            id="t1", kind="transcribe", target=found.reference, value={"text": words},
            by="A", at=noon, why=SECRET,
        ),
        erase(found.reference, noon),
    ]  # fmt: skip
    store.add_decisions(decisions, at=noon)
    assert SECRET.encode() in on_disk(tmp_path)
    assert store.erase(decisions[1], at=noon) == (found.reference,)
    assert SECRET.encode() not in on_disk(tmp_path)
    [gone, other] = store.submissions()
    assert (gone.erased, gone.fields, gone.size) == (True, {}, 0)
    assert store.blob(other.digest) == b"Stays."
    with pytest.raises(BlobDamaged):
        store.blob(found.digest)
    assert store.verify_chain() is None


def test_erasing_again_does_nothing(
    store: Store, source: SourceConfig, item: Item, noon: Instant
) -> None:
    store.add_submissions(source, None, [item("a")], at=noon)
    assert store.erase(erase("C-0001", noon), at=noon) == ("C-0001",)
    head = store.head()
    assert store.erase(erase("C-0001", noon, "e2"), at=noon) == ()
    assert store.head() == head


@pytest.mark.parametrize("target", ["C-0009", "C-1", "1", "th-spectrum", f"C-{'9' * 5_000}"])
def test_what_is_unknown_cannot_be_erased(
    store: Store, source: SourceConfig, item: Item, noon: Instant, target: str
) -> None:
    store.add_submissions(source, None, [item("one.txt", "Stays.")], at=noon)
    with pytest.raises(StoreError, match=target):
        store.erase(erase(target, noon), at=noon)
    assert store.blob(store.submissions()[0].digest) == b"Stays."


def test_all_versions_what_came_inside_and_what_was_put_in_its_place_go_too(
    store: Store, source: SourceConfig, item: Item, noon: Instant
) -> None:
    store.add_submissions(source, None, [item("mail.eml", "one")], at=noon)
    store.add_submissions(source, None, [item("mail.eml", "two")], at=noon)
    store.add_attachments("C-0002", [item("mail.eml/scan.pdf", "scan")], at=noon)
    corrected = item("mail.eml#mended", "mended", corrects="C-0001")
    corrected = corrected.model_copy(update={"channel": IMPORTED})
    store.add_submissions(source, None, [corrected], at=noon, complete=False)
    gone = store.erase(erase("C-0001", noon), at=noon)
    assert gone == ("C-0001", "C-0002", "C-0003", "C-0004")


def test_bytes_that_somebody_else_sent_too_stay(
    store: Store, source: SourceConfig, item: Item, noon: Instant
) -> None:
    store.add_submissions(source, None, [item("a", "same"), item("b", "same")], at=noon)
    store.erase(erase("C-0001", noon), at=noon)
    assert store.blob(store.submissions()[1].digest) == b"same"


def test_it_is_not_taken_in_again_from_its_source(
    store: Store, source: SourceConfig, item: Item, noon: Instant, tmp_path: Path
) -> None:
    items = [item("a", SECRET), item("b")]
    store.add_submissions(source, None, items, at=noon)
    store.erase(erase("C-0001", noon), at=noon)
    count = store.add_submissions(source, None, items, at=noon)
    assert (count.new, count.erased) == (0, 1)
    assert SECRET.encode() not in on_disk(tmp_path)
    assert len(store.submissions()) == 2


def test_its_audience_stays_what_it_was(
    store: Store, source: SourceConfig, item: Item, noon: Instant
) -> None:
    store.add_submissions(source, None, [item("a", audience="secretariat")], at=noon)
    store.erase(erase("C-0001", noon), at=noon)
    store.add_submissions(source, None, [], at=noon)
    assert store.submissions()[0].audience == "secretariat"


def test_a_blanked_decision_that_comes_again_from_its_file_stays_blank(
    store: Store, source: SourceConfig, item: Item, noon: Instant
) -> None:
    store.add_submissions(source, None, [item("a")], at=noon)
    transcribed = Decision(
        id="t1", kind="transcribe", target="C-0001", value={"text": SECRET}, by="A", at=noon
    )
    store.add_decisions([transcribed], at=noon)
    store.erase(erase("C-0001", noon), at=noon)
    assert store.add_decisions([transcribed], at=noon) == 0
    assert store.decisions()[0].value is None
    assert store.verify_chain() is None


def test_a_row_that_was_not_erased_cannot_be_blanked(
    store: Store, source: SourceConfig, item: Item, noon: Instant, tmp_path: Path
) -> None:
    store.add_submissions(source, None, [item("a"), item("b")], at=noon)
    store.erase(erase("C-0001", noon), at=noon)
    engine = create_engine(f"sqlite:///{tmp_path / '.bpforum' / 'store.sqlite'}")
    with engine.connect() as connection:
        for change in (
            "update received set fields = '{}' where number = 2",
            "update received set source = 'x' where number = 1",
        ):
            with pytest.raises(IntegrityError, match="only grows"):
                connection.execute(text(change))
    engine.dispose()
