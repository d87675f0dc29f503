"""Proposals for amendment: ids at line starts, with symbol, objective, text and reasons."""

from time import process_time

import pytest

from bpforum.readers.plain import read_plain
from bpforum.readers.recognition.recognise import recognise
from bpforum.readers.word.reader import read_docx
from models.reading import Reading
from tests.builders.word import dele, docx, ins, p, r

PROSE = (
    "The changes below are meant to shorten the text and to name everybody whose work is needed"
    " for it, from village operators to the ministries that give out frequencies."
)


def recognised(text: str) -> Reading:
    reading = read_plain(text.encode())
    assert isinstance(reading, Reading)
    return recognise(reading, "proposal.txt")


def test_a_proposal_with_an_objective_runs_to_the_end_of_its_section() -> None:
    reading = recognised(
        "Document WTDC26/31-E\nOriginal: English\n\nTITLE: A shorter programme\n\nProposal\n\n"
        f"VEL/31/2 Objective(s): 4\n\n{PROSE}\n\nContact: Name/Organization: Ada Okoro\n"
        "Phone number: +41 22 730 51 11\n\nCHANGES TO THE PROGRAMME\n\nThe text as amended."
    )
    (proposal,) = reading.proposals
    assert (proposal.id, proposal.objective) == ("VEL/31/2", "4")
    assert proposal.title == "A shorter programme"
    assert reading.text[proposal.start : proposal.end] == proposal.text
    assert proposal.text.endswith("give out frequencies.")


def test_several_proposals_with_symbols_and_reasons() -> None:
    reading = recognised(
        f"MOD EUR/10A2/3\n\nRESOLUTION 45 (Rev. Vela, 2030)\n\n{PROSE}\n\n"
        "Reasons: The text is older than the networks.\n\n"
        f"ADD\nARG/B/CHL/45/1#1234\n\n{PROSE}\n\nMotivos: Falta una norma.\n\n"
        "SUP RCC/14/2\n\nReasons: Fulfilled."
    )
    assert [(one.id, one.symbol) for one in reading.proposals] == [
        ("EUR/10A2/3", "MOD"),
        ("ARG/B/CHL/45/1", "ADD"),
        ("RCC/14/2", "SUP"),
    ]
    first, second, third = reading.proposals
    assert first.reasons == "The text is older than the networks."
    assert first.new_text.startswith("RESOLUTION 45")
    assert first.new_text.endswith("frequencies.")
    assert second.reasons == "Falta una norma."
    assert second.text.startswith("ADD\n")
    assert (third.new_text, third.reasons) == ("", "Fulfilled.")
    for one in reading.proposals:
        assert reading.text[one.start : one.end] == one.text


@pytest.mark.parametrize(
    "text",
    [
        f"We read USA/22/7 with interest. {PROSE}",
        f"USA/22/7 is a good start, but it says nothing of batteries. {PROSE}",
        f"A/68/167, The right to privacy in the digital age\n\n{PROSE}",
        f"{PROSE} See A/HRC/RES/20/8 and 24/7 support.",
    ],
)
def test_a_mention_makes_no_proposal(text: str) -> None:
    reading = recognised(text)
    assert reading.proposals == ()
    assert reading.kind == "contribution"


def test_numbered_clauses_of_a_formal_document_are_headings() -> None:
    reading = recognised(
        f"Document 12-E\nOriginal: English\n\n3.2 Priority areas\n\n{PROSE}\n\n"
        f"3bis Methods\n\n{PROSE}\n\n4 February 2014\n\n1. Some countries wait\n2. Others do not"
    )
    headings = [
        (reading.text[block.start : block.end], block.level)
        for block in reading.blocks
        if block.kind == "heading"
    ]
    assert headings == [("3.2 Priority areas", 2), ("3bis Methods", 1)]


FORMAL = f"""Document 9(Add.12)-E

EUROPEAN COMMON PROPOSALS

List of proposals
EUR/9A12/1
EUR/9A12/2

ARTICLE 5

Frequency allocations

MOD EUR/9A12/1

5.128 {PROSE}

Reasons: Nobody uses it any more.

ADD EUR/9A12/2#5021
5.129A A new footnote.

Reasons: To protect small networks,

which have no other bands.

NOC_KEEP EUR/9A12/3

RESOLUTION 12 (REV. DUBAI, 2018)

Reasons: It works.

(MOD) EUR/9A12/4

APPENDIX 30 (REV.WRC-15)

{PROSE}

EUR/9A12/5

SUP No. 62

The Council shall meet.

Motifs: Sans objet.

RESOLUTION 20

What follows is in no proposal.
"""


def test_instrument_provision_texts_and_reasons_of_several_proposals() -> None:
    found = {one.id[-1]: one for one in recognised(FORMAL).proposals}
    assert [(one.symbol, one.instrument, one.provision) for one in found.values()] == [
        ("MOD", "ARTICLE 5", "5.128"),
        ("ADD", "ARTICLE 5", "5.129A"),
        ("NOC_KEEP", "RESOLUTION 12 (REV. DUBAI, 2018)", ""),
        ("(MOD)", "APPENDIX 30 (REV.WRC-15)", ""),
        ("SUP", "APPENDIX 30 (REV.WRC-15)", "No. 62"),
    ]
    assert found["1"].new_text == f"5.128 {PROSE}"
    assert found["2"].reasons == "To protect small networks,\n\nwhich have no other bands."
    assert (found["2"].new_text, found["2"].base_text) == ("5.129A A new footnote.", "")
    assert found["3"].base_text == "RESOLUTION 12 (REV. DUBAI, 2018)"
    assert found["4"].new_text.endswith("frequencies.")
    assert (found["5"].new_text, found["5"].base_text) == ("", "The Council shall meet.")
    assert found["5"].reasons == "Sans objet."


def test_a_list_of_what_is_proposed_is_not_the_proposals() -> None:
    reading = recognised(FORMAL)
    assert len(reading.proposals) == 5
    assert all(reading.text[one.start : one.end] == one.text for one in reading.proposals)
    assert all((one.start or 0) > reading.text.index("ARTICLE 5") for one in reading.proposals)


@pytest.mark.parametrize("symbol", ["(NOC)", "NOC_KEEP", "__NOC__", "<u>NOC</u>"])
def test_a_second_noc_is_a_code_of_its_own(symbol: str) -> None:
    (proposal,) = recognised(f"{symbol} ARB/12/3\n\nARTICLE 7\n\nReasons: Good.").proposals
    assert proposal.symbol == "NOC_KEEP"


@pytest.mark.parametrize("identity", ["AFCP/80A1A2/14", "USA/22A7/1", "IAP/14R1/3", "B/CHL/10/1"])
def test_ids_of_states_regions_and_addenda(identity: str) -> None:
    (proposal,) = recognised(f"ADD {identity}\n\nRESOLUCIÓN [AFCP-2]\n\n{PROSE}").proposals
    assert (proposal.id, proposal.instrument) == (identity, "RESOLUCIÓN [AFCP-2]")


def changed(*lines: str) -> Reading:
    reading = read_docx(docx("".join(map(p, lines))))
    assert isinstance(reading, Reading)
    return recognise(reading, "proposal.docx")


def test_the_base_text_is_what_tracked_changes_show_it_to_have_been() -> None:
    reading = changed(
        "MOD USA/22/1",
        r("5.128 Networks ") + dele("may") + ins("shall") + r(" pay."),
        r("Reasons: ") + ins("Fairness."),
        "ADD USA/22/2",
        ins("5.129 All of it is new."),
        "SUP USA/22/3",
        dele("5.130 This goes."),
        "MOD USA/22/4",
        "5.131 As it was.",
    )
    first, second, third, fourth = reading.proposals
    assert (first.base_text, first.new_text) == (
        "5.128 Networks may pay.", "5.128 Networks shall pay.",
    )  # fmt: skip
    assert first.reasons == "Fairness."
    assert (second.base_text, second.new_text) == ("", "5.129 All of it is new.")
    assert (third.base_text, third.new_text) == ("5.130 This goes.", "")
    assert (fourth.base_text, fourth.new_text) == ("", "5.131 As it was.")


def test_margin_notes_of_changes_without_a_place_make_no_base_text() -> None:
    reading = recognised(f"MOD USA/22/1\n\n5.128 {PROSE}\n\nReasons: Old.")
    assert reading.proposals[0].base_text == ""


def test_thousands_of_proposals_are_read_in_time() -> None:
    text = "".join(f"MOD USA/22/{n}\n\n5.{n} Words of it.\n\nReasons: So.\n\n" for n in range(4000))
    started = process_time()
    assert len(recognised(text).proposals) == 4000
    assert process_time() - started < 10
