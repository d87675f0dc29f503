"""What runs say in English is said on their pages in the page's language."""

import ast
import re
import string
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path

import pytest

import flows.home  # noqa: F401 - their failures are there to be found
from bpforum.errors import BpforumError
from bpforum.store import Store
from bpforum.store.run_requests import BY_HAND
from bpforum.turn import failure_of
from bpforum.web.site import Site
from bpforum.web.told import translated
from bpforum.web.words import entries, known
from models.run_request import RunEvent, RunFailure, RunOutcome, WorkerSign
from tests.web.conftest import NOW, Browser
from tests.web.test_runs import LEASE, compiled, folder, reference_of

__all__ = ["compiled", "folder"]

ROOT = Path(__file__).parents[2]
OWNER = "another-host:1:f"
ASKED = ("Reason", "because", "_refuse", "refuse", "_ruled", "tell", "_tell_once", "_fail",
         "RunEvent", "RunFailure", "release", "unreadable")  # fmt: skip
"""What is called with words for somebody who looks at a run or at what it left out."""
PLACES = ("bpforum/readers", "bpforum/conversion.py", "bpforum/validation/fates.py",
          "bpforum/validation/__init__.py", "bpforum/ledger.py", "bpforum/settling.py",
          "bpforum/intake.py", "bpforum/collecting.py", "bpforum/pipeline.py",
          "bpforum/assist/writing.py", "bpforum/turn.py", "bpforum/sources/tables/sheet.py",
          "bpforum/sources/tables/tables.py", "bpforum/store/run_requests.py",
          "bpforum/store/retention.py", "flows")  # fmt: skip
NOT_SHOWN = {
    "Waiting for another run of this forum to end",  # to the terminal alone
    "7 (decision 7)",  # a person's own words
    "not cited; 7", "has the text of 7; 7", "has the text of 7, and 7 words of its own",
    "same text as 7, reproduced in full as was asked",  # of what is in the document
    "there is no submission 7", "it was not received after the date",  # of decisions
}  # fmt: skip


def words_in(node: ast.expr, constants: dict[str, str]) -> str | None:
    """The words of a string, with 7 for each value."""
    match node:
        case ast.Constant(value=str(text)):
            return text
        case ast.JoinedStr(values=values):
            said = [words_in(one, constants) for one in values]
            return "".join("7" if one is None else one for one in said)
        case ast.FormattedValue(value=ast.Name(id=name)) if name in constants:
            return constants[name]
        case ast.Name(id=name):
            return constants.get(name)
        case ast.BinOp(left=left, op=ast.Add(), right=right):
            first, second = words_in(left, constants), words_in(right, constants)
            return first + second if first and second else None
    return None


def sentences(path: Path) -> Iterator[str]:
    tree = ast.parse(path.read_text("utf-8"))
    constants: dict[str, str] = {}
    for set_to in tree.body:
        if isinstance(set_to, ast.Assign) and isinstance(set_to.targets[0], ast.Name):
            said = words_in(set_to.value, constants)
            if said and " " in said:
                constants[set_to.targets[0].id] = said
    for node in ast.walk(tree):
        given: list[ast.expr] = []
        if isinstance(node, ast.Call):
            named = node.func
            name = getattr(named, "id", getattr(named, "attr", ""))
            if name in ASKED:
                given = [*node.args, *(one.value for one in node.keywords)]
        elif isinstance(node, ast.Tuple):  # (code, message), (what, remedy)
            given = [one for one in node.elts if not isinstance(one, ast.JoinedStr)]
        for one in given:
            said = words_in(one, constants)
            if said and " " in said and (isinstance(node, ast.Call) or said.endswith(".")):
                yield said


def all_sentences() -> list[str]:
    found: set[str] = set()
    for place in PLACES:
        path = ROOT / place
        for file in [path] if path.is_file() else sorted(path.rglob("*.py")):
            found.update(sentences(file))
    return sorted(found - NOT_SHOWN)


def test_every_sentence_of_a_run_is_known_in_every_language() -> None:
    asked = all_sentences()
    assert len(asked) > 100  # the search itself finds them
    for language in ("es", "fr"):
        missing = [one for one in asked if translated(one, language) is None]
        assert missing == [], "write them into templates/web/words/told.toml"


DAMAGED = (
    "This file is damaged or cut off; it cannot be opened. Ask the sender to open it in Word, save "
    "it anew as .docx and send it again."
)
DAMAGED_ES = (
    "Este archivo está dañado o cortado; no se puede abrir. Pida al remitente que lo abra en Word, "
    "lo guarde de nuevo como .docx y lo envíe otra vez."
)
TWICE = "This file holds the same part twice. (word/a (1).xml). Restore it from a backup."
TWICE_ES = (
    "Este archivo contiene dos veces la misma parte. (word/a (1).xml). Restáurelo de una copia de "
    "seguridad."
)
CITED = "not cited; stands in: Money | Power; nothing in it to take up"
CITED_ES = "no citada; está en: Money | Power; nada que recoger"
PICTURE = "This kind of file cannot be read yet: a picture. Collect again."
PICTURE_ES = "Este tipo de archivo aún no se puede leer: una imagen. Recoja de nuevo."


@pytest.mark.parametrize(
    ("english", "spanish"),
    [
        (DAMAGED, DAMAGED_ES),
        (TWICE, TWICE_ES),
        (CITED, CITED_ES),
        (PICTURE, PICTURE_ES),
        ("Collecting from {x}: 3 of 9", "Recogiendo de {x}: 3 de 9"),
        ("He said that he agrees.", None),
        (f"{DAMAGED} He said that he agrees.", None),
        ("Reading: 1 of 2" * 5_000, None),
        ("", ""),
    ],
)
def test_sentences_are_found_with_what_stands_in_them(english: str, spanish: str | None) -> None:
    assert translated(english, "es") == spanish
    assert translated(english, "en") == english


def every(kind: type[BpforumError]) -> Iterator[type[BpforumError]]:
    for one in kind.__subclasses__():
        yield one
        yield from every(one)


def test_every_failure_that_ends_a_run_has_words_of_its_own() -> None:
    pages_alone = {"openid_failed", "cannot_serve", "filing_settled", "timeout", "memory",
                   "crashed", "refused-output"}  # fmt: skip
    codes = {one.code for one in every(BpforumError)} - pages_alone
    assert len(codes) > 12
    assert {f"failure_{code}" for code in codes} <= known("runs")


ENGLISH = re.compile(
    r"\b(?:the|and|was|is|are|with|of|for|cannot|it|this|that|be|has|not|ask|run|wait\w*|stopped)\b"
)


def english_in(page: str) -> list[str]:
    """The English words of a page, but for what people named and for digests."""
    body = page[page.index("<main") : page.index("</main>")]
    marked: list[str] = re.findall(r'<[^>]* lang="en"[^>]*>[^<]*', body)
    assert marked == []
    body = body.replace("Call for contributions", "").replace("Opening session", "")
    text = re.sub(r"<[^>]+>", " ", re.sub(r"<code.*?</code>", " ", body)).lower()
    found: list[str] = ENGLISH.findall(text)
    return found


def running(browser: Browser, store: Store, *events: RunEvent) -> str:
    one = store.run_requests.add("compile", by="a1", trigger="page", at=NOW)
    store.run_requests.claim(OWNER, at=NOW, lease=LEASE)
    store.run_requests.renew(one.id, OWNER, at=NOW, lease=LEASE, events=events)
    return one.id


@pytest.mark.parametrize("language", ["es", "fr"])
def test_the_pages_of_runs_have_no_english_words(
    signed_in: Callable[..., Browser], store: Store, site: Site, language: str
) -> None:
    browser = signed_in("secretariat")
    browser.get("/runs")
    browser.post("/language", {"language": language, "next": "/runs"})
    newest = site.newest_run
    assert newest is not None
    requests = store.run_requests
    store.workers.sign(
        WorkerSign(
            owner=OWNER, started_at=NOW, seen_at=NOW,
            trouble="Prefect's server ended. It is tried again in 5 s.",
        )
    )  # fmt: skip
    seen: dict[str, str] = {}

    def look(name: str, path: str) -> None:
        page = browser.get(path)
        assert page.status_code == 200
        assert f'<html lang="{language}"' in page.text
        seen[name] = page.text

    under_way = running(
        browser, store,
        RunEvent(at=NOW, words="It was due at 2026-06-01 06:00 UTC, when it could not begin."),
        RunEvent(at=NOW, step="collect"),
        RunEvent(at=NOW, step="collect", words="Collecting from inbox: 1 of 2"),
    )  # fmt: skip
    look("running", f"/runs/{under_way}")
    look("question", f"/runs/{under_way}/stop")
    requests.stop(under_way, by="a1", at=NOW)
    look("stopping", f"/runs/{under_way}")
    requests.finish(under_way, OWNER, at=NOW, failure=BY_HAND)
    look("stopped", f"/runs/{under_way}")
    for n, failure in enumerate([failure_of(MemoryError()), failure_of(KeyError("x")), BY_HAND]):
        failed = running(browser, store)
        requests.finish(failed, OWNER, at=NOW, failure=failure)
        look(f"failed {n}", f"/runs/{failed}")
    lost = running(browser, store)
    for _ in range(2):
        requests.recover(at=NOW + timedelta(hours=1))
        requests.claim(OWNER, at=NOW, lease=LEASE)
    look("lost", f"/runs/{lost}")
    done = running(browser, store)
    outcome = RunOutcome(received=2, fates={"listed": 1, "quarantined": 1}, attention=1)
    requests.finish(done, OWNER, at=NOW, run=newest.name, outcome=outcome)
    look("done", f"/runs/{done}")
    look("overview", "/runs")
    look("result", f"/runs/results/{newest.name}")
    look("quarantine", f"/runs/results/{newest.name}?fate=quarantined")
    look("mend", f"/runs/mend/{reference_of(site, 'damaged.docx')}")
    assert "damaged.docx" in seen["quarantine"]
    found = {name: english_in(page) for name, page in seen.items()}
    assert {name: words for name, words in found.items() if words} == {}
    assert re.search(r"inbox\s?: 1 ", seen["running"])


def test_what_is_not_known_is_told_by_its_code_and_shown_as_english(
    signed_in: Callable[..., Browser], store: Store
) -> None:
    browser = signed_in("secretariat")
    browser.get("/runs")
    browser.post("/language", {"language": "es", "next": "/runs"})
    one = running(browser, store)
    words = "The service <b>said</b> no. Look at its address."
    failure = RunFailure(code="source_refused", words=words)
    store.run_requests.finish(one, OWNER, at=NOW, failure=failure)
    page = browser.get(f"/runs/{one}").text
    assert "Una fuente rechazó lo que se le pidió." in page
    assert '<p lang="en" class="typed">The service &lt;b&gt;said&lt;/b&gt; no.' in page
    assert "Una fuente rechazó" in browser.get("/runs").text


def test_blanks_of_sentences_are_names() -> None:
    """What stands in them is looked for by name, and twice the same would find nothing."""
    for key, words in entries("told").items():
        blanks = [name for _, name, _, _ in string.Formatter().parse(words["en"]) if name]
        assert len(blanks) == len(set(blanks)), key
