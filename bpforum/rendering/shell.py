"""Owns how the Word shell that we ship was made; a shell that people changed in Word it never sees.

`make shell` writes what this module prints to `templates/outcome/shell.docx`. From there on the
.docx is the template: cover, header, footer and styles are a secretariat's to change, in Word. It
needs to keep the fields `{{ contents }}` and `{{ body }}`, each alone in its paragraph, and the
names of the styles.
"""

import sys

from bpforum.rendering.canonical_zip import pack
from bpforum.rendering.shell_styles import SANS, SERIF, TEXT_WIDTH, style_id, styles_xml

_HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_R = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_RELS = "http://schemas.openxmlformats.org/package/2006/relationships"
_TYPES = "http://schemas.openxmlformats.org/package/2006/content-types"
_WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml"
_CORE = "http://schemas.openxmlformats.org/package/2006/relationships/metadata/core-properties"

_PARTS = {
    "styles": "styles",
    "settings": "settings",
    "numbering": "numbering",
    "fontTable": "fontTable",
    "header": "header1",
    "footer": "footer1",
}


def build_shell() -> bytes:
    """The shell as a .docx."""
    parts = {
        "[Content_Types].xml": _content_types(),
        "_rels/.rels": _relationships(
            (f"{_R}/officeDocument", "word/document.xml"),
            (_CORE, "docProps/core.xml"),
            (f"{_R}/extended-properties", "docProps/app.xml"),
        ),
        "docProps/core.xml": _core(),
        "docProps/app.xml": (
            '<Properties xmlns="http://schemas.openxmlformats.org/officeDocument/2006/'
            'extended-properties"><Application>bpforum</Application></Properties>'
        ),
        "word/document.xml": _document(),
        "word/_rels/document.xml.rels": _relationships(
            *((f"{_R}/{kind}", f"{name}.xml") for kind, name in _PARTS.items())
        ),
        "word/styles.xml": styles_xml(_W),
        "word/settings.xml": _settings(),
        "word/numbering.xml": _numbering(),
        "word/fontTable.xml": _fonts(),
        "word/header1.xml": f'<w:hdr xmlns:w="{_W}">{_header()}</w:hdr>',
        "word/footer1.xml": f'<w:ftr xmlns:w="{_W}">{_footer()}</w:ftr>',
    }
    return pack({name: (_HEAD + xml).encode() for name, xml in parts.items()})


def _document() -> str:
    references = "".join(
        f'<w:{kind}Reference w:type="default" r:id="rId{at}"/>'
        for at, kind in enumerate(_PARTS, 1)
        if kind in ("header", "footer")
    )
    section = (
        f'<w:sectPr>{references}<w:pgSz w:w="11906" w:h="16838"/>'
        '<w:pgMar w:top="1531" w:right="1304" w:bottom="1304" w:left="1304" w:header="680"'
        ' w:footer="567" w:gutter="0"/><w:titlePg/></w:sectPr>'
    )
    return (
        f'<w:document xmlns:w="{_W}" xmlns:r="{_R}"><w:body>{_cover()}'
        + _p("TOC Heading", "{{ words.contents }}", "<w:pageBreakBefore/>")
        + _p("Normal", "{{ contents }}")
        + _p("Normal", "{{ body }}")
        + f"{section}</w:body></w:document>"
    )


def _cover() -> str:
    people = (
        _p("BPF Cover Label", "{{ words.coordinators }}")
        + _p("BPF Cover Text", "{%p for one in cover.coordinators %}")
        + _p("BPF Cover Text", "{{ one }}")
        + _p("BPF Cover Text", "{%p endfor %}")
    )
    return (
        _band(
            _p("BPF Forum", "{{ cover.forum }} · {{ cover.cycle }}")
            + _p("Title", "{{ cover.title }}")
            + _p("BPF Version", "{{ cover.label }}")
        )
        + _p("BPF Cover Text", "{{ cover.date }}", '<w:spacing w:before="360"/>')
        + _where("cover.coordinators", people)
        + _where(
            "cover.editor",
            _p("BPF Cover Label", "{{ words.editor }}")
            + _p("BPF Cover Text", "{{ cover.editor }}"),
        )
        + _where("cover.notice", _p("BPF Cover Notice", "{{ cover.notice }}"))
    )


def _band(content: str) -> str:
    """The dark field on the cover: a table of one cell, as wide as the text."""
    width = f'<w:tcW w:w="{TEXT_WIDTH}" w:type="dxa"/>'
    margins = "".join(
        f'<w:{side} w:w="{size}" w:type="dxa"/>'
        for side, size in (("top", 567), ("left", 567), ("bottom", 567), ("right", 1134))
    )
    return (
        f'<w:tbl><w:tblPr><w:tblW w:w="{TEXT_WIDTH}" w:type="dxa"/>'
        '<w:tblLayout w:type="fixed"/></w:tblPr>'
        f'<w:tblGrid><w:gridCol w:w="{TEXT_WIDTH}"/></w:tblGrid>'
        '<w:tr><w:trPr><w:trHeight w:val="6400" w:hRule="atLeast"/></w:trPr>'
        f'<w:tc><w:tcPr>{width}<w:shd w:val="clear" w:color="auto" w:fill="0A3D56"/>'
        f'<w:tcMar>{margins}</w:tcMar><w:vAlign w:val="bottom"/></w:tcPr>{content}</w:tc></w:tr>'
        "</w:tbl>"
    )


def _where(name: str, content: str) -> str:
    return (
        _p("BPF Cover Text", "{%p if " + name + " %}")
        + content
        + _p("BPF Cover Text", "{%p endif %}")
    )


def _p(style: str, text: str, properties: str = "") -> str:
    named = f'<w:pStyle w:val="{style_id(style)}"/>{properties}'
    return f'<w:p><w:pPr>{named}</w:pPr><w:r><w:t xml:space="preserve">{text}</w:t></w:r></w:p>'


def _header() -> str:
    return _p("header", "{{ cover.title }} · {{ cover.label }}")


def _footer() -> str:
    def text(words: str) -> str:
        return f'<w:r><w:t xml:space="preserve">{words}</w:t></w:r>'

    def field(code: str) -> str:
        return f'<w:fldSimple w:instr=" {code} "><w:r><w:t>1</w:t></w:r></w:fldSimple>'

    return (
        '<w:p><w:pPr><w:pStyle w:val="Footer"/></w:pPr>'
        + text("{{ words.page }} ")
        + field("PAGE")
        + text(" {{ words.of }} ")
        + field("NUMPAGES")
        + "</w:p>"
    )


def _settings() -> str:
    compatible = (
        '<w:compatSetting w:name="compatibilityMode" w:uri="http://schemas.microsoft.com/office/word"'
        ' w:val="15"/>'
    )
    return (
        f'<w:settings xmlns:w="{_W}"><w:zoom w:percent="100"/><w:defaultTabStop w:val="567"/>'
        f'<w:characterSpacingControl w:val="doNotCompress"/><w:compat>{compatible}</w:compat>'
        '<w:themeFontLang w:val="en-GB"/></w:settings>'
    )


def _numbering() -> str:
    return (
        f'<w:numbering xmlns:w="{_W}"><w:abstractNum w:abstractNumId="0">'
        '<w:multiLevelType w:val="hybridMultilevel"/><w:lvl w:ilvl="0"><w:start w:val="1"/>'
        '<w:numFmt w:val="bullet"/><w:pStyle w:val="BPFBullet"/><w:lvlText w:val="•"/>'
        '<w:lvlJc w:val="left"/><w:pPr><w:ind w:left="1021" w:hanging="284"/></w:pPr></w:lvl>'
        '</w:abstractNum><w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num></w:numbering>'
    )


def _fonts() -> str:
    """What a machine without these typefaces takes instead."""
    listed = "".join(
        f'<w:font w:name="{name}"><w:altName w:val="{other}"/><w:family w:val="{family}"/></w:font>'
        for name, other, family in ((SERIF, "P052", "roman"), (SANS, "Liberation Sans", "swiss"))
    )
    return f'<w:fonts xmlns:w="{_W}">{listed}</w:fonts>'


def _core() -> str:
    return (
        '<cp:coreProperties xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/'
        'core-properties" xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:title></dc:title>'
        "<dc:creator>bpforum</dc:creator></cp:coreProperties>"
    )


def _content_types() -> str:
    overrides = {
        "word/document": f"{_WORD}.document.main+xml",
        **{f"word/{name}": f"{_WORD}.{kind}+xml" for kind, name in _PARTS.items()},
        "docProps/core": "application/vnd.openxmlformats-package.core-properties+xml",
        "docProps/app": "application/vnd.openxmlformats-officedocument.extended-properties+xml",
    }
    listed = "".join(
        f'<Override PartName="/{name}.xml" ContentType="{kind}"/>'
        for name, kind in overrides.items()
    )
    return (
        f'<Types xmlns="{_TYPES}"><Default Extension="rels" ContentType="application/vnd.'
        'openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType='
        f'"application/xml"/>{listed}</Types>'
    )


def _relationships(*targets: tuple[str, str]) -> str:
    listed = "".join(
        f'<Relationship Id="rId{at}" Type="{kind}" Target="{target}"/>'
        for at, (kind, target) in enumerate(targets, 1)
    )
    return f'<Relationships xmlns="{_RELS}">{listed}</Relationships>'


if __name__ == "__main__":
    sys.stdout.buffer.write(build_shell())
