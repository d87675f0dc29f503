"""The page is one file that needs nothing, runs nothing, and loses nothing of the outcome."""

import re
import time
from base64 import b64encode
from hashlib import sha256
from html import unescape
from html.parser import HTMLParser
from itertools import pairwise

import pytest

from bpforum.data import data_path
from bpforum.rendering.html import PageAssets, render_html
from models.outcome import Outcome, ParagraphBlock
from tests.unit.rendering.sample import HOSTILE, make_outcome

ASSETS = PageAssets(
    page=data_path("templates", "outcome", "page.html.jinja").read_text(encoding="utf-8"),
    style=data_path("templates", "outcome", "page.css").read_text(encoding="utf-8"),
)
VOID = ("meta", "br", "rect", "path", "circle", "link", "img")


class Page(HTMLParser):
    """What a test wants to know of a page."""

    def __init__(self, page: bytes) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str]]] = []
        self.text = ""
        self.open: list[str] = []
        self.feed(page.decode("utf-8"))

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, {key: value or "" for key, value in attrs}))
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, {key: value or "" for key, value in attrs}))

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag, f"</{tag}> closes another element"

    def handle_data(self, data: str) -> None:
        self.text += data

    def all(self, attribute: str) -> list[str]:
        return [found[attribute] for _, found in self.tags if attribute in found]


@pytest.fixture(scope="module", params=["ltr", "rtl"])
def outcome(request: pytest.FixtureRequest) -> Outcome:
    return make_outcome(request.param)


@pytest.fixture(scope="module")
def rendered(outcome: Outcome) -> bytes:
    return render_html(outcome, ASSETS)


@pytest.fixture(scope="module")
def page(rendered: bytes) -> Page:
    return Page(rendered)


def test_the_same_outcome_makes_the_same_bytes(outcome: Outcome, rendered: bytes) -> None:
    read_again = Outcome.model_validate_json(outcome.model_dump_json())
    assert render_html(read_again, ASSETS) == rendered


def test_every_element_is_closed(page: Page) -> None:
    assert page.open == []


def test_ids_are_unique_and_every_id_of_the_outcome_is_one(outcome: Outcome, page: Page) -> None:
    ids = page.all("id")
    assert len(set(ids)) == len(ids)
    blocks = [
        one.id
        for section in outcome.sections
        for one in section.blocks
        if not isinstance(one, ParagraphBlock)
    ]
    named = [*(one.id for one in outcome.paragraphs), *(one.id for one in outcome.sections)]
    assert set(named + blocks) <= set(ids)


def test_every_link_inside_leads_somewhere(page: Page) -> None:
    ids = set(page.all("id"))
    inside = [href[1:] for href in page.all("href") if href.startswith("#")]
    assert inside
    assert set(inside) <= ids
    labels = [one for value in page.all("aria-labelledby") for one in value.split()]
    assert set(labels) <= ids


def test_citations_click_there_and_back(outcome: Outcome, rendered: bytes) -> None:
    text = rendered.decode()
    for source in outcome.sources:
        entry = _element(text, source.paragraph)
        for citing in source.cited_in:
            assert f'href="#{citing}"' in entry
            assert f'href="#{source.paragraph}"' in _element(text, citing)


def test_nothing_is_loaded_and_nothing_runs(rendered: bytes, page: Page) -> None:
    tags = {tag for tag, _ in page.tags}
    assert not tags & {"script", "link", "img", "iframe", "object", "embed", "form", "base", "use"}
    names = {name for _, found in page.tags for name in found}
    assert not [name for name in names if name.startswith("on") or name in ("src", "style")]
    outside = [href for href in page.all("href") if not href.startswith("#")]
    assert set(outside) == {"https://forum.example/draft?a=1&b=2"}
    assert not re.search(r"@import|url\((?!#)", rendered.decode())


def test_the_page_forbids_all_but_its_own_style(rendered: bytes, page: Page) -> None:
    style = re.search(r"<style>(.*?)</style>", rendered.decode(), re.DOTALL)
    assert style
    digest = b64encode(sha256(style[1].encode()).digest()).decode()
    policy = next(found["content"] for _, found in page.tags if "http-equiv" in found)
    assert policy.startswith("default-src 'none'; style-src 'sha256-" + digest + "'")


def test_headings_go_down_one_level_at_a_time_below_one_first(page: Page) -> None:
    body = next(at for at, (tag, _) in enumerate(page.tags) if tag == "main")
    levels = [int(tag[1]) for tag, _ in page.tags[body:] if re.fullmatch(r"h[1-6]", tag)]
    assert [tag for tag, _ in page.tags].count("h1") == 1
    assert levels[0] == 2
    assert all(low <= high + 1 for high, low in pairwise(levels))


def test_it_says_its_language_and_direction_and_has_its_landmarks(
    outcome: Outcome, page: Page
) -> None:
    root = next(found for tag, found in page.tags if tag == "html")
    assert (root["lang"], root["dir"]) == (outcome.language, outcome.direction)
    assert {"header", "nav", "main", "footer"} <= {tag for tag, _ in page.tags}
    assert {"es", "fr", "ar", "zh"} <= set(page.all("lang"))


def test_every_word_of_every_paragraph_is_printed(outcome: Outcome, rendered: bytes) -> None:
    text = rendered.decode()
    for paragraph in outcome.paragraphs:
        markup = re.sub(r"<[a-z/][^>]*>", "", _element(text, paragraph.id))
        printed = re.sub(r"\s", "", unescape(markup))
        assert re.sub(r"\s", "", _legal(paragraph.text)) in printed


def test_hostile_text_stays_text(page: Page) -> None:
    assert _legal(HOSTILE) in page.text


def test_tables_say_which_cells_are_heads(page: Page) -> None:
    scopes = [found.get("scope") for tag, found in page.tags if tag == "th"]
    assert set(scopes) == {"col", "row"}
    assert [tag for tag, _ in page.tags].count("caption") == 2


def test_charts_are_named_and_described(page: Page) -> None:
    drawings = [found for tag, found in page.tags if tag == "svg" and found.get("role") == "img"]
    assert len(drawings) == 2
    assert "Civil society: 14; Private sector: 6" in page.text


def test_an_empty_outcome_is_a_page_too() -> None:
    bare = make_outcome().model_copy(update={"sections": (), "sources": ()})
    assert Page(render_html(bare, ASSETS)).open == []


def test_ten_thousand_entries_take_less_than_five_seconds() -> None:
    outcome = make_outcome(extra_entries=10_000)
    start = time.process_time()
    render_html(outcome, ASSETS)
    assert time.process_time() - start < 5


def _element(page: str, id: str) -> str:
    """From the element with `id` to the next one that has an id of the outcome."""
    start = page.index(f' id="{id}"')
    following = re.compile(r'<(?:div|li|figure|section|article)[^>]* id="').search(page, start)
    return page[start : following.start() if following else len(page)]


def _legal(text: str) -> str:
    return re.sub("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]", "\ufffd", text)
