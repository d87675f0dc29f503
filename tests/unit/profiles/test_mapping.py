"""What people write is mapped where it is clear, and left alone where it is not."""

import re
from pathlib import Path

import pytest

from bpforum.profiles import load_profile
from bpforum.profiles.mapping import (
    countries_in,
    country_name,
    country_of,
    fold,
    group_of,
    region_of,
    term_of,
)
from models.profile import Profile

NETMUNDIAL = Path(__file__).parents[4] / "shared" / "data" / "netmundial"


@pytest.fixture(scope="module")
def igf() -> Profile:
    return load_profile("igf")


@pytest.mark.parametrize(
    ("words", "group"),
    [
        ("Civil Society", "civil_society"),
        ("  CIVIL-SOCIETY ", "civil_society"),
        ("civil_society", "civil_society"),
        ("NGO", "civil_society"),
        ("Sociedad civil", "civil_society"),
        ("SOCIETE CIVILE", "civil_society"),
        ("Civil society / NGO", "civil_society"),
        ("Business", "private_sector"),
        ("Private sector (small operator)", "private_sector"),
        ("secteur privé", "private_sector"),
        ("Technical Community", "technical_community"),
        ("Gobierno", "government"),
        ("The Government", "government"),
        ("IGO", "intergovernmental_organisation"),
        ("Academia", "technical_community"),
        ("University", "technical_community"),
        ("Other", ""),
        ("Government, academia", ""),
        ("Government / private sector", ""),
        ("not the government", ""),
        ("", ""),
    ],
)
def test_groups_of_the_igf(igf: Profile, words: str, group: str) -> None:
    assert group_of(igf, words) == group


@pytest.mark.parametrize(
    ("profile", "words", "group"),
    [
        ("netmundial", "Academia", "academia"),
        ("netmundial", "Otros", "other"),
        ("itu", "Administration of ITU Member State", "member_state"),
        ("itu", "Etats Membres", "member_state"),
        ("itu", "Non-Member", "non_member"),
    ],
)
def test_groups_of_other_bodies(profile: str, words: str, group: str) -> None:
    assert group_of(load_profile(profile), words) == group


@pytest.mark.parametrize(
    ("words", "code", "region"),
    [
        ("USA", "US", "weog"),
        ("The United States", "US", "weog"),
        ("EE. UU.", "US", "weog"),
        ("UNITED KINGDOM", "GB", "weog"),
        ("Brasil", "BR", "grulac"),
        ("México", "MX", "grulac"),
        ("mexico", "MX", "grulac"),
        ("Sudan, Africa", "SD", "african"),
        ("South Sudan", "SS", "african"),
        ("Kenya (Nairobi)", "KE", "african"),
        ("KE", "KE", "african"),
        ("Côte d'Ivoire", "CI", "african"),
        ("Congo", "CG", "african"),
        ("RDC", "CD", "african"),
        ("Iran", "IR", "asia_pacific"),
        ("Corea del Sur", "KR", "asia_pacific"),
        ("Viêt Nam", "VN", "asia_pacific"),
        ("People?s Republic of China", "CN", "asia_pacific"),
        ("Türkiye", "TR", "weog"),
        ("Turquie", "TR", "weog"),
        ("Russia", "RU", "eastern_european"),
        ("Puerto Rico", "PR", "weog"),
        ("Kosovo", "XK", ""),
        ("Guinea-Bissau", "GW", "african"),
        ("Niger", "NE", "african"),
        ("Nigeria", "NG", "african"),
    ],
)
def test_countries_and_their_regions(igf: Profile, words: str, code: str, region: str) -> None:
    country = country_of(igf, words)
    assert country is not None
    assert (country.code, region_of(igf, words)) == (code, region)


@pytest.mark.parametrize(
    "words", ["Europe", "North America", "Georgia, USA", "in", "Atlantis", "", "Kenya and Uganda"]
)
def test_what_is_no_one_country_is_in_no_region(igf: Profile, words: str) -> None:
    assert country_of(igf, words) is None
    assert region_of(igf, words) == ""


def test_intergovernmental_organisations_are_a_bucket_of_their_own(igf: Profile) -> None:
    assert region_of(igf, "Switzerland", "intergovernmental_organisation") == "igo"
    assert region_of(igf, "Switzerland", "civil_society") == "weog"
    assert region_of(igf, "IGO") == "igo"


@pytest.mark.parametrize(
    ("words", "places"),
    [
        ("Australia, Canada, Japan", ("Australia", "Canada", "Japan")),
        ("Trinidad and Tobago and Kenya", ("Trinidad and Tobago", "Kenya")),
        ("Korea (Republic of), Japón y España", ("Korea (Republic of)", "Japón", "España")),
        (
            "Algeria (People's Democratic Republic of)",
            ("Algeria (People's Democratic Republic of)",),
        ),
        ("Kenya, and Peru", ("Kenya", "Peru")),
        ("Kenya and Mesh Collective", ()),
        ("Research, Training and Rights", ()),
        ("", ()),
        (", ".join(["Peru"] * 301), ()),
    ],
)
def test_a_list_of_countries_is_told_from_a_bodys_name(
    igf: Profile, words: str, places: tuple[str, ...]
) -> None:
    assert countries_in(igf, words) == places


def test_names_are_displayed_as_the_table_has_them(igf: Profile) -> None:
    assert country_name(igf, "USA", "en") == "United States of America"
    assert country_name(igf, "USA", "fr") == "États-Unis d’Amérique"
    assert country_name(igf, "Atlantis", "en") == "Atlantis"


def test_a_term_is_meant_by_its_id_label_or_another_word() -> None:
    itu = load_profile("itu")
    cept = (
        "Member States of the European Conference of Postal and Telecommunications Administrations"
    )
    assert term_of(itu.regional_proposals, f"{cept} (CEPT)") == "EUR"
    assert term_of(itu.regional_proposals, "propuestas comunes africanas") == "AFCP"
    assert term_of(itu.memberships, "ITU Associate") == "associate"
    assert term_of(itu.memberships, "Wizard") == term_of(itu.memberships, "") == ""


def test_names_are_folded_for_comparing() -> None:
    assert fold("  L\u2019Été,  À-propos! ") == "ete a propos"
    assert fold("The The") == "the"
    assert fold("日本") == "日本"


@pytest.mark.skipif(not NETMUNDIAL.is_dir(), reason="the NETmundial contributions are not here")
def test_what_people_wrote_at_netmundial_is_mapped() -> None:
    profile = load_profile("netmundial")
    heads = [path.read_text(encoding="cp1252")[:1000] for path in sorted(NETMUNDIAL.glob("*A.txt"))]
    sectors = [re.findall(r"^Sector: *(.*)$", head, re.MULTILINE)[0] for head in heads]
    countries = [re.findall(r"^Region: *(.*)$", head, re.MULTILINE)[0] for head in heads]
    assert len(heads) == 20
    assert [words for words in sectors if not group_of(profile, words)] == []
    unknown = [words for words in countries if not region_of(profile, words)]
    assert sorted(unknown) == ["Europe", "North America", "North America"]
