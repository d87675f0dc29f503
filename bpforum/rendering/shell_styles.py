"""Owns the styles of the Word shell that we ship; a secretariat changes them in Word, not here."""

from typing import NamedTuple

INK, SOFT, FAINT, ACCENT, LINE = "17212B", "43515E", "5D6B77", "0B5678", "C9D3DB"
SERIF, SANS = "Palatino Linotype", "Arial"
TEXT_WIDTH = 9298  # twips: A4 less the margins


class Style(NamedTuple):
    """A style: `size` is in half-points, `paragraph` and `run` are bare property XML."""

    name: str
    paragraph: str = ""
    size: int = 0
    color: str = ""
    sans: bool = False
    bold: bool = False
    run: str = ""
    follows: str = ""


def _space(before: int, after: int, line: int = 0) -> str:
    lines = f' w:line="{line}" w:lineRule="auto"' if line else ""
    return f'<w:spacing w:before="{before}" w:after="{after}"{lines}/>'


def _indent(left: int, right: int = 0) -> str:
    return f'<w:ind w:left="{left}" w:right="{right}"/>'


def _hang(left: int, space: str, right: int = 0) -> str:
    """The number stands in the margin of `left` twips, the text begins at its end."""
    return (
        f'<w:tabs><w:tab w:val="left" w:pos="{left}"/></w:tabs>{space}'
        f'<w:ind w:left="{left}" w:right="{right}" w:hanging="{left}"/>'
    )


def _edges(fill: str, **sides: str) -> str:
    """A field filled with `fill`; each side is `kind size color`."""
    edges = ""
    for side, look in sides.items():
        kind, size, color = look.split()
        edges += f'<w:{side} w:val="{kind}" w:sz="{size}" w:space="6" w:color="{color}"/>'
    return f'<w:pBdr>{edges}</w:pBdr><w:shd w:val="clear" w:color="auto" w:fill="{fill}"/>'


_KEEP = "<w:keepNext/><w:keepLines/>"
_WHOLE = "<w:keepLines/>"
_LEADER = f'<w:tabs><w:tab w:val="right" w:leader="dot" w:pos="{TEXT_WIDTH}"/></w:tabs>'
_BULLET = '<w:numPr><w:numId w:val="1"/></w:numPr>'
_DASHED, _PALE = "dashed 6 C99A3C", "single 4 F3F6F8"
_PROMPT = _edges("FDF6E6", top=_DASHED, left=_DASHED, bottom=_DASHED, right=_DASHED)
_NOTICE = _edges("F3F6F8", top=_PALE, left=f"single 18 {FAINT}", bottom=_PALE)
_RULE_ABOVE = _edges("auto", top=f"single 4 {LINE}")
_RULE_BELOW = _edges("auto", bottom=f"single 4 {LINE}")
_OUTLINE = tuple(f'<w:outlineLvl w:val="{level}"/>' for level in range(3))
_TEXT = "BPF Paragraph"

PARAGRAPHS = (
    Style("Title", _space(120, 240, 240), 56, "FFFFFF"),
    Style("BPF Forum", _space(0, 60), 22, "CFE3EE", sans=True, bold=True),
    Style("BPF Version", _space(0, 0), 22, "FFFFFF", sans=True, bold=True),
    Style("BPF Cover Label", _space(280, 20), 17, FAINT, sans=True),
    Style("BPF Cover Text", _space(0, 20), 21, INK, sans=True),
    Style("BPF Cover Notice", _RULE_ABOVE + _space(900, 0), 18, SOFT, sans=True),
    Style("heading 1", _KEEP + _space(400, 200, 252) + _OUTLINE[0], 40, ACCENT, follows=_TEXT),
    Style("heading 2", _KEEP + _space(440, 140, 252) + _OUTLINE[1], 28, bold=True, follows=_TEXT),
    Style(
        "heading 3",
        _KEEP + _space(300, 100) + _OUTLINE[2],
        21,
        ACCENT,
        sans=True,
        bold=True,
        follows=_TEXT,
    ),
    Style(_TEXT, _hang(624, "")),
    Style("BPF Subheading", _KEEP + _hang(624, _space(240, 100)), bold=True, follows=_TEXT),
    Style("BPF Item", _hang(1021, _space(0, 80))),
    Style("BPF Bullet", _BULLET + _space(0, 80)),
    Style("BPF Quote", _WHOLE + _hang(1021, "", 340), 22),
    Style(
        "BPF Prompt",
        _WHOLE + _PROMPT + _space(160, 240) + _indent(754, 140),
        19,
        "6A4700",
        sans=True,
    ),
    Style("BPF Notice", _WHOLE + _NOTICE + _space(160, 240) + _indent(754), 19, SOFT, sans=True),
    Style("BPF Entry", _space(0, 120) + '<w:ind w:left="340" w:hanging="340"/>', 20),
    Style("BPF Legend", _space(480, 120), 16, FAINT, sans=True),
    Style("caption", _KEEP + _space(280, 120), 19, sans=True, bold=True),
    Style("BPF Figure", _WHOLE + _space(0, 240)),
    Style("BPF Table Text", _space(40, 40, 252), 17, sans=True),
    Style("BPF Card Title", _KEEP + _space(100, 60), 23, bold=True),
    Style("BPF Card Text", _space(50, 50, 264), 20),
    Style("BPF Card Label", _space(60, 50), 17, SOFT, sans=True, bold=True),
    Style("BPF After", _space(0, 120, 240), 8),
    Style("TOC Heading", "<w:keepNext/>" + _space(0, 240), 40, ACCENT),
    Style("toc 1", _LEADER + _space(120, 40), 20, sans=True, bold=True),
    Style("toc 2", _LEADER + _space(0, 40) + _indent(284), 19, SOFT, sans=True),
    Style("header", _RULE_BELOW + _space(0, 0), 16, FAINT, sans=True),
    Style("footer", _space(0, 0) + '<w:jc w:val="right"/>', 16, FAINT, sans=True),
)

CHARACTERS = (
    Style("Hyperlink", color=ACCENT, run='<w:u w:val="single"/>'),
    Style("BPF Strong", bold=True),
    Style("BPF Emphasis", run="<w:i/><w:iCs/>"),
    Style("BPF Said"),
    Style("BPF Source", size=16, color=ACCENT, sans=True),
    Style("BPF Attribution", size=17, color=SOFT, sans=True),
    # What the face adds to a paragraph's own words, so that reading back can leave it out.
    Style("BPF Added Number", size=16, color=FAINT, sans=True),
    Style("BPF Added Machine", size=16, color=FAINT, sans=True, run='<w:u w:val="dotted"/>'),
    Style("BPF Added Source", size=16, color=ACCENT, sans=True),
    Style(
        "BPF Added Flag",
        size=15,
        color=SOFT,
        sans=True,
        run='<w:shd w:val="clear" w:color="auto" w:fill="E9EEF2"/>',
    ),
    Style("BPF Added Person", size=15, color=FAINT, sans=True),
    Style("BPF Added Back", size=16, color=FAINT, sans=True),
    Style("BPF Added Label", size=17, sans=True, bold=True),
)


def _line(side: str, size: int, color: str) -> str:
    return f'<w:{side} w:val="single" w:sz="{size}" w:space="0" w:color="{color}"/>'


def _cells(side: int) -> str:
    return (
        f'<w:tblCellMar><w:left w:w="{side}" w:type="dxa"/>'
        f'<w:right w:w="{side}" w:type="dxa"/></w:tblCellMar>'
    )


TABLES = f"""
<w:style w:type="table" w:default="1" w:styleId="TableNormal"><w:name w:val="Normal Table"/>
<w:uiPriority w:val="99"/><w:semiHidden/><w:unhideWhenUsed/>
<w:tblPr><w:tblInd w:w="0" w:type="dxa"/>{_cells(108)}</w:tblPr></w:style>
<w:style w:type="table" w:customStyle="1" w:styleId="BPFTable"><w:name w:val="BPF Table"/>
<w:basedOn w:val="TableNormal"/><w:qFormat/>
<w:tblPr><w:tblStyleRowBandSize w:val="1"/>
<w:tblBorders>{_line("bottom", 4, LINE)}{_line("insideH", 4, LINE)}</w:tblBorders></w:tblPr>
<w:tblStylePr w:type="firstRow"><w:rPr><w:b/><w:bCs/><w:color w:val="{SOFT}"/></w:rPr>
<w:tcPr><w:tcBorders>{_line("bottom", 12, ACCENT)}</w:tcBorders><w:vAlign w:val="bottom"/></w:tcPr>
</w:tblStylePr>
<w:tblStylePr w:type="band2Horz"><w:tcPr>
<w:shd w:val="clear" w:color="auto" w:fill="F6F9FA"/></w:tcPr></w:tblStylePr></w:style>
<w:style w:type="table" w:customStyle="1" w:styleId="BPFCard"><w:name w:val="BPF Card"/>
<w:basedOn w:val="TableNormal"/><w:qFormat/><w:tblPr><w:tblBorders>{_line("top", 24, ACCENT)}
{_line("left", 4, LINE)}{_line("bottom", 4, LINE)}{_line("right", 4, LINE)}</w:tblBorders>
{_cells(170)}</w:tblPr></w:style>
"""


def styles_xml(namespace: str) -> str:
    """`word/styles.xml` of the shell."""
    made = [_style(one, "paragraph") for one in PARAGRAPHS]
    made += [_style(one, "character") for one in CHARACTERS]
    return (
        f'<w:styles xmlns:w="{namespace}"><w:docDefaults><w:rPrDefault><w:rPr>'
        f'<w:rFonts w:ascii="{SERIF}" w:hAnsi="{SERIF}" w:cs="Times New Roman"/>'
        f'<w:color w:val="{INK}"/><w:sz w:val="21"/><w:szCs w:val="23"/>'
        '<w:lang w:val="en-GB" w:eastAsia="zh-CN" w:bidi="ar-SA"/></w:rPr></w:rPrDefault>'
        '<w:pPrDefault/></w:docDefaults><w:style w:type="paragraph" w:default="1" '
        'w:styleId="Normal"><w:name w:val="Normal"/><w:qFormat/>'
        f"<w:pPr><w:widowControl/>{_space(0, 140, 288)}</w:pPr></w:style>"
        '<w:style w:type="character" w:default="1" w:styleId="DefaultParagraphFont">'
        '<w:name w:val="Default Paragraph Font"/><w:uiPriority w:val="1"/><w:semiHidden/></w:style>'
        f"{''.join(made)}{TABLES}</w:styles>"
    )


def style_id(name: str) -> str:
    """The id that Word and LibreOffice would give the style `name`."""
    return "".join(word[:1].upper() + word[1:] for word in name.split())


def _style(style: Style, kind: str) -> str:
    custom = ' w:customStyle="1"' if style.name.startswith("BPF") else ""
    based = "Normal" if kind == "paragraph" else "DefaultParagraphFont"
    follows = f'<w:next w:val="{style_id(style.follows)}"/>' if style.follows else ""
    paragraph = f"<w:pPr>{style.paragraph}</w:pPr>" if style.paragraph else ""
    return (
        f'<w:style w:type="{kind}"{custom} w:styleId="{style_id(style.name)}">'
        f'<w:name w:val="{style.name}"/><w:basedOn w:val="{based}"/>{follows}<w:qFormat/>'
        f"{paragraph}{_run(style)}</w:style>"
    )


def _run(style: Style) -> str:
    font = f'<w:rFonts w:ascii="{SANS}" w:hAnsi="{SANS}" w:cs="{SANS}"/>' if style.sans else ""
    bold = "<w:b/><w:bCs/>" if style.bold else ""
    color = f'<w:color w:val="{style.color}"/>' if style.color else ""
    size = f'<w:sz w:val="{style.size}"/><w:szCs w:val="{style.size}"/>' if style.size else ""
    # The schema wants this order: rFonts, b, i, color, sz, u, shd.
    slanted = "<w:i" in style.run
    inside = font + bold + style.run * slanted + color + size + style.run * (not slanted)
    return f"<w:rPr>{inside}</w:rPr>" if inside else ""
