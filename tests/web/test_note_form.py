"""The rapporteur's form: line by line, without a script, and a note is taken as far as it goes."""

import re
from collections.abc import Callable
from typing import Any

from bpforum.readers.filed import unpack_filing
from bpforum.store import Store
from models.filing import Filing
from tests.web.conftest import Browser, Clock
from tests.web.test_contribution_form import hidden, key_of

HERE = "/note/new"
NOTE: dict[str, Any] = {
    "session": "opening", "name": "Cy Rapp", "organisation": "Mesh Works",
    "issue-text": ["Masts stand idle.", "Share them."], "issue-kind": ["issue", "practice"],
    "issue-holder": ["operators", ""], "issue-theme": ["cost", ""],
    "presentation-who": ["Mesh Works"], "presentation-text": ["They share a mast."],
    "discussion": "Most asked for a model.", "converged": "Write it down.",
    "way_forward": "A draft is made.",
}  # fmt: skip
SignedIn = Callable[..., Browser]


def filed_note(store: Store) -> Filing:
    filing = unpack_filing(store.blob(store.submissions()[-1].digest))
    assert filing is not None
    return filing


def test_sessions_are_picked_from_the_programme_with_what_is_on_now_on_top(
    signed_in: SignedIn, folder: Any
) -> None:
    toml = folder / "forum.toml"
    more = "".join(
        f'\n[[sessions]]\nid = "s{n}"\ntitle = "Día {n}: séance"\nstarts = 2026-05-2{n}T10:00:00Z\n'
        for n in range(3)
    )
    toml.write_text(toml.read_text() + more)
    rapporteur = signed_in("rapporteur")
    page = rapporteur.get("/note").text
    order = re.findall(r"session=([\w-]+)", page)
    assert order == ["opening", "s0", "s1", "s2"]
    assert '<span class="tag good">now</span>' in page
    found = rapporteur.get("/note?q=seance").text
    assert re.findall(r"session=([\w-]+)", found) == ["s0", "s1", "s2"]
    assert "not listed" in found


def test_a_note_is_filed_with_all_its_parts(signed_in: SignedIn, store: Store) -> None:
    rapporteur = signed_in("rapporteur", name="Cy Rapp", organisation="Mesh Works")
    form = rapporteur.get(f"{HERE}?session=opening")
    assert "Opening session" in form.text
    assert 'value="Cy Rapp"' in form.text, "who is signed in need not type it"
    data = {**NOTE, "key": key_of(form)}
    checked = rapporteur.post(HERE, {**data, "act": "check"})
    assert "marked as partial" not in checked.text
    receipt = rapporteur.follow(
        rapporteur.post(HERE, {**hidden(checked), "key": key_of(checked), "act": "send"})
    )
    assert store.submissions()[0].reference in receipt.text
    assert "next compilation" in receipt.text
    filing = filed_note(store)
    assert (filing.session, filing.missing) == ("opening", ())
    assert [(line.kind, line.held_by, line.theme) for line in filing.lines] == [
        ("issue", "operators", "cost"), ("practice", "", ""), ("presentation", "Mesh Works", ""),
        ("discussion", "", ""), ("converged", "", ""), ("way_forward", "", ""),
    ]  # fmt: skip
    assert store.submissions()[0].session == "opening"


def test_lines_are_added_and_removed_without_a_script(signed_in: SignedIn) -> None:
    rapporteur = signed_in("rapporteur")
    data = {**NOTE, "key": key_of(rapporteur.get(HERE))}
    page = rapporteur.post(HERE, {**data, "act": "add-issue"}).text
    assert page.count('name="issue-text"') == 3
    assert "Masts stand idle." in page
    assert "Most asked for a model." in page
    page = rapporteur.post(HERE, {**data, "act": "remove-issue-0"}).text
    assert page.count('name="issue-text"') == 1
    assert "Masts stand idle." not in page
    assert "Share them." in page
    page = rapporteur.post(HERE, {**data, "act": "add-presentation"}).text
    assert page.count('name="presentation-text"') == 2


def test_an_incomplete_note_is_taken_as_partial_and_says_what_is_missing(
    signed_in: SignedIn, store: Store
) -> None:
    rapporteur = signed_in("rapporteur")
    data = {"key": key_of(rapporteur.get(HERE)), "issue-text": "One thing.", "name": ""}
    checked = rapporteur.post(HERE, {**data, "act": "check"})
    assert "marked as partial" in checked.text
    assert "the way forward" in checked.text
    receipt = rapporteur.follow(rapporteur.post(HERE, {**data, "act": "send"}))
    assert "marked as partial" in receipt.text
    assert "You can still add" in receipt.text
    assert filed_note(store).missing == ("session", "rapporteur", "discussion", "way_forward")


def test_a_note_with_nothing_in_it_is_sent_back(signed_in: SignedIn, store: Store) -> None:
    rapporteur = signed_in("rapporteur")
    data = {"key": key_of(rapporteur.get(HERE)), "issue-text": ["", " "], "name": "Cy"}
    page = rapporteur.post(HERE, {**data, "act": "send"})
    assert page.status_code == 422
    assert 'href="#issue-0"' in page.text
    assert store.count_submissions() == 0


def test_a_session_that_is_not_listed_is_told_in_words(signed_in: SignedIn, store: Store) -> None:
    rapporteur = signed_in("rapporteur")
    data = {**NOTE, "session": "", "session_title": "Corridor talk"}
    rapporteur.post(HERE, {**data, "key": key_of(rapporteur.get(HERE)), "act": "send"})
    assert (filed_note(store).session, store.submissions()[0].session) == ("Corridor talk", None)


def test_a_note_comes_back_to_the_form_as_it_was_filed(signed_in: SignedIn, store: Store) -> None:
    rapporteur = signed_in("rapporteur")
    key = key_of(rapporteur.get(HERE))
    files = [("files", ("talk.txt", b"Speaker: hello.", "text/plain"))]
    receipt = rapporteur.follow(
        rapporteur.post(HERE, {**NOTE, "key": key, "act": "send"}, files=files)
    )
    token = re.search(r"/filed/(\w+)/edit", receipt.text)
    assert token
    before = filed_note_of(store, 0)
    form = rapporteur.get(f"/filed/{token[1]}/edit")
    assert "talk.txt" in form.text
    sent = rapporteur.post(
        f"/filed/{token[1]}/edit",
        {**NOTE, "discussion": "More.", "kept": hidden(form)["kept"], "key": key_of(form),
         "act": "send"},
    )  # fmt: skip
    assert sent.status_code == 303
    after = filed_note_of(store, 2)
    assert [line.kind for line in after.lines] == [line.kind for line in before.lines]
    assert store.submissions()[3].parent == store.submissions()[2].reference


def filed_note_of(store: Store, n: int) -> Filing:
    filing = unpack_filing(store.blob(store.submissions()[n].digest))
    assert filing is not None
    return filing


def test_organisers_check_a_note_by_a_link_until_a_stated_time(
    signed_in: SignedIn, visitor: Browser, store: Store, clock: Clock
) -> None:
    rapporteur = signed_in("rapporteur")
    key = key_of(rapporteur.get(HERE))
    data = {**NOTE, "email": "cy@example.org", "key": key, "act": "send"}
    receipt = rapporteur.follow(rapporteur.post(HERE, data))
    token = re.search(r"/filed/(\w+)/edit", receipt.text)
    assert token
    made = rapporteur.post(f"/filed/{token[1]}/check-link")
    link = re.search(r"http://testserver(/check/[\w-]+)<", made.text)
    assert link
    assert "8 June 2026" in made.text
    page = visitor.get(link[1])
    assert "Masts stand idle." in page.text
    assert "cy@example.org" not in page.text
    assert token[1] not in page.text, "who checks a note cannot change it"
    assert visitor.get(f"/filed/{link[1].removeprefix('/check/')}").status_code == 404
    assert visitor.post(link[1], {"name": "", "words": "It was three."}).status_code == 422
    thanks = visitor.post(link[1], {"name": "Bo", "words": "It was three masts."})
    assert "it is kept" in thanks.text
    assert "It was three masts." in rapporteur.get(f"/filed/{token[1]}").text
    assert store.count_submissions() == 1, "a remark is no submission"
    assert "It was three masts." in signed_in("secretariat").get("/remarks").text
    clock.go_on(days=8)
    late = visitor.post(link[1], {"name": "Bo", "words": "Late."})
    assert late.status_code == 410
    assert "time for checking is over" in late.text


def test_only_those_who_write_notes_reach_the_form(signed_in: SignedIn, visitor: Browser) -> None:
    assert visitor.get("/note").status_code == 303
    assert signed_in("reader").get("/note").status_code == 403
    ended = visitor.post(HERE, {**NOTE, "act": "send"})
    assert ended.status_code == 401
    assert "Masts stand idle." in ended.text, "the session ended: nothing typed is lost"


def test_the_bodys_own_report_fields_are_asked_and_kept(
    signed_in: SignedIn, store: Store, folder: Any
) -> None:
    toml = folder / "forum.toml"
    toml.write_text(toml.read_text().replace('cycle = "2026"', 'cycle = "2026"\nprofile = "itu"'))
    rapporteur = signed_in("rapporteur")
    form = rapporteur.get(HERE)
    assert "Conclusions" in form.text
    data = {**NOTE, "report-conclusions": "We concluded.", "key": key_of(form)}
    rapporteur.post(HERE, {**data, "act": "send"})
    assert filed_note(store).lines[-1].field == "conclusions"


def test_a_file_beside_a_note_is_not_the_rapporteurs_own(signed_in: SignedIn, store: Store) -> None:
    rapporteur = signed_in("rapporteur")
    files = [("files", ("slides.txt", b"What Bo Berg showed.", "text/plain"))]
    for session in ("opening", ""):
        key = key_of(rapporteur.get(HERE))
        data = {**NOTE, "session": session, "key": key, "act": "send"}
        assert rapporteur.post(HERE, data, files=files).status_code == 303
    _, named, _, unlisted = store.submissions()
    assert "name" not in named.fields
    assert (named.session, named.audience) == ("opening", "public")
    assert unlisted.audience == "secretariat", "whoever spoke there may not be told of"
