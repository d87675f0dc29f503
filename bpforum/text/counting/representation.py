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
from collections.abc import Collection, Iterator, Mapping, Sequence

import numpy as np

from bpforum.text.columns import Codes, Column, Mask, Rows
from bpforum.text.counting.nearness import Nearness, measure
from bpforum.text.speeches import Speeches
from bpforum.text.vectors import DECIMALS, Encoded, Matrix, centre, together, unit
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
_Voices = list[list[int]]
"""For each voice the rows of its passages."""


def audit(
    said: Speeches,
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
    sampled = len(said) > ALL_UP_TO
    members, sizes = dict[_Heading, _Voices](), dict[_Heading, int]()
    for heading, rows in _members(said, kinds, fewest):
        codes = said.voice.codes[rows]
        sizes[heading] = _different(codes)
        members[heading] = _sample(rows, codes) if sampled else _voices(rows, codes)
    ids = said.ids.tolist()
    shown = {*cited, *quoted}
    picked = np.flatnonzero(np.fromiter(map(shown.__contains__, ids), np.bool_, len(ids))).tolist()
    may = said.may_cite.copy()
    may[[row for row in picked if ids[row] in cited]] = True
    could = np.flatnonzero(may).tolist()
    pool = could[: max(POOL, 4 * len(picked))] if sampled else could
    mine = sorted({row for voices in members.values() for rows in voices for row in rows})
    needed = sorted({*mine, *pool, *picked})
    looked_at = said.pick(needed)
    space = _space(looked_at, vectors)
    place = {row: n for n, row in enumerate(needed)}
    near = _usual(looked_at, space)
    at = {row: n for n, row in enumerate(mine)}

    measured = measure(
        space[[place[row] for row in mine]],
        [
            space[[place[row] for row in picked if ids[row] in selection]]
            for selection in (cited, quoted)
        ],
        space[[place[row] for row in pool]],
        near,
    )
    places = {heading: _places(voices, at) for heading, voices in members.items()}

    def covered(found: Nearness) -> Selection:
        rows = [
            (kind, _reflection(head, sizes[kind, head], voices, found))
            for (kind, head), voices in places.items()
        ]
        by_reference: dict[str, list[int]] = defaultdict(list)
        for row, n in at.items():
            by_reference[said.passages[ids[row]].contribution].append(n)
        left_out = [ref for ref, own in by_reference.items() if not found.is_reflected(own)]
        return Selection(
            passages=found.selected,
            overall=next((one for kind, one in rows if not kind), None),
            **{f"by_{kind}": tuple(one for of, one in rows if of == kind) for kind in kinds},
            not_reflected=tuple(sorted(left_out, key=lambda ref: (len(ref), ref)))
            if names_references
            else (),
        )

    return Representation(
        contributors=_different(said.voice.codes),
        passages=len(said),
        could_be_cited=len(could),
        sampled=sampled,
        near=round(near, 3),
        cited=covered(measured[0]),
        quoted=covered(measured[1]),
    )


def _members(said: Speeches, kinds: Sequence[str], fewest: int) -> Iterator[tuple[_Heading, Rows]]:
    """The rows under each heading that is shown: everybody first, then kind by kind, by size."""
    everybody = np.arange(len(said))
    if not len(said) or _different(said.voice.codes) < fewest:
        return
    yield ("", ""), everybody
    for kind in kinds:
        column: Column = getattr(said, kind)
        sizes = column.different(said.voice)
        ranked = sorted(sizes, key=lambda head: (head == "", -sizes[head], head))
        few = _few(sizes, column, said.voice, fewest)
        for head in ranked:
            if head not in few:
                yield (kind, head), np.flatnonzero(_under(column, [head]))
        if few:
            yield (
                (kind, OTHERS),
                np.concatenate([np.flatnonzero(_under(column, [head])) for head in few]),
            )


def _few(sizes: Mapping[str, int], column: Column, voice: Column, fewest: int) -> list[str]:
    """The headings to take together; `sizes` are their numbers of voices."""
    ranked = sorted(sizes, key=lambda head: (-sizes[head], head))
    few = [head for head in ranked if sizes[head] < fewest]
    few = list(dict.fromkeys([*few, *ranked[HEADINGS:]]))
    while few and _different(voice.codes[_under(column, few)]) < fewest:
        few.append(next(head for head in reversed(ranked) if head not in few))
    return few


def _different(codes: Codes) -> int:
    return int(np.count_nonzero(np.bincount(codes)))


def _under(column: Column, heads: Sequence[str]) -> Mask:
    """Which rows stand under one of `heads`."""
    return column.is_any(heads)


def _voices(rows: Rows, codes: Codes, most: int | None = None) -> _Voices:
    """The rows of each voice, at most so many of each, the voices as they first come."""
    order = np.argsort(codes, kind="stable")
    starts = np.flatnonzero(np.diff(codes[order], prepend=-1))
    own = [rows[part][:most].tolist() for part in np.split(order, starts[1:])]
    return [own[n] for n in np.argsort(order[starts], kind="stable")]


def _sample(rows: Rows, codes: Codes) -> _Voices:
    """Of the first voices the first passages."""
    known, first = np.unique(codes, return_index=True)
    kept = np.isin(codes, known[np.argsort(rows[first])[:VOICES_A_HEADING]])
    voices = _voices(rows[kept], codes[kept], PASSAGES_A_VOICE)
    return sorted(voices, key=lambda own: own[0])


def _space(ones: Speeches, vectors: Mapping[str, Encoded]) -> Matrix:
    """Unit vectors minus the mean of their language, n x d."""
    if not len(ones):
        return np.zeros((0, 1))
    return unit(centre(together(vectors, ones.ids), ones.language.values()))


def _usual(ones: Speeches, space: Matrix) -> float:
    """How near two passages of one theme by different people usually are: the median cosine.

    Of any two by different people where no theme has two; 0 where there is no pair at all.
    """
    themes: dict[str, list[int]] = defaultdict(list)
    voices = ones.voice.codes
    for row, theme in enumerate(ones.theme.values()):
        if theme and len(themes[theme]) < _PAIRED:
            themes[theme].append(row)
    for groups in (list(themes.values()), [list(range(min(len(ones), _PAIRED)))]):
        cosines = [_of_different(space[rows], voices[rows]) for rows in groups]
        if sum(map(len, cosines)):
            return round(float(np.median(np.concatenate(cosines))), DECIMALS)
    return 0.0


def _of_different(vectors: Matrix, voices: Codes) -> Matrix:
    """The cosines of each two of `vectors` that are not of one voice."""
    one, other = np.triu_indices(len(vectors), 1)
    found: Matrix = (vectors @ vectors.T)[one, other][voices[one] != voices[other]]
    return found


def _places(voices: Sequence[Sequence[int]], at: Mapping[int, int]) -> list[list[int]]:
    return [[at[row] for row in rows] for rows in voices]


def _reflection(
    head: str, contributors: int, voices: Sequence[Sequence[int]], found: Nearness
) -> Reflection:
    coverage = round(float(np.mean(_means(found.best, voices))), 3)
    random = round(float(np.mean(_means(found.chance, voices))), 3)
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


def _means(values: Matrix, voices: Sequence[Sequence[int]]) -> Matrix:
    """Of each voice's rows; of most there is one alone."""
    means: Matrix = values[[rows[0] for rows in voices]]
    for n, rows in enumerate(voices):
        if len(rows) > 1:
            means[n] = values[rows].mean()
    return means
