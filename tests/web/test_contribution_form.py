"""The contribution form: nothing typed is lost, nothing is filed twice, a receipt is a receipt."""

import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from bpforum.errors import StoreBusy
from bpforum.readers.filed import unpack_filing
from bpforum.store import Store
from bpforum.store.filings import Filings
from bpforum.web.site import Site
from models.receipt import Receipt
from tests.web.conftest import Browser, Clock, invite

HERE = "/calls/call-1/contribute"
ANSWERS = {
    "answer-q1": "Sharing masts works.\r\n\r\nSo does lending devices.", "answer-q2": "",
    "text": "", "name": "Ann Lee", "organisation": "Mesh Works", "stakeholder_group":
    "Civil society", "consent": "full", "email": "ann@example.org",
}  # fmt: skip


def key_of(page: Any) -> str:
    found = re.search(r'name="key" value="([\w-]+)"', page.text)
    assert found
    return found[1]


def hidden(page: Any) -> dict[str, list[str]]:
    """What a page hands on in hidden fields."""
    found: dict[str, list[str]] = {}
    for name, value in re.findall(r'type="hidden" name="([\w-]+)" value="([^"]*)"', page.text):
        if name not in ("form_token", "key", "draft-of"):
            found.setdefault(name, []).append(value)
    return found


def file_it(browser: Browser, path: str = HERE, **more: Any) -> Any:
    """Fills in, checks and sends; the receipt's page."""
    key = key_of(browser.get(path))
    checked = browser.post(path, {**ANSWERS, "key": key, "act": "check", **more})
    assert checked.status_code == 200, checked.text
    return browser.follow(browser.post(path, {**ANSWERS, "key": key, "act": "send", **more}))


def test_what_is_sent_is_in_the_store_before_the_receipt_is_shown(
    visitor: Browser, store: Store
) -> None:
    receipt = file_it(visitor)
    (one,) = store.submissions()
    assert one.reference in receipt.text
    filing = unpack_filing(store.blob(one.digest))
    assert filing is not None
    assert [(a.question, a.text) for a in filing.answers] == [
        ("q1", "Sharing masts works.\n\nSo does lending devices.")
    ]
    assert (one.call, one.consent.basis, one.consent.scope) == ("call-1", "stated", "full")
    assert one.fields["consent"].startswith("full, notice ")
    assert b"ann@example.org" not in store.blob(one.digest)
    assert store.verify_chain() is None


def test_the_receipt_goes_by_mail_if_that_is_wanted(
    visitor: Browser, store: Store, site: Site
) -> None:
    receipt = file_it(visitor)
    (waiting,) = store.outbox.due(at=site.now())
    notice = waiting[0].notice
    assert (notice.kind, notice.to) == ("receipt", "ann@example.org")
    assert notice.values["reference"] in receipt.text
    assert notice.values["link"] in receipt.text
    file_it(visitor, email="")
    assert len(store.outbox.due(at=site.now())) == 1


def test_sent_twice_it_is_filed_once(visitor: Browser, store: Store) -> None:
    data = {**ANSWERS, "key": key_of(visitor.get(HERE)), "act": "send"}
    first, second = visitor.post(HERE, data), visitor.post(HERE, data)
    assert first.status_code == 303
    assert first.headers["location"] == second.headers["location"]
    assert store.count_submissions() == 1


def test_nothing_typed_is_lost_on_a_mistake(visitor: Browser, store: Store) -> None:
    wrong = {**ANSWERS, "answer-q1": "", "answer-q2": "", "email": "ann at example",
             "name": "", "organisation": "", "consent": "", "country": "Kenya <b>"}  # fmt: skip
    page = visitor.post(HERE, {**wrong, "key": key_of(visitor.get(HERE)), "act": "check"})
    assert page.status_code == 422
    for field in ("answer-q1", "name", "email", "consent"):
        assert f'href="#{field}"' in page.text, "the summary leads to the field"
        assert f'id="{field}-mistake"' in page.text, "and the field says the same"
        assert f'id="{field}"' in page.text
    assert "Kenya &lt;b&gt;" in page.text
    assert "ann at example" in page.text
    assert store.count_submissions() == 0


def test_answers_are_checked_before_they_are_sent(visitor: Browser, store: Store) -> None:
    page = visitor.post(HERE, {**ANSWERS, "key": key_of(visitor.get(HERE)), "act": "check"})
    assert "Sharing masts works." in page.text
    assert 'value="send"' in page.text
    assert store.count_submissions() == 0
    # What the page hands on is all that the next step needs.
    sent = visitor.post(HERE, {**hidden(page), "key": key_of(page), "act": "send"})
    assert sent.status_code == 303
    back = visitor.post(HERE, {**hidden(page), "key": key_of(page), "act": "change"})
    assert "Sharing masts works." in back.text


def test_a_file_is_kept_through_every_step_and_comes_with_the_filing(
    visitor: Browser, store: Store
) -> None:
    key = key_of(visitor.get(HERE))
    only_file = {"key": key, "act": "check", "name": "Ann", "consent": "full"}
    files = [("files", ("../our letter.txt", b"We share masts.", "text/plain"))]
    page = visitor.post(HERE, only_file | {"consent": ""}, files=files)
    assert page.status_code == 422
    assert "our letter.txt" in page.text
    kept = {"kept": hidden(page)["kept"]}
    receipt = visitor.follow(visitor.post(HERE, {**only_file, **kept, "act": "send"}))
    assert "our letter.txt" in receipt.text
    cover, letter = store.submissions()
    assert (letter.parent, store.blob(letter.digest)) == (cover.reference, b"We share masts.")
    assert letter.external_id.endswith("/our letter.txt")
    assert letter.fields["name"] == "Ann"


@pytest.mark.parametrize(
    ("name", "data", "said"),
    [
        ("a.docx", b"PK\x03\x04 no word file", "damaged"),
        ("a.exe", b"MZ\x00\x00", "a program"),
        ("empty.txt", b"", "empty"),
        ("a.zip", b"PK\x05\x06" + b"\x00" * 18, "holds other files"),
    ],
)
def test_a_file_that_cannot_be_read_is_refused_at_once_with_the_rest_kept(
    visitor: Browser, store: Store, name: str, data: bytes, said: str
) -> None:
    fields = {**ANSWERS, "key": key_of(visitor.get(HERE)), "act": "check"}
    page = visitor.post(HERE, fields, files=[("files", (name, data, "text/plain"))])
    assert page.status_code == 422
    assert said in page.text
    assert "Sharing masts works." in page.text
    assert store.count_submissions() == 0


def test_a_receipt_for_a_file_that_was_made_up_is_worth_nothing(
    visitor: Browser, store: Store
) -> None:
    """Somebody else's letter cannot be had by naming its digest."""
    file_it(visitor)
    (one,) = store.submissions()
    forged = f"{one.digest}.{one.size}.{'0' * 32}.mine.txt"
    other = key_of(visitor.get(HERE))
    page = visitor.post(HERE, {**ANSWERS, "key": other, "act": "check", "kept": forged})
    assert page.status_code == 422
    assert store.count_submissions() == 1


def test_a_file_that_has_gone_since_is_asked_for_again(
    visitor: Browser, store: Store, site: Site
) -> None:
    """A page may have been left open for longer than its file was kept."""
    invite(site, "administrator", name="Ada", at=datetime(2020, 1, 1, tzinfo=UTC))
    key = key_of(visitor.get(HERE))
    files = [("files", ("letter.txt", b"We share masts.", "text/plain"))]
    page = visitor.post(HERE, {**ANSWERS, "key": key, "act": "check"}, files=files)
    kept = hidden(page)["kept"]
    store.filings.drafts.forget_before(site.now() + timedelta(days=61))
    later = datetime.now(UTC) + timedelta(days=1)
    assert store.filings.forget_files(later, later) == 1
    page = visitor.post(HERE, {**ANSWERS, "key": key, "act": "send", "kept": kept})
    assert page.status_code == 422
    assert "attach it again" in page.text
    assert "Sharing masts works." in page.text
    again = visitor.post(HERE, {**ANSWERS, "key": key, "act": "send"}, files=files)
    assert len(store.submissions()) == 2, again.text


def test_what_is_saved_is_gone_on_with_by_its_link(
    visitor: Browser, store: Store, app: Any
) -> None:
    page = visitor.post(HERE, {**ANSWERS, "key": key_of(visitor.get(HERE)), "act": "save"})
    link = re.search(r"http://testserver(/calls/\S+\?draft=[\w-]+)<", page.text)
    assert link
    other = Browser(app)
    again = other.get(link[1])
    assert "Sharing masts works." in again.text
    sent = other.post(HERE, {**ANSWERS, "key": key_of(again), "act": "send"})
    assert sent.status_code == 303
    assert other.get(link[1]).status_code == 404
    assert store.count_submissions() == 1


def test_what_is_being_typed_is_kept_by_the_server(visitor: Browser, site: Site) -> None:
    key = key_of(visitor.get(HERE))
    fields = {"key": key, "draft-of": "contribution-1 call-1", "answer-q1": "Half a sent"}
    assert visitor.post("/drafts", fields).json()["kept"]
    assert "Half a sent" in visitor.get(f"{HERE}?draft={key}").text
    visitor.post(HERE, {**ANSWERS, "key": key, "act": "send"})
    assert visitor.post("/drafts", fields).status_code == 409
    assert visitor.post("/drafts", {"key": "short", "draft-of": "x"}).status_code == 400


def test_what_was_filed_is_changed_by_its_link_until_the_call_closes(
    visitor: Browser, store: Store, clock: Clock, app: Any
) -> None:
    receipt = file_it(visitor)
    token = re.search(r"/filed/(\w+)/edit", receipt.text)
    assert token
    edit = f"/filed/{token[1]}/edit"
    form = visitor.get(edit)
    assert "Sharing masts works." in form.text
    assert "ann@example.org" in form.text
    assert 'value="full" id="consent" checked' in form.text
    changed = {**ANSWERS, "answer-q1": "Sharing masts works well.", "key": key_of(form)}
    page = visitor.follow(visitor.post(edit, {**changed, "act": "send"}))
    first, second = store.submissions()
    assert first.superseded_by == second.reference
    assert second.reference in page.text
    late = key_of(visitor.get(edit))
    clock.go_on(days=150)
    assert visitor.get(edit).status_code == 410
    answer = visitor.post(edit, {**changed, "answer-q1": "Too late", "key": late, "act": "send"})
    assert answer.status_code == 409
    assert "Too late" in answer.text, "what was typed is still there"
    assert store.count_submissions() == 2


def test_before_it_opens_and_after_it_closes_it_says_so(
    visitor: Browser, store: Store, clock: Clock, folder: Any
) -> None:
    clock.go_on(days=-60)
    assert "opens on" in visitor.get(HERE).text
    assert visitor.post(HERE, {**ANSWERS, "act": "send"}).status_code == 403
    clock.go_on(days=60 + 107)
    page = visitor.get(HERE)
    assert "marked as received after the date" in page.text
    receipt = file_it(visitor)
    assert "It came after the date." in receipt.text
    assert "Change it" in receipt.text, "an hour is left to mend it"
    toml = folder / "forum.toml"
    toml.write_text(
        toml.read_text().replace('title = "Call for', 'late_policy = "refuse"\ntitle = "Call for')
    )
    assert visitor.get(HERE).status_code == 410
    extended = 'extensions = [ { closes = 2026-12-01T00:00:00Z } ]\ntitle = "Call for'
    toml.write_text(toml.read_text().replace('title = "Call for', extended))
    page = visitor.get(HERE)
    assert page.status_code == 200
    assert "1 December 2026" in page.text


def test_a_category_says_its_own_date(visitor: Browser, store: Store, folder: Any) -> None:
    toml = folder / "forum.toml"
    due = 'deadlines = [ { category = "other proposals", hard_at = 2026-06-20T20:59:00Z } ]\n'
    toml.write_text(toml.read_text().replace('title = "Call for', f'{due}title = "Call for'))
    assert "other proposals: until 20 June 2026, 23:59" in visitor.get(HERE).text
    file_it(visitor, category="other proposals")
    assert store.submissions()[0].fields["category"] == "other proposals"


def test_in_grace_it_is_still_open(visitor: Browser, clock: Clock, folder: Any) -> None:
    toml = folder / "forum.toml"
    toml.write_text(
        toml.read_text().replace('title = "Call for', 'grace_minutes = 30\ntitle = "Call for')
    )
    clock.go_on(days=106, hours=9, minutes=10)
    assert "still taken until" in visitor.get(HERE).text


def test_a_store_that_is_busy_loses_nothing(
    visitor: Browser, monkeypatch: pytest.MonkeyPatch, store: Store
) -> None:
    def busy(*_: object, **__: object) -> Receipt:
        raise StoreBusy("busy")

    key = key_of(visitor.get(HERE))
    with monkeypatch.context() as patch:
        patch.setattr(Filings, "file", busy)
        page = visitor.post(HERE, {**ANSWERS, "key": key, "act": "send"})
    assert (page.status_code, page.headers["retry-after"]) == (503, "5")
    assert "Sharing masts works." in page.text
    assert visitor.post(HERE, {**ANSWERS, "key": key, "act": "send"}).status_code == 303
    assert store.count_submissions() == 1


@pytest.mark.parametrize(
    "hostile",
    [
        {"answer-q1": "x" * 300_000}, {"name": "n" * 10_000}, {"act": "remove-issue-x"},
        {"act": "remove-file-99"}, {"kept": "...."}, {"kept": "a.1.b.c"}, {"key": "x"},
        {"answer-q1": "\x00\u202e{{ 70*191 }}"}, {"consent": "everything"}, {"act": "add-"},
        {"capacity": "queen"}, {"category": "none of these"},
    ],
)  # fmt: skip
def test_whatever_is_sent_gets_an_answer(visitor: Browser, hostile: dict[str, str]) -> None:
    page = visitor.post(
        HERE, {**ANSWERS, "key": key_of(visitor.get(HERE)), "act": "send", **hostile}
    )
    assert page.status_code in (200, 303, 422)
    assert "13370" not in page.text


def test_a_call_that_is_not_there_is_not_found(visitor: Browser) -> None:
    assert visitor.get("/calls/call-9/contribute").status_code == 404
    assert visitor.get("/filed/no-such-token").status_code == 404
    assert visitor.post("/filed/no-such-token/edit").status_code == 404


def test_a_receipt_is_not_kept_in_a_shared_browser(visitor: Browser) -> None:
    assert file_it(visitor).headers["cache-control"] == "no-store"


def test_a_practice_is_filed_part_by_part(visitor: Browser, store: Store) -> None:
    key = key_of(visitor.get("/practice"))
    told = {"key": key, "title": "A shared mast", "part-done": "Two built one.", "name": "Bo",
            "part-did_not_work": "Repairs.", "consent": "name_withheld"}  # fmt: skip
    page = visitor.post("/practice", {**told, "part-done": "", "act": "check"})
    assert page.status_code == 422
    assert 'href="#part-done"' in page.text
    receipt = visitor.follow(visitor.post("/practice", {**told, "act": "send"}))
    (one,) = store.submissions()
    filing = unpack_filing(store.blob(one.digest))
    assert filing is not None
    assert [(part.part, part.text) for part in filing.parts] == [
        ("done", "Two built one."), ("did_not_work", "Repairs."),
    ]  # fmt: skip
    assert (one.call, one.consent.scope) == ("call-1", "name_withheld")
    token = re.search(r"/filed/(\w+)/edit", receipt.text)
    assert token
    assert "Two built one." in visitor.get(f"/filed/{token[1]}/edit").text


def test_the_forms_speak_the_readers_language(
    signed_in: Callable[..., Browser], visitor: Browser
) -> None:
    for language, words in (("es", "Revisar sus respuestas"), ("fr", "Vérifier vos réponses")):
        page = visitor.get(HERE, headers={"accept-language": language})
        assert words in page.text
        assert f'lang="{language}"' in page.text
