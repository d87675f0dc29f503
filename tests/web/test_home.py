"""The home page, its language, and what happens when forum.toml is broken."""

from collections.abc import Callable
from pathlib import Path

from tests.web.conftest import Browser, Clock


def test_open_calls_are_shown_with_their_close_in_the_forums_zone(
    visitor: Browser, clock: Clock
) -> None:
    page = visitor.get("/").text
    assert "What works?" in page
    assert "16 September 2026, 00:00 (Africa/Nairobi)" in page
    clock.go_on(days=200)
    assert "No call is open" in visitor.get("/").text


def test_the_language_is_kept(visitor: Browser) -> None:
    assert visitor.post("/language", {"language": "fr", "back": "/about"}).headers["location"] == (
        "/about"
    )
    assert '<html lang="fr"' in visitor.get("/about").text
    assert (
        visitor.post("/language", {"language": "xx", "back": "//evil"}).headers["location"] == "/"
    )
    assert '<html lang="fr"' in visitor.get("/").text


def test_a_broken_forum_toml_is_told_to_the_secretariat_and_the_pages_go_on(
    folder: Path, visitor: Browser, signed_in: Callable[..., Browser]
) -> None:
    staff = signed_in("secretariat")
    assert visitor.get("/").status_code == 200
    (folder / "forum.toml").write_text('[forum]\nid = "x"\n')
    assert visitor.get("/").status_code == 200
    assert "cannot be used" not in visitor.get("/").text
    assert "forum.title" in staff.get("/").text


def test_what_is_not_there_says_so(visitor: Browser) -> None:
    answer = visitor.get("/nowhere")
    assert answer.status_code == 404
    assert "There is no such page" in answer.text
