"""What a Word document says besides its text: structure, comments, notes, hidden text."""

import pytest

from bpforum.readers.flags import HIDDEN
from bpforum.readers.word.reader import read_docx
from models.reading import Reading
from models.submission import Rejected
from tests.builders.word import W, dele, docx, files, ins, p, pack, r, row, table

STYLES = """
<w:style w:type="paragraph" w:styleId="T"><w:name w:val="Title"/></w:style>
<w:style w:type="paragraph" w:styleId="H2"><w:name w:val="heading 2"/></w:style>
<w:style w:type="paragraph" w:styleId="Own"><w:name w:val="Section"/>
  <w:basedOn w:val="H2"/></w:style>
<w:style w:type="paragraph" w:styleId="Out"><w:name w:val="X"/>
  <w:pPr><w:outlineLvl w:val="3"/></w:pPr></w:style>
<w:style w:type="paragraph" w:styleId="C"><w:name w:val="toc 1"/></w:style>
<w:style w:type="character" w:styleId="V"><w:name w:val="Secret"/>
  <w:rPr><w:vanish/></w:rPr></w:style>
"""
NUMBERING = """
<w:abstractNum w:abstractNumId="0">
  <w:lvl w:ilvl="0"><w:start w:val="1"/><w:numFmt w:val="decimal"/><w:lvlText w:val="%1."/></w:lvl>
  <w:lvl w:ilvl="1"><w:start w:val="1"/><w:numFmt w:val="lowerLetter"/><w:lvlText w:val="%1.%2)"/>
  </w:lvl></w:abstractNum>
<w:abstractNum w:abstractNumId="1"><w:lvl w:ilvl="0"><w:numFmt w:val="bullet"/>
  <w:lvlText w:val="•"/></w:lvl></w:abstractNum>
<w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num>
<w:num w:numId="2"><w:abstractNumId w:val="1"/></w:num>
<w:num w:numId="3"><w:abstractNumId w:val="0"/>
  <w:lvlOverride w:ilvl="0"><w:startOverride w:val="7"/></w:lvlOverride></w:num>
"""


def read(body: str, **parts: str) -> Reading:
    reading = read_docx(docx(body, **parts))
    assert isinstance(reading, Reading)
    return reading


def styled(text: str, style: str) -> str:
    return p(text, properties=f'<w:pStyle w:val="{style}"/>')


def listed(text: str, number: str = "1", level: int = 0) -> str:
    numbering = f'<w:numPr><w:ilvl w:val="{level}"/><w:numId w:val="{number}"/></w:numPr>'
    return p(text, properties=numbering)


def shapes(reading: Reading) -> list[tuple[str, int, str]]:
    return [
        (block.kind, block.level, reading.text[block.start : block.end]) for block in reading.blocks
    ]


def test_headings_are_known_by_style_inheritance_and_outline() -> None:
    reading = read(
        styled("The title", "T") + styled("A", "H2") + styled("B", "Own") + styled("C", "Out"),
        styles=STYLES,
    )
    assert shapes(reading) == [
        ("heading", 1, "The title"),
        ("heading", 2, "A"),
        ("heading", 2, "B"),
        ("heading", 4, "C"),
    ]
    assert reading.title == "The title"


def test_a_short_bold_paragraph_is_a_heading_and_a_long_heading_is_text() -> None:
    long = "This went on and on in the heading's style. " * 10
    reading = read(
        p(r("Our experience", "<w:b/>")) + p(r("Bold words.", "<w:b/>")) + styled(long, "H2"),
        styles=STYLES,
    )
    assert [kind for kind, _, _ in shapes(reading)] == ["heading", "paragraph", "paragraph"]


def test_generated_numbers_stand_beside_the_text() -> None:
    body = (
        listed("one") + listed("two") + listed("sub", level=1) + listed("sub", level=1)
        + listed("three") + listed("sub", level=1) + listed("dot", "2") + listed("again", "3")
    )  # fmt: skip
    reading = read(body, numbering=NUMBERING)
    assert [block.number for block in reading.blocks] == [
        "1.", "2.", "2.a)", "2.b)", "3.", "3.a)", "", "7.",
    ]  # fmt: skip
    assert {block.kind for block in reading.blocks} == {"item"}
    assert "1." not in reading.text


def test_a_deleted_item_is_not_counted() -> None:
    numbering = '<w:numPr><w:ilvl w:val="0"/><w:numId w:val="1"/></w:numPr>'
    deleted = p(dele("gone"), properties=numbering)
    reading = read(listed("one") + deleted + listed("two"), numbering=NUMBERING)
    assert [block.number for block in reading.blocks] == ["1.", "2."]


def test_rows_are_blocks_with_tabs_and_a_single_cell_is_a_frame() -> None:
    cell = p("Answer.") + p("Second line.")
    body = table(row("Question", cell), row(p("Framed text.") + p("More.")))
    assert shapes(read(body)) == [
        ("row", 0, "Question\tAnswer.\nSecond line."),
        ("paragraph", 0, "Framed text."),
        ("paragraph", 0, "More."),
    ]


def test_a_table_of_contents_is_furniture() -> None:
    field = '<w:r><w:fldChar w:fldCharType="{}"/></w:r>'
    code = '<w:r><w:instrText> TOC \\o "1-3" </w:instrText></w:r>'
    body = (
        p(field.format("begin"), code, field.format("separate"), "Introduction 3")
        + p("Norms 5", field.format("end"))
        + styled("Annex 9", "C")
        + p("Body text.")
    )
    reading = read(body, styles=STYLES)
    assert [kind for kind, _, _ in shapes(reading)] == ["furniture"] * 3 + ["paragraph"]
    assert [note.text for note in reading.notes] == ['TOC \\o "1-3"']


def test_comments_have_anchor_thread_and_state() -> None:
    body = p("Governments ", '<w:commentRangeStart w:id="0"/>', "should act") + p(
        "soon", '<w:commentRangeEnd w:id="0"/><w:r><w:commentReference w:id="0"/></w:r>', "."
    )
    comments = (
        f'<w:comment w:id="0" w:author="Ann" w:date="2016-09-01T10:00:00Z">'
        f'<w:p w14:paraId="AA">{r("Why?")}</w:p></w:comment>'
        f'<w:comment w:id="1" w:author="Bob"><w:p w14:paraId="BB">{r("Because.")}</w:p></w:comment>'
    )
    threads = (
        '<w15:commentEx w15:paraId="AA" w15:done="1"/>'
        '<w15:commentEx w15:paraId="BB" w15:paraIdParent="AA" w15:done="0"/>'
    )
    reading = read(body, comments=comments, threads=threads)
    first, answer = reading.comments
    assert (first.author, first.text, first.anchor) == ("Ann", "Why?", "should act\nsoon")
    assert reading.text[first.start :].startswith("should act")
    assert first.resolved
    assert (answer.parent, answer.resolved, answer.text) == ("0", False, "Because.")
    assert "Why?" not in reading.text


def test_an_anchor_over_a_deletion_is_what_still_stands() -> None:
    body = p(
        '<w:commentRangeStart w:id="0"/>', "old ", dele("gone "), ins("new"),
        '<w:commentRangeEnd w:id="0"/>',
    )  # fmt: skip
    comment = f'<w:comment w:id="0" w:author="A">{p("Fine")}</w:comment>'
    assert read(body, comments=comment).comments[0].anchor == "old new"


def test_headers_footnotes_and_field_codes_are_notes() -> None:
    body = p("Body", '<w:r><w:footnoteReference w:id="1"/></w:r>', ".")
    separator = f'<w:footnote w:id="0" w:type="separator">{p("---")}</w:footnote>'
    reading = read(
        body,
        footnotes=separator + f'<w:footnote w:id="1">{p("See annex 2.")}</w:footnote>',
        header=p("WTDC14/22-E"),
        footer=p(f'<w:fldSimple w:instr=" PAGE ">{r("3")}</w:fldSimple>'),
    )
    assert reading.text == "Body."
    assert [(note.kind, note.text) for note in reading.notes] == [
        ("footnote", "See annex 2."),
        ("header", "WTDC14/22-E"),
        ("footer", "3"),
        ("field", "PAGE"),
    ]


@pytest.mark.parametrize("properties", ["<w:vanish/>", '<w:rStyle w:val="V"/>'])
def test_hidden_text_is_put_aside_and_flagged(properties: str) -> None:
    reading = read(p("We agree. ", r("Actually we do not.", properties)), styles=STYLES)
    assert reading.text == "We agree. "
    assert [(note.id, note.text) for note in reading.notes] == [("hidden-1", "Actually we do not.")]
    assert HIDDEN in reading.flags


def test_vanish_that_says_off_hides_nothing() -> None:
    assert read(p(r("seen", '<w:vanish w:val="0"/>'))).text == "seen"


def test_a_prompt_that_nobody_filled_in_is_not_text() -> None:
    prompt = (
        "<w:sdt><w:sdtPr><w:showingPlcHdr/></w:sdtPr>"
        f"<w:sdtContent>{r('Click here to enter text.')}</w:sdtContent></w:sdt>"
    )
    assert read(p("Name: ", prompt)).text == "Name: "


def test_breaks_tabs_and_symbols_become_characters() -> None:
    pieces = (
        "<w:r><w:t>a</w:t><w:br/><w:t>b</w:t><w:tab/><w:t>c</w:t><w:noBreakHyphen/>"
        '<w:t>d</w:t><w:br w:type="page"/><w:sym w:font="Wingdings" w:char="F0FE"/></w:r>'
    )
    assert read(p(pieces)).text == "a\nb\tc-d☑"


def test_a_field_inside_another_ones_code_is_not_shown() -> None:
    begin, middle, end = (
        f'<w:r><w:fldChar w:fldCharType="{kind}"/></w:r>' for kind in ("begin", "separate", "end")
    )
    code = "<w:r><w:instrText>{}</w:instrText></w:r>"
    inner = begin + code.format("MERGEFIELD x") + middle + r("inner") + end
    body = p("a ", begin, code.format("IF "), inner, middle, "shown", end, " b")
    assert read(body).text == "a shown b"


def test_control_and_bidirectional_characters_are_replaced_and_flagged() -> None:
    reading = read(p("a\u202eb\u200bc"))
    assert reading.text == "a\ufffdbc"
    assert "bidirectional controls" in reading.flags


def test_a_strict_document_reads_like_any_other() -> None:
    made = files(p("Strict ", ins("text")))
    strict = {
        name: content.replace(W, "http://purl.oclc.org/ooxml/wordprocessingml/main")
        for name, content in made.items()
    }
    reading = read_docx(pack(strict))
    assert isinstance(reading, Reading)
    assert reading.text == "Strict text"


def test_a_zip_that_is_no_document_is_refused() -> None:
    made = files(p("x"), main_type="application/vnd.ms-excel.sheet.main+xml")
    refused = read_docx(pack(made))
    assert isinstance(refused, Rejected)
    assert refused.reasons[0].code == "not-a-word-file"


def test_an_ill_formed_part_is_named() -> None:
    made = files(p("x")) | {"word/document.xml": "<w:document><w:body>"}
    refused = read_docx(pack(made))
    assert isinstance(refused, Rejected)
    assert (refused.reasons[0].code, refused.reasons[0].where) == ("damaged", "word/document.xml")


def test_properties_are_kept_for_the_secretariat() -> None:
    made = files(p("x"))
    core = "http://schemas.openxmlformats.org/package/2006/metadata/core-properties"
    made["docProps/core.xml"] = f'<c xmlns="{core}"><creator>Ann</creator></c>'
    made["_rels/.rels"] = made["_rels/.rels"].replace(
        "</Relationships>",
        f'<Relationship Id="c" Type="{core}" Target="docProps/core.xml"/></Relationships>',
    )
    reading = read_docx(pack(made))
    assert isinstance(reading, Reading)
    assert reading.properties == {"creator": "Ann"}
