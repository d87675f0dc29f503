"""A chart says all its numbers, whoever looks at it, listens to it or prints it in grey."""

from lxml import etree

from bpforum.rendering.characters import columns
from bpforum.rendering.charts import describe, draw, totals, wrap
from models.outcome import Chart, Series
from tests.unit.rendering.sample import HOSTILE, LONG_WORD

SVG = {"s": "http://www.w3.org/2000/svg"}


def make(*rows: tuple[float, ...], categories: tuple[str, ...] = ("One", "Two")) -> Chart:
    series = tuple(Series(label=f"Group {at}", values=row) for at, row in enumerate(rows, 1))
    kind = "stacked" if len(rows) > 1 else "bars"
    return Chart.model_validate(
        {"id": "f1", "caption": "c", "kind": kind, "categories": categories, "series": series}
    )


def test_the_description_holds_every_number() -> None:
    assert describe(make((1, 0), (2.5, 3))) == (
        "One: Group 1 1, Group 2 2.5; Two: Group 1 0, Group 2 3"
    )
    assert describe(make((4, 5))) == "One: 4; Two: 5"


def test_bars_are_as_long_as_their_numbers_and_stay_inside() -> None:
    drawn = _parse(make((1, 3), (1, 5)))
    widths = [_percent(one.get("width")) for one in drawn.findall("rect") if one.get("class")]
    assert widths[0] == widths[1]
    assert abs(widths[3] / widths[2] - 5 / 3) < 0.01
    ends = [_percent(o.get("x")) + _percent(o.get("width")) for o in drawn.findall("rect")]
    assert max(ends) < 90


def test_from_right_to_left_the_bars_begin_at_the_right() -> None:
    drawn = etree.fromstring(draw(make((4, 2)), "rtl", "t"))
    ends = {_percent(o.get("x")) + _percent(o.get("width")) for o in drawn.findall("rect")}
    assert ends == {100.0}


def test_series_differ_by_hatching_too() -> None:
    drawn = _parse(make((1, 1), (1, 1), (1, 1)))
    fills = {one.get("fill") for one in drawn.findall("rect") if one.get("fill")}
    assert fills == {"url(#fig-f1-p1)", "url(#fig-f1-p2)"}
    assert {f"url(#{one.get('id')})" for one in drawn.iter("pattern")} == fills


def test_nothing_negative_or_empty_is_drawn() -> None:
    assert totals(make((-2, 3))) == (0, 3)
    assert _parse(make((0, 0))).findall("rect") == []
    assert _parse(make((), categories=())).findall("text") == []


def test_hostile_labels_stay_text() -> None:
    drawn = _parse(make((1, 2), categories=(HOSTILE.replace("\x00", ""), LONG_WORD)))
    assert drawn.findall(".//script") == []
    assert any("<script>" in (one.text or "") for one in drawn.findall("text"))


def test_labels_are_wrapped_so_that_they_fit() -> None:
    for text in (
        LONG_WORD,
        f"a {LONG_WORD} b",
        "能力建设" * 30,
        "one two three four " * 9,
        "",
        " ",
    ):
        lines = wrap(text, 20)
        assert all(columns(line) <= 20 for line in lines)
        assert "".join(lines).replace(" ", "") == text.replace(" ", "")


def _parse(chart: Chart) -> etree._Element:
    return etree.fromstring(
        "".join(c if c >= " " else "\ufffd" for c in draw(chart, "ltr", "t").replace("\ufffe", "?"))
    )


def _percent(value: str | None) -> float:
    return float((value or "0").rstrip("%"))
