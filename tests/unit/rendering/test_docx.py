"""The Word file opens, clicks, keeps its ids through another editor, and is the same each time."""

import re
import shutil
import subprocess
import time
from io import BytesIO
from pathlib import Path

import docx
import pytest
from lxml import etree

from bpforum.data import data_path
from bpforum.errors import RenderingFailed
from bpforum.rendering.canonical_zip import pack, unpack
from bpforum.rendering.docx import render_docx
from bpforum.rendering.word_table import share
from bpforum.rendering.word_xml import NAMESPACES, Element, qualified
from models.outcome import Outcome, ParagraphBlock, Table
from tests.unit.rendering.sample import ARABIC, HOSTILE, make_outcome

SHELL = data_path("templates", "outcome", "shell.docx").read_bytes()
RELATIONSHIPS = "word/_rels/document.xml.rels"


@pytest.fixture(scope="module", params=["ltr", "rtl"])
def outcome(request: pytest.FixtureRequest) -> Outcome:
    return make_outcome(request.param)


@pytest.fixture(scope="module")
def rendered(outcome: Outcome) -> bytes:
    return render_docx(outcome, SHELL)


@pytest.fixture(scope="module")
def body(rendered: bytes) -> Element:
    return etree.fromstring(unpack(rendered)["word/document.xml"])


def test_the_same_outcome_makes_the_same_bytes(outcome: Outcome, rendered: bytes) -> None:
    read_again = Outcome.model_validate_json(outcome.model_dump_json())
    assert render_docx(read_again, SHELL) == rendered


def test_nothing_tells_when_or_by_whom_it_was_made(outcome: Outcome, rendered: bytes) -> None:
    properties = docx.Document(BytesIO(rendered)).core_properties
    assert properties.title == outcome.cover.title
    assert properties.author == properties.last_modified_by == outcome.cover.forum
    assert properties.created == properties.modified == outcome.as_of
    undated = render_docx(outcome.model_copy(update={"as_of": None}), SHELL)
    created = docx.Document(BytesIO(undated)).core_properties.created
    assert created is not None
    assert created.year == 1980


def test_every_id_is_bookmarked_once_without_length(outcome: Outcome, body: Element) -> None:
    names = _values(body, "w:bookmarkStart", "w:name")
    blocks = [
        one.id
        for section in outcome.sections
        for one in section.blocks
        if not isinstance(one, ParagraphBlock)
    ]
    ids = [*(one.id for one in outcome.sections), *(one.id for one in outcome.paragraphs), *blocks]
    assert sorted(names) == sorted(f"_bpf_{id}" for id in ids)
    assert max(map(len, names)) <= 40
    for start in body.iter(qualified("w:bookmarkStart")):
        end = start.getnext()
        assert end is not None
        assert end.tag == qualified("w:bookmarkEnd")
        assert end.get(qualified("w:id")) == start.get(qualified("w:id"))


def test_citations_click_there_and_back(outcome: Outcome, body: Element) -> None:
    paragraphs = {
        name: p
        for p in body.iter(qualified("w:p"))
        for name in _values(p, "w:bookmarkStart", "w:name")
    }
    for source in outcome.sources:
        entry = f"_bpf_{source.paragraph}"
        back = _values(paragraphs[entry], "w:hyperlink", "w:anchor")
        assert back == [f"_bpf_{id}" for id in source.cited_in]
        for citing in back:
            assert entry in _values(paragraphs[citing], "w:hyperlink", "w:anchor")


def test_every_link_and_field_inside_leads_to_a_bookmark(body: Element) -> None:
    names = set(_values(body, "w:bookmarkStart", "w:name"))
    fields = re.findall(r"PAGEREF (\S+)", " ".join(body.itertext(qualified("w:instrText"))))
    assert fields
    assert {*_values(body, "w:hyperlink", "w:anchor"), *fields} <= names


def test_only_safe_addresses_lead_outside(rendered: bytes) -> None:
    relationships = etree.fromstring(unpack(rendered)[RELATIONSHIPS])
    outside = [one.get("Target") for one in relationships if one.get("TargetMode") == "External"]
    assert outside == ["https://forum.example/draft?a=1&b=2"]


def test_fields_are_opened_and_closed_in_pairs(body: Element) -> None:
    kinds = _values(body, "w:fldChar", "w:fldCharType")
    assert kinds.count("begin") == kinds.count("separate") == kinds.count("end")


def test_each_paragraph_reads_as_in_the_outcome_but_for_what_is_marked_as_added(
    outcome: Outcome, rendered: bytes
) -> None:
    words = _words_by_id(rendered)
    for paragraph in outcome.paragraphs:
        assert _bare(words[paragraph.id]) == _bare(_legal(paragraph.text))


def test_numbers_stand_before_their_paragraphs(outcome: Outcome, body: Element) -> None:
    for p in body.iter(qualified("w:p")):
        for name in _values(p, "w:bookmarkStart", "w:name"):
            found = [one for one in outcome.paragraphs if f"_bpf_{one.id}" == name]
            if found and found[0].n is not None:
                first = p.find(".//w:t", NAMESPACES)
                assert first is not None
                assert first.text == str(found[0].n)


def test_the_contents_are_filled_before_anybody_updates_them(
    outcome: Outcome, body: Element
) -> None:
    listed = [
        "".join(p.itertext(qualified("w:t")))
        for p in body.iter(qualified("w:p"))
        if _values(p, "w:pStyle", "w:val")[:1] in (["Toc1"], ["Toc2"])
    ]
    titles = [one.title for one in outcome.sections if one.level <= 2]
    assert [entry.split("¶")[0] for entry in listed] == titles
    assert "¶ 1" in listed[0]


def test_no_setting_makes_word_ask_before_it_opens(rendered: bytes) -> None:
    assert b"updateFields" not in unpack(rendered)["word/settings.xml"]
    assert b"w:dirty" not in unpack(rendered)["word/document.xml"]


def test_properties_stand_in_the_order_of_the_schema(body: Element) -> None:
    orders = {
        "w:pPr": "pStyle keepNext keepLines pageBreakBefore numPr bidi spacing ind jc",
        "w:rPr": "rStyle rtl lang",
        "w:tblPr": "tblStyle bidiVisual tblW tblLayout tblLook",
        "w:tcPr": "tcW gridSpan shd tcMar vAlign",
    }
    for name, order in orders.items():
        ranks = {qualified(f"w:{one}"): at for at, one in enumerate(order.split())}
        for properties in body.iter(qualified(name)):
            places = [ranks[str(one.tag)] for one in properties]
            assert places == sorted(places)


def test_table_rows_stay_whole_and_heads_repeat(body: Element) -> None:
    tables = [one for one in body.iter(qualified("w:tbl")) if _values(one, "w:tblStyle", "w:val")]
    rows = [row for table in tables for row in table.iter(qualified("w:tr"))]
    assert all(row.find("w:trPr/w:cantSplit", NAMESPACES) is not None for row in rows)
    heads = body.findall(".//w:tblHeader", NAMESPACES)
    assert len(heads) == 2


def test_columns_share_the_width_by_need() -> None:
    table = Table(
        id="t", caption="", head=("A", "B"), rows=(("word " * 30, "1"), ("x", "22")), numeric=(1,)
    )
    wide, narrow = share(table, 9000)
    assert wide + narrow == 9000
    assert wide > 4 * narrow
    crowded = table.model_copy(update={"head": ("Unbreakable" * 3,) * 20, "rows": ()})
    assert sum(share(crowded, 9000)) == 9000


def test_charts_are_words_charts_with_their_numbers_and_a_description(rendered: bytes) -> None:
    parts = unpack(rendered)
    charts = [etree.fromstring(parts[f"word/charts/bpf{n}.xml"]) for n in (1, 2)]
    values = [[v.text for v in c.iterfind(".//c:val//c:v", NAMESPACES)] for c in charts]
    assert values[0] == ["4", "14", "6", "9", "5"]
    assert len(values[1]) == 25
    told = _values(etree.fromstring(parts["word/document.xml"]), "wp:docPr", "descr")
    assert "Civil society: 14" in told[0]
    assert set(_values(charts[1], "c:showVal", "val")) == {"1"}


def test_hostile_text_stays_text(rendered: bytes) -> None:
    whole = "".join(one.text for one in docx.Document(BytesIO(rendered)).paragraphs)
    assert _legal(HOSTILE) in whole
    assert "49" not in whole.split("Hostile")[1][:60]


def test_letters_from_right_to_left_say_so(outcome: Outcome, body: Element) -> None:
    arabic = [r for r in body.iter(qualified("w:r")) if ARABIC[:10] in "".join(r.itertext())]
    assert arabic
    assert all(run.find("w:rPr/w:rtl", NAMESPACES) is not None for run in arabic)
    turned = body.find(".//w:sectPr/w:bidi", NAMESPACES) is not None
    assert turned == (outcome.direction == "rtl")


def test_ten_thousand_entries_take_less_than_ten_seconds() -> None:
    outcome = make_outcome(extra_entries=10_000)
    start = time.process_time()
    render_docx(outcome, SHELL)
    assert time.process_time() - start < 10


@pytest.mark.parametrize(
    ("old", "new", "complaint"),
    [
        (b"{{ body }}", b"", "lost its place"),
        (b"{{ body }}", b"Text {{ body }}", "lost its place"),
        (b"{{ cover.title }}", b"{{ cover.nosuch }}", "cannot be filled"),
        (b"{{ cover.title }}", b"{{ cover.title", "cannot be filled"),
        (b"{{ cover.title }}", b"{{ cycler.__init__.__globals__ }}", "cannot be filled"),
    ],
)
def test_a_shell_that_cannot_be_used_is_refused_with_what_to_do(
    old: bytes, new: bytes, complaint: str
) -> None:
    parts = unpack(SHELL)
    assert old in parts["word/document.xml"]
    parts["word/document.xml"] = parts["word/document.xml"].replace(old, new)
    with pytest.raises(RenderingFailed, match=complaint):
        render_docx(make_outcome(), pack(parts))


def test_a_shell_without_one_of_our_styles_is_refused_by_its_name() -> None:
    parts = unpack(SHELL)
    parts["word/styles.xml"] = parts["word/styles.xml"].replace(b'"BPF Quote"', b'"My quote"')
    with pytest.raises(RenderingFailed, match="BPF Quote"):
        render_docx(make_outcome(), pack(parts))


def test_what_is_no_word_file_is_refused() -> None:
    with pytest.raises(RenderingFailed, match=r"not a \.docx"):
        render_docx(make_outcome(), b"not a zip")


def test_a_title_that_looks_like_a_place_is_printed() -> None:
    cover = make_outcome().cover.model_copy(update={"title": "\ue000body\ue000 {{ body }}"})
    rendered = render_docx(make_outcome().model_copy(update={"cover": cover}), SHELL)
    assert len(_words_by_id(rendered)) > 30


@pytest.mark.skipif(not shutil.which("soffice"), reason="LibreOffice is not installed")
def test_the_ids_survive_another_editor(outcome: Outcome, rendered: bytes, tmp_path: Path) -> None:
    (tmp_path / "outcome.docx").write_bytes(rendered)
    profile = f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}"
    command = ["soffice", profile, "--headless", "--convert-to", "docx:MS Word 2007 XML",
               "--outdir", str(tmp_path / "out"), str(tmp_path / "outcome.docx")]  # fmt: skip
    subprocess.run(command, check=True, capture_output=True, timeout=240)
    saved = (tmp_path / "out" / "outcome.docx").read_bytes()
    names = _values(
        etree.fromstring(unpack(saved)["word/document.xml"]), "w:bookmarkStart", "w:name"
    )
    ours = [name for name in names if name.startswith("_bpf_")]
    ids = [*(one.id for one in outcome.paragraphs), *(one.id for one in outcome.sections)]
    assert {f"_bpf_{id}" for id in ids} <= set(ours)
    assert len(set(ours)) == len(ours)


def _values(root: Element, element: str, attribute: str) -> list[str]:
    name = qualified(attribute) if ":" in attribute else attribute
    found = (one.get(name) for one in root.iter(qualified(element)))
    return [value for value in found if value is not None]


def _words_by_id(rendered: bytes) -> dict[str, str]:
    """The words of each bookmarked paragraph, without the runs in styles called `BPF Added …`."""
    body = etree.fromstring(unpack(rendered)["word/document.xml"])
    words = {}
    for p in body.iter(qualified("w:p")):
        for name in _values(p, "w:bookmarkStart", "w:name"):
            runs = [
                run
                for run in p.iter(qualified("w:r"))
                if not any("BPFAdded" in one for one in _values(run, "w:rStyle", "w:val"))
            ]
            words[name.removeprefix("_bpf_")] = "".join(map(_words, runs))
    return words


def _words(run: Element) -> str:
    marks = {"noBreakHyphen": "-", "br": "\n", "tab": "\t"}
    return "".join(marks.get(etree.QName(one).localname, one.text or "") for one in run)


def _bare(text: str) -> str:
    return re.sub(r"\s", "", text)


def _legal(text: str) -> str:
    return re.sub("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]", "\ufffd", text)
