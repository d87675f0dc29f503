"""Who registers is known to the secretariat alone: in no ledger, no record and no output."""

import csv
import io
from collections.abc import Callable
from typing import Any

import pytest

from bpforum.pipeline import collect_only
from bpforum.store import Store
from tests.web.conftest import Browser
from tests.web.test_contribution_form import key_of

HERE = "/calls/call-1/register"
FORM = """form = [ { name = "Family name" }, { name = "Hotel" },
  { name = "Category", choices = ["Member State", "Sector Member", "Associate", "Other"] } ]
"""
ANSWERS = {"field-0": "Lee <b>", "field-1": "=Grand", "field-2": "Associate"}


@pytest.fixture
def folder(folder: Any) -> Any:
    toml = folder / "forum.toml"
    toml.write_text(toml.read_text().replace("questions = [", FORM + "questions = ["))
    return folder


def test_the_form_is_the_calls(visitor: Browser) -> None:
    page = visitor.get(HERE).text
    for words in ("Family name", "Hotel", "Member State", "Sector Member", "Associate"):
        assert words in page
    assert "/calls/call-1/register" in visitor.get("/").text


def test_it_is_kept_once_and_apart(visitor: Browser, store: Store, folder: Any) -> None:
    data = {**ANSWERS, "key": key_of(visitor.get(HERE))}
    first, again = visitor.post(HERE, data), visitor.post(HERE, data)
    assert first.headers["location"] == again.headers["location"]
    done = visitor.follow(first)
    (one,) = store.filings.registrations.all()
    assert one.id in done.text
    assert "Lee" not in done.text
    assert store.count_submissions() == 0
    collect_only(folder, lambda message: None)
    assert store.count_submissions() == 0
    assert store.verify_chain() is None


def test_mistakes_are_told_and_nothing_is_lost(visitor: Browser, store: Store) -> None:
    data = {**ANSWERS, "field-0": "", "field-2": "Queen", "key": key_of(visitor.get(HERE))}
    page = visitor.post(HERE, data)
    assert page.status_code == 422
    assert 'href="#field-0"' in page.text
    assert 'href="#field-2"' in page.text
    assert "=Grand" in page.text
    assert store.filings.registrations.all() == ()


def test_the_secretariat_has_the_list_and_a_safe_table(
    visitor: Browser, signed_in: Callable[..., Browser], store: Store
) -> None:
    visitor.post(HERE, {**ANSWERS, "key": key_of(visitor.get(HERE))})
    secretary = signed_in("secretariat")
    page = secretary.get("/registrations")
    assert "Lee &lt;b&gt;" in page.text
    assert page.headers["cache-control"] == "no-store"
    text = secretary.get("/registrations.csv?call=call-1").text
    (row,) = csv.DictReader(io.StringIO(text, newline=""))
    assert list(row)[3:] == ["Family name", "Hotel", "Category"], "in the form's order"
    assert (row["Family name"], row["Hotel"], row["Category"]) == (
        "Lee <b>",
        "'=Grand",
        "Associate",
    )
    for role in ("rapporteur", "coordinator", "editor", "reader"):
        assert signed_in(role).get("/registrations").status_code == 403
    (one,) = store.filings.registrations.all()
    assert secretary.post(f"/registrations/{one.id}/erase").status_code == 303
    assert store.filings.registrations.all() == ()


def test_a_call_without_a_form_has_none(visitor: Browser) -> None:
    assert visitor.get("/calls/call-2/register").status_code == 404
