"""The representation audit: owns how well cited passages cover what others said, beside chance.

It measures how near what was said is to what is cited; it measures no support, and does not tell
whether anybody was read rightly.

A contributor u with passages P(u) is covered by a selection S of passages by

    c(u, S) = 1 / |P(u)| * sum over p in P(u) of max over s in S of cos(p, s)

(unit vectors minus the mean of their language), and a heading, such as a stakeholder group, by the
mean of c(u, S) over its contributors, each weighing the same however much they wrote: the
facility-location coverage of Lin and Bilmes (A Class of Submodular Functions for Document
Summarization, ACL 2011), by person. Beside it stands chance, after the random-participant baseline
of Mahajan (Participatory provenance as representational auditing for AI-mediated public
consultation, arXiv 2604.20711): the mean of c(u, R) over all selections R of |S| of the passages
that could have been cited, computed exactly (`bpforum/text/nearness.py`).

A contributor is *not reflected* where no passage of theirs has a cited one as near as two passages
of one theme by different people usually are (the median of such pairs); by chance that happens with
probability C(N - a, k) / C(N, k), if a of the N that could be cited are near, and k are cited.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from itertools import combinations
from typing import NamedTuple

import numpy as np

from bpforum.text.counting.nearness import Nearness, measure
from bpforum.text.vectors import DECIMALS, Encoded, Matrix, centre, unit
from models.base import Model

NOTE = (
    "Coverage says how near what a heading's contributors wrote is to the nearest passage of the "
    "selection: a mean of cosines, each contributor weighing the same. Random is its mean over all "
    "selections of as many passages that could be cited. Not reflected are those none of whose "
    "passages has a selected one as near as two passages of one theme usually are. Written input "
    "alone is measured. It is no measure of support."
)
KINDS = ("group", "region", "language", "position")
ALL_UP_TO = 5_000
"""Passages up to which everything is measured; of more, samples are."""
VOICES_A_HEADING, PASSAGES_A_VOICE, POOL = 300, 20, 4_000
"""How many contributors of a heading, passages of each, and passages to draw from are in a sample:
the first by passage id, which is a digest and so in no order."""
HEADINGS = 40
"""Of a kind that are shown; smaller ones are taken together."""
OTHERS = "others"
"""The id of headings taken together because each has few contributors."""
_PAIRED = 60
"""Passages of a theme from which pairs are made to see how near is usual."""


class Said(NamedTuple):
    """A passage of the input, whose it is, and the headings under which it counts."""

    id: str
    reference: str
    voice: str
    theme: str
    """Empty where it stands in none."""
    language: str
    heads: Mapping[str, str]
    """Kind of heading → heading, empty where not stated."""
    may_cite: bool


class Reflection(Model):
    """How well a selection covers one heading, beside chance. Cosines, and shares 0 … 1."""

    id: str
    """A group, region, language or position; empty where not stated, `others` for small ones."""
    contributors: int
    coverage: float
    random: float
    difference: float
    not_reflected: float
    """Share of the contributors."""
    not_reflected_random: float


class Selection(Model):
    """What one selection of passages covers."""

    passages: int
    overall: Reflection | None = None
    """None where there are so few contributors that it would tell of one."""
    by_group: tuple[Reflection, ...] = ()
    by_region: tuple[Reflection, ...] = ()
    by_language: tuple[Reflection, ...] = ()
    by_position: tuple[Reflection, ...] = ()
    not_reflected: tuple[str, ...] = ()
    """References of which no passage that was measured is reflected; for the secretariat alone."""


class Representation(Model):
    """The representation audit in `balance.json`."""

    note: str = NOTE
    contributors: int
    passages: int
    """Of written input, copies of same texts too."""
    could_be_cited: int
    sampled: bool
    """Whether there is so much that samples were measured."""
    near: float
    """The cosine from which a passage counts as reflected."""
    cited: Selection
    """By all passages on which a statement of the document rests. A reference that tells who
    declared a position is none of these: it tells nothing of what else they wrote."""
    quoted: Selection
    """By those alone whose words it prints."""


_Heading = tuple[str, str]
"""Kind and heading; both empty for everybody."""
_Voices = dict[str, list[int]]
"""Voice → rows of its passages."""


def audit(
    said: Iterable[Said],
    vectors: Mapping[str, Encoded],
    cited: Collection[str],
    quoted: Collection[str],
    *,
    kinds: Sequence[str] = KINDS,
    fewest: int = 1,
    names_references: bool = True,
) -> Representation:
    """The audit of what was `said`, with the encoder's `vectors` by passage id.

    Headings with fewer than `fewest` contributors are taken together, with the next smallest where
    they still are fewer: neither a row nor a difference of rows tells of so few.
    """
    ones = sorted(said, key=lambda one: one.id)
    sampled = len(ones) > ALL_UP_TO
    members, sizes = dict[_Heading, _Voices](), dict[_Heading, int]()
    for heading, voices in _members(ones, kinds, fewest):
        sizes[heading] = len(voices)
        # Of a large forum the voices of one kind of heading are held at a time.
        members[heading] = _sample(voices) if sampled else voices
    picked = [row for row, one in enumerate(ones) if one.id in cited or one.id in quoted]
    could = [row for row, one in enumerate(ones) if one.may_cite or one.id in cited]
    pool = could[: max(POOL, 4 * len(picked))] if sampled else could
    mine = sorted({row for voices in members.values() for rows in voices.values() for row in rows})
    needed = sorted({*mine, *pool, *picked})
    space = _space([ones[row] for row in needed], vectors)
    place = {row: n for n, row in enumerate(needed)}
    near = _usual([ones[row] for row in needed], space)
    at = {row: n for n, row in enumerate(mine)}

    def selection(ids: Collection[str]) -> Selection:
        selected = [place[row] for row in picked if ones[row].id in ids]
        found = measure(
            space[[place[row] for row in mine]],
            space[selected],
            space[[place[row] for row in pool]],
            near,
        )
        rows = [
            (kind, _reflection(head, sizes[kind, head], _places(voices, at), found))
            for (kind, head), voices in members.items()
        ]
        by_reference: dict[str, list[int]] = defaultdict(list)
        for row, n in at.items():
            by_reference[ones[row].reference].append(n)
        left_out = [ref for ref, own in by_reference.items() if not found.is_reflected(own)]
        return Selection(
            passages=len(selected),
            overall=next((one for kind, one in rows if not kind), None),
            **{f"by_{kind}": tuple(one for of, one in rows if of == kind) for kind in kinds},
            not_reflected=tuple(sorted(left_out, key=lambda ref: (len(ref), ref)))
            if names_references
            else (),
        )

    return Representation(
        contributors=len({one.voice for one in ones}),
        passages=len(ones),
        could_be_cited=len(could),
        sampled=sampled,
        near=round(near, 3),
        cited=selection(cited),
        quoted=selection(quoted),
    )


def _members(
    ones: Sequence[Said], kinds: Sequence[str], fewest: int
) -> Iterator[tuple[_Heading, _Voices]]:
    """Who is under each heading that is shown: everybody first, then kind by kind, by size."""
    everybody: dict[str, list[int]] = defaultdict(list)
    for row, one in enumerate(ones):
        everybody[one.voice].append(row)
    if not ones or len(everybody) < fewest:
        return
    yield ("", ""), everybody
    for kind in kinds:
        found: dict[str, dict[str, list[int]]] = defaultdict(lambda: defaultdict(list))
        for row, one in enumerate(ones):
            found[one.heads.get(kind, "")][one.voice].append(row)
        ranked = sorted(found, key=lambda head: (head == "", -len(found[head]), head))
        few = _few({head: frozenset(found[head]) for head in ranked}, fewest)
        yield from (((kind, head), found[head]) for head in ranked if head not in few)
        if few:
            together: dict[str, list[int]] = defaultdict(list)
            for head in few:
                for voice, rows in found[head].items():
                    together[voice] += rows
            yield (kind, OTHERS), together


def _few(voices: Mapping[str, frozenset[str]], fewest: int) -> list[str]:
    """The headings to take together; `voices` has the largest first."""
    ranked = sorted(voices, key=lambda head: (-len(voices[head]), head))
    few = [head for head in ranked if len(voices[head]) < fewest]
    few = list(dict.fromkeys([*few, *ranked[HEADINGS:]]))
    while few and len(frozenset().union(*(voices[head] for head in few))) < fewest:
        few.append(next(head for head in reversed(ranked) if head not in few))
    return few


def _sample(voices: Mapping[str, list[int]]) -> dict[str, list[int]]:
    first = sorted(voices, key=lambda voice: voices[voice][0])[:VOICES_A_HEADING]
    return {voice: voices[voice][:PASSAGES_A_VOICE] for voice in first}


def _space(ones: Sequence[Said], vectors: Mapping[str, Encoded]) -> Matrix:
    """Unit vectors minus the mean of their language, n x d."""
    if not ones:
        return np.zeros((0, 1))
    encoded = np.array([vectors[one.id] for one in ones])
    return unit(centre(encoded, [one.language for one in ones]))


def _usual(ones: Sequence[Said], space: Matrix) -> float:
    """How near two passages of one theme by different people usually are: the median cosine.

    Of any two by different people where no theme has two; 0 where there is no pair at all.
    """
    themes: dict[str, list[int]] = defaultdict(list)
    for row, one in enumerate(ones):
        if one.theme and len(themes[one.theme]) < _PAIRED:
            themes[one.theme].append(row)
    for groups in (list(themes.values()), [list(range(min(len(ones), _PAIRED)))]):
        cosines = [
            float(space[one] @ space[other])
            for rows in groups
            for one, other in combinations(rows, 2)
            if ones[one].voice != ones[other].voice
        ]
        if cosines:
            return round(float(np.median(cosines)), DECIMALS)
    return 0.0


def _places(voices: Mapping[str, Sequence[int]], at: Mapping[int, int]) -> list[list[int]]:
    return [[at[row] for row in rows] for rows in voices.values()]


def _reflection(
    head: str, contributors: int, voices: Sequence[Sequence[int]], found: Nearness
) -> Reflection:
    coverage = round(float(np.mean([found.best[rows].mean() for rows in voices])), 3)
    random = round(float(np.mean([found.chance[rows].mean() for rows in voices])), 3)
    left = [not found.is_reflected(rows) for rows in voices]
    return Reflection(
        id=head,
        contributors=contributors,
        coverage=coverage,
        random=random,
        difference=round(coverage - random, 3) + 0.0,
        not_reflected=round(float(np.mean(left)), 3),
        not_reflected_random=round(float(np.mean([found.chance_of_none(r) for r in voices])), 3),
    )
