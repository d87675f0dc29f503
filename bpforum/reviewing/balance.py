"""Who is heard in a section and who is not, by what it cites: counts, and measures no support."""

from bpforum.reviewing.index import DraftIndex
from bpforum.reviewing.shown import SectionBalance, Share
from bpforum.text.counting.counts import JOINT

MOST_OF_ONE = 1 / 3
"""The part of a section's citations above which one voice is said to carry much of it."""
FEWEST = 3
"""Citations of one voice below which that is not said."""


def balance_of(index: DraftIndex, section: str) -> SectionBalance:
    """The balance of a section: its citations by group and region, and voices that weigh much."""
    groups, regions = _shares(index, section, "group"), _shares(index, section, "region")
    voices = _shares(index, section, "voice")
    heavy = tuple(one for one in voices if one.share > MOST_OF_ONE and one.n >= FEWEST)
    return SectionBalance(
        citations=sum(one.n for one in groups),
        groups=tuple(groups),
        regions=tuple(regions),
        silent_groups=_silent(index, groups, "group"),
        silent_regions=_silent(index, regions, "region"),
        heavy=heavy,
        names=_names(index, section, heavy),
    )


def heavy_sections(index: DraftIndex) -> list[str]:
    """The sections in which one voice carries more than its share."""
    query = (
        "select v.section from voices v join (select section, sum(n) as n from voices"
        " where what = 'voice' group by section) w on w.section = v.section"
        " where v.what = 'voice' and v.n >= ? and v.n > w.n * ? group by v.section"
    )
    return [section for (section,) in index.rows(query, FEWEST, MOST_OF_ONE)]


def _shares(index: DraftIndex, section: str, what: str) -> list[Share]:
    query = "select id, n from voices where section = ? and what = ? order by n desc, id"
    rows = index.rows(query, section, what)
    whole = sum(n for _, n in rows)
    return [Share(one, n, round(n / whole, 3)) for one, n in rows]


def _silent(index: DraftIndex, heard: list[Share], what: str) -> tuple[str, ...]:
    """Those that the forum heard from, and the section does not cite; the largest first."""
    # Neither who said nothing of it, nor several who spoke together, are a group to be missed.
    known = {"", JOINT, *(one.id for one in heard)}
    return tuple(one.id for one in _shares(index, "", what) if one.id not in known)


def _names(index: DraftIndex, section: str, heavy: tuple[Share, ...]) -> dict[str, str]:
    query = "select name from voices where section = ? and what = 'voice' and id = ?"
    found = {}
    for one in heavy:
        [(name,)] = index.rows(query, section, one.id)
        found[one.id] = name.replace("\n", " ")
    return found
