"""PDFs as word processors make them: columns, hyphens, tables, footnotes, right to left."""

import subprocess
from pathlib import Path

import pytest

from bpforum.conversion import find_program
from bpforum.readers.pdf.reader import read_pdf
from models.reading import Reading

pytestmark = pytest.mark.skipif(find_program() is None, reason="LibreOffice is not installed")

SENTENCES = [
    " ".join(words.split())
    for words in (
        """Community networks in coastal districts connect households that commercial operators
        have never reached, notwithstanding extraordinary administrative responsibilities.""",
        """Regulators should publish how much spectrum is unused, since transparency about
        availability makes cooperation between municipalities considerably easier.""",
        """We have observed that well-intentioned obligations were implemented without
        consultation of the inhabitants; the consequences were predictable.""",
    )
]
NOTE = (
    '<text:note text:id="f1" text:note-class="footnote"><text:note-citation>1</text:note-citation>'
    "<text:note-body><text:p>See the annual report.</text:p></text:note-body></text:note>"
)
ARABIC = "نحن نطلب من الجهات المنظمة أن تنشر الطيف غير المستخدم في كل منطقة سنة 2024 مع ITU."


def paragraph(words: str, style: str = "J") -> str:
    return f'<text:p text:style-name="{style}">{words}</text:p>'


def flat(body: str) -> str:
    """A flat .odt with narrow justified columns, hyphenation, a header and page numbers."""
    names = " ".join(
        f'xmlns:{short}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"'
        for short, name in (
            ("office", "office"), ("style", "style"), ("text", "text"), ("table", "table"),
            ("fo", "xsl-fo-compatible"),
        )
    )  # fmt: skip

    def style(name: str, words: str, lay: str = "") -> str:
        return (
            f'<style:style style:name="{name}" style:family="paragraph">'
            f"<style:paragraph-properties {lay}/><style:text-properties {words}/></style:style>"
        )

    return (
        '<?xml version="1.0" encoding="UTF-8"?>'
        f'<office:document {names} office:version="1.3" '
        'office:mimetype="application/vnd.oasis.opendocument.text"><office:styles>'
        '<style:default-style style:family="paragraph"><style:paragraph-properties '
        'fo:margin-bottom="0.25cm"/><style:text-properties fo:font-size="11pt" '
        'fo:language="en" fo:country="GB"/></style:default-style>'
        + style("J", 'fo:hyphenate="true"', 'fo:text-align="justify"')
        + style("T", 'fo:font-size="20pt"')
        + style("H", 'fo:font-size="14pt" fo:font-weight="bold"')
        + style("A", 'fo:font-size="11pt"', 'style:writing-mode="rl-tb"')
        + "</office:styles><office:automatic-styles>"
        '<style:style style:name="two" style:family="section"><style:section-properties>'
        '<style:columns fo:column-count="2" fo:column-gap="0.6cm"/></style:section-properties>'
        '</style:style><style:style style:name="cell" style:family="table-cell">'
        '<style:table-cell-properties fo:border="0.5pt solid #000000" fo:padding="0.1cm"/>'
        '</style:style><style:page-layout style:name="pl"><style:page-layout-properties '
        'fo:page-width="14.8cm" fo:page-height="21cm" fo:margin="1.5cm"/></style:page-layout>'
        "</office:automatic-styles><office:master-styles>"
        '<style:master-page style:name="Standard" style:page-layout-name="pl">'
        "<style:header><text:p>Reply of the Coastal Network</text:p></style:header><style:footer>"
        "<text:p>Page <text:page-number/></text:p></style:footer></style:master-page>"
        f"</office:master-styles><office:body><office:text>{body}</office:text></office:body>"
        "</office:document>"
    )


def table(*rows: tuple[str, ...]) -> str:
    cells = "".join(
        "<table:table-row>"
        + "".join(
            f'<table:table-cell table:style-name="cell"><text:p>{cell}</text:p></table:table-cell>'
            for cell in row
        )
        + "</table:table-row>"
        for row in rows
    )
    columns = f'<table:table-column table:number-columns-repeated="{len(rows[0])}"/>'
    return f"<table:table>{columns}{cells}</table:table>"


@pytest.fixture(scope="module")
def reading(tmp_path_factory: pytest.TempPathFactory) -> Reading:
    """Three pages of a report."""
    columns = "".join(paragraph(" ".join(SENTENCES)) for _ in range(4))
    body = (
        paragraph("Connecting the coast", "T")
        + paragraph("1. What we have seen", "H")
        + paragraph(SENTENCES[0] + NOTE + " " + SENTENCES[1])
        + f'<text:section text:style-name="two" text:name="S">{columns}</text:section>'
        + paragraph("2. Figures", "H")
        + table(
            ("District", "Homes", "Remarks"),
            ("North Bay", "1,204", "Two of the networks share a mast with the port."),
            ("Delta", "870", ""),
        )
        + paragraph(ARABIC, "A")
    )
    folder = tmp_path_factory.mktemp("report")
    (folder / "report.fodt").write_text(flat(body), encoding="utf-8")
    program = find_program()
    assert program
    for _ in range(2):
        subprocess.run(
            [program, "--headless", f"-env:UserInstallation={(folder / 'p').as_uri()}",
             "--convert-to", "pdf", "--outdir", str(folder), str(folder / "report.fodt")],
            check=False, capture_output=True, timeout=120,
        )  # fmt: skip
    found = read_pdf(Path(folder / "report.pdf").read_bytes())
    assert isinstance(found, Reading), found
    return found


def texts(reading: Reading, kind: str) -> list[str]:
    return [reading.text[b.start : b.end] for b in reading.blocks if b.kind == kind]


def test_title_and_headings_are_found(reading: Reading) -> None:
    assert reading.title == "Connecting the coast"
    assert texts(reading, "heading") == [
        "Connecting the coast", "1. What we have seen", "2. Figures",
    ]  # fmt: skip


def test_columns_and_pages_give_back_the_paragraphs_word_for_word(reading: Reading) -> None:
    assert texts(reading, "paragraph") == [
        f"{SENTENCES[0]} {SENTENCES[1]}",
        *[" ".join(SENTENCES)] * 4,
        ARABIC,
    ]


def test_the_table_the_footnote_and_the_margins_are_told_apart(reading: Reading) -> None:
    assert texts(reading, "row") == [
        "District\tHomes\tRemarks",
        "North Bay\t1,204\tTwo of the networks share a mast with the port.",
        "Delta\t870",
    ]
    assert [(note.kind, note.text) for note in reading.notes] == [
        ("footnote", "See the annual report.")
    ]
    furniture = texts(reading, "furniture")
    assert set(furniture) >= {"Reply of the Coastal Network", "Page 1", "Page 2"}
    assert all(words.startswith(("Reply", "Page")) for words in furniture)
