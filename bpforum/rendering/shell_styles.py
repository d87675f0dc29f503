"""Owns the styles of the Word shell that we ship; a secretariat changes them in Word, not here."""

from typing import NamedTuple

INK, SOFT, FAINT, ACCENT, LINE = "17212B", "43515E", "5D6B77", "0B5678", "C9D3DB"
SERIF, SANS = "Palatino Linotype", "Arial"
TEXT_WIDTH = 9298  # twips: A4 less the margins

_TAB = '<w:tabs><w:tab w:val="left" w:pos="{0}"/></w:tabs>'
_HANG = '<w:ind w:left="{0}" w:hanging="{0}"/>'
_LEADER = f'<w:tabs><w:tab w:val="right" w:leader="dot" w:pos="{TEXT_WIDTH}"/></w:tabs>'


class Style(NamedTuple):
    """A style: `pt` is its size in half-points, `paragraph` and `run` are bare property XML."""

    name: str
    paragraph: str = ""
    pt: int = 0
    color: str = ""
    sans: bool = False
    bold: bool = False
    run: str = ""
    based_on: str = "Normal"
    follows: str = ""


def _spaced(before: int, after: int, line: int = 0) -> str:
    lines = f' w:line="{line}" w:lineRule="auto"' if line else ""
    return f'<w:spacing w:before="{before}" w:after="{after}"{lines}/>'


def _boxed(kind: str, color: str, size: int, fill: str, sides: tuple[str, ...]) -> str:
    edges = "".join(
        f'<w:{side} w:val="{kind}" w:sz="{size}" w:space="6" w:color="{color}"/>' for side in sides
    )
    return f'<w:pBdr>{edges}</w:pBdr><w:shd w:val="clear" w:color="auto" w:fill="{fill}"/>'


_NOTICE = (
    "<w:keepLines/><w:pBdr>"
    '<w:top w:val="single" w:sz="4" w:space="5" w:color="F3F6F8"/>'
    f'<w:left w:val="single" w:sz="18" w:space="6" w:color="{FAINT}"/>'
    '<w:bottom w:val="single" w:sz="4" w:space="5" w:color="F3F6F8"/>'
    '</w:pBdr><w:shd w:val="clear" w:color="auto" w:fill="F3F6F8"/>'
)
_BOX = ("top", "left", "bottom", "right")

PARAGRAPHS = (
    Style("Title", _spaced(120, 240, 240), 56, "FFFFFF"),
    Style("BPF Forum", _spaced(0, 60), 22, "CFE3EE", sans=True, bold=True),
    Style("BPF Version", _spaced(0, 0), 22, "FFFFFF", sans=True, bold=True),
    Style("BPF Cover Label", _spaced(280, 20), 17, FAINT, sans=True),
    Style("BPF Cover Text", _spaced(0, 20), 21, INK, sans=True),
    Style("BPF Cover Notice", _boxed("single", LINE, 4, "auto", ("top",)) + _spaced(900, 0), 18, SOFT,
          sans=True),
    Style("heading 1", "<w:keepNext/><w:keepLines/>" + _spaced(400, 200, 252) + '<w:outlineLvl w:val="0"/>',
          40, ACCENT, follows="BPF Paragraph"),
    Style("heading 2", "<w:keepNext/><w:keepLines/>" + _spaced(440, 140, 252) + '<w:outlineLvl w:val="1"/>',
          28, INK, bold=True, follows="BPF Paragraph"),
    Style("heading 3", "<w:keepNext/><w:keepLines/>" + _spaced(300, 100) + '<w:outlineLvl w:val="2"/>',
          21, ACCENT, sans=True, bold=True, follows="BPF Paragraph"),
    Style("BPF Paragraph", _TAB.format(624) + _HANG.format(624)),
    Style("BPF Item", _TAB.format(1021) + _spaced(0, 80) + _HANG.format(1021)),
    Style("BPF Bullet", '<w:numPr><w:numId w:val="1"/></w:numPr>' + _spaced(0, 80)),
    Style("BPF Quote", "<w:keepLines/>" + _TAB.format(1021)
          + '<w:ind w:left="1021" w:right="340" w:hanging="1021"/>', 22),
    Style("BPF Prompt", "<w:keepLines/>" + _boxed("dashed", "C99A3C", 6, "FDF6E6", _BOX) + _spaced(160, 240)
          + '<w:ind w:left="737" w:right="113"/>', 19, "6A4700", sans=True),
    Style("BPF Notice", _NOTICE + _spaced(160, 240) + '<w:ind w:left="737"/>', 19, SOFT, sans=True),
    Style("BPF Entry", _spaced(0, 120) + '<w:ind w:left="340" w:hanging="340"/>', 20),
    Style("BPF Legend", _spaced(480, 120), 16, FAINT, sans=True),
    Style("caption", "<w:keepNext/><w:keepLines/>" + _spaced(280, 120), 19, INK, sans=True, bold=True),
    Style("BPF Figure", "<w:keepLines/>" + _spaced(0, 240)),
    Style("BPF Table Text", _spaced(40, 40, 252), 17, INK, sans=True),
    Style("BPF Card Title", "<w:keepNext/>" + _spaced(100, 60), 23, INK, bold=True),
    Style("BPF Card Text", _spaced(50, 50, 264), 20),
    Style("BPF Card Label", _spaced(60, 50), 17, SOFT, sans=True, bold=True),
    Style("BPF After", _spaced(0, 120, 240), 8),
    Style("TOC Heading", "<w:keepNext/>" + _spaced(0, 240), 40, ACCENT),
    Style("toc 1", _LEADER + _spaced(120, 40), 20, INK, sans=True, bold=True),
    Style("toc 2", _LEADER + _spaced(0, 40) + '<w:ind w:left="284"/>', 19, SOFT, sans=True),
    Style("header", _boxed("single", LINE, 4, "auto", ("bottom",)) + _spaced(0, 0), 16, FAINT, sans=True),
    Style("footer", _spaced(0, 0) + '<w:jc w:val="right"/>', 16, FAINT, sans=True),
)  # fmt: skip

CHARACTERS = (
    Style("Hyperlink", color=ACCENT, run='<w:u w:val="single"/>'),
    Style("BPF Strong", bold=True),
    Style("BPF Emphasis", run="<w:i/><w:iCs/>"),
    Style("BPF Said"),
    Style("BPF Source", pt=16, color=ACCENT, sans=True),
    Style("BPF Attribution", pt=17, color=SOFT, sans=True),
    # What the face adds to a paragraph's own words, so that reading back can leave it out.
    Style("BPF Added Number", pt=16, color=FAINT, sans=True),
    Style("BPF Added Machine", pt=16, color=FAINT, sans=True, run='<w:u w:val="dotted" w:color="5D6B77"/>'),
    Style("BPF Added Source", pt=16, color=ACCENT, sans=True),
    Style("BPF Added Flag", pt=15, color=SOFT, sans=True,
          run='<w:shd w:val="clear" w:color="auto" w:fill="E9EEF2"/>'),
    Style("BPF Added Person", pt=15, color=FAINT, sans=True),
    Style("BPF Added Back", pt=16, color=FAINT, sans=True),
    Style("BPF Added Label", pt=17, sans=True, bold=True),
)  # fmt: skip

TABLES = f"""
<w:style w:type="table" w:default="1" w:styleId="TableNormal"><w:name w:val="Normal Table"/>
<w:uiPriority w:val="99"/><w:semiHidden/><w:unhideWhenUsed/><w:tblPr><w:tblInd w:w="0" w:type="dxa"/>
<w:tblCellMar><w:top w:w="0" w:type="dxa"/><w:left w:w="108" w:type="dxa"/>
<w:bottom w:w="0" w:type="dxa"/><w:right w:w="108" w:type="dxa"/></w:tblCellMar></w:tblPr></w:style>
<w:style w:type="table" w:customStyle="1" w:styleId="BPFTable"><w:name w:val="BPF Table"/>
<w:basedOn w:val="TableNormal"/><w:qFormat/><w:tblPr><w:tblStyleRowBandSize w:val="1"/><w:tblBorders>
<w:bottom w:val="single" w:sz="4" w:space="0" w:color="{LINE}"/>
<w:insideH w:val="single" w:sz="4" w:space="0" w:color="{LINE}"/></w:tblBorders></w:tblPr>
<w:tblStylePr w:type="firstRow"><w:rPr><w:b/><w:bCs/><w:color w:val="{SOFT}"/></w:rPr><w:tcPr><w:tcBorders>
<w:bottom w:val="single" w:sz="12" w:space="0" w:color="{ACCENT}"/></w:tcBorders>
<w:vAlign w:val="bottom"/></w:tcPr></w:tblStylePr>
<w:tblStylePr w:type="band2Horz"><w:tcPr><w:shd w:val="clear" w:color="auto" w:fill="F6F9FA"/></w:tcPr>
</w:tblStylePr></w:style>
<w:style w:type="table" w:customStyle="1" w:styleId="BPFCard"><w:name w:val="BPF Card"/>
<w:basedOn w:val="TableNormal"/><w:qFormat/><w:tblPr><w:tblBorders>
<w:top w:val="single" w:sz="24" w:space="0" w:color="{ACCENT}"/>
<w:left w:val="single" w:sz="4" w:space="0" w:color="{LINE}"/>
<w:bottom w:val="single" w:sz="4" w:space="0" w:color="{LINE}"/>
<w:right w:val="single" w:sz="4" w:space="0" w:color="{LINE}"/></w:tblBorders>
<w:tblCellMar><w:left w:w="170" w:type="dxa"/><w:right w:w="170" w:type="dxa"/></w:tblCellMar></w:tblPr></w:style>
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
        "<w:pPrDefault/></w:docDefaults>"
        '<w:style w:type="paragraph" w:default="1" w:styleId="Normal"><w:name w:val="Normal"/><w:qFormat/>'
        f"<w:pPr><w:widowControl/>{_spaced(0, 140, 288)}</w:pPr></w:style>"
        '<w:style w:type="character" w:default="1" w:styleId="DefaultParagraphFont">'
        '<w:name w:val="Default Paragraph Font"/><w:uiPriority w:val="1"/><w:semiHidden/></w:style>'
        f"{''.join(made)}{TABLES}</w:styles>"
    )


def style_id(name: str) -> str:
    """The id that Word and LibreOffice would give the style `name`."""
    return "".join(word[:1].upper() + word[1:] for word in name.split())


def _style(style: Style, kind: str) -> str:
    custom = ' w:customStyle="1"' if style.name.startswith("BPF") else ""
    based = style_id(style.based_on) if kind == "paragraph" else "DefaultParagraphFont"
    follows = f'<w:next w:val="{style_id(style.follows)}"/>' if style.follows else ""
    paragraph = f"<w:pPr>{style.paragraph}</w:pPr>" if style.paragraph else ""
    return (
        f'<w:style w:type="{kind}"{custom} w:styleId="{style_id(style.name)}"><w:name w:val="{style.name}"/>'
        f'<w:basedOn w:val="{based}"/>{follows}<w:qFormat/>{paragraph}{_run(style)}</w:style>'
    )


def _run(style: Style) -> str:
    font = f'<w:rFonts w:ascii="{SANS}" w:hAnsi="{SANS}" w:cs="{SANS}"/>' if style.sans else ""
    bold = "<w:b/><w:bCs/>" if style.bold else ""
    color = f'<w:color w:val="{style.color}"/>' if style.color else ""
    size = f'<w:sz w:val="{style.pt}"/><w:szCs w:val="{style.pt}"/>' if style.pt else ""
    # The schema wants this order: rFonts, b, i, color, sz, u, shd.
    slanted = "<w:i" in style.run
    inside = font + bold + style.run * slanted + color + size + style.run * (not slanted)
    return f"<w:rPr>{inside}</w:rPr>" if inside else ""
