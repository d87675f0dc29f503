"""Every page of the review, read and used without a script."""

import re
from typing import get_args

import pytest

from bpforum.reviewing.checks import Code
from bpforum.web.words import speaking
from models.audience import Audience, ConsentScope
from models.contribution import RelationKind
from models.decision import DecisionKind
from models.passage import PassageKind, UnplacedKind
from tests.builders.reviewed import COMMENTED, HUMAN
from tests.web.conftest import Browser

PAGES = (
    "/review", "/review/text", f"/review/text?paragraph={HUMAN}", "/review/text?section=part_d",
    "/review/text?section=annex_1&page=2", "/review/themes", "/review/themes?theme=theme-3&page=2",
    "/review/themes?theme=fits_no_theme", "/review/themes?theme=not_substantive",
    "/review/comments", "/review/comments?state=&type=editorial", "/review/confirm",
    "/review/comments?state=orphaned", "/review/checks", "/review/checks?section=th_theme_2",
    "/review/decisions", "/review/source/C-0001", "/review/source/C-0081", "/review/here",
)  # fmt: skip


@pytest.mark.parametrize("language", ["en", "es", "fr"])
def test_every_page_is_there_in_every_language(ada: Browser, language: str) -> None:
    ada.post("/language", {"language": language, "back": "/"})
    for path in PAGES:
        answer = ada.get(path)
        assert answer.status_code == 200, path
        assert path == "/review/here" or f'<html lang="{language}"' in answer.text
        assert "style=" not in answer.text
        assert not re.search(r"<script(?! src)", answer.text)


def test_every_code_that_pages_word_has_its_words() -> None:
    said = speaking("en")
    for kind in get_args(DecisionKind):
        assert said(f"review.kind_{kind}")
    for code in get_args(Code):
        assert said(f"review.check_{code}")
    for kind in get_args(RelationKind):
        assert said(f"review.relation_{kind}")
    for kind in (*get_args(PassageKind), "none"):
        assert said(f"review.says_{kind}")
    for kind in get_args(UnplacedKind):
        assert said(f"review.unplaced_{kind}")
    for scope in (*get_args(ConsentScope), "not_asked"):
        assert scope == "full" or said(f"review.consent_{scope}")
    for audience in get_args(Audience):
        assert audience == "public" or said(f"review.audience_{audience}")


def test_what_is_not_there_says_so(ada: Browser) -> None:
    for path in (
        "/review/text?paragraph=th_nowhere", "/review/themes?theme=theme-99",
        "/review/comments/C-9999", "/review/source/C-9999",
    ):  # fmt: skip
        assert ada.get(path).status_code == 404, path
    assert ada.get("/review/themes?page=99999999999").status_code == 200
    assert ada.get("/review/comments?after=x-y").status_code == 200


def test_a_paragraph_is_shown_with_every_source_in_full(ada: Browser) -> None:
    page = ada.get("/review/text?section=th_theme_1").text
    [quote, *_] = re.findall(r'id="p-(th_theme_1_p[0-9a-f]{12})"', page)
    page = ada.get(f"/review/text?paragraph={quote}").text
    assert 'aria-current="true">' in page
    evidence = page[page.index('id="evidence"') :]
    assert "<mark>" in evidence
    assert re.search(r'<a href="/review/source/C-\d{4}"><strong>C-\d{4}</strong></a>', evidence)


def test_a_persons_paragraph_shows_what_came_since_and_what_the_machine_has(ada: Browser) -> None:
    page = ada.get(f"/review/text?paragraph={HUMAN}").text
    assert "Written by R. Inchausti" in page
    assert "New evidence" in page
    assert "What the machine has in its place" in page
    assert "contributions" in page[page.index("What the machine has in its place") :]


def test_the_inbox_tells_what_others_did_since_one_last_looked(ada: Browser, ben: Browser) -> None:
    assert "everything in it is new" in ada.get("/review").text
    ben.get(f"/review/text?paragraph={COMMENTED}")
    ben.post(f"/review/paragraph/{COMMENTED}", {"act": "remark", "text": "Too long?"})
    page = ada.get("/review").text
    assert "Too long?" in page
    assert "Ben Marlow" in page
    # It is read now.
    assert "Too long?" not in ada.get("/review").text


def test_who_is_here_is_told_to_the_others(ada: Browser, ben: Browser) -> None:
    ben.get(f"/review/text?paragraph={COMMENTED}")
    assert "Here now: Ben Marlow" in ada.get("/review/text").text
    found = ada.get("/review/here").json()
    assert found["here"] == [{"name": "Ben Marlow", "where": COMMENTED}]


def test_names_of_those_who_were_here_are_forgotten(ada: Browser, ben: Browser, clock) -> None:  # type: ignore[no-untyped-def]
    ben.get("/review")
    clock.go_on(minutes=5)
    assert ada.get("/review/here").json()["here"] == []


@pytest.mark.parametrize("role", ["editor", "secretariat"])
def test_an_editor_may_not_answer_and_the_secretariat_may_not_edit(signed_in, role: str) -> None:  # type: ignore[no-untyped-def]
    browser = signed_in(role)
    page = browser.get("/review/comments").text
    reference = re.findall(r'class="card comment" id="(C-\d+)"', page)[0]
    answer = browser.post(
        f"/review/comments/{reference}", {"act": "dispose", "disposition": "accepted"}
    )
    assert answer.status_code == 403
    assert 'value="dispose"' not in page
    edited = browser.post(f"/review/paragraph/{HUMAN}", {"act": "edit", "text": "x"})
    assert edited.status_code == (303 if role == "editor" else 403)
    assert browser.post("/review/clear/th_theme_1", {"act": "clear"}).status_code == 403
    assert browser.post("/review/publish", {"label": "x"}).status_code == 403


@pytest.mark.parametrize("role", ["contributor", "reader", "rapporteur"])
def test_who_contributes_does_not_see_the_review(signed_in, role: str) -> None:  # type: ignore[no-untyped-def]
    assert signed_in(role).get("/review").status_code == 403
