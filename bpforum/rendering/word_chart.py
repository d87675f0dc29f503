"""Owns a chart as Word has charts: a part with its numbers in it; refuses pictures of charts."""

from bpforum.rendering.characters import legal
from bpforum.rendering.charts import SERIES_STYLES, describe, wrap
from bpforum.rendering.word_xml import (
    NAMESPACES,
    Element,
    add,
    add_plain,
    qualified,
    root,
    serialise,
)
from models.outcome import Chart

CONTENT_TYPE = "application/vnd.openxmlformats-officedocument.drawingml.chart+xml"

_EMU = 635  # in a twip
_ROW, _LINE, _LEGEND = 400, 210, 560  # twips down: a bar, a further line of its label, the legend
_LABEL, _LABEL_LINES = 30, 3  # columns and lines; what is longer stands whole in the table
_FILLS = (
    ("0B5678", "0B5678", "FFFFFF"),
    ("F3CF7A", "8A6100", "17212B"),
    ("3F7D5C", "3F7D5C", "FFFFFF"),
    ("D9C2E6", "71468C", "17212B"),
    ("A9452C", "A9452C", "FFFFFF"),
    ("B5D9EC", "27698F", "17212B"),
    ("4B5563", "4B5563", "FFFFFF"),
    ("CFE0A8", "56742A", "17212B"),
)
"""Fill, outline and number of each series, as in page.css: dark and light in turn, for print."""


def put_drawing(p: Element, chart: Chart, relationship: str, number: int, width: int) -> None:
    """The place of the chart in the paragraph `p`, with its numbers as alternative text."""
    # Every bar gets the room that the longest label needs: Word shares the height out evenly.
    lines = max((label.count("\n") for label in _labels(chart)), default=0)
    rows = max(len(chart.categories), 1)
    height = (_ROW + _LINE * lines) * rows + 260 + (_LEGEND if len(chart.series) > 1 else 0)
    size = {"cx": str(width * _EMU), "cy": str(height * _EMU)}
    far = {"distT": "0", "distB": "0", "distL": "0", "distR": "0"}
    inline = add_plain(add(add(p, "w:r"), "w:drawing"), "wp:inline", **far)
    add_plain(inline, "wp:extent", **size)
    told = {"title": legal(chart.caption), "descr": legal(describe(chart))}
    add_plain(inline, "wp:docPr", id=str(number), name=f"chart {number}", **told)
    add_plain(inline, "wp:cNvGraphicFramePr")
    data = add_plain(add_plain(inline, "a:graphic"), "a:graphicData", uri=NAMESPACES["c"])
    add(data, "c:chart").set(qualified("r:id"), relationship)


def chart_part(chart: Chart, language: str) -> bytes:
    """The XML of a chart: horizontal bars from the left, the first category on top."""
    space = root("c:chartSpace")
    _set(space, "c:roundedCorners", "0")
    inside = add(space, "c:chart")
    _set(inside, "c:autoTitleDeleted", "1")
    plot = add(inside, "c:plotArea")
    add(plot, "c:layout")
    bars = add(plot, "c:barChart")
    _set(bars, "c:barDir", "bar")
    _set(bars, "c:grouping", "stacked" if len(chart.series) > 1 else "clustered")
    _set(bars, "c:varyColors", "0")
    for at in range(len(chart.series)):
        _put_series(bars, chart, at, language)
    _set(bars, "c:gapWidth", "55")
    if len(chart.series) > 1:
        _set(bars, "c:overlap", "100")
    _set(bars, "c:axId", "1")
    _set(bars, "c:axId", "2")
    _put_axis(plot, "c:catAx", "1", "2", "maxMin", "l", language)
    _put_axis(plot, "c:valAx", "2", "1", "minMax", "b", language)
    if len(chart.series) > 1:
        legend = add(inside, "c:legend")
        _set(legend, "c:legendPos", "b")
        _set(legend, "c:overlay", "0")
        _put_type(legend, language, 900)
    _set(inside, "c:plotVisOnly", "1")
    _put_shape(space, "", "")
    return serialise(space)


def _put_series(bars: Element, chart: Chart, at: int, language: str) -> None:
    series = chart.series[at]
    fill, line, ink = _FILLS[at % SERIES_STYLES]
    made = add(bars, "c:ser")
    _set(made, "c:idx", str(at))
    _set(made, "c:order", str(at))
    column = chr(ord("B") + at)
    _put_cache(made, "c:tx", "c:strRef", f"Sheet1!${column}$1", (series.label,))
    _put_shape(made, fill, line)
    _set(made, "c:invertIfNegative", "0")
    labels = add(made, "c:dLbls")
    add_plain(labels, "c:numFmt", formatCode="General;;;", sourceLinked="0")  # nothing for nought
    _put_shape(labels, "", "")
    stacked = len(chart.series) > 1
    _put_type(labels, language, 850, ink if stacked else "17212B", bold=True)
    _set(labels, "c:dLblPos", "ctr" if stacked else "outEnd")
    for shown in ("LegendKey", "Val", "CatName", "SerName", "Percent", "BubbleSize"):
        _set(labels, f"c:show{shown}", "1" if shown == "Val" else "0")
    last = len(chart.categories) + 1
    _put_cache(made, "c:cat", "c:strRef", f"Sheet1!$A$2:$A${last}", _labels(chart))
    values = tuple(f"{value:.12g}" for value in series.values[: len(chart.categories)])
    _put_cache(made, "c:val", "c:numRef", f"Sheet1!${column}$2:${column}${last}", values)


def _labels(chart: Chart) -> tuple[str, ...]:
    """The categories in short lines: programs that wrap no labels squeeze the bars instead."""
    made = []
    for category in chart.categories:
        lines = wrap(legal(category), _LABEL)
        kept = "\n".join(lines[:_LABEL_LINES])
        made.append(kept if len(lines) <= _LABEL_LINES else f"{kept[:-1]}…")
    return tuple(made)


def _put_cache(
    parent: Element, name: str, kind: str, formula: str, values: tuple[str, ...]
) -> None:
    reference = add(add(parent, name), kind)
    add(reference, "c:f").text = formula
    cache = add(reference, "c:strCache" if kind == "c:strRef" else "c:numCache")
    if kind == "c:numRef":
        add(cache, "c:formatCode").text = "General"
    _set(cache, "c:ptCount", str(len(values)))
    for at, value in enumerate(values):
        add(add_plain(cache, "c:pt", idx=str(at)), "c:v").text = legal(value)


def _put_axis(
    plot: Element, name: str, id: str, other: str, order: str, side: str, language: str
) -> None:
    axis = add(plot, name)
    _set(axis, "c:axId", id)
    scaling = add(axis, "c:scaling")
    _set(scaling, "c:orientation", order)
    if name == "c:valAx":
        _set(scaling, "c:min", "0")
    _set(axis, "c:delete", "1" if name == "c:valAx" else "0")
    _set(axis, "c:axPos", side)
    add_plain(axis, "c:numFmt", formatCode="General", sourceLinked="0")
    _set(axis, "c:majorTickMark", "none")
    _set(axis, "c:minorTickMark", "none")
    _set(axis, "c:tickLblPos", "low" if name == "c:catAx" else "nextTo")
    _put_shape(axis, "", "C9D3DB" if name == "c:catAx" else "")
    _put_type(axis, language, 900)
    _set(axis, "c:crossAx", other)
    _set(axis, "c:crosses", "autoZero")
    if name == "c:catAx":
        _set(axis, "c:lblOffset", "100")
        _set(axis, "c:noMultiLvlLbl", "1")
    else:
        _set(axis, "c:crossBetween", "between")


def _put_shape(parent: Element, fill: str, line: str) -> None:
    shape = add(parent, "c:spPr")
    for place, color in ((shape, fill), (None, line)):
        where = add_plain(shape, "a:ln", w="9525") if place is None else place
        if color:
            add_plain(add_plain(where, "a:solidFill"), "a:srgbClr", val=color)
        else:
            add_plain(where, "a:noFill")


def _put_type(
    parent: Element, language: str, size: int, color: str = "17212B", *, bold: bool = False
) -> None:
    text = add(parent, "c:txPr")
    add_plain(text, "a:bodyPr")
    add_plain(text, "a:lstStyle")
    p = add_plain(text, "a:p")
    look = add_plain(add_plain(p, "a:pPr"), "a:defRPr", sz=str(size), b="1" if bold else "0")
    add_plain(add_plain(look, "a:solidFill"), "a:srgbClr", val=color)
    for script in ("latin", "cs"):
        add_plain(look, f"a:{script}", typeface="Arial")
    add_plain(p, "a:endParaRPr", lang=language)


def _set(parent: Element, name: str, value: str) -> None:
    add_plain(parent, name, val=value)
