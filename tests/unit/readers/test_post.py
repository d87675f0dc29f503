"""A post or comment of a service: its bytes, and what is read in them."""

import json
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bpforum.readers.kind import POST, kind_of
from bpforum.readers.post import Form, pack_post, read_post
from bpforum.readers.read import read_submissions
from models.reading import Reading
from models.submission import Rejected

FORMS: tuple[Form, ...] = ("html", "text", "markdown")


def _read(content: str, form: Form = "html", **fields: str) -> Reading:
    reading = read_post(pack_post(content, form=form, fields=fields))
    assert isinstance(reading, Reading)
    return reading


def _blocks(reading: Reading) -> list[tuple[str, str]]:
    return [(block.kind, reading.text[block.start : block.end]) for block in reading.blocks]


def test_a_post_is_known_by_its_first_bytes_whatever_its_name() -> None:
    data = pack_post("Yes.", form="text", fields={"name": "Ann", "!": "first"})
    assert data.startswith(POST)
    assert {kind_of(name, data) for name in ("12", "12/3", "a.docx", "x.json", "")} == {"post"}


def test_equal_posts_are_equal_bytes() -> None:
    one = pack_post("é", form="html", fields={"a": "1", "b": "2"})
    assert one == pack_post("é", form="html", fields={"b": "2", "a": "1"})
    assert "é".encode() in one


def test_each_form_is_read_as_what_it_is() -> None:
    assert _read("<p>One &amp; two</p><p>Three<br>four</p>").text == "One & two\n\nThree\nfour"
    assert _read("One *is* one.\n\n# Two", "markdown").text.startswith("One is one.")
    assert _read("<b>One</b> *is*", "text").text == "<b>One</b> *is*"


def test_a_post_is_a_comment_unless_its_source_says_contribution() -> None:
    assert _read("Yes.").kind == "comment"
    assert _read("Yes.", kind="Contribution").kind == "contribution"
    assert _read("Yes.", kind="transcript").kind == "comment"


def test_title_and_fields_are_the_sources_not_the_texts() -> None:
    page = "<head><title>Mine</title><meta name=author content=Eve></head><h1>Big</h1><p>Yes</p>"
    reading = _read(page, title="On skills", name="Ann")
    assert reading.title == "On skills"
    assert reading.fields == {"kind": "comment", "title": "On skills", "name": "Ann"}


def test_what_is_quoted_is_not_the_authors() -> None:
    html = _read("<blockquote><p>You said so.</p></blockquote><p>I did not.</p>")
    assert _blocks(html) == [("quoted", "You said so."), ("paragraph", "I did not.")]
    markdown = _read("> You said so.\n> Twice.\n\nI did not.\n\n>And this?\n\nNo.", "markdown")
    assert [kind for kind, _ in _blocks(markdown)] == ["quoted", "paragraph"] * 2
    assert markdown.text == "You said so. Twice.\n\nI did not.\n\nAnd this?\n\nNo."


def test_quotes_beyond_all_measure_are_nobodys_words() -> None:
    reading = _read("I say.\n> You said.\n" * 3_000, "markdown")
    assert [kind for kind, _ in _blocks(reading)].count("paragraph") == 1_000
    assert reading.text.count("I say.") == reading.text.count("You said.") == 3_000


def test_a_comment_that_looks_like_a_chat_is_a_comment() -> None:
    chat = "10:00:01 From Ann to Everyone: yes\n10:00:05 From Bo to Everyone: no\n" * 9
    reading = _read(chat, "text")
    assert (reading.kind, reading.transcripts) == ("comment", ())
    assert reading.text == chat.strip()


def test_who_only_quotes_means_it() -> None:
    assert _blocks(_read("<blockquote>So it is.</blockquote>")) == [("paragraph", "So it is.")]


def test_what_is_no_character_is_replaced() -> None:
    assert _read("a\ud83d\ude00b\ud800c", "text").text == "a😀b\ufffdc"
    assert _read("a\x00b", "text").text == "a\ufffdb"


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("content", ["", " \n\n", "<", "\ufeff", "<!-- -->", ">"])
def test_an_empty_post_is_an_empty_text(content: str, form: Form) -> None:
    assert len(_read(content, form).text) <= len(content)


@pytest.mark.parametrize(
    "data",
    [
        POST,
        POST + b"}",
        b"{}",
        b"[]",
        b"\xff",
        POST + b'"content":' + b"[" * 100_000,
        POST + b'"content":"x","fields":{"a":1},"form":"html"}',
        POST + b'"content":"x","fields":{},"form":"rtf"}',
        POST + b'"content":"x","extra":1,"fields":{},"form":"html"}',
    ],
)
def test_what_is_no_post_is_refused(data: bytes) -> None:
    refused = read_post(data)
    assert isinstance(refused, Rejected)
    assert refused.reasons[0].code == "not-a-post"


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize(
    "content", ["> " * 400_000, "<blockquote>" * 50_000, ">\n" * 200_000, "> a\nb\n" * 100_000]
)
def test_a_hostile_post_ends_soon(content: str, form: Form) -> None:
    begun = time.process_time()
    read_post(pack_post(content, form=form, fields={}))
    assert time.process_time() - begun < 10


def test_a_post_goes_through_the_guard_and_is_masked() -> None:
    data = pack_post("<p>Write to ann@example.org now.</p>", form="html", fields={"name": "Ann"})
    ((_, reading),) = read_submissions([("C-0001", "12/3", data, {"name": "Ann"})])
    assert isinstance(reading, Reading)
    assert reading.text == "Write to ███████████████ now."
    assert reading.kind == "comment"


@given(st.text(max_size=60), st.sampled_from(FORMS))
def test_any_text_packs_and_is_read(content: str, form: Form) -> None:
    packed = pack_post(content, form=form, fields={"name": content[:5]})
    assert json.loads(packed)["form"] == form
    assert isinstance(read_post(packed), Reading)
