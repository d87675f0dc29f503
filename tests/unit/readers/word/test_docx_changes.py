"""Both texts of a Word document, and every kind of tracked change in it."""

from pathlib import Path

import pytest

from bpforum.readers.word.reader import read_docx
from models.reading import Reading
from tests.builders.word import change, dele, docx, ins, p, r, row, table

SHARED = Path(__file__).parents[5] / "shared/data/tracked-changes"
MARK_DELETED = f"<w:rPr>{change('del')}</w:rPr>"
MARK_INSERTED = f"<w:rPr>{change('ins')}</w:rPr>"


def read(body: str, **parts: str) -> Reading:
    reading = read_docx(docx(body, **parts))
    assert isinstance(reading, Reading)
    return reading


def kinds(reading: Reading) -> list[tuple[str, str]]:
    return [(revision.kind, revision.text) for revision in reading.revisions]


def test_an_untouched_document_has_one_text() -> None:
    reading = read(p("Norms matter.") + p("So does training."))
    assert reading.text == "Norms matter.\nSo does training."
    assert reading.original_text is None
    assert reading.revisions == ()


def test_insertions_and_deletions_make_two_texts() -> None:
    reading = read(p("Governments ", dele("should"), ins("may wish to"), " adopt open standards."))
    assert reading.text == "Governments may wish to adopt open standards."
    assert reading.original_text == "Governments should adopt open standards."
    assert kinds(reading) == [("del", "should"), ("ins", "may wish to")]
    assert [revision.start for revision in reading.revisions] == [12, 12]


def test_author_and_time_are_kept_as_claimed() -> None:
    undated = '<w:del w:id="2"><w:r><w:delText>x</w:delText></w:r></w:del>'
    revisions = read(p("a", ins("b"), undated)).revisions
    assert revisions[0].author == "Ann"
    assert revisions[0].at_as_written == "2014-02-05T09:02:00Z"
    assert revisions[0].at is not None
    assert revisions[0].at.isoformat() == "2014-02-05T09:02:00+00:00"
    assert (revisions[1].author, revisions[1].at, revisions[1].at_as_written) == ("", None, "")


def test_a_deletion_inside_an_insertion_is_in_neither_text() -> None:
    nested = change("ins", r("kept ") + dele("dropped "))
    reading = read(p("Text ", nested, "goes on."))
    assert reading.text == "Text kept goes on."
    assert reading.original_text == "Text goes on."
    assert kinds(reading) == [("ins", "kept "), ("del", "dropped ")]


def test_a_move_is_once_in_each_text() -> None:
    body = p("One. ", change("moveFrom", r("Moved. ")), "Two. ", change("moveTo", r("Moved. ")))
    reading = read(body)
    assert reading.text == "One. Two. Moved. "
    assert reading.original_text == "One. Moved. Two. "
    assert kinds(reading) == [("moveFrom", "Moved. "), ("moveTo", "Moved. ")]


def test_a_deleted_paragraph_end_joins_in_the_current_text() -> None:
    reading = read(p("First half, ", properties=MARK_DELETED) + p("second half."))
    assert reading.text == "First half, second half."
    assert reading.original_text == "First half, \nsecond half."
    assert kinds(reading) == [("mark-del", "")]


def test_an_inserted_paragraph_end_joins_in_the_original_text() -> None:
    reading = read(p("First half, ", properties=MARK_INSERTED) + p("second half."))
    assert reading.text == "First half, \nsecond half."
    assert reading.original_text == "First half, second half."


def test_a_joined_paragraph_is_what_its_last_part_is() -> None:
    styles = '<w:style w:type="paragraph" w:styleId="H"><w:name w:val="heading 1"/></w:style>'
    heading = '<w:pStyle w:val="H"/>'
    reading = read(
        p("Old heading ", properties=heading + MARK_DELETED) + p("and text."), styles=styles
    )
    assert [block.kind for block in reading.blocks] == ["paragraph"]


def test_a_wholly_deleted_paragraph_leaves_no_empty_line() -> None:
    reading = read(p("Stays.") + p(dele("Goes."), properties=MARK_DELETED) + p("Stays too."))
    assert reading.text == "Stays.\nStays too."
    assert reading.original_text == "Stays.\nGoes.\nStays too."


def test_rows_come_and_go_with_their_changes() -> None:
    body = table(
        row("a", "b"),
        row(p(ins("new")), p(ins("row")), properties=change("ins")),
        row("old", "row", properties=change("del")),
    )
    reading = read(body)
    assert reading.text == "a\tb\nnew\trow"
    assert reading.original_text == "a\tb\nold\trow"
    assert [kind for kind, _ in kinds(reading)] == ["row-ins", "ins", "ins", "row-del"]
    assert kinds(reading)[-1] == ("row-del", "old\trow")


def test_changes_of_form_are_listed_and_change_no_text() -> None:
    bold = f"<w:b/>{change('rPrChange', '<w:rPr/>')}"
    body = p(r("loud", bold), " text", properties=change("pPrChange", "<w:pPr/>"))
    reading = read(body)
    assert reading.text == reading.original_text == "loud text"
    assert kinds(reading) == [("fmt", "loud"), ("fmt", "")]


@pytest.mark.parametrize(
    "wrapped",
    [
        '<w:hyperlink r:id="x">{}</w:hyperlink>',
        "<w:sdt><w:sdtContent>{}</w:sdtContent></w:sdt>",
        "<w:smartTag>{}</w:smartTag>",
        '<w:fldSimple w:instr="REF x">{}</w:fldSimple>',
        "<m:oMath>{}</m:oMath>",
    ],
)
def test_changes_inside_other_things_are_found(wrapped: str) -> None:
    reading = read(p("a ", wrapped.format(ins("b") + dele("c"))))
    assert (reading.text, reading.original_text) == ("a b", "a c")
    assert kinds(reading) == [("ins", "b"), ("del", "c")]


def test_changes_in_a_text_box_are_found_once() -> None:
    inner = f"<w:txbxContent>{p('Box ', ins('grows'))}</w:txbxContent>"
    drawing = (
        f"<w:r><mc:AlternateContent><mc:Choice><w:drawing>{inner}</w:drawing></mc:Choice>"
        f"<mc:Fallback><w:pict>{inner}</w:pict></mc:Fallback></mc:AlternateContent></w:r>"
    )
    reading = read(p("Anchor.", drawing) + p("After."))
    assert reading.text == "Anchor.\nBox grows\nAfter."
    assert kinds(reading) == [("ins", "grows")]


def test_changes_in_a_footnote_are_listed_without_a_place() -> None:
    note = f'<w:footnote w:id="2">{p("See ", ins("annex"), dele("chapter"))}</w:footnote>'
    reading = read(p("Body."), footnotes=note)
    assert [(n.kind, n.id, n.text) for n in reading.notes] == [("footnote", "2", "See annex")]
    assert [(v.kind, v.part, v.start) for v in reading.revisions] == [
        ("ins", "footnotes", None),
        ("del", "footnotes", None),
    ]


def test_a_change_around_whole_paragraphs_holds_for_all_of_them() -> None:
    reading = read(p("Before.") + change("ins", p("One.") + p("Two.")) + p("After."))
    assert reading.text == "Before.\nOne.\nTwo.\nAfter."
    assert reading.original_text == "Before.\nAfter."


def test_a_deleted_cell_leaves_the_current_text() -> None:
    cell = f"<w:tc><w:tcPr>{change('cellDel')}</w:tcPr>{p('gone')}</w:tc>"
    body = f"<w:tbl><w:tr><w:tc>{p('stays')}</w:tc>{cell}</w:tr></w:tbl>"
    reading = read(body)
    assert reading.text.strip() == "stays"
    assert reading.original_text == "stays\tgone"
    assert kinds(reading) == [("del", "gone")]


def test_places_fit_the_text() -> None:
    reading = read(p("é".join("abc")) + p("x ", ins("inserted here"), " y"))
    (revision,) = reading.revisions
    assert revision.start is not None
    assert reading.text[revision.start :].startswith("inserted here")


def test_an_accent_in_the_next_run_still_composes() -> None:
    reading = read(p("cafe", "\u0301 ", ins("noir")))
    assert reading.text == "café noir"
    assert reading.revisions[0].start == len("café ")


def documents() -> list[Path]:
    return sorted(SHARED.glob("*/*.docx")) if SHARED.is_dir() else []


@pytest.mark.skipif(not documents(), reason="the shared tracked-change documents are not here")
@pytest.mark.parametrize("path", documents(), ids=lambda path: path.stem)
def test_real_documents_agree_with_another_reader(path: Path) -> None:
    from docx import Document
    from docx_plus.revisions import read_revisions

    reading = read_docx(path.read_bytes())
    assert isinstance(reading, Reading)
    ours = sorted(
        (revision.kind.removeprefix("mark-"), revision.text)
        for revision in reading.revisions
        if revision.kind in ("ins", "del", "moveFrom", "moveTo") and revision.text
    )
    names = {"insertion": "ins", "deletion": "del", "move_from": "moveFrom", "move_to": "moveTo"}
    theirs = sorted(
        (names[revision.revision_type], revision.text)
        for revision in read_revisions(Document(str(path)))
        if revision.revision_type in names and revision.text
    )
    missing = [one for one in theirs if not any(_same(one, other) for other in ours)]
    assert missing == []


def _same(one: tuple[str, str], other: tuple[str, str]) -> bool:
    """The other reader leaves tabs and line breaks out."""
    return one[0] == other[0] and "".join(one[1].split()) == "".join(other[1].split())
