"""What is filed is kept once, changed while it may be, and answered after the commit."""

import sqlite3
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path

import pytest

from bpforum.errors import FilingSettled, StoreError
from bpforum.store import Store, open_store
from bpforum.store.filing_batch import FilingTerms
from bpforum.store.filings import edit_token, filing_id
from models.base import Instant
from models.call import Call
from models.decision import Decision
from models.forum import SourceConfig
from models.receipt import Receipt
from models.submission import Received

KEY = "a-key-of-a-form-made-by-chance"
FORM = SourceConfig(id="form", kind="form")
CALLS = (Call(id="call-1", title="One"), Call(id="call-2", title="Two", consent_notice="Printed."))
File = Callable[..., Receipt]


@pytest.fixture
def file(store: Store, noon: Instant) -> File:
    """Files words under a key, with attachments by name."""

    def filed(
        words: str, key: str = KEY, *, minutes: int = 0, files: dict[str, str] | None = None,
        name: str = "", until: Instant | None = None, email: str = "", **fields: str,
    ) -> Receipt:  # fmt: skip
        at = noon + timedelta(minutes=minutes)
        name = name or filing_id("note", key)

        def item(external_id: str, text: str) -> Received:
            return Received(
                external_id=external_id, data=text.encode(), received_at=at, channel="form",
                fields=fields,
            )  # fmt: skip

        return store.filings.file(
            FilingTerms(FORM, calls=CALLS), item(name, words),
            [item(f"{name}/{one}", text) for one, text in (files or {}).items()],
            key=key, at=at, until=until, email=email,
        )  # fmt: skip

    return filed


def test_a_receipt_names_what_is_in_the_store(store: Store, file: File) -> None:
    receipt = file("We met.", kind="note")
    (one,) = store.submissions()
    assert (receipt.reference, receipt.version, receipt.again) == (one.reference, 1, False)
    assert store.blob(one.digest) == b"We met."
    assert store.verify_chain() is None


def test_the_same_filed_again_gets_the_same_receipt(store: Store, file: File) -> None:
    first, again = file("We met."), file("We met.", minutes=5)
    assert again == first.model_copy(update={"again": True})
    assert store.count_submissions() == 1


def test_other_words_under_the_same_key_are_a_new_version(store: Store, file: File) -> None:
    first, second = file("We met."), file("We met and spoke.", minutes=1)
    assert (second.version, second.external_id) == (2, first.external_id)
    assert [one.superseded_by for one in store.submissions()] == [second.reference, None]
    late = file("We met.", minutes=2)
    assert (late.reference, late.newest, late.again) == (first.reference, second.reference, True)


def test_after_its_time_a_filing_stays_as_it_is(store: Store, file: File, noon: Instant) -> None:
    until = noon + timedelta(hours=1)
    first = file("We met.", until=until)
    with pytest.raises(FilingSettled):
        file("Otherwise.", minutes=61, until=until)
    assert file("We met.", minutes=62, until=until).reference == first.reference
    assert file("New.", "another-key-of-another-form", minutes=63, until=until).version == 1
    assert store.count_submissions() == 2


def test_a_key_that_could_be_guessed_is_refused(file: File) -> None:
    with pytest.raises(StoreError, match="random"):
        file("We met.", "short")


def test_what_is_attached_comes_with_it_and_follows_its_versions(store: Store, file: File) -> None:
    first = file("We met.", files={"a.txt": "one", "b.txt": "two"})
    assert len(first.attachments) == 2
    second = file("We spoke.", minutes=1, files={"a.txt": "one"})
    found = {one.reference: one for one in store.submissions()}
    kept = found[second.attachments[0]]
    assert (kept.parent, kept.version) == (second.reference, 2)
    assert found[first.attachments[0]].superseded_by == kept.reference
    assert found[first.attachments[1]].vanished
    again = file("We spoke.", minutes=2, files={"a.txt": "one"})
    assert (again.again, again.attachments) == (True, second.attachments)
    third = file("We spoke.", minutes=3, files={"a.txt": "other"})
    assert (third.reference, len(third.attachments)) == (second.reference, 1)
    assert third.attachments != second.attachments
    assert store.verify_chain() is None


def test_terms_are_those_of_the_call_that_it_answers(store: Store, file: File) -> None:
    file("One.", call="call-1")
    file("Two.", "another-key-of-another-form", call="call-2", minutes=1)
    file("Three.", "a-third-key-of-a-third-form", minutes=2)
    one, two, three = store.submissions()
    assert [one.call, two.call, three.call] == ["call-1", "call-2", None]
    assert (one.consent.basis, two.consent.basis) == ("source_terms", "notice")


def test_narrowing_the_form_narrows_what_came_by_it(
    store: Store, file: File, noon: Instant
) -> None:
    file("Two.", call="call-2")
    narrow = FORM.model_copy(update={"audience": "members"})
    store.add_submissions(narrow, None, [], at=noon, calls=CALLS, complete=False)
    (one,) = store.submissions()
    assert (one.audience, one.call, one.vanished) == ("members", "call-2", False)


def test_a_link_opens_the_filing_as_it_stands(store: Store, file: File, noon: Instant) -> None:
    until = noon + timedelta(hours=1)
    file("We met.", until=until)
    second = file("We spoke.", minutes=1, until=until, files={"a.txt": "one"})
    found = store.filings.find(edit_token(KEY))
    assert found is not None
    assert (found.newest, found.version, found.until) == (second.reference, 2, until)
    assert store.blob(found.digest) == b"We spoke."
    assert [(one.reference, one.name) for one in found.files] == [(second.attachments[0], "a.txt")]
    assert store.blob(found.files[0].digest) == b"one"
    check = store.filings.add_link(found, "check", at=noon, until=until)
    checked = store.filings.find(check)
    assert checked == found.model_copy(update={"link": "check"})
    assert store.filings.find("no-such-token") is None


def test_neither_keys_nor_tokens_nor_addresses_are_in_what_is_received(
    store: Store, file: File, noon: Instant, tmp_path: Path
) -> None:
    file("We met.", email="ann@example.org")
    found = store.filings.find(edit_token(KEY))
    assert found is not None
    check = store.filings.add_link(found, "check", at=noon, until=None)
    assert store.filings.email(found.source, found.external_id) == "ann@example.org"
    with sqlite3.connect(tmp_path / ".bpforum" / "store.sqlite") as connection:
        dump = "\n".join(connection.iterdump())
        rest = "\n".join(line for line in dump.splitlines() if "filing_contacts" not in line)
    connection.close()
    assert not any(secret in dump for secret in (KEY, edit_token(KEY), check))
    assert "ann@example.org" not in rest


def test_what_is_erased_is_gone_and_is_not_taken_in_again(
    store: Store, file: File, noon: Instant, tmp_path: Path
) -> None:
    receipt = file("We met.", email="ann@example.org", files={"a.txt": "one"})
    found = store.filings.find(edit_token(KEY))
    assert found is not None
    store.filings.remark(found, "Bo", "That is right.", at=noon)
    erase = Decision(id="e1", kind="erase", target=receipt.reference, value=True, by="S", at=noon)
    store.add_decisions([erase], at=noon)
    assert len(store.erase(erase, at=noon)) == 2
    assert store.filings.find(edit_token(KEY)) is None
    assert store.filings.remarks(found.source, found.external_id) == ()
    with pytest.raises(FilingSettled, match="erased"):
        file("We met.")
    for path in (tmp_path / ".bpforum").rglob("*"):
        if path.is_file():
            assert b"ann@example.org" not in path.read_bytes()
            assert b"That is right." not in path.read_bytes()


def test_remarks_are_kept_in_order(store: Store, file: File, noon: Instant) -> None:
    receipt = file("We met.")
    found = store.filings.find(edit_token(KEY))
    assert found is not None
    for words in ("First.", "Second."):
        store.filings.remark(found, "Bo", words, at=noon)
    said = store.filings.remarks(receipt.source, receipt.external_id)
    assert [one.words for one in said] == ["First.", "Second."]
    assert store.verify_chain() is None


def test_a_hundred_at_once_are_each_kept_once(store: Store, file: File) -> None:
    """Sixty forms, every one sent twice at the same moment, as a bad network does."""
    keys = [f"a-key-of-a-form-number-{n:04d}" for n in range(60)] * 2
    with ThreadPoolExecutor(24) as pool:
        receipts = list(pool.map(lambda key: file(f"Words of {key}", key), keys))
    assert store.count_submissions() == 60
    assert len({one.reference for one in receipts}) == 60
    assert sum(one.again for one in receipts) == 60
    assert store.verify_chain() is None


def test_versions_filed_at_once_are_all_kept(store: Store, file: File) -> None:
    with ThreadPoolExecutor(12) as pool:
        receipts = list(pool.map(lambda n: file(f"Version {n}"), range(12)))
    assert sorted(one.version for one in receipts) == list(range(1, 13))
    assert sum(one.superseded_by is None for one in store.submissions()) == 1


def test_two_processes_take_in_the_same_filing_once(
    store: Store, file: File, tmp_path: Path, noon: Instant
) -> None:
    file("We met.")
    with open_store(tmp_path) as other:
        item = Received(
            external_id=filing_id("note", KEY), data=b"We met.", received_at=noon, channel="form"
        )
        receipt = other.filings.file(FilingTerms(FORM), item, key=KEY, at=noon)
    assert receipt.again
    assert store.count_submissions() == 1


def test_one_that_cannot_be_kept_does_not_take_the_others_with_it(
    store: Store, file: File, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Six wait while a first one is written; one of the six is too odd for the database."""
    held, entered = threading.Event(), threading.Event()
    keep = store._blobs.writing

    def slow() -> object:
        entered.set()
        held.wait(20)
        return keep()

    monkeypatch.setattr(store._blobs, "writing", slow)
    with ThreadPoolExecutor(8) as pool:
        first = pool.submit(file, "First.", "the-key-that-is-written-first")
        assert entered.wait(20)
        rest = [
            pool.submit(file, f"{n}", f"a-key-of-a-form-number-{n:04d}",
                        name="\ud800" if n == 3 else "")
            for n in range(6)
        ]  # fmt: skip
        held.set()
        assert first.result().version == 1
        failed = [n for n, one in enumerate(rest) if one.exception()]
    assert failed == [3]
    assert store.count_submissions() == 6
    assert store.verify_chain() is None


def test_a_draft_is_kept_until_the_form_is_filed(store: Store, file: File, noon: Instant) -> None:
    drafts = store.filings.drafts
    assert drafts.save(KEY, "note", {"line": ["one", "two"]}, at=noon)
    assert drafts.save(KEY, "note", {"line": ["one", "two", "three"]}, at=noon)
    kept = drafts.find(KEY)
    assert kept is not None
    assert kept.data == {"line": ("one", "two", "three")}
    file("We met.")
    assert drafts.find(KEY) is None
    assert not drafts.save(KEY, "note", {"line": ["late"]}, at=noon), "filed already"
    assert drafts.save("another-key-of-another-form", "note", {}, at=noon)
    assert drafts.forget_before(noon + timedelta(days=1)) == 1


def test_a_registration_is_kept_apart_and_once(store: Store, noon: Instant) -> None:
    people = store.filings.registrations
    first = people.register("call-1", {"name": "Ann"}, key=KEY, at=noon)
    assert people.register("call-1", {"name": "Ann"}, key=KEY, at=noon) == first
    changed = people.register("call-1", {"name": "Ann Lee"}, key=KEY, at=noon + timedelta(1))
    assert (changed.id, changed.at) == (first.id, first.at)
    other = people.register("call-2", {"name": "Bo"}, key="another-key-of-another-form", at=noon)
    assert people.all() == tuple(sorted([changed, other], key=lambda one: one.id))
    assert people.all("call-2") == (other,)
    assert store.count_submissions() == 0
    assert people.forget(first.id, at=noon, by="secretary")
    assert people.find(KEY) is None
    assert store.verify_chain() is None
