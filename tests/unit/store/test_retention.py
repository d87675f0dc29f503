"""Originals whose time is over are destroyed; what was read in them stays."""

from collections.abc import Callable
from pathlib import Path

import pytest

from bpforum.errors import BlobDamaged
from bpforum.store import Store, open_store
from models.base import Instant
from models.forum import SourceConfig
from models.ids import Digest, digest
from models.reading import Reading
from models.submission import Received, Rejected

Item = Callable[..., Received]
NO_FIELDS = digest(b"{}")


def received(store: Store, source: SourceConfig, item: Item, noon: Instant) -> Digest:
    store.add_submissions(source, None, [item("a.eml", "From: ann")], at=noon)
    name = store.submissions()[0].digest
    store.put_readings("1", [(name, NO_FIELDS, Reading(text="Dear all"))])
    return name


def test_the_original_goes_and_the_reading_stays_whatever_the_reader(
    store: Store, source: SourceConfig, item: Item, noon: Instant, tmp_path: Path
) -> None:
    name = received(store, source, item, noon)
    store.retire([name], at=noon)
    with pytest.raises(BlobDamaged):
        store.blob(name)
    assert store.reading(name, NO_FIELDS, "2") == Reading(text="Dear all")
    assert store.reading(name, digest(b"other"), "1") == Reading(text="Dear all")
    assert store.verify_chain() is None
    with open_store(tmp_path) as again:
        assert again.retired() == {name}


def test_collecting_again_does_not_bring_it_back(
    store: Store, source: SourceConfig, item: Item, noon: Instant
) -> None:
    name = received(store, source, item, noon)
    store.retire([name], at=noon)
    count = store.add_submissions(source, None, [item("a.eml", "From: ann")], at=noon)
    assert count.unchanged == 1
    with pytest.raises(BlobDamaged):
        store.blob(name)


def test_one_that_was_never_read_is_said_to_be_no_longer_kept(
    store: Store, source: SourceConfig, item: Item, noon: Instant
) -> None:
    store.add_submissions(source, None, [item("a")], at=noon)
    name = store.submissions()[0].digest
    store.retire([name], at=noon)
    refused = store.reading(name, NO_FIELDS, "1")
    assert isinstance(refused, Rejected)
    assert refused.reasons[0].code == "no-longer-kept"
