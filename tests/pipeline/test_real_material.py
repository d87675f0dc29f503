"""Real material by others, which lies beside the project on a developer's machine."""

import re
from pathlib import Path

import pytest

from bpforum.text.names import stopwords
from bpforum.verify import verify_files
from models.theme import Theme
from tests.pipeline.conftest import SHARED, Compiled, Make, maker

NETMUNDIAL = "Global Multistakeholder Meeting on the Future of Internet Governance"


@pytest.fixture(scope="module")
def netmundial(tmp_path_factory: pytest.TempPathFactory) -> Compiled:
    """Compiled once: nobody changes it."""
    folder = SHARED / "data" / "netmundial"
    if not folder.is_dir():
        pytest.skip("shared/data/netmundial is not on this machine")
    make = maker(tmp_path_factory.mktemp("netmundial"), NETMUNDIAL)
    return make({path.name: path.read_bytes() for path in sorted(folder.glob("*.txt"))})


def test_netmundial_pairs_hold_the_same_text_and_nothing_is_lost(netmundial: Compiled) -> None:
    assert verify_files(netmundial.files.files) == []
    assert netmundial.result.received == 40
    lines = {one.reference: one for one in netmundial.files.everything.values()}
    pairs = set()
    for group in netmundial.files.themes.duplicates:
        names = {item.external_id for item in (group.representative, *group.members)}
        numbers = {name[:3] for name in names}
        assert len(numbers) == 1, f"unlike texts were joined: {sorted(names)}"
        pairs |= numbers
    assert len(pairs) >= 19
    assert not any(one.fate in ("quarantined", "failed") for one in lines.values())
    text = " ".join(one.text for one in lines.values())
    assert "\ufffd" not in text.replace("\ufffd\ufffd", "")
    assert re.search(r"[’“”]", text)


def test_netmundial_metadata_is_read(netmundial: Compiled) -> None:
    pages = [o for o in netmundial.files.everything.values() if o.external_id.endswith("A.txt")]
    assert sum(bool(one.title) for one in pages) == 20
    assert sum(bool(one.lead.organisation or one.lead.name) for one in pages) == 20
    assert sum(bool(one.lead.stakeholder_group) for one in pages) >= 18


def test_netmundial_themes_have_names_that_say_something(netmundial: Compiled) -> None:
    """The plain method made themes of links, broken syllables, meeting titles and "governance"."""
    themes = [theme for theme in netmundial.files.themes.themes if not theme.set_aside]
    assert 5 <= len(themes) <= 25
    taken: set[str] = set()
    for theme in themes:
        said = [" ".join(passage.text.casefold().split()) for passage in theme.passages]
        assert theme.key_phrases, theme.label
        assert theme.label.casefold().split("; ")[0] == theme.key_phrases[0].casefold()
        assert len(theme.label) <= 125
        for phrase in theme.key_phrases:
            words = re.findall(r"[^\W_]+", phrase.casefold().replace("\u2019s", ""))
            assert not re.search(r"http|www|\.(?:org|com)|\d{3}", phrase), phrase
            assert all(len(word) > 1 for word in words), phrase
            assert any(phrase.casefold() in text for text in said), f"{phrase} is in no passage"
            assert not {words[0], words[-1]} & stopwords.of("en"), phrase
            assert phrase.casefold() not in taken, f"{phrase} names two themes"
        assert theme.key_phrases[0].casefold() not in NETMUNDIAL.casefold()
        taken |= {phrase.casefold() for phrase in theme.key_phrases[:2]}
    # What everybody says leads only where at least half of it is said here, and once at most.
    everyday = {"internet", "governance", "principles", "global", "policy", "stakeholder", "future"}
    leads = [
        theme
        for theme in themes
        if set(re.findall(r"[^\W_]+", theme.key_phrases[0].casefold())) <= everyday
    ]
    assert len(leads) <= 1, [theme.label for theme in leads]
    for theme in leads:
        phrase = theme.key_phrases[0].casefold()
        assert len(phrase.split()) > 1, phrase
        anywhere = sum(_says(other, phrase) for other in netmundial.files.themes.themes)
        assert 2 * _says(theme, phrase) >= anywhere, f"{phrase} is said all over"


def _says(theme: Theme, phrase: str) -> int:
    """How many contributors say it in the theme; copies count with their original."""
    return len(
        {
            one.contribution
            for one in theme.passages
            if one.duplicate_of is None and phrase in " ".join(one.text.casefold().split())
        }
    )


def test_netmundial_themes_are_not_made_of_furniture(netmundial: Compiled) -> None:
    for theme in netmundial.files.themes.themes:
        for passage in theme.passages:
            rest = re.sub(r"(?:https?://|www\.)\S+", " ", passage.text)
            assert len(rest.split()) >= 4, passage.text
            assert sum(map(str.isalpha, rest)) > 0.5 * len(re.sub(r"\s", "", rest)), passage.text
            assert not re.fullmatch(
                r"\W*Global Multi-?stakeholder Meeting on the Future of Internet Governance\W*",
                passage.text,
                re.IGNORECASE,
            )


@pytest.fixture
def inputs(make: Make) -> Compiled:
    folder: Path = SHARED / "inputs"
    if not folder.is_dir():
        pytest.skip("shared/inputs is not on this machine")
    return make({path.name: path.read_bytes() for path in sorted(folder.glob("*.txt"))})


def test_the_five_documents_become_what_they_are(inputs: Compiled) -> None:
    assert verify_files(inputs.files.files) == []
    record = inputs.files.record
    kinds = {one.external_id[:3]: one.kind for one in inputs.files.everything.values()}
    assert kinds == {
        "000": "programme", "001": "contribution", "002": "briefing", "003": "call",
        "004": "transcript",
    }  # fmt: skip
    sessions = [session for session in record.sessions if session.status == "proposed"]
    assert [session.number for session in sessions] == [str(n) for n in range(1, 13)]
    assert all(session.description for session in sessions[:10])
    assert "botnets" in sessions[8].description
    assert [proposal.id for proposal in record.proposals] == ["USA/22/7"]
    letter, briefing = [call for call in record.calls if call.status == "proposed"][::-1]
    assert [str(d.soft_at or d.hard_at)[:10] for d in briefing.deadlines] == [
        "2014-02-20", "2014-06-20", "2014-10-07",
    ]  # fmt: skip
    assert {deadline.status for deadline in briefing.deadlines} == {"proposed"}
    assert [len(transcript.turns) for transcript in record.transcripts] == [122, 62]
    named = [
        sum(turn.speaker_status == "named" for turn in transcript.turns)
        for transcript in record.transcripts
    ]
    assert named == [7, 39]
    assert letter.reference == "DM-1108"
    masthead = next(o for o in inputs.files.everything.values() if o.external_id.startswith("001"))
    assert masthead.lead.organisation == "United States of America"
    [relation] = masthead.relations
    assert (relation.kind, relation.target) == ("addendum_to", "Document 22")
    deletions = [r for r in masthead.revisions if r.kind == "del"]
    assert len(deletions) == 28
    assert all(r.start is None for r in deletions)


def test_nobody_of_the_five_documents_is_named_or_called(inputs: Compiled) -> None:
    for name in ("outcome.html", "public/outcome.html", "public/outcome.json", "record.json"):
        text = inputs.files.files[name].decode()
        for private in ("najarianpb", "6477847", "730 6819", "jnacif", "hcbmail"):
            assert private not in text, (name, private)
    for name in ("outcome.html", "public/outcome.html"):
        text = inputs.files.files[name].decode()
        for speaker in ("SHEARS", "Shears", "GONSALVES", "TROPINA"):
            assert speaker not in text, (name, speaker)
