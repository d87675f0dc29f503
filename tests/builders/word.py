"""Word documents built by code, for tests: a body of WordprocessingML and the parts around it."""

from io import BytesIO
from zipfile import ZIP_DEFLATED, ZipFile

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_NAMESPACES = (
    f'xmlns:w="{W}" '
    'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships" '
    'xmlns:m="http://schemas.openxmlformats.org/officeDocument/2006/math" '
    'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" '
    'xmlns:w14="http://schemas.microsoft.com/office/word/2010/wordml" '
    'xmlns:w15="http://schemas.microsoft.com/office/word/2012/wordml"'
)
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_MAIN_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
# kind of part: its file, its root element, its relationship
_PARTS = {
    "styles": ("styles.xml", "styles", f"{_OFFICE}/styles"),
    "numbering": ("numbering.xml", "numbering", f"{_OFFICE}/numbering"),
    "footnotes": ("footnotes.xml", "footnotes", f"{_OFFICE}/footnotes"),
    "header": ("header1.xml", "hdr", f"{_OFFICE}/header"),
    "footer": ("footer1.xml", "ftr", f"{_OFFICE}/footer"),
    "comments": ("comments.xml", "comments", f"{_OFFICE}/comments"),
    "threads": (
        "commentsExtended.xml",
        "w15:commentsEx",
        "http://schemas.microsoft.com/office/2011/relationships/commentsExtended",
    ),
}
_MARK = 'w:id="{n}" w:author="{author}" w:date="2014-02-05T09:02:00Z"'


def docx(body: str, *, main_type: str = _MAIN_TYPE, **parts: str) -> bytes:
    """A document whose body is `body`; `parts` by kind (`styles`, `comments` …)."""
    return pack(files(body, main_type=main_type, **parts))


def files(body: str, *, main_type: str = _MAIN_TYPE, **parts: str) -> dict[str, str]:
    """The same as names and contents, for tests that put something wrong between them."""
    relations = "".join(
        f'<Relationship Id="r{n}" Type="{_PARTS[kind][2]}" Target="{_PARTS[kind][0]}"/>'
        for n, kind in enumerate(parts)
    )
    made = {
        "[Content_Types].xml": (
            '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
            '<Default Extension="xml" ContentType="application/xml"/>'
            f'<Override PartName="/word/document.xml" ContentType="{main_type}"/></Types>'
        ),
        "_rels/.rels": _relationships(
            f'<Relationship Id="r1" Type="{_OFFICE}/officeDocument" Target="word/document.xml"/>'
        ),
        "word/_rels/document.xml.rels": _relationships(relations),
        "word/document.xml": f"<w:document {_NAMESPACES}><w:body>{body}</w:body></w:document>",
    }
    for kind, content in parts.items():
        name, root, _ = _PARTS[kind]
        tag = root if ":" in root else f"w:{root}"
        made[f"word/{name}"] = f"<{tag} {_NAMESPACES}>{content}</{tag}>"
    return made


def pack(made: dict[str, str] | list[tuple[str, str | bytes]]) -> bytes:
    """A zip of these entries, in order."""
    out = BytesIO()
    with ZipFile(out, "w", ZIP_DEFLATED) as archive:
        for name, content in made.items() if isinstance(made, dict) else made:
            archive.writestr(name, content)
    return out.getvalue()


def p(*runs: str, properties: str = "") -> str:
    """A paragraph; a piece without markup becomes a run."""
    inner = "".join(run if run.startswith("<") else r(run) for run in runs)
    return f"<w:p>{f'<w:pPr>{properties}</w:pPr>' if properties else ''}{inner}</w:p>"


def r(text: str, properties: str = "", tag: str = "t") -> str:
    """A run of text."""
    shown = f"<w:rPr>{properties}</w:rPr>" if properties else ""
    return f'<w:r>{shown}<w:{tag} xml:space="preserve">{text}</w:{tag}></w:r>'


def change(tag: str, content: str = "", author: str = "Ann", n: int = 1) -> str:
    """A tracked change around `content`, or, without content, on a mark or a row."""
    mark = _MARK.format(n=n, author=author)
    return f"<w:{tag} {mark}>{content}</w:{tag}>" if content else f"<w:{tag} {mark}/>"


def ins(text: str) -> str:
    """Inserted text."""
    return change("ins", r(text))


def dele(text: str) -> str:
    """Deleted text."""
    return change("del", r(text, tag="delText"))


def row(*cells: str, properties: str = "") -> str:
    """A table's row; a cell without markup becomes a paragraph."""
    shown = f"<w:trPr>{properties}</w:trPr>" if properties else ""
    inner = "".join(f"<w:tc>{c if c.startswith('<') else p(c)}</w:tc>" for c in cells)
    return f"<w:tr>{shown}{inner}</w:tr>"


def table(*rows: str) -> str:
    """A table of rows."""
    return f"<w:tbl>{''.join(rows)}</w:tbl>"


def _relationships(inner: str) -> str:
    namespace = "http://schemas.openxmlformats.org/package/2006/relationships"
    return f'<Relationships xmlns="{namespace}">{inner}</Relationships>'
