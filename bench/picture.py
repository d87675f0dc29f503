"""Bars for the docs: owns a small drawing that is readable on white and on black alike."""

from collections.abc import Mapping, Sequence
from html import escape

_FILLS = ("#1f6f8b", "#c98a3d", "#5fa8bd", "#e3bd8a")
_WIDTH, _LEFT, _BAR, _GAP, _TOP = 760, 190, 9, 12, 58


def bars(names: Sequence[str], series: Mapping[str, Sequence[float]]) -> str:
    """An SVG with a bar between 0 and 1 for each name and series; values in the series' order."""
    step = len(series) * _BAR + _GAP
    height = _TOP + len(names) * step + 6
    room = _WIDTH - _LEFT - 50
    drawn = [
        (
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_WIDTH} {height}" role="img" '
            'font-family="sans-serif" font-size="12">'
        ),
        f"<title>{escape(', '.join(series))}</title>",
        f'<rect width="{_WIDTH}" height="{height}" fill="#ffffff"/>',
    ]
    for n, name in enumerate(series):
        x, y = 12 + (n % 2) * 360, 20 + (n // 2) * 18
        drawn.append(f'<rect x="{x}" y="{y - 9}" width="10" height="10" fill="{_FILLS[n]}"/>')
        drawn.append(f'<text x="{x + 16}" y="{y}" fill="#222">{escape(name)}</text>')
    for row, name in enumerate(names):
        top = _TOP + row * step
        middle = top + len(series) * _BAR / 2 + 4
        drawn.append(
            f'<text x="{_LEFT - 10}" y="{middle}" text-anchor="end" fill="#222">'
            f"{escape(name)}</text>"
        )
        for n, values in enumerate(series.values()):
            y, width = top + n * _BAR, max(0.0, values[row]) * room
            drawn.append(
                f'<rect x="{_LEFT}" y="{y}" width="{width:.1f}" height="{_BAR - 1}" '
                f'fill="{_FILLS[n]}"/>'
            )
            drawn.append(
                f'<text x="{_LEFT + width + 4:.1f}" y="{y + _BAR - 1}" font-size="9" '
                f'fill="#222">{values[row]:.2f}</text>'
            )
    return "\n".join([*drawn, "</svg>", ""])
