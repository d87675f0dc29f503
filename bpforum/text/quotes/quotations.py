"""Which words of the themes to quote: owns the choice of exact spans, changes and prints none.

In each theme first every stakeholder group, then every position, then every region that spoke gets
one quotation before anybody gets a second, within a stated most. Of those that would do, the one is
taken that adds most to what is covered of what the theme's contributors said, each contributor
weighing the same: facility location (Lin and Bilmes, A Class of Submodular Functions for Document
Summarization, ACL 2011), by which the second of two like sentences is worth next to nothing.

A small group that is heard in every theme is heard more often than chance would have it, and a
large one less. So quotations are added, where themes have room, for the group that is furthest
below what as many random quotations would cover, until none is (`exchanges.py`).
"""

from collections.abc import Collection, Mapping, Sequence

from bpforum.text.columns import counts_of
from bpforum.text.quotes import quotable
from bpforum.text.quotes.exchanges import even_out
from bpforum.text.quotes.hearing import Hearing
from bpforum.text.quotes.offers import Offer, aims, offers, pinned
from bpforum.text.speeches import Speech, Speeches
from bpforum.text.vectors import Encoded, Matrix, centre, together, unit
from models.base import Model

TARGETS, OFFERS = 4_000, 3_000
"""Passages to be covered and sentences to choose from in the whole forum; each theme has an equal
share of them, but at least 60 and at most 400."""
_FEWEST_OF_A_THEME, _MOST_OF_A_THEME = 60, 400


class Quotation(Model):
    """An exact span of a contribution's text, in code points, half-open."""

    passage: str
    start: int
    end: int


class Chosen(Model):
    """What is printed of a theme: quotations, and by kind what was marked as such."""

    quotations: tuple[Quotation, ...]
    marked: dict[str, tuple[Quotation, ...]]


def choose(
    themes: Sequence[Speeches],
    elsewhere: Speeches,
    vectors: Mapping[str, Encoded],
    *,
    fewest: int,
    most: int,
    prefer: Sequence[str] = (),
    marked: int = 0,
    cited: Collection[str] = (),
) -> tuple[Chosen, ...]:
    """For each theme between `fewest`, where there are so many, and `most` quotations.

    `themes` hold all that was said in them, also what may not be quoted; `elsewhere` is what stands
    in no theme. `vectors` are the encoder's, by passage id. What is `prefer`red comes first and
    always. Of each kind that passages are marked with there are at most `marked` more. `cited` are
    passages that the document points to anyhow, without their words. The order in which anything
    arrived changes nothing.
    """
    voices = counts_of(part.voice for part in (*themes, elsewhere))
    aimed = [aims(theme, _share(TARGETS, len(themes))) for theme in themes]
    rest = aims(elsewhere, _share(TARGETS, len(themes)))
    first, found = [], []
    for theme, aim in zip(themes, aimed, strict=True):
        stems = quotable.weights([one.passage.text for one in aim], [one.voice for one in aim])
        first.append(pinned(theme, stems, prefer))
        known = {offer.speech.id for offer in first[-1]}
        others = offers(theme, stems, _share(OFFERS, len(themes)))
        found.append((*first[-1], *(one for one in others if one.speech.id not in known)))
    looked_at = [one for aim in (*aimed, rest) for one in aim]
    offered = [offer.speech for theme in found for offer in theme]
    space = _space({one.id: one for one in (*looked_at, *offered)}, vectors)
    made = [
        Hearing(theme, aim, ones, space, voices)
        for theme, aim, ones in zip(themes, aimed, found, strict=True)
    ]
    for one, wanted in zip(made, first, strict=True):
        for n in range(len(wanted)):
            one.take(n)
        # First what is shown as a practice or the like: said once, it need not be quoted as well.
        one.mark(marked)
        one.hear(fewest, most)
    even_out(made, looked_at, space, voices, most, cited, prefer)
    return tuple(
        Chosen(
            quotations=tuple(_quotation(one.offers[n]) for n in one.chosen),
            marked={
                kind: tuple(_quotation(one.offers[n]) for n in ones)
                for kind, ones in one.marked.items()
            },
        )
        for one in made
    )


def _share(whole: int, themes: int) -> int:
    return min(_MOST_OF_A_THEME, max(_FEWEST_OF_A_THEME, whole // max(1, themes)))


def _quotation(offer: Offer) -> Quotation:
    return Quotation(passage=offer.speech.id, start=offer.span.start, end=offer.span.end)


def _space(ones: Mapping[str, Speech], vectors: Mapping[str, Encoded]) -> dict[str, Matrix]:
    """Unit vectors minus the mean of their language, by passage id."""
    order = sorted(ones)
    if not order:
        return {}
    rows = unit(centre(together(vectors, order), [ones[key].passage.language for key in order]))
    return dict(zip(order, rows, strict=True))
