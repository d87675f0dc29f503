"""The pages of a published draft: all of it, each piece once, and every link where it says."""

import re
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from itertools import pairwise
from pathlib import Path

import pytest

from bpforum.pipeline import compile_forum
from bpforum.publishing import Asked, decide_on, publish
from bpforum.store import Store
from bpforum.web.app import make_app
from bpforum.web.comments import desk as desk_module
from bpforum.web.site import Site
from models.decision import Decision
from models.filing import FiledAnswer, FiledTarget, Filer, Filing
from models.outcome import Outcome
from models.run import CompileRequest
from tests.builders.filings import file_one
from tests.builders.published import large_outcome, publish_outcome
from tests.web.conftest import Browser, Clock
from tests.web.test_comments import filled

BOUND = 100_000
"""Bytes of any page of a large draft, before it is packed."""


class Draft:
    """Its pages as a visitor finds them, by following links from the first one."""

    def __init__(self, visitor: Browser, first: str = "/published/v1") -> None:
        self.visitor = visitor
        self.pages: dict[str, str] = {}
        waiting = [first]
        while waiting:
            path = waiting.pop()
            answer = visitor.get(path)
            assert answer.status_code == 200, path
            self.pages[path] = answer.text
            for link in self.links(path):
                page = link.partition("#")[0]
                if re.fullmatch(rf"{first}(/part/\w+)?(\?page=\d+)?", page):
                    waiting += [page] if page not in (*self.pages, *waiting) else []

    def links(self, path: str) -> Iterator[str]:
        """The internal links of a page, all of them from the root."""
        main = re.search(r"<main.*</main>", self.pages[path], re.DOTALL)
        assert main is not None
        for link in set(re.findall(r'href="([^"]+)"', main[0])):
            if link.startswith(("/", "#")):
                yield (path + link if link.startswith("#") else link).replace("&amp;", "&")

    def ids(self, path: str) -> list[str]:
        return re.findall(r' id="([^"]+)"', self.pages[path])

    def where(self, name: str) -> list[str]:
        return [path for path in self.pages if name in self.ids(path)]


def compiled(folder: Path, site: Site, clock: Clock, closes: int = 20) -> Outcome:
    """A small forum, compiled and published; its public document."""
    for n, text in enumerate(("Shared towers help a village.", "Training keeps networks alive.")):
        (folder / "inbox" / f"{n}.txt").write_text(f"{text} It was so in {n + 3} places.")
    compile_forum(CompileRequest(folder=str(folder), out=str(site.outputs)))
    assert site.newest_run is not None
    asked = Asked(label="Draft I", by="A", closes=clock.now.replace(day=closes))
    publish(site.store, folder, site.newest_run, asked, clock.now)
    return Outcome.model_validate_json((site.newest_run / "public/outcome.json").read_bytes())


def every_link_leads_where_it_says(draft: Draft) -> int:
    """Follows each of them; how many lead to a place on a page."""
    places = 0
    seen: set[str] = set()
    for path in draft.pages:
        for link in draft.links(path):
            page, _, place = link.partition("#")
            if page not in draft.pages and page not in seen:
                seen.add(page)
                answer = draft.visitor.get(page)
                while answer.status_code == 303:
                    answer = draft.visitor.follow(answer)
                assert answer.status_code == 200, f"{path} links to {link}"
            if place:
                places += 1
                assert draft.ids(page).count(place) == 1, f"{path} links to {link}"
    return places


def everything_stands_once(draft: Draft, outcome: Outcome) -> None:
    counted = Counter(one for path in draft.pages for one in draft.ids(path))
    for one in outcome.paragraphs:
        assert counted[one.id] == 1, one.id
    for section in outcome.sections:
        # What is an annex is named on the first page too: old links lead there.
        assert counted[section.id] == (2 if section.annex and section.level == 1 else 1)


def test_every_link_of_a_small_draft_leads_where_it_says_and_everything_stands_once(
    visitor: Browser, site: Site, folder: Path, clock: Clock
) -> None:
    outcome = compiled(folder, site, clock)
    draft = Draft(visitor)
    annexes = [one.id for one in outcome.sections if one.annex and one.level == 1]
    assert next(iter(draft.pages)) == "/published/v1"
    assert set(draft.pages) == {
        "/published/v1", *(f"/published/v1/part/{name}" for name in annexes)
    }  # fmt: skip
    everything_stands_once(draft, outcome)
    assert every_link_leads_where_it_says(draft) > 50
    assert "/published/v1/files/outcome.html" in draft.pages["/published/v1"]
    for path, page in draft.pages.items():
        assert len(page.encode()) < BOUND, path


@pytest.fixture
def large(store: Store, clock: Clock) -> Outcome:
    """A published document of 50 themes and 2,000 contributions."""
    outcome = large_outcome()
    publish_outcome(store, outcome, clock.now)
    return outcome


def test_a_large_draft_has_small_pages_and_loses_nothing(visitor: Browser, large: Outcome) -> None:
    draft = Draft(visitor)
    everything_stands_once(draft, large)
    for path, page in draft.pages.items():
        assert len(page.encode()) < BOUND, path
    parts = Counter(path.partition("?")[0] for path in draft.pages)
    assert parts["/published/v1"] > 4
    assert parts["/published/v1/part/annex_1"] > 3
    assert parts["/published/v1/part/annex_5"] > 1
    text = "".join(draft.pages.values())
    for row in range(900):
        assert text.count(f'<th scope="row"><a href="{_page_of(draft, row)}">{row}</a>') == 1


def _page_of(draft: Draft, row: int) -> str:
    [page] = draft.where(f"th_{row % 50}_0")
    return f"{page}#th_{row % 50}_0"


def test_every_link_of_a_large_draft_leads_to_its_page(visitor: Browser, large: Outcome) -> None:
    draft = Draft(visitor)
    checked = 0
    for path in draft.pages:
        for link in draft.links(path):
            page, _, place = link.partition("#")
            if place:
                checked += 1
                assert draft.ids(page).count(place) == 1, f"{path} links to {link}"
    assert checked > 4000
    [first] = draft.where("binding")
    assert f'href="{draft.where("annex_5_table")[0]}#annex_5_table"' in draft.pages[first]
    # A chart is not drawn here: what leads to it leads to its section.
    assert f'href="{draft.where("part_b")[0]}#part_b">see there' in draft.pages[first]
    [cited] = draft.where("src_c_0001")
    [citing] = draft.where("th_0_0")
    assert f'href="{citing}#th_0_0">¶' in draft.pages[cited]


def test_pages_follow_each_other_to_the_end_and_back(visitor: Browser, large: Outcome) -> None:
    found = ["/published/v1"]
    while step := re.search(r'rel="next" href="([^"]+)"', visitor.get(found[-1]).text):
        found.append(step[1])
    draft = Draft(visitor)
    assert sorted(found) == sorted(draft.pages)
    order = [one.id for one in large.paragraphs]
    stand = [name for path in found for name in draft.ids(path) if name in set(order)]
    assert stand == order
    back = [found[-1]]
    while step := re.search(r'rel="prev" href="([^"]+)"', draft.pages[back[-1]]):
        back.append(step[1])
    assert back == found[::-1]


def test_a_page_that_begins_within_a_part_says_what_it_is_in(
    visitor: Browser, large: Outcome
) -> None:
    page = visitor.get("/published/v1?page=3").text
    assert re.search(r'<h2 id="again-part_b"[^>]*>Section part_b', page)
    assert re.search(r'<h3 id="again-question"', page)
    headings = [int(one) for one in re.findall(r"<h([1-6])", page)]
    assert headings[0] == 1
    assert all(after <= before + 1 for before, after in pairwise(headings))
    assert "entries 1 to" in visitor.get("/published/v1/part/annex_1").text
    # A heading is never the last thing on a page.
    for path, text in Draft(visitor).pages.items():
        last = re.findall(r'class="(sub|parag|table|card|section-head)', text)[-1]
        assert last not in ("sub", "section-head"), path


@pytest.mark.parametrize(
    "path", ["?page=0", "?page=99", "/part/annex_9", "/part/th_1", "/part/annex_1?page=99"]
)
def test_a_page_that_is_not_there_is_not_found(visitor: Browser, large: Outcome, path: str) -> None:
    assert visitor.get(f"/published/v1{path}").status_code == 404


def test_addresses_of_the_one_page_that_was_lead_to_the_right_page(
    visitor: Browser, large: Outcome
) -> None:
    draft = Draft(visitor)
    for name in ("th_49_3", "src_c_1999", "annex_5", "annex_said", "card_1", "th_7", "bars"):
        answer = visitor.get(f"/published/v1/p/{name}")
        assert answer.status_code == 303
        page, _, place = answer.headers["location"].partition("#")
        assert place in draft.ids(page)
    assert visitor.get("/published/v1/p/nothing").headers["location"] == "/published/v1"
    assert visitor.get("/published/v9/p/th_1").status_code == 404
    # Without a script the first page has at least the name of every annex.
    assert 'id="annex_1"' in draft.pages["/published/v1"]


def test_counts_stand_at_their_paragraphs_and_each_leads_back_to_its_page(
    visitor: Browser, site: Site, store: Store, large: Outcome, clock: Clock
) -> None:
    for n, name in enumerate(("th_40_2", "th_40_2", "annex_said", "card_1_what")):
        form = visitor.get(f"/published/v1/comment?on={name}&scope=paragraph").text
        assert f'href="{visitor.get(f"/published/v1/p/{name}").headers["location"]}"' in form
        checked = visitor.post(
            "/published/v1/comment", filled(form, act="check", text=f"Words {n}.")
        )
        pairs = re.findall(r'<input type="hidden" name="([\w-]+)" value="([^"]*)"', checked.text)
        sent = visitor.post("/published/v1/comment", {**dict(pairs), "act": "send"})
        assert sent.status_code == 303, sent.text
    for one in store.submissions():
        shown = Decision(
            id=f"show-{one.reference}", kind="hold", target=one.reference, value=False, by="A",
            at=clock.now,
        )  # fmt: skip
        store.add_decisions([shown], at=clock.now)
    draft = Draft(visitor)
    text = "".join(draft.pages.values())
    [page] = draft.where("th_40_2")
    assert re.search(r'on/th_40_2" aria-label="2 comments on paragraph \d+">2<', draft.pages[page])
    [annex] = draft.where("annex_said")
    assert 'on/annex_said" aria-label="1 comment on paragraph' in draft.pages[annex]
    [card] = draft.where("card_1_what")
    assert 'on/card_1_what" aria-label="1 comment' in draft.pages[card]
    assert text.count('class="bubble some"') == 3
    listed = visitor.get("/published/v1/on/th_40_2").text
    assert f'href="{page}#th_40_2"' in listed
    assert "Words 0." in listed
    assert "Words 1." in listed
    # Every paragraph that is commented on has its sign, on whichever page it stands.
    signs = Counter(re.findall(r'href="/published/v1/on/(\w+)"', text))
    wanted = [one.id for one in large.paragraphs if one.role != "entry" and "_head" not in one.id]
    assert signs == Counter(wanted)


def test_a_text_of_ordinary_size_is_one_page(visitor: Browser, store: Store, clock: Clock) -> None:
    publish_outcome(store, large_outcome(themes=12, entries=100), clock.now)
    draft = Draft(visitor)
    assert [path for path in draft.pages if "/part/" not in path] == ["/published/v1"]
    assert len(draft.pages["/published/v1"].encode()) < 240_000


def test_the_index_is_made_once_and_a_page_reads_nothing_but_it(
    visitor: Browser, site: Site, large: Outcome, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert visitor.get("/published/v1").status_code == 200
    [index] = (site.folder / ".bpforum" / "texts").iterdir()
    before = index.read_bytes()

    def refuse(*_: object) -> Outcome:
        raise AssertionError("the document is not to be read again")

    monkeypatch.setattr(desk_module, "document", refuse)
    again = Browser(make_app(site))
    for path in ("", "?page=4", "/part/annex_1?page=2", "/on/th_9_2", "/comment?on=th_9_2",
                 "/section/th_9", "/all/whole", "/sheet/xlsx", "/files/outcome.html"):  # fmt: skip
        assert again.get(f"/published/v1{path}").status_code == 200, path
    assert again.get("/").status_code == 200
    assert index.read_bytes() == before


def test_an_index_that_is_missing_cut_off_or_changed_is_made_again(
    visitor: Browser, site: Site, large: Outcome
) -> None:
    page = visitor.get("/published/v1?page=2").text
    texts = site.folder / ".bpforum" / "texts"
    [index] = texts.iterdir()
    whole = index.read_bytes()
    for damaged in (b"", whole[: len(whole) // 2], whole.replace(b"the mast", b"the boat")):
        index.write_bytes(damaged)
        assert Browser(make_app(site)).get("/published/v1?page=2").status_code == 200
        assert [one.read_bytes() for one in texts.iterdir()] == [whole]
    index.unlink()
    again = Browser(make_app(site)).get("/published/v1?page=2").text
    assert re.sub(r'value="\w+"', "", again) == re.sub(r'value="\w+"', "", page)


def test_of_what_was_erased_no_word_stays_in_an_index(
    visitor: Browser, site: Site, store: Store, clock: Clock, folder: Path
) -> None:
    filing = Filing(kind="comment", form="comment-1", consent="full",
                    filer=Filer(name="Mara Okoye"), answers=(FiledAnswer(text="Erase me."),),
                    target=FiledTarget(scope="whole"))  # fmt: skip
    assert file_one(site.forum, store, filing, 0).reference == "C-0001"
    outcome = large_outcome(themes=2, entries=20)
    citing = [one for one in outcome.paragraphs
              if any(c.contribution == "C-0001" for c in one.citations)]  # fmt: skip
    assert citing
    publish_outcome(store, outcome, clock.now)
    assert "[C-0001]" in visitor.get("/published/v1").text
    erase = Decision(id="er", kind="erase", target="C-0001", by="A", at=clock.now)
    store.add_decisions([erase], at=clock.now)
    store.erase(erase, at=clock.now)
    page = visitor.get("/published/v1").text
    assert "[C-0001]" not in page
    assert page.count("No longer shown") >= len(citing) - 1
    [index] = (folder / ".bpforum" / "texts").iterdir()
    assert b"[C-0001]" not in index.read_bytes()
    assert f"{citing[0].id}. ".encode() not in index.read_bytes()
    assert visitor.get("/published/v1/files/outcome.html").status_code == 404


def test_the_index_of_a_withdrawn_version_is_destroyed(
    visitor: Browser, site: Site, store: Store, large: Outcome, clock: Clock
) -> None:
    publish_outcome(store, large_outcome(themes=3), clock.now + timedelta(minutes=1))
    assert visitor.get("/published/v1").status_code == 200
    assert visitor.get("/published/v2").status_code == 200
    texts = site.folder / ".bpforum" / "texts"
    assert sorted(one.name[:2] for one in texts.iterdir()) == ["v1", "v2"]
    decide_on(store, "v1", False, "A", "a name stood in it", clock.now + timedelta(minutes=2))
    assert visitor.get("/published/v1?page=2").status_code == 410
    assert visitor.get("/published/v1/part/annex_1").status_code == 410
    assert visitor.get("/published/v1/p/th_1").status_code == 410
    assert [one.name[:2] for one in texts.iterdir()] == ["v2"]


def test_what_has_not_changed_is_not_sent_again(visitor: Browser, large: Outcome) -> None:
    for path in ("/published/v1", "/published/v1/part/annex_1", "/published/v1/files/outcome.html"):
        tag = visitor.get(path).headers["etag"]
        again = visitor.get(path, headers={"if-none-match": tag})
        assert again.status_code == 304
        assert again.content == b""
        assert again.headers["etag"] == tag
        assert visitor.get(path, headers={"if-none-match": '"other"'}).status_code == 200


def test_hostile_words_stay_words_on_their_way_through_the_index(
    visitor: Browser, store: Store, clock: Clock
) -> None:
    said = '<script>alert(1)</script> {{ 7*7 }} " onclick=x '
    publish_outcome(store, large_outcome(themes=2, entries=10, said=said), clock.now)
    for path, page in Draft(visitor).pages.items():
        assert "<script>alert" not in page, path
    page = visitor.get("/published/v1").text
    assert "{{ 7*7 }}" in page
    assert "&lt;script&gt;alert" in page
    assert "&lt;script&gt;" in visitor.get("/published/v1/on/th_0_0").text


def test_an_empty_document_has_a_page(visitor: Browser, store: Store, clock: Clock) -> None:
    empty = large_outcome(themes=1, entries=0).model_copy(update={"sections": ()})
    publish_outcome(store, empty, clock.now)
    assert visitor.get("/published/v1").status_code == 200


def test_many_who_ask_at_once_for_a_version_wait_for_one_index(
    site: Site, store: Store, clock: Clock
) -> None:
    publish_outcome(store, large_outcome(themes=8, entries=200), clock.now)
    app = make_app(site)
    paths = ["/published/v1", "/published/v1/part/annex_1", "/", "/published/v1/on/th_1_1"] * 3
    with ThreadPoolExecutor(len(paths)) as pool:
        answers = list(pool.map(lambda path: Browser(app).get(path).status_code, paths))
    assert answers == [200] * len(paths)
    assert len(list((site.folder / ".bpforum" / "texts").iterdir())) == 1


def test_however_many_versions_there_are_each_is_read_once(
    visitor: Browser, store: Store, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    for n in range(12):
        outcome = large_outcome(themes=1, entries=5, said=f"In version {n}. ")
        publish_outcome(store, outcome, clock.now + timedelta(minutes=n))
    assert "A large outcome" in visitor.get("/").text
    read: list[object] = []
    monkeypatch.setattr(desk_module, "document", lambda *asked: read.append(asked))
    for path in ("/", "/published/v1", "/published/v12", "/"):
        assert visitor.get(path).status_code == 200
    assert read == []
