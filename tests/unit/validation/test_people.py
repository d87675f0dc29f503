"""Who is behind a contribution: joint, for a group, supported by others; and never by a guess."""

from time import process_time
from typing import Any

import pytest

from bpforum.profiles import load_profile
from bpforum.text.counting.counts import by_group, tally
from bpforum.validation.people import UNMAPPED_FLAG, UNPAIRED_FLAG, contributors_of
from models.audience import Consent
from models.contribution import Contribution, Contributor
from models.profile import Profile

IGF, ITU, ISO = (load_profile(name) for name in ("igf", "itu", "iso"))


def people(profile: Profile = IGF, **fields: str) -> tuple[Contributor, ...]:
    return contributors_of(profile, fields)[0]


def told(ones: tuple[Contributor, ...]) -> list[tuple[str, str, str]]:
    return [(one.role, one.name, one.organisation) for one in ones]


def contribution(*contributors: Contributor, **more: Any) -> Contribution:
    return Contribution(**{
        "reference": "C-0001", "source": "inbox", "external_id": "1", "digest": "0" * 64,
        "kind": "contribution", "text": "Three words here", "received_at": "2026-05-01T00:00:00Z",
        "audience": "public", "consent": Consent(basis="notice", scope="full"),
        "contributors": contributors, **more,
    })  # fmt: skip


def test_several_bodies_sign_together_each_with_its_own_country_and_group() -> None:
    ones = people(
        organisation="Mesh Collective; Telco Ltd", country="Kenya; Peru",
        stakeholder_group="Civil society; Private sector",
    )  # fmt: skip
    assert told(ones) == [("lead", "", "Mesh Collective"), ("joint", "", "Telco Ltd")]
    assert [(one.group, one.region) for one in ones] == [
        ("civil_society", "african"), ("private_sector", "grulac"),
    ]  # fmt: skip


def test_a_joint_contribution_is_one_of_several_bodies_and_of_no_single_group() -> None:
    joint = contribution(
        *people(organisation="Mesh; Telco", stakeholder_group="Civil society; Private sector")
    )
    counted = tally([joint])
    assert (counted.contributions, counted.contributors, counted.organisations) == (1, 2, 2)
    assert [share.id for share in by_group([joint])] == ["joint"]
    assert joint.voice == "Mesh; Telco"


def test_countries_are_told_apart_and_other_names_are_not() -> None:
    assert [one.organisation for one in people(source="Australia, Trinidad and Tobago, Japan")] == [
        "Australia", "Trinidad and Tobago", "Japan",
    ]  # fmt: skip
    assert len(people(organisation="Research, Training and Rights")) == 1
    assert told(people(source="United States of America")) == [
        ("lead", "", "United States of America")
    ]


def test_a_country_that_speaks_for_itself_is_a_member_of_the_itu() -> None:
    [one] = people(ITU, source="United States of America")
    assert (one.country, one.region, one.membership, one.group) == (
        "United States of America", "weog", "member_state", "member_state",
    )  # fmt: skip
    [same] = people(IGF, source="United States of America")
    assert (same.region, same.membership, same.group) == ("weog", "", "")


def test_supporters_are_co_sponsors_from_and_until_a_day() -> None:
    ones = people(source="United States, supported by Canada and Japan", co_sponsors=(
        "Peru (from 2026-03-01), Kenya (from 2026-03-01 until 2026-04-01); Mesh Ltd"))  # fmt: skip
    assert told(ones) == [
        ("lead", "", "United States"), ("co_sponsor", "", "Canada"), ("co_sponsor", "", "Japan"),
        ("co_sponsor", "", "Peru"), ("co_sponsor", "", "Kenya"), ("co_sponsor", "", "Mesh Ltd"),
    ]  # fmt: skip
    assert [f"{one.since:%F}" for one in ones if one.since] == ["2026-03-01", "2026-03-01"]
    joint = contribution(*ones)
    assert "Kenya" not in [one.organisation for one in joint.signatories]
    assert tally([joint]).organisations == 5


CEPT = "Member States of the European Conference of Postal and Telecommunications Administrations"


@pytest.mark.parametrize("words", ["African Common Proposals", f"{CEPT} (CEPT)", "CITEL"])
def test_a_regional_proposal_is_on_behalf_of_the_region(words: str) -> None:
    [one] = people(ITU, source=words)
    assert (one.role, one.organisation, one.source_type) == (
        "on_behalf_of", words, "regional_organisation",
    )  # fmt: skip


def test_who_pays_for_a_body_is_no_co_sponsor() -> None:
    [one] = people(organisation="Mesh Project (supported by the Valley Fund)")
    assert one.organisation == "Mesh Project (supported by the Valley Fund)"


def test_who_speaks_for_a_group_stands_beside_it() -> None:
    assert told(people(source="Kenya on behalf of the African Group")) == [
        ("lead", "", "Kenya"), ("on_behalf_of", "", "African Group"),
    ]  # fmt: skip
    assert told(people(name="Ada", organisation="Mesh", on_behalf_of="Coalition")) == [
        ("lead", "Ada", "Mesh"), ("on_behalf_of", "", "Coalition"),
    ]  # fmt: skip


def test_names_and_organisations_that_do_not_match_in_number_are_for_a_person() -> None:
    ones, flags = contributors_of(IGF, {"name": "Ada; Ben; Cy", "organisation": "Mesh; Telco"})
    assert flags == (UNPAIRED_FLAG,)
    assert told(ones) == [
        ("lead", "", "Mesh"), ("joint", "", "Telco"), ("joint", "Ada", ""), ("joint", "Ben", ""),
        ("joint", "Cy", ""),
    ]  # fmt: skip


def test_two_people_of_one_body_are_two_contributors_of_one_organisation() -> None:
    counted = tally([contribution(*people(name="Ada; Ben", organisation="Mesh"))])
    assert (counted.contributors, counted.organisations) == (2, 1)


def test_what_was_written_is_kept_and_mapped_where_it_is_clear() -> None:
    [one] = people(ISO, organisation="DIN", membership="Participating member",
                   stakeholder_group="Wizards", source_type="Guild")  # fmt: skip
    assert (one.membership, one.stakeholder_group, one.group, one.source_type) == (
        "p_member", "Wizards", "", "Guild",
    )  # fmt: skip
    assert contributors_of(ISO, {"stakeholder_group": "Wizards"})[1] == (UNMAPPED_FLAG,)
    [nri] = people(organisation="IGF of the Isles", source_type="NRI")
    assert nri.source_type == "nri"


def test_nobody_is_made_of_nothing_and_no_crowd_is_without_end() -> None:
    assert people() == people(name=" ; ", organisation=";;") == ()
    assert len(people(organisation="; ".join(f"Body {n}" for n in range(5000)))) == 300


@pytest.mark.parametrize("unit", [" ", ",", "(", " and ", "; ", "Peru (from ", "Kenya, "])
def test_hostile_words_are_read_in_time(unit: str) -> None:
    started = process_time()
    for name in ("organisation", "co_sponsors", "name", "on_behalf_of"):
        contributors_of(IGF, {name: "Kenya" + unit * 200_000 + "supported by Peru"})
    assert process_time() - started < 10
