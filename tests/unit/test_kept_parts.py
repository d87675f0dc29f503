"""Parts that earlier runs kept, found by number, and under a key."""

from bpforum.kept_parts import KeptParts


def test_a_part_is_found_under_the_key_it_was_kept_under_and_under_no_other() -> None:
    kept: dict[int, bytes] = {}
    keeping = KeptParts([], kept.update, 1)
    keeping.put_under(0, b"key 0", b"what was made")
    keeping.put_under(2, b"key 2", b"")
    keeping.close()

    def found(number: int, key: bytes) -> bytes | None:
        return KeptParts(sorted(kept.items()), kept.update, 1).find_under(number, key)

    assert found(0, b"key 0") == b"what was made"
    assert found(2, b"key 2") == b""
    assert found(0, b"key 2") is found(1, b"key 0") is found(2, b"key 0") is None


def test_without_a_key_nothing_is_found_and_a_part_that_is_cut_short_is_none() -> None:
    cut = KeptParts([(0, b"key"), (1, b"")], lambda parts: None, 1)
    assert (
        cut.find_under(0, b"") is cut.find_under(0, b"key 0") is cut.find_under(1, b"key") is None
    )
