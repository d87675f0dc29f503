"""Campaigns from their mails to the document: signatories counted, what each added taken up."""

import json

from tests.pipeline.conftest import Compiled, Make
from tests.unit.text.copies.test_additions import LETTER, OWN

SCHOOL = (
    "Our school of forty children shares one telephone, and lessons about the weather are read "
    "aloud from last year's newspaper because pages take a quarter of an hour to open."
)
FERRY = (
    "The ferry office sells tickets by radio, and travellers from the outer islands sleep on the "
    "quay when a storm has taken the only mast that the islands have."
)
REPORT = (
    f"{FERRY}\n\nWe measured the delay on eleven evenings with a borrowed antenna, and wrote down "
    "every hour in which no message came through to the harbour master.\n\n"
    "Fishermen now carry paper slips with the times of day at which a message usually passes, and "
    "the cooperative copies those slips at its own cost every month of the season.\n\n"
    "A second mast on the northern cape would serve four villages, the lighthouse and the station "
    "where the nurse keeps vaccines, and the council has already given the land.\n\n"
    "We would lend our boat and two weeks of work, as we did when the jetty was rebuilt, and we "
    "ask only that the licence be issued before the autumn storms begin.\n\n"
    "Until then the bakery keeps a list of who waits for news from the hospital on the mainland, "
    "and reads it out each morning to whoever comes for bread before the sun is up."
)


def campaign(make: Make, *more: str) -> Compiled:
    """Four of one letter, one of them with a paragraph, and a long report that holds it."""
    letters = [
        LETTER, LETTER, f"{LETTER}\n\n{SCHOOL}", LETTER.replace("cheap", "fair"),
        f"{REPORT}\n\n{LETTER}", *more,
    ]  # fmt: skip
    return make({f"{n}.txt": text for n, text in enumerate(letters, start=1)})


def test_what_a_signatory_added_stands_and_is_quoted_and_the_rest_is_a_copy(make: Make) -> None:
    files = campaign(make).files
    [group] = files.themes.duplicates
    everyone = {one.external_id: one.contribution for one in (group.representative, *group.members)}
    assert (group.representative.external_id, group.kind) == ("1.txt", "near")
    assert set(everyone) == {f"{n}.txt" for n in range(1, 6)}

    placed = [p for theme in files.themes.themes for p in theme.passages] + list(
        files.themes.unplaced
    )
    own = [p for p in placed if p.external_id == "3.txt" and p.duplicate_of is None]
    assert [p.text for p in own] == [SCHOOL]
    for p in placed:
        if p.duplicate_of:
            assert p.duplicate_of == everyone["1.txt"]
            assert not p.cited
    assert all(p.duplicate_of for p in placed if p.external_id in ("2.txt", "4.txt"))

    fates = {one.external_id: (one.fate, one.fate_of) for one in files.everything.values()}
    copy = ("same_text_as", everyone["1.txt"])
    assert fates["2.txt"] == fates["4.txt"] == copy
    cited = {one.contribution for p in files.outcome().paragraphs for one in p.citations}
    assert fates["3.txt"] == (("reflected", "") if everyone["3.txt"] in cited else copy)
    assert cited & {everyone["3.txt"]}


def test_a_long_text_that_holds_the_letter_is_not_swallowed(make: Make) -> None:
    files = campaign(make).files
    report = next(one for one in files.everything.values() if one.external_id == "5.txt")
    placed = [p for theme in files.themes.themes for p in theme.passages] + list(
        files.themes.unplaced
    )
    mine = sorted((p for p in placed if p.external_id == "5.txt"), key=lambda p: p.start)
    words = " ".join(p.text for p in mine if p.duplicate_of is None)
    assert words.split() == REPORT.split()
    assert " ".join(p.text for p in mine if p.duplicate_of).split() == LETTER.split()
    assert report.fate in ("reflected", "listed")
    theme = next(t for t in files.themes.themes if any(p.cited for p in t.passages))
    assert theme.passages


def test_the_same_paragraph_added_by_many_is_taken_up_once(make: Make) -> None:
    files = campaign(make, f"{LETTER}\n\n{SCHOOL}", f"{SCHOOL}\n\n{LETTER}").files
    placed = [p for theme in files.themes.themes for p in theme.passages]
    school = {p.external_id: p.duplicate_of for p in placed if p.text == SCHOOL}
    first = next(r for r, one in files.everything.items() if one.external_id == "3.txt")
    assert school == {"3.txt": None, "6.txt": first, "7.txt": first}


def test_nobody_speaks_for_who_answers_a_letter_that_the_mail_quotes(make: Make) -> None:
    quoted = "\n".join(f"> {line}" for line in LETTER.splitlines())
    answer = (
        "I live below that mast and I do not want it any nearer to the school than it is today; "
        "the letter that was sent round speaks for its authors alone, and not for our street."
    )
    head = "From: A Reader <a.reader@example.org>\nSubject: Re: bands\n"
    head += "Date: Mon, 07 Sep 2026 10:00:00 +0200\n"
    files = make(
        {
            "1.txt": LETTER,
            "2.txt": LETTER,
            "3.eml": f"{head}\n{answer}\n\nOn Friday somebody wrote:\n{quoted}\n",
        }
    ).files
    [group] = files.themes.duplicates
    assert {one.external_id for one in group.members} == {"2.txt"}


def test_equal_short_answers_and_cover_notes_are_no_campaign(make: Make) -> None:
    answers = ["Yes, I agree.", "yes I agree", "See attached.", "see attached", "No comment"]
    files = make(
        {f"{n}.txt": text for n, text in enumerate([*answers, answers[-1], OWN, OWN], start=1)}
    ).files
    [group] = files.themes.duplicates
    assert (group.representative.external_id, group.kind) == ("7.txt", "exact")
    fates = {one.external_id: one.fate for one in files.everything.values()}
    assert {fates[f"{n}.txt"] for n in (3, 4, 5, 6)} == {"not_substantive"}
    assert "same_text_as" not in (fates["1.txt"], fates["2.txt"])


def test_the_order_of_arrival_changes_no_group(make: Make) -> None:
    files = campaign(make).files
    shown = json.loads(files.files["themes.json"])
    assert {m["external_id"] for g in shown["duplicates"] for m in g["members"]} == {
        f"{n}.txt" for n in range(2, 6)
    }
