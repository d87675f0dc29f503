"""The page's colours can be read: WCAG 2.2 AA, by day and by night."""

import re

import pytest

from bpforum.data import data_path
from bpforum.rendering.charts import SERIES_STYLES

STYLE = data_path("templates", "outcome", "page.css").read_text(encoding="utf-8")
TEXT, GRAPHIC = 4.5, 3.0  # WCAG 1.4.3 and 1.4.11


def _colours(rule: str) -> dict[str, str]:
    return dict(re.findall(r"--([\w-]+): (#[0-9a-f]{6})", rule))


LIGHT = _colours(STYLE.split("@media (prefers-color-scheme: dark)")[0])
DARK = LIGHT | _colours(
    STYLE.split("@media (prefers-color-scheme: dark)")[1].split("*, ::before")[0]
)


@pytest.mark.parametrize("theme", [LIGHT, DARK], ids=["light", "dark"])
def test_words_stand_out_from_what_they_stand_on(theme: dict[str, str]) -> None:
    pairs = [
        *((ink, on) for ink in ("ink", "soft", "faint", "accent") for on in ("paper", "zebra")),
        *((ink, "wash") for ink in ("ink", "soft", "accent")),
        *((ink, "target") for ink in ("ink", "soft", "accent")),
        ("prompt", "prompt-wash"),
        ("cover-ink", "cover"),
        ("cover-soft", "cover"),
    ]
    for ink, on in pairs:
        assert _contrast(theme[ink], theme[on]) >= TEXT, f"{ink} on {on}"


@pytest.mark.parametrize("theme", [LIGHT, DARK], ids=["light", "dark"])
def test_bars_stand_out_from_the_page_and_their_numbers_from_the_bars(
    theme: dict[str, str],
) -> None:
    for at in range(SERIES_STYLES):
        edge = theme.get(f"o{at}", theme[f"s{at}"])
        assert _contrast(edge, theme["paper"]) >= GRAPHIC, f"series {at}"
        number = theme["ink"] if at % 2 else theme["paper"]
        assert _contrast(number, theme[f"s{at}"]) >= TEXT, f"number of series {at}"


def _contrast(one: str, other: str) -> float:
    high, low = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (high + 0.05) / (low + 0.05)


def _luminance(colour: str) -> float:
    def linear(part: int) -> float:
        share = part / 255
        return share / 12.92 if share <= 0.04045 else float(((share + 0.055) / 1.055) ** 2.4)

    red, green, blue = (linear(int(colour[at : at + 2], 16)) for at in (1, 3, 5))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
