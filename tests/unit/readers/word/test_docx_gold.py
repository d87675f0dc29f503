"""The gold file: 22 tracked changes and 3 comments in every place where Word can put them."""

from io import BytesIO

import pytest

from bpforum.readers.word.reader import read_docx
from models.reading import Reading
from tests.builders.word import change, dele, docx, ins, p, r, row, table

AUTHORS = ("Ann", "Bob")


def by_bob(text: str) -> str:
    return change("ins", r(text), author="Bob")


UNDATED = f'<w:ins w:id="9" w:author="Bob">{r("soon ")}</w:ins>'
LOUD = change("rPrChange", "<w:rPr/>")
START_0, END_0 = '<w:commentRangeStart w:id="0"/>', '<w:commentRangeEnd w:id="0"/>'
START_2, END_2 = '<w:commentRangeStart w:id="2"/>', '<w:commentRangeEnd w:id="2"/>'
MARK = '<w:r><w:commentReference w:id="{}"/></w:r>'
BOX = f"<w:txbxContent>{p('Box ', ins('text '), dele('words '))}</w:txbxContent>"
BODY = "".join(
    [
        p("Governments ", dele("should"), by_bob("may wish to"), " adopt open standards."),
        p("Some ", START_0, "networks ", ins("really "), END_0, MARK.format(0), UNDATED, "grow."),
        p("Read ", f'<w:hyperlink r:id="x">{ins("the list ")}</w:hyperlink>', "first."),
        p("Pick ", f"<w:sdt><w:sdtContent>{ins('one ')}</w:sdtContent></w:sdt>", "of them."),
        p("Nested ", change("ins", r("kept ") + dele("dropped ")), "here."),
        p("One. ", change("moveFrom", r("Moved. ")), "Two. ", change("moveTo", r("Moved. "))),
        p("First half, ", properties=f"<w:rPr>{change('ins')}</w:rPr>") + p("second half."),
        p(START_2, "Third half, ", properties=f"<w:rPr>{change('del')}</w:rPr>"),
        p("fourth half.", END_2, MARK.format(2)),
        table(
            row("Head", p("cell ", ins("grown "), dele("shrunk "))),
            row(p(ins("new ")), p(by_bob("row ")), properties=change("ins")),
        ),
        p(f"<w:r><w:drawing>{BOX}</w:drawing></w:r>", "After the box."),
        p(r("Louder.", f"<w:b/>{LOUD}"), '<w:r><w:footnoteReference w:id="2"/></w:r>'),
        p("The ", ins("very "), "end."),
    ]
)
NOTE = f'<w:footnote w:id="2">{p("See ", ins("annex 2"), ".")}</w:footnote>'
COMMENTS = (
    f'<w:comment w:id="0" w:author="Ann" w:date="2016-09-01T10:00:00Z">'
    f'<w:p w14:paraId="AA">{r("Which ones?")}</w:p></w:comment>'
    f'<w:comment w:id="1" w:author="Bob" w:date="2016-09-02T10:00:00Z">'
    f'<w:p w14:paraId="BB">{r("All.")}</w:p></w:comment>'
    f'<w:comment w:id="2" w:author="Ann"><w:p w14:paraId="CC">{r("Join?")}</w:p></w:comment>'
)
THREADS = (
    '<w15:commentEx w15:paraId="AA" w15:done="1"/>'
    '<w15:commentEx w15:paraId="BB" w15:paraIdParent="AA" w15:done="1"/>'
    '<w15:commentEx w15:paraId="CC" w15:done="0"/>'
)
DATA = docx(BODY, footnotes=NOTE, comments=COMMENTS, threads=THREADS)
NOW = """Governments may wish to adopt open standards.
Some networks really soon grow.
Read the list first.
Pick one of them.
Nested kept here.
One. Two. Moved.\x20
First half,\x20
second half.
Third half, fourth half.
Head\tcell grown\x20
new \trow\x20
After the box.
Box text\x20
Louder.
The very end."""
BEFORE = """Governments should adopt open standards.
Some networks grow.
Read first.
Pick of them.
Nested here.
One. Moved. Two.\x20
First half, second half.
Third half,\x20
fourth half.
Head\tcell shrunk\x20
After the box.
Box words\x20
Louder.
The end."""


@pytest.fixture(scope="module")
def reading() -> Reading:
    found = read_docx(DATA)
    assert isinstance(found, Reading)
    return found


def test_all_22_changes_are_found_each_with_its_author_and_time(reading: Reading) -> None:
    kinds = [one.kind for one in reading.revisions]
    assert len(kinds) == 22
    assert {kind: kinds.count(kind) for kind in sorted(set(kinds))} == {
        "del": 4, "fmt": 1, "ins": 12, "mark-del": 1, "mark-ins": 1, "moveFrom": 1, "moveTo": 1,
        "row-ins": 1,
    }  # fmt: skip
    assert {one.author for one in reading.revisions} == set(AUTHORS)
    assert [one.text for one in reading.revisions if one.at is None] == ["soon "]
    assert {one.at_as_written for one in reading.revisions} == {"", "2014-02-05T09:02:00Z"}


def test_both_texts_stand_whole(reading: Reading) -> None:
    assert reading.text == NOW
    assert reading.original_text == BEFORE


def test_the_three_comments_have_anchor_reply_and_state(reading: Reading) -> None:
    assert [
        (one.author, one.text, one.anchor.strip(), one.parent, one.resolved)
        for one in reading.comments
    ] == [
        ("Ann", "Which ones?", "networks really", "", True),
        ("Bob", "All.", "", "0", True),
        ("Ann", "Join?", "Third half, fourth half.", "", False),
    ]
    assert [one.at is None for one in reading.comments] == [False, False, True]


def test_no_word_of_a_comment_or_deletion_stands_in_the_text(reading: Reading) -> None:
    for words in ("Which", "All.", "Join?", "should", "dropped", "shrunk", "annex"):
        assert words not in reading.text


def test_an_independent_reader_finds_the_same_changes_in_the_body(reading: Reading) -> None:
    from docx import Document
    from docx_plus.revisions import read_revisions

    names = {"insertion": "ins", "deletion": "del", "move_from": "moveFrom", "move_to": "moveTo"}
    theirs = sorted(
        (names[one.revision_type], one.text, one.author)
        for one in read_revisions(Document(BytesIO(DATA)))
        if one.revision_type in names and one.text
    )
    ours = sorted(
        (one.kind, one.text, one.author)
        for one in reading.revisions
        if one.kind in names.values() and one.part == "document"
    )
    assert theirs == ours
