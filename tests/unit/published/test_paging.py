"""A document is divided into pages: nothing is lost, nothing parted that belongs together."""

from itertools import pairwise
from pathlib import Path
from random import Random  # noqa: TID251 - seeded

import pytest

from bpforum.published.index_making import make_index
from bpforum.published.paging import MOST, ORDINARY, TEXT, Page, Piece, above, address, lay_out
from bpforum.published.setting import PagedAnchors, packed, set_section, unpacked
from bpforum.published.text import PublishedText
from models.outcome import Outcome, Table
from tests.builders.published import large_outcome


def head(section: int) -> Piece:
    return Piece(section, 400, leads=True)


def test_a_text_up_to_the_ordinary_size_is_one_page_and_an_annex_is_not() -> None:
    pieces = [head(0), *[Piece(0, 1000)] * ((ORDINARY - 400) // 1000)]
    assert set(lay_out(TEXT, pieces)) == {1}
    assert max(lay_out("annex_1", pieces)) == 3
    assert max(lay_out(TEXT, [*pieces, *[Piece(0, 1000)] * 2])) == 3


def test_a_page_ends_where_a_section_does_if_it_can() -> None:
    pieces = [one for n in range(9) for one in (head(n), *[Piece(n, 10_000)] * 5)]
    pages = lay_out(TEXT, pieces)
    for piece, page in zip(pieces, pages, strict=True):
        assert page == piece.section + 1


def test_a_heading_alone_goes_with_the_section_below_it() -> None:
    first = [head(0), *[Piece(0, 10_000)] * 7]
    pieces = [*first, head(1), head(2), *[Piece(2, 10_000)] * 7, *[Piece(2, 10_000)] * 20]
    pages = lay_out(TEXT, pieces)
    assert pages[: len(first)] == [1] * len(first)
    assert pages[len(first) : len(first) + 3] == [2, 2, 2]


@pytest.mark.parametrize("seed", range(20))
def test_whatever_the_pieces_are_pages_are_full_and_in_order(seed: int) -> None:
    chance = Random(seed)  # noqa: S311
    pieces = []
    for section in range(chance.randrange(1, 30)):
        pieces.append(head(section))
        for _ in range(chance.randrange(60)):
            pieces.append(Piece(section, chance.randrange(100, 20_000), chance.random() < 0.1))
    pages = lay_out("annex_1", pieces)
    assert len(pages) == len(pieces)
    assert pages[0] == 1
    assert all(0 <= after - before <= 1 for before, after in pairwise(pages))
    for page in range(1, pages[-1] + 1):
        own = [piece for piece, n in zip(pieces, pages, strict=True) if n == page]
        size = sum(one.size for one in own)
        # Only what cannot be parted may be longer.
        assert size <= MOST or sum(not one.leads for one in own) == 1
        after = [piece for piece, n in zip(pieces, pages, strict=True) if n > page]
        assert not (own[-1].leads and after and after[0].section == own[-1].section)


def test_one_piece_that_is_longer_than_a_page_is_a_page() -> None:
    pages = lay_out(TEXT, [head(0), Piece(0, 500), Piece(0, 900_000), Piece(0, 500)])
    assert pages == [1, 1, 2, 3]
    assert lay_out(TEXT, []) == []


def test_addresses() -> None:
    assert address("v1", Page(TEXT, 1)) == "/published/v1"
    assert address("v1", Page(TEXT, 2)) == "/published/v1?page=2"
    assert address("v2", Page("annex_1", 1)) == "/published/v2/part/annex_1"
    assert address("v2", Page("annex_1", 3)) == "/published/v2/part/annex_1?page=3"


def test_what_a_section_is_in() -> None:
    levels = [1, 1, 2, 3, 3, 2, 3, 1, 3]
    assert above(levels, 4) == [1, 2]
    assert above(levels, 6) == [1, 5]
    assert above(levels, 7) == []
    assert above(levels, 8) == [7]


@pytest.fixture(scope="module")
def outcome() -> Outcome:
    return large_outcome(themes=10, entries=300)


def test_what_is_set_is_kept_as_it_is(outcome: Outcome) -> None:
    anchors = PagedAnchors(outcome, lambda name: f"/somewhere#{name}")
    for section in outcome.sections:
        for item in set_section(section, anchors):
            again = unpacked(packed(item))
            assert packed(again) == packed(item)
            assert again.ids == item.ids
            assert again.size == item.size
            if again.paragraph:
                assert hasattr(again.paragraph.words, "__html__")


def test_a_long_table_is_set_in_pieces_that_have_all_its_rows_once(outcome: Outcome) -> None:
    section = next(one for one in outcome.sections if one.id == "annex_5")
    [table] = [block for block in section.blocks if isinstance(block, Table)]
    anchors = PagedAnchors(outcome, lambda name: f"#{name}")
    found = [item.table for item in set_section(section, anchors) if item.table]
    assert len(found) > 1
    assert tuple(row for one in found for row in one.cells) == table.rows
    assert [one.goes_on for one in found] == [False] + [True] * (len(found) - 1)
    assert all(len(one.links) == len(one.cells) for one in found)


def test_an_index_is_the_same_to_the_byte_and_answers_as_the_document_does(
    outcome: Outcome, tmp_path: Path
) -> None:
    for name in ("a", "b"):
        make_index(outcome, "v1", tmp_path / name)
    assert (tmp_path / "a").read_bytes() == (tmp_path / "b").read_bytes()
    text = PublishedText("v1", tmp_path / "a")
    assert text.cover == outcome.cover
    for section in outcome.sections:
        found = text.section(section.id)
        assert found is not None
        assert (found.title, found.level) == (section.title, section.level)
    for one in outcome.paragraphs:
        kept = text.paragraph(one.id)
        assert kept is not None
        assert (kept.text, kept.n, kept.role) == (one.text, one.n, one.role)
    numbered = [one.id for one in outcome.paragraphs if one.n is not None]
    assert [one.id for one in text.paragraphs()] == numbered
    citing = [one.id for one in outcome.paragraphs
              if any(c.contribution in ("C-0001", "C-0008") for c in one.citations)]  # fmt: skip
    assert [one.id for one in text.citing(["C-0008", "C-0001"])] == citing
    assert text.gone(["C-0001", "C-0008"]) == {*citing, "src_c_0001", "src_c_0008"}
    assert text.gone([]) == frozenset()
    assert text.paragraph("nothing") is None
    assert text.place("nothing") == ""
