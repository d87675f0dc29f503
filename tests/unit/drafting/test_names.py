"""Who is named in a document, and how; who is not, whoever speaks of them."""

from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bpforum.data import data_path
from bpforum.drafting.attribution import Attribution
from bpforum.drafting.known_names import names_of
from bpforum.drafting.material import Material, public
from bpforum.drafting.withholding import MARK, Withholding
from bpforum.grouped import Grouping
from bpforum.leaks import find_leaks
from bpforum.profiles import load_profile
from bpforum.quoting import is_exact
from bpforum.rendering.wording import Wording
from models.audience import AttributionRule, Consent, ConsentScope
from models.contribution import Contribution, Contributor
from models.forum import Forum, ForumHead, SourceConfig
from models.record import Record
from models.session import Session

WORDS = Wording(data_path("templates", "outcome", "words", "en.toml").read_bytes())
TEXT = "Maria Lopez Quiroga started our health network. Maria still climbs; health comes first."


def contribution(n: int, scope: ConsentScope | None = "full", **more: Any) -> Contribution:
    who = {
        "name": "Maria Lopez Quiroga", "organisation": "Rural Health Network",
        "stakeholder_group": "NGO", "group": "civil_society", "country": "Peru",
        "region": "grulac", **more.pop("who", {}),
    }  # fmt: skip
    return Contribution(**{
        "reference": f"C-{n:04d}", "source": "inbox", "external_id": f"{n}.txt", "digest": "0" * 64,
        "kind": "contribution", "text": TEXT, "contributors": (Contributor(**who),),
        "received_at": datetime(2026, 5, 1, tzinfo=UTC), "audience": "public",
        "consent": Consent(basis="stated", scope=scope), **more,
    })  # fmt: skip


def material(*ones: Contribution, rule: AttributionRule = "none") -> Material:
    return Material(
        view="secretariat",
        forum=Forum(
            forum=ForumHead(id="f", title="F", cycle="2026"),
            sources=(SourceConfig(id="inbox", kind="folder", path="inbox"),),
        ),
        profile=load_profile("igf"),
        record=Record(
            contributions=ones, sessions=(Session(id="s", title="Opening", attribution=rule),)
        ),
        grouping=Grouping(passages={}, groups=(), unplaced={}, scores={}),
    )


def names(made: Material) -> Attribution:
    return Attribution(made, "en", WORDS.word)


def withholding(made: Material) -> Withholding:
    return Withholding(made, made.everything, names(made).group_label)


def test_who_agreed_is_named_with_body_and_group() -> None:
    one = contribution(1)
    assert names(material(one)).name(one) == (
        "Maria Lopez Quiroga, Rural Health Network (Civil society)"
    )


def test_how_to_be_listed_is_the_contributors_choice() -> None:
    one = contribution(1, who={"listed_as": "Maria, of Cusco"})
    assert names(material(one)).name(one) == "Maria, of Cusco (Civil society)"
    alone = contribution(1, who={"capacity": "personal"})
    assert names(material(alone)).name(alone) == "Maria Lopez Quiroga (Civil society)"


def test_a_withheld_name_leaves_the_group_and_a_region_that_three_share() -> None:
    one = contribution(1, "name_withheld")
    assert names(material(one)).name(one) == "Civil society (name withheld)"
    others = [contribution(n, who={"name": f"P {n}", "organisation": ""}) for n in (2, 3)]
    assert "Latin American and Caribbean Group" in names(material(one, *others)).name(one)


def test_a_withheld_name_goes_from_everybodys_words_and_parts_of_it_from_ones_own() -> None:
    one = contribution(1, "name_withheld")
    other = contribution(2, who={"name": "A. Other", "organisation": ""},
                         text="As Maria Lopez Quiroga said, Maria is a common name.")  # fmt: skip
    held = withholding(material(one, other))
    mine = held.redacted(one.text, one)
    assert mine == f"{MARK} started our health network. {MARK} still climbs; health comes first."
    assert held.redacted(other.text, other) == f"As {MARK} said, Maria is a common name."
    assert is_exact(mine, one.text)


@given(
    texts=st.lists(
        st.sampled_from(
            ["", "Maria spoke", "María and\nAna Lopez", "ana", "ANA LOPEZ: yes", "É\n"]
        ),
        max_size=6,
    ),
    scopes=st.lists(st.sampled_from(["full", "name_withheld", "counts_only", None]), min_size=6),
    is_word=st.booleans(),
)
def test_of_many_words_it_is_told_together_which_stay_as_they_are(
    texts: list[str], scopes: list[ConsentScope | None], is_word: bool
) -> None:
    people = ({"name": "Ana Lopez"}, {"name": "María Quiroga"}, {"name": "Li", "organisation": ""})
    ones = [
        contribution(n, scope, who=people[n % 3], text="their maria" if is_word else "nothing")
        for n, scope in enumerate(scopes[:6], start=1)
    ]
    held = withholding(material(*ones))
    pieces = list(zip(texts, ones, strict=False))
    stays = [held.redacted(text, one) == text for text, one in pieces]
    assert held.untouched(pieces) == stays
    named = withholding(material(*(one for one in ones if one.consent.may_name)))
    for (text, one), same in zip(pieces, stays, strict=True):
        if not held.hangs_on_others(text, one):
            assert same == (held.redacted(text) == text)
    assert named.untouched(pieces[:0]) == []


def test_who_is_named_elsewhere_by_their_own_wish_is_not_withheld_there() -> None:
    anonymous = contribution(1, "name_withheld", who={"name": "X. Y. Zed"})
    named = contribution(2, who={"name": "Someone Else"}, text="The Rural Health Network grows.")
    held = withholding(material(anonymous, named))
    assert held.redacted(named.text, named) == named.text


@pytest.mark.parametrize(
    ("rule", "held_by"),
    [("named", "Maria Lopez Quiroga, Rural Health Network"),
     ("affiliation", "Rural Health Network"), ("stakeholder_group", "Civil society"), ("none", "")],
)  # fmt: skip
def test_a_sessions_rule_says_how_much_is_told_of_who_held_a_view(
    rule: AttributionRule, held_by: str
) -> None:
    held = withholding(material(contribution(1), rule=rule))
    assert held.held_by("Maria Lopez Quiroga, Rural Health Network", rule) == held_by


def test_a_body_that_nobody_knows_is_not_told_where_only_groups_may_be() -> None:
    held = withholding(material(contribution(1)))
    assert held.held_by("Orchard Lane Networks", "stakeholder_group") == ""
    assert held.held_by("Orchard Lane Networks", "affiliation") == ""
    assert held.held_by("private sector", "stakeholder_group") == "private sector"


def test_words_that_name_somebody_are_not_printed_where_the_rule_forbids_it() -> None:
    held = withholding(material(contribution(1)))
    assert held.is_forbidden("As Maria Lopez Quiroga put it, fees are low.", "affiliation")
    assert held.is_forbidden("The Rural Health Network disagreed.", "stakeholder_group")
    assert held.is_forbidden("A delegate from Peru disagreed.", "none")
    assert held.is_forbidden("My name is known to you all.", "none")
    assert held.is_forbidden("They thanked Odalys for the mast.", "none")
    assert held.is_forbidden("They thanked the Orchard Lane company.", "stakeholder_group")
    assert not held.is_forbidden("In May the Internet and the health centre were down.", "none")
    assert not held.is_forbidden("The Rural Health Network disagreed.", "affiliation")
    assert not held.is_forbidden("Governments and companies disagreed.", "none")


def test_nobody_forbids_anything_where_names_are_empty() -> None:
    held = withholding(
        material(contribution(1, who={"name": "", "organisation": "", "country": ""}))
    )
    assert not held.is_forbidden("Anything at all.", "none")
    assert held.redacted("Anything at all.") == "Anything at all."


def test_a_bodys_name_is_not_taken_apart_and_peoples_are() -> None:
    who = Contributor(name="Ana Ruiz and Li Wei", organisation="Ministry of Roads and Posts")
    assert names_of([who]) == [
        "Ministry of Roads and Posts", "Ana Ruiz and Li Wei", "Ana Ruiz", "Li Wei",
    ]  # fmt: skip


def test_the_public_view_knows_nothing_of_narrower_audiences() -> None:
    made = public(material(
        contribution(1), contribution(2, audience="members"),
        contribution(3, flags=("under embargo",), fate="held"),
    ))  # fmt: skip
    assert [one.reference for one in made.everything] == ["C-0001"]


def test_a_leak_is_found_by_words_by_name_and_by_reference() -> None:
    members = contribution(
        1, audience="members", who={"name": "Odalys Ferrand-Nkemelu"},
        text="The reserve fund holds eighteen thousand four hundred dollars now.",
    )  # fmt: skip
    withheld = contribution(2, "name_withheld")
    speaks_of_her = contribution(
        3, who={"name": "B", "organisation": "C"},
        text="Odalys Ferrand-Nkemelu leads them, as all know.",
    )  # fmt: skip
    record = Record(contributions=(members, withheld, speaks_of_her))
    clean = {"public/a.json": b'{"text": "All is well."}'}
    assert find_leaks(clean, record) == []
    leaks = {
        "public/a.html": b"<p>fund holds <b>eighteen</b> thousand four hundred dollars now</p>",
        "public/b.csv": b"Maria Lopez Quiroga",
        "public/c.json": b'"C-0001"',
        "public/d.csv": b"Odalys Ferrand-Nkemelu",
    }
    assert find_leaks(leaks, record) == [
        "public/a.html holds words of C-0001",
        "public/c.json refers to C-0001",
        "public/b.csv names who sent C-0002",
    ]


def test_what_many_public_texts_say_is_no_leak_and_what_one_alone_says_is() -> None:
    letter = "We ask the forum to keep the bands open for villages like ours"
    secret = "The reserve fund holds eighteen thousand four hundred dollars now"
    record = Record(
        contributions=(
            contribution(1, audience="members", text=f"{letter}. {secret}.", who=
                         {"name": "Ana Ruiz"}),
            contribution(2, "name_withheld", text=letter, who={"name": "Li Wei Chan"}),
            *(contribution(n, text=letter, who={"name": f"Writer {n}"}) for n in range(3, 40)),
            contribution(40, text="Nothing.", who={"name": "Ana Ruiz"}),
        )
    )  # fmt: skip
    said = {"public/a.html": letter.encode(), "public/b.csv": b"Ana Ruiz"}
    assert find_leaks(said, record) == []
    leaks = {
        "public/a.html": b"Nothing of anybody's.",
        "public/b.html": f"{letter} {secret}".encode(),
        "public/c.csv": f"Li Wei Chan {secret}".encode(),
    }
    assert find_leaks(leaks, record) == [
        "public/b.html holds words of C-0001",
        "public/c.csv holds words of C-0001",
        "public/c.csv names who sent C-0002",
    ]
