"""Owns the drawing of a chart as SVG that fits any width; refuses colours: the style sheet's.

Lengths along the page are per cent and lengths down it pixels, so the drawing widens with its
column while its words keep their size: no script, no view box, no word too small for a phone.
"""

from typing import NamedTuple

from markupsafe import Markup, escape

from bpforum.rendering.characters import Direction, columns
from models.outcome import Chart

SERIES_STYLES = 8
"""How many fills the style sheet and the Word face have; further series begin again."""

_LABEL_COLUMNS = 44  # 13 px letters that fit beside a phone's margins, 360 px wide
_LINE, _BAR, _GAP = 18, 16, 14  # pixels
_LONGEST = 84.0  # per cent of the width, which leaves room for the number after the bar
_NARROWEST = 280  # pixels: what a phone leaves for the drawing


class _Piece(NamedTuple):
    start: float
    width: float
    value: float
    style: int


def draw(chart: Chart, direction: Direction, title: str) -> Markup:
    """`chart` as one `<svg>`: named by `title`, described by all its numbers."""
    name = f"fig-{chart.id}"
    scale = _LONGEST / (max(totals(chart), default=0.0) or 1.0)
    y, drawn = 0, []
    for at, category in enumerate(chart.categories):
        lines = wrap(category, _LABEL_COLUMNS)
        for line in lines:
            y += _LINE
            drawn.append(_text("label", line, 0.0, y - 5, direction))
        drawn.append(_bar(chart, at, y, scale, direction, name))
        y += _BAR + _GAP
    return Markup(
        '<svg role="img" width="100%" height="{height}" aria-labelledby="{name}-t {name}-d">'
        '<title id="{name}-t">{title}</title><desc id="{name}-d">{told}</desc>'
        "{patterns}{drawn}</svg>"
    ).format(
        height=max(y - _GAP + 2, 1),
        name=name,
        title=title,
        told=describe(chart),
        patterns=_patterns(chart, name),
        drawn=Markup("").join(drawn),
    )


def describe(chart: Chart) -> str:
    """Every number of the chart in one sentence for those who hear it."""
    told = []
    for at, category in enumerate(chart.categories):
        values = [
            (one.label, number(one.values[at])) for one in chart.series if at < len(one.values)
        ]
        told.append(
            f"{category}: " + ", ".join(v if len(values) == 1 else f"{k} {v}" for k, v in values)
        )
    return "; ".join(told) + (f" ({chart.unit})" if chart.unit else "")


def totals(chart: Chart) -> tuple[float, ...]:
    """The length of each category's bar: what is drawn, so negative values count as nothing."""
    return tuple(
        sum(max(one.values[at], 0.0) for one in chart.series if at < len(one.values))
        for at in range(len(chart.categories))
    )


def number(value: float) -> str:
    """`value` as printed: whole where it is whole, else one decimal."""
    return f"{value:.0f}" if value == int(value) else f"{value:.1f}"


def wrap(text: str, width: int) -> tuple[str, ...]:
    """`text` in lines of at most `width` columns; a word that is longer is cut."""
    lines, line = [], ""
    for word in text.split() or [""]:
        while columns(word) > width:
            room = width - columns(line) - 1 if line else width
            head = _first(word, room) if room > width // 3 else ""
            lines.append(f"{line} {head}".strip())
            line, word = "", word[len(head) :]
        if line and columns(line) + 1 + columns(word) > width:
            lines.append(line)
            line = word
        else:
            line = f"{line} {word}".strip()
    return tuple(one for one in (*lines, line) if one) or ("",)


def _first(word: str, width: int) -> str:
    end = len(word)
    while columns(word[:end]) > width:
        end -= max(1, (columns(word[:end]) - width) // 2)
    return word[: max(end, 1)]


def _bar(chart: Chart, at: int, y: int, scale: float, direction: Direction, name: str) -> Markup:
    pieces, start = [], 0.0
    for style, one in enumerate(chart.series):
        value = max(one.values[at], 0.0) if at < len(one.values) else 0.0
        if value > 0:
            pieces.append(_Piece(start, value * scale, value, style % SERIES_STYLES))
            start += value * scale
    drawn = [_piece(piece, y, direction, name) for piece in pieces]
    if len(chart.series) > 1:
        drawn += [_inside(piece, y, direction) for piece in pieces if _fits(piece)]
    total = number(totals(chart)[at])
    drawn.append(_text("value", total, start, y + _BAR - 3, direction, gap=7))
    return Markup("").join(drawn)


def _piece(piece: _Piece, y: int, direction: Direction, name: str) -> Markup:
    x = piece.start if direction == "ltr" else 100 - piece.start - piece.width
    place = Markup('x="{:.3f}%" y="{}" width="{:.3f}%" height="{}"').format(x, y, piece.width, _BAR)
    plain = Markup('<rect class="s{}" {}/>').format(piece.style, place)
    if piece.style == 0:
        return plain
    return plain + Markup('<rect {} fill="url(#{}-p{})"/>').format(place, name, piece.style)


def _inside(piece: _Piece, y: int, direction: Direction) -> Markup:
    middle = piece.start + piece.width / 2
    x = middle if direction == "ltr" else 100 - middle
    return Markup('<text class="in i{}" x="{:.3f}%" y="{}">{}</text>').format(
        piece.style, x, y + _BAR - 4, number(piece.value)
    )


def _fits(piece: _Piece) -> bool:
    return piece.width / 100 * _NARROWEST >= 6.5 * len(number(piece.value)) + 4


def _text(role: str, text: str, x: float, y: int, direction: Direction, gap: int = 0) -> Markup:
    along = x if direction == "ltr" else 100 - x
    return Markup('<text class="{}" x="{:.3f}%" dx="{}" y="{}">{}</text>').format(
        role, along, gap if direction == "ltr" else -gap, y, text
    )


_MOTIFS = (
    "M0 6L6 0",
    "M1.5 2.5h1M4.5 5.5h1",
    "M0 3H6",
    "M0 0L6 6",
    "M3 0V6",
    "M0 6L6 0M0 0L6 6",
    "M1 1h1M4 4h1M4 1h1M1 4h1",
)


def _patterns(chart: Chart, name: str) -> Markup:
    """A hatching for each series but the first: told apart without seeing colours, or in grey."""
    count = min(len(chart.series), SERIES_STYLES)
    made = [
        Markup(
            '<pattern id="{0}-p{1}" width="6" height="6" patternUnits="userSpaceOnUse">'
            '<path class="h{1}" d="{2}"/></pattern>'
        ).format(name, style, escape(_MOTIFS[style - 1]))
        for style in range(1, count)
    ]
    return Markup("<defs>{}</defs>").format(Markup("").join(made)) if made else Markup("")
