"""From nothing at all to a book: a correct document each."""

import pytest

from bpforum.verify import verify_files
from tests.pipeline.conftest import Compiled, Make

RADIOS = (
    "Our network has run for nine years because every household pays a small fee each month. "
    "The fee pays for spare radios, and a technician comes once a week to look at the masts. "
    "Nobody else would do it for this money, and nobody else knows every roof in the valley."
)
RULES = (
    "The licence is what keeps us small. Each year we fill in forty pages for a regulator who "
    "never answers. An exemption for networks below a hundred homes would cost the state nothing "
    "at all, and it would let us put up the second mast that two villages have been waiting for."
)


def sections(compiled: Compiled) -> set[str]:
    return {section.id for section in compiled.files.outcome().sections}


def check(compiled: Compiled) -> None:
    assert verify_files(compiled.files.files) == []
    assert {"status", "summary", "method", "part_a", "part_b", "part_c", "part_d", "annex_1"} <= (
        sections(compiled)
    )
    assert verify_files(compiled.again().files.files) == []


def test_an_empty_forum_says_that_nothing_came(make: Make) -> None:
    made = make({})
    check(made)
    assert made.result.received == 0
    text = " ".join(paragraph.text for paragraph in made.files.outcome().paragraphs)
    assert "No contribution has been received" in text
    assert made.files.themes.themes == ()


def test_one_contribution_is_one_theme_and_quoted(make: Make) -> None:
    made = make({"a.txt": RADIOS})
    check(made)
    assert made.result.fates == {"reflected": 1}
    [theme] = made.files.themes.themes
    assert theme.label
    text = " ".join(paragraph.text for paragraph in made.files.outcome().paragraphs)
    assert "One contribution of 1 speaks to this theme." in text


def test_two_contributions_are_counted_in_numbers(make: Make) -> None:
    made = make({"a.txt": RADIOS, "b.txt": RULES})
    check(made)
    assert made.result.fates == {"reflected": 2}
    text = " ".join(paragraph.text for paragraph in made.files.outcome().paragraphs)
    assert not any(word in text.split("Part B")[0] for word in (" many contributions",))


@pytest.mark.parametrize("n", [3, 5, 10])
def test_a_few_contributions_make_a_few_themes(make: Make, n: int) -> None:
    made = make({
        f"{k}.txt": (RADIOS if k % 2 else RULES).replace("nine", str(k)) + f" This is village {k}."
        for k in range(n)
    })  # fmt: skip
    check(made)
    assert 1 <= len(made.files.themes.themes) <= n


def test_only_what_says_nothing(make: Make) -> None:
    made = make({"a.txt": "", "b.txt": "test", "c.txt": "No comment."})
    check(made)
    assert made.result.fates == {"not_substantive": 3}


def test_a_hundred_thousand_words_by_one_person(make: Make) -> None:
    subjects = ("radios", "masts", "licences", "training", "batteries", "schools", "fees")
    text = "\n\n".join(
        f"About {subjects[k % 7]} in village {k}: the {subjects[(k * 3) % 7]} cost too much, and "
        f"people there say that {subjects[(k * 5 + 2) % 7]} should come before anything else. "
        "They have asked the ministry twice and will ask again when the rains are over."
        for k in range(2900)
    )
    assert len(text.split()) > 100_000
    made = make({"book.txt": text})
    assert verify_files(made.files.files) == []
    assert made.result.fates == {"reflected": 1}
    [one] = made.files.record.contributions
    assert one.words > 100_000


def test_broken_and_hostile_files_never_stop_a_run(make: Make) -> None:
    made = make({
        "a.txt": RADIOS, "zip.docx": b"PK\x03\x04" + b"\x00" * 99,
        "noise.txt": bytes(range(256)) * 9,
        "sub/b.html": "<html><body><p>" + RULES + "<script>x</script></p></body></html>",
        "fields.txt": "Title: =1+1\nName: {{ 7*7 }}\nOrganisation: <b>&amp;\n\n" + RULES.upper(),
    })  # fmt: skip
    check(made)
    assert made.result.fates["quarantined"] == 2
    assert len(made.result.attention) == 2


def test_who_stated_no_group_is_not_told_that_groups_were_silent(make: Make) -> None:
    made = make({"a.txt": RADIOS, "b.txt": RADIOS.replace("nine", "ten") + " " + RULES})
    text = " ".join(paragraph.text for paragraph in made.files.outcome().paragraphs)
    assert "Not heard here" not in text
    assert "No answer was received from" not in text
    assert " 0 organisations" not in text


@pytest.mark.parametrize(
    ("language", "words"),
    [("es", "Documento de resultados"), ("fr", "Document final"), ("pt", "Outcome document")],
)
def test_the_document_speaks_the_forums_language_or_else_english(
    make: Make, language: str, words: str
) -> None:
    first = make({"a.txt": RADIOS, "b.txt": RADIOS, "c.txt": RULES, "d.txt": "test"})
    path = first.forum / "forum.toml"
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace("cycle", f'languages = ["{language}"]\ncycle', 1), "utf-8")
    made = first.again()
    assert verify_files(made.files.files) == []
    assert words in made.files.files["public/outcome.html"].decode()
    assert any("in English" in told for told in made.result.attention) == (language == "pt")
