"""A comment stays with its words: whatever a run or a person does to the paragraphs."""

from collections.abc import Sequence
from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st
from numpy.random import default_rng

from bpforum.text.anchoring import Carrier, Part, Selection

WORDS = (
    "access agreement antenna band board capacity community cost council country device district "
    "donor engineer equipment fee fibre forum fund government grant harbour hospital household "
    "income island journal kiosk language law ledger library licence market mast measure member "
    "mesh mountain network node office operator owner permit person pilot place power practice "
    "price procedure product programme public question radio record region relay repair report "
    "rule rural salary school server service share signal site skill solar spare spectrum staff "
    "station student subsidy support tariff teacher tool tower town trainer transport trust "
    "upkeep user valley village volunteer water women workshop year youth zone"
).split()  # fmt: skip

hostile = st.lists(st.sampled_from([*WORDS[:4], "", "\u4e2d\u6587", "…", "\n"]), max_size=9).map(
    " ".join
)


def sentence(seed: int) -> str:
    chance = default_rng(seed)
    return " ".join(chance.permutation(WORDS)[: chance.integers(8, 40)])


def parts_of(texts: Sequence[str]) -> tuple[Part, ...]:
    return tuple(Part(f"p{n}", text, f"s{n // 4}") for n, text in enumerate(texts))


sentences = st.integers(0, 2**32).map(sentence)
versions = st.lists(sentences, min_size=3, max_size=12, unique=True).map(parts_of)
anything = st.lists(hostile | sentences, max_size=8).map(parts_of)


def select(text: str, data: st.DataObject, least: int = 5) -> Selection:
    words = text.split()
    start = data.draw(st.integers(0, len(words) - least))
    length = data.draw(st.integers(least, len(words) - start))
    exact = " ".join(words[start : start + length])
    before, _, after = text.partition(exact)
    return Selection(exact, before[-32:], after[:32])


def reworded(text: str, data: st.DataObject, keep: Selection | None = None) -> str:
    """Every third word is another one, but for those of `keep`."""
    words = text.split()
    shift = data.draw(st.integers(0, 2))
    kept = set()
    if keep:
        n = len(keep.exact.split())
        at = next(k for k in range(len(words)) if " ".join(words[k : k + n]) == keep.exact)
        kept = set(range(at, at + n))
    return " ".join(
        f"new{n}" if n % 3 == shift and n not in kept else word for n, word in enumerate(words)
    )


def put(parts: Sequence[Part], n: int, *instead: Part) -> list[Part]:
    return [*parts[:n], *instead, *parts[n + 1 :]]


@given(versions, st.data())
def test_in_an_unchanged_version_everything_stays(parts: tuple[Part, ...], data: st.DataObject):  # type: ignore[no-untyped-def]
    carrier = Carrier(parts, parts)
    for part in parts:
        selection = select(part.text, data)
        place = carrier.paragraph(part.id, selection)
        assert (place.how, place.paragraphs) == ("same", (part.id,))
        assert place.span is not None
        assert part.text[slice(*place.span)] == selection.exact


@given(versions, st.data())
def test_a_reworded_paragraph_keeps_what_was_said_of_it_under_any_id(
    parts: tuple[Part, ...], data: st.DataObject
) -> None:
    n = data.draw(st.integers(0, len(parts) - 1))
    selection = select(parts[n].text, data)
    text = reworded(parts[n].text, data, selection)
    for name in (parts[n].id, "q1"):
        place = Carrier(parts, put(parts, n, Part(name, text, "s9"))).paragraph(
            parts[n].id, selection
        )
        if place.paragraphs == (name,):
            assert place.span is not None
            assert text[slice(*place.span)] == selection.exact
        else:  # so little was selected and kept that nobody could say
            assert name == "q1"
            assert place.is_orphaned


@given(versions, st.data())
def test_the_words_of_a_paragraph_that_was_cut_in_two_take_the_comment_along(
    parts: tuple[Part, ...], data: st.DataObject
) -> None:
    n = data.draw(st.integers(0, len(parts) - 1))
    words = parts[n].text.split()
    cut = data.draw(st.integers(3, len(words) - 3))
    first, second = " ".join(words[:cut]), " ".join(words[cut:])
    for name in (parts[n].id, "q0"):
        new = put(parts, n, Part(name, first, "s0"), Part("q1", second, "s0"))
        carrier = Carrier(parts, new)
        whole = carrier.paragraph(parts[n].id)
        assert set(whole.paragraphs) == {name, "q1"}
        assert whole.how == "split"
        for text, home in ((first, name), (second, "q1")):
            other = second if home == name else first
            if len(text.split()) >= 5 and text not in other:
                place = carrier.paragraph(parts[n].id, Selection(text))
                assert place.paragraphs == (home,)
                assert place.span == (0, len(text))


@given(versions, st.data())
def test_two_paragraphs_that_became_one_bring_their_comments_there(
    parts: tuple[Part, ...], data: st.DataObject
) -> None:
    n = data.draw(st.integers(0, len(parts) - 2))
    joined = f"{parts[n].text} {parts[n + 1].text}"
    for name in (parts[n].id, parts[n + 1].id, "q0"):
        new = [*parts[:n], Part(name, joined, "s0"), *parts[n + 2 :]]
        carrier = Carrier(parts, new)
        for part in parts[n : n + 2]:
            selection = select(part.text, data)
            place = carrier.paragraph(part.id, selection)
            assert place.paragraphs == (name,)
            assert place.how == "merged"
            assert place.span is not None
            assert joined[slice(*place.span)] == selection.exact


@given(versions, st.data())
def test_what_is_gone_is_orphaned_and_never_lost(
    parts: tuple[Part, ...], data: st.DataObject
) -> None:
    n = data.draw(st.integers(0, len(parts) - 1))
    stranger = " ".join(f"other{k}" for k in range(20))
    new = put(parts, n, Part("q1", stranger, "s0"))
    carrier = Carrier(parts, new)
    assert carrier.paragraph(parts[n].id).is_orphaned
    assert set(carrier.homes) == {one.id for one in parts}
    assert carrier.paragraph("nobody").is_orphaned


@given(anything, anything, hostile | sentences)
def test_every_comment_has_a_place_that_exists_or_is_orphaned(
    old: tuple[Part, ...], new: tuple[Part, ...], words: str
) -> None:
    new = tuple(replace(one, id=f"p{n * 2}") for n, one in enumerate(new))
    texts = {one.id: one.text for one in new}
    carrier, again = Carrier(old, new), Carrier(old, new)
    for part in old:
        place = carrier.paragraph(part.id, Selection(words, "a", "b"))
        assert place == again.paragraph(part.id, Selection(words, "a", "b"))
        assert set(place.paragraphs) <= set(texts)
        assert place.is_orphaned == (not place.paragraphs)
        assert not place.is_orphaned or part.id not in texts
        if place.span:
            [only] = place.paragraphs
            assert 0 <= place.span[0] < place.span[1] <= len(texts[only])


@given(versions, st.data())
def test_a_paragraph_with_every_fourth_word_replaced_is_found_by_its_words_alone(
    parts: tuple[Part, ...], data: st.DataObject
) -> None:
    n = data.draw(st.integers(0, len(parts) - 1))
    shift = data.draw(st.integers(0, 3))
    words = parts[n].text.split()
    text = " ".join(f"new{k}" if k % 4 == shift else word for k, word in enumerate(words))
    place = Carrier(parts, put(parts, n, Part("q1", text, "s0"))).paragraph(parts[n].id)
    assert (place.how, place.paragraphs) == ("moved", ("q1",))
