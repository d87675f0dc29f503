"""Published drafts, comments on them, the queue, and what became of each: by the pages alone."""

import io
import re
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from docx import Document
from python_calamine import CalamineWorkbook

from bpforum.pipeline import compile_forum
from bpforum.publishing import Asked, decide_on, publish
from bpforum.verify import verify_files
from bpforum.web.site import Site
from models.decision import Decision
from models.run import CompileRequest
from tests.web.conftest import FORUM, Browser, Clock

TEXTS = {
    "a.txt": "Community networks need shared towers, because a village cannot pay for one of its "
    "own and the operators have no reason to build there.",
    "b.txt": "Training of local technicians keeps a network alive after the donors have left.",
    "c.txt": "Spectrum fees should be waived for networks that serve fewer than a thousand people.",
}
LATER = "Schools in the valley lend their roofs, and in return they are connected for free."
PARAGRAPH = "status_binding"
WORDS = "It binds nobody"


@pytest.fixture(scope="session")
def compiled_forum(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A forum with a run in `outputs`, made once."""
    base = tmp_path_factory.mktemp("published")
    folder = base / "forum"
    (folder / "inbox").mkdir(parents=True)
    (folder / "forum.toml").write_text(FORUM)
    for name, text in TEXTS.items():
        (folder / "inbox" / name).write_text(text)
    compile_forum(CompileRequest(folder=str(folder), out=str(base / "outputs")))
    return base


@pytest.fixture
def folder(compiled_forum: Path, tmp_path: Path) -> Path:
    shutil.copytree(compiled_forum, tmp_path, dirs_exist_ok=True)
    return tmp_path / "forum"


def publish_newest(site: Site, clock: Clock, label: str = "Draft I") -> str:
    run = site.newest_run
    assert run is not None
    closes = clock.now.replace(day=20, hour=21, minute=0)
    asked = Asked(label=label, by="A. Coordinator", closes=closes)
    return publish(site.store, site.folder, run, asked, clock.now).id


@pytest.fixture
def published(site: Site, clock: Clock) -> str:
    """The id of a version that is open for comment until 20 June, 21:00 UTC."""
    return publish_newest(site, clock)


def filled(page: str, **more: str) -> dict[str, Any]:
    """What the form on a page would send, with what is typed into it."""
    found = dict(re.findall(r'<input type="hidden" name="([\w-]+)" value="([^"]*)"', page))
    areas = dict(re.findall(r'<textarea id="([\w-]+)"[^>]*>\n(.*?)</textarea>', page, re.DOTALL))
    return {**found, **areas, "name": "Mara Okoye", "consent": "full", **more}


def comment(browser: Browser, query: str, **typed: str) -> str:
    """Files a comment by the form; the address of its receipt."""
    path = "/published/v1/comment"
    form = browser.get(f"{path}?{query}")
    assert form.status_code == 200, form.text
    checked = browser.post(path, filled(form.text, act="check", **typed))
    assert checked.status_code == 200, checked.text
    pairs = re.findall(r'<input type="hidden" name="([\w-]+)" value="([^"]*)"', checked.text)
    sent = browser.post(path, {**dict(pairs), "act": "send"})
    assert sent.status_code == 303, sent.text
    return str(sent.headers["location"])


def number(browser: Browser, receipt: str) -> str:
    found = re.search(r'class="number">(C-\d+)<', browser.get(receipt).text)
    assert found is not None
    return found[1]


def test_a_published_draft_is_on_the_home_page_with_its_close(
    visitor: Browser, published: str
) -> None:
    home = visitor.get("/").text
    assert "Compilation of inputs: working document" in home
    assert "21 June 2026, 00:00 (Africa/Nairobi)" in home
    assert visitor.follow(visitor.get("/published")).status_code == 200


def test_the_text_has_numbered_paragraphs_each_with_its_count(
    visitor: Browser, published: str
) -> None:
    page = visitor.get("/published/v1").text
    assert re.search(rf'id="{PARAGRAPH}".*?class="num" href="#{PARAGRAPH}"', page, re.DOTALL)
    assert f'href="/published/v1/on/{PARAGRAPH}"' in page
    assert "0 comments on paragraph 2" in page
    assert 'id="annex_1"' in page


def test_a_comment_is_read_by_everybody_once_somebody_has_looked_at_it(
    visitor: Browser, signed_in: Callable[..., Browser], published: str
) -> None:
    receipt = comment(visitor, f"on={PARAGRAPH}&scope=paragraph", text="Whom does it bind?")
    name = number(visitor, receipt)
    assert "Whom does it bind?" not in visitor.get(f"/published/v1/on/{PARAGRAPH}").text
    assert visitor.get(f"/comments/{name}").status_code == 404
    own = visitor.get(receipt.replace("/filed/", "/became/")).text
    assert "Waits until somebody has looked at it" in own
    assert visitor.get("/comments").status_code == 303
    coordinator = signed_in("coordinator")
    queue = coordinator.get("/comments").text
    assert "Whom does it bind?" in queue
    shown = coordinator.post(
        f"/comments/{name}/show", {"version": name, "was": "waiting", "state": "waiting"}
    )
    assert shown.status_code == 303
    assert "Whom does it bind?" in visitor.get(f"/published/v1/on/{PARAGRAPH}").text
    assert "1 comment on paragraph" in visitor.get("/published/v1").text
    assert "Shown beside the text" in visitor.get(f"/comments/{name}").text


def show_all(coordinator: Browser) -> None:
    for name in re.findall(r'action="/comments/(C-\d+)/show"', coordinator.get("/comments").text):
        fields = {"version": name, "was": "waiting", "state": "waiting"}
        assert coordinator.post(f"/comments/{name}/show", fields).status_code == 303


def test_held_back_needs_a_reason_that_its_author_reads_and_nobody_else(
    visitor: Browser, signed_in: Callable[..., Browser], published: str
) -> None:
    receipt = comment(visitor, "scope=whole", text="Buy cheap watches here.")
    name = number(visitor, receipt)
    coordinator = signed_in("secretariat")
    fields = {"version": name, "was": "waiting", "state": "waiting"}
    refused = coordinator.post(f"/comments/{name}/hold", fields)
    assert refused.status_code == 422
    assert "Say why it is held back." in refused.text
    held = coordinator.post(f"/comments/{name}/hold", {**fields, "why": "it is an advertisement"})
    assert held.status_code == 303
    assert "an advertisement" in visitor.get(receipt.replace("/filed/", "/became/")).text
    assert visitor.get(f"/comments/{name}").status_code == 404
    assert "cheap watches" not in visitor.get("/published/v1/all/whole").text
    stale = coordinator.post(f"/comments/{name}/show", fields)
    assert stale.status_code == 409
    assert "Somebody decided about this comment" in stale.text


def test_words_proposed_words_sections_and_what_is_missing_each_have_their_place(
    visitor: Browser, signed_in: Callable[..., Browser], published: str
) -> None:
    comment(visitor, f"on={PARAGRAPH}&scope=selection&selection={WORDS}&start=30", text="Why not?")
    comment(
        visitor, f"on={PARAGRAPH}&scope=paragraph", text="", wording="It is no negotiated text.",
        rationale="Shorter.",
    )  # fmt: skip
    comment(visitor, "on=status&scope=section", text="Too long, this section.")
    comment(visitor, "scope=missing", text="Nothing is said of islands.")
    show_all(signed_in("coordinator"))
    page = visitor.get(f"/published/v1/on/{PARAGRAPH}").text
    assert "2 comments" in page
    assert f'<blockquote class="marked-words"><p>{WORDS}</p>' in page
    assert "<del>" in page
    assert "negotiated text." in page
    assert "Shorter." in page
    assert "Too long, this section." in visitor.get("/published/v1/section/status").text
    assert "islands" in visitor.get("/published/v1/all/missing").text


def test_words_that_are_not_in_the_paragraph_are_asked_for_again_and_nothing_is_lost(
    visitor: Browser, published: str
) -> None:
    path = "/published/v1/comment"
    form = visitor.get(f"{path}?on={PARAGRAPH}&scope=selection&selection=no such words")
    answer = visitor.post(path, filled(form.text, act="check", text="I wrote this for long."))
    assert answer.status_code == 422
    assert "These words do not stand in the paragraph." in answer.text
    assert "I wrote this for long." in answer.text
    assert 'name="selection"' in answer.text


def test_a_reply_stands_under_what_it_answers(
    visitor: Browser, signed_in: Callable[..., Browser], published: str
) -> None:
    first = number(visitor, comment(visitor, "scope=whole", text="Say more of money."))
    coordinator = signed_in("coordinator")
    show_all(coordinator)
    comment(visitor, f"answers={first}", text="I agree, and of repairs.")
    show_all(coordinator)
    page = visitor.get("/published/v1/all/whole").text
    assert page.index("Say more of money.") < page.index("I agree, and of repairs.")
    assert page.count('class="voice"') == 2


def test_who_wishes_is_not_named_nor_found_by_an_address_in_the_text(
    visitor: Browser, signed_in: Callable[..., Browser], published: str
) -> None:
    typed = {"consent": "name_withheld", "organisation": "Valley Mesh"}
    text = "I, Mara Okoye of Valley Mesh, ask you to write to mara@example.org."
    comment(visitor, "scope=whole", text=text, **typed)
    show_all(signed_in("coordinator"))
    page = visitor.get("/published/v1/all/whole").text
    assert "Name withheld" in page
    assert "Okoye" not in page
    assert "Valley Mesh" not in page
    assert "mara@example.org" not in page


def test_comments_close_in_time_and_in_grace_what_was_begun_is_taken(
    visitor: Browser, site: Site, clock: Clock, folder: Path
) -> None:
    toml = (folder / "forum.toml").read_text()
    call = (
        '[[calls]]\nid = "draft"\ntitle = "Comments"\ncloses = 2026-06-20T21:00:00Z\n'
        'grace_minutes = 30\nmoderation = "after"\nconsent_notice = "It is printed."\n'
    )
    (folder / "forum.toml").write_text(toml.replace("[[sessions]]", call + "[[sessions]]", 1))
    run = site.newest_run
    assert run is not None
    asked = Asked(label="Draft I", by="A", call="draft")
    publish(site.store, site.folder, run, asked, clock.now)
    comment(visitor, "scope=whole", text="Shown at once.")
    assert "Shown at once." in visitor.get("/published/v1/all/whole").text
    begun = visitor.get("/published/v1/comment?scope=whole")
    clock.now = clock.now.replace(day=20, hour=21, minute=10)
    assert "still taken until" in visitor.get("/published/v1").text
    checked = visitor.post("/published/v1/comment", filled(begun.text, act="check", text="Late."))
    assert checked.status_code == 200
    clock.go_on(minutes=25)
    over = visitor.post("/published/v1/comment", filled(begun.text, act="check", text="Later."))
    assert over.status_code == 422
    assert "Comments are closed." in over.text
    assert "Later." in over.text
    closed = visitor.get("/published/v1/comment?scope=whole")
    assert closed.status_code == 410
    assert "21 June 2026, 00:00 (Africa/Nairobi)" in closed.text
    decide_on(site.store, "v1", clock.now.replace(day=28), "A", "asked for by many", clock.now)
    assert "asked for by many" in visitor.get("/published/v1").text
    comment(visitor, "scope=whole", text="In the extension.")


def recompiled(folder: Path, site: Site) -> None:
    compile_forum(CompileRequest(folder=str(folder), out=str(site.outputs)))


def test_a_comment_goes_along_to_the_next_version_and_is_told_what_became_of_it(
    visitor: Browser,
    signed_in: Callable[..., Browser],
    site: Site,
    folder: Path,
    clock: Clock,
    published: str,
) -> None:
    target = f"on={PARAGRAPH}&scope=selection&selection={WORDS}&start=30"
    name = number(visitor, comment(visitor, target, text="Say whom it concerns."))
    gone = number(visitor, comment(visitor, "on=method_limits&scope=paragraph", text="Lost?"))
    show_all(signed_in("coordinator"))
    said = {"disposition": "accepted", "reason": "It is clearer.", "paragraphs": [PARAGRAPH]}
    text = "It is no negotiated text. It binds nobody, and concerns all who took part."
    decisions = [
        Decision(id="e1", kind="edit_paragraph", target=PARAGRAPH, value=text, by="A",
                 at=clock.now),
        Decision(id="x1", kind="dispose", target=name, value=said, by="A", at=clock.now,
                 why="between us"),
    ]  # fmt: skip
    site.store.add_decisions(decisions, at=clock.now)
    (folder / "inbox" / "d.txt").write_text(LATER)
    recompiled(folder, site)
    clock.go_on(hours=1)
    assert publish_newest(site, clock, "Draft II") == "v2"
    page = visitor.get(f"/published/v2/on/{PARAGRAPH}").text
    assert "Say whom it concerns." in page
    assert "made on version 1" in page
    assert "reworded since" in page
    became = visitor.get(f"/comments/{name}").text
    assert "Accepted" in became
    assert "It is clearer." in became
    assert "between us" not in became
    assert "<ins>" in became
    assert "There is a newer version" in visitor.get("/published/v1").text
    assert gone in visitor.get("/published/v2/on/method_limits").text
    [annex] = [s for s in site_outcome(site, "v2").sections if s.id == "annex_5"]
    assert any(name in cell for block in annex.blocks for row in getattr(block, "rows", ())
               for cell in row)  # fmt: skip


def site_outcome(site: Site, version: str) -> Any:
    from bpforum.publishing import document, versions

    found = next(one for one in versions(site.store) if one.id == version)
    return document(site.store, found)


def test_until_somebody_looked_a_comment_is_held_out_of_the_document(
    visitor: Browser,
    signed_in: Callable[..., Browser],
    site: Site,
    folder: Path,
    published: str,
) -> None:
    from bpforum.run_folder import read
    from bpforum.verify import RunFiles

    words = "Our harbour office could lend its mast to the whole bay."
    name = number(visitor, comment(visitor, "scope=missing", text=words))
    recompiled(folder, site)
    run = site.newest_run
    assert run is not None
    files = RunFiles(read(run))
    assert verify_files(files.files) == []
    assert files.everything[name].fate == "held"
    assert not any(words.encode() in data for p, data in files.files.items() if "public" in p)
    show_all(signed_in("coordinator"))
    recompiled(folder, site)
    again = site.newest_run
    assert again is not None
    assert RunFiles(read(again)).everything[name].fate != "held"


def test_what_is_erased_is_shown_no_more_in_what_was_published_before(
    visitor: Browser, site: Site, clock: Clock, published: str
) -> None:
    words = "Spectrum fees should be waived"
    assert words in visitor.get("/published/v1").text
    assert visitor.get("/published/v1/files/outcome.docx").status_code == 200
    reference = next(s.reference for s in site.store.submissions() if s.external_id == "c.txt")
    erase = Decision(id="er", kind="erase", target=reference, by="A", at=clock.now)
    site.store.add_decisions([erase], at=clock.now)
    site.store.erase(erase, at=clock.now)
    page = visitor.get("/published/v1").text
    assert words not in page
    assert "No longer shown" in page
    assert visitor.get("/published/v1/files/outcome.docx").status_code == 404


def test_a_withdrawn_version_is_gone(
    visitor: Browser, site: Site, clock: Clock, published: str
) -> None:
    decide_on(site.store, "v1", False, "A", "a name stood in it", clock.now)
    assert visitor.get("/published/v1").status_code == 410
    assert visitor.get("/published/v1/files/outcome.html").status_code == 410
    assert visitor.get("/published").status_code == 404
    assert "Published drafts" not in visitor.get("/").text


def test_a_version_that_is_not_as_it_was_sealed_is_shown_to_nobody(
    visitor: Browser, site: Site, published: str
) -> None:
    [path] = site.folder.glob(".bpforum/published/*/outcome.json")
    path.write_bytes(path.read_bytes().replace(b"negotiated", b"agreed"))
    assert visitor.get("/").status_code == 200
    answer = visitor.get("/published/v1")
    assert answer.status_code == 503
    assert str(site.folder) not in answer.text
    assert visitor.get("/published/v1/files/outcome.json").status_code == 503
    assert visitor.get("/compendium").status_code == 200


@pytest.mark.parametrize(
    "path",
    ["/published/v9", "/published/v1/on/nothing", "/published/v1/section/x", "/comments/C-0001",
     "/published/v1/all/other", "/published/v1/files/..%2F..%2Fstore.sqlite", "/became/x",
     "/published/v1/files/record.json"],
)  # fmt: skip
def test_what_is_not_there_is_not_found(visitor: Browser, published: str, path: str) -> None:
    assert visitor.get(path).status_code == 404


def test_the_blank_sheet_opens_as_word_and_as_a_workbook(visitor: Browser, published: str) -> None:
    word = visitor.get("/published/v1/sheet/docx")
    document = Document(io.BytesIO(word.content))
    assert document.tables[0].rows[0].cells[0].text == "Paragraph"
    book = visitor.get("/published/v1/sheet/xlsx")
    opened = CalamineWorkbook.from_filelike(io.BytesIO(book.content))
    assert opened.sheet_names == ["Your comment", "Paragraphs"]
    rows = opened.get_sheet_by_name("Paragraphs").to_python()
    assert any("binds nobody" in str(row[2]) for row in rows)
    assert visitor.get("/published/v1/sheet/xlsx").content == book.content
    assert visitor.get("/published/v1/sheet/docx").content == word.content
    assert visitor.get("/published/v1/sheet/odt").status_code == 404


def test_a_comment_by_the_api_is_held_to_what_the_form_is_held_to(
    visitor: Browser, clock: Clock, published: str
) -> None:
    def send(key: str, **target: str) -> Any:
        filing = {
            "kind": "comment", "form": "comment-1", "filer": {"name": "Mara Okoye"},
            "consent": "full", "answers": [{"text": "By a program."}],
            "target": {"scope": "selection", "document": "v1", "paragraph": PARAGRAPH, **target},
        }  # fmt: skip
        headers = {"idempotency-key": f"{key}-0123456789012345678901"}
        return visitor.client.post("/api/v1/filings", json={"filing": filing}, headers=headers)

    done = send("a", selection=WORDS)
    assert done.status_code == 201, done.text
    again = send("a", selection=WORDS)
    assert again.json()["receipt"]["reference"] == done.json()["receipt"]["reference"]
    refused = send("b", selection="No such words")
    assert refused.status_code == 422
    assert "do not stand in the paragraph" in refused.text
    assert send("c", document="v7", selection=WORDS).status_code == 422
    assert "By a program." not in visitor.get(f"/published/v1/on/{PARAGRAPH}").text
    clock.now = clock.now.replace(day=25)
    assert send("d", selection=WORDS).status_code == 422


def test_hostile_words_stay_words(
    visitor: Browser, signed_in: Callable[..., Browser], published: str
) -> None:
    text = "<script>alert(1)</script> {{ 7*7 }} \u202eabc"
    comment(visitor, "scope=whole", text=text, name="<b>Eve</b>")
    show_all(signed_in("coordinator"))
    page = visitor.get("/published/v1/all/whole").text
    assert "<script>alert" not in page
    assert "<b>Eve" not in page
    assert "{{ 7*7 }}" in page
