"""Proposals for amendment: ids at line starts, with symbol, objective, text and reasons."""

import pytest

from bpforum.readers.plain import read_plain
from bpforum.readers.recognise import recognise
from models.reading import Reading

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
