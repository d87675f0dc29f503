"""The profiles: complete lists, in three languages, with nothing meaning two things."""

import re
from collections import Counter
from pathlib import Path

import pytest

from bpforum.errors import UnusableForum
from bpforum.profiles import load_profile, profile_names
from bpforum.profiles.mapping import fold
from models.profile import Profile

# What is in the table and is no State.
AREAS = re.findall(
    r"\w\w",
    "AI AS AW AX BL BM BQ CC CW CX EH FK FO GF GG GI GL GP GU HK IM JE KY MF MO MP MQ MS NC NF PF "
    "PM PN PR RE SH SJ SX TC TK TW VG VI WF XK YT",
)


@pytest.fixture(params=["igf", "itu", "netmundial"])
def profile(request: pytest.FixtureRequest) -> Profile:
    return load_profile(request.param)


def test_the_profiles_are_these() -> None:
    assert profile_names() == ("igf", "itu", "netmundial")


def test_the_groups_are_those_of_each_body() -> None:
    groups = {name: [group.id for group in load_profile(name).groups] for name in profile_names()}
    assert groups == {
        "igf": ["civil_society", "government", "intergovernmental_organisation", "private_sector",
                "technical_community"],
        "itu": ["member_state", "sector_member", "associate", "academia", "non_member"],
        "netmundial": ["civil_society", "private_sector", "government", "academia",
                       "technical_community", "other"],
    }  # fmt: skip


def test_every_label_and_name_is_there_in_three_languages(profile: Profile) -> None:
    named = [group.label for group in profile.groups]
    named += [*profile.regions.values(), *(country.name for country in profile.countries)]
    assert all(set(label) == {"en", "es", "fr"} and all(label.values()) for label in named)


def test_no_words_mean_two_groups(profile: Profile) -> None:
    meant: dict[str, set[str]] = {}
    for group in profile.groups:
        for words in (*group.label.values(), *group.synonyms):
            meant.setdefault(fold(words), set()).add(group.id)
    assert [words for words, ids in meant.items() if len(ids) > 1] == []


def test_no_words_mean_two_countries(profile: Profile) -> None:
    meant: dict[str, set[str]] = {}
    for country in profile.countries:
        for words in (*country.name.values(), *country.synonyms):
            meant.setdefault(fold(words), set()).add(country.code)
    assert [words for words, codes in meant.items() if len(codes) > 1] == []


def test_all_193_member_states_and_two_observers_are_in_the_table() -> None:
    # Areas stand beside them; the numbers of States are those of the five groups, with Kiribati
    # and the United States, which are in none, where they are counted.
    profile = load_profile("igf")
    codes = Counter(country.code for country in profile.countries)
    assert max(codes.values()) == 1
    states = {
        "african": 54, "asia_pacific": 54 + 3, "eastern_european": 23, "grulac": 33,
        "weog": 29 + 1,
    }  # fmt: skip
    assert set(AREAS) < set(codes)
    found = Counter(one.region for one in profile.countries if one.code not in AREAS)
    assert found == states


def test_a_country_is_in_a_region_of_the_profile_or_in_none(profile: Profile) -> None:
    assert {one.region for one in profile.countries} <= {*profile.regions, ""}
    assert {one.code for one in profile.countries if not one.region} == {"EH", "FK", "XK"}


def test_a_forums_own_profile_comes_first(tmp_path: Path) -> None:
    (tmp_path / "profiles").mkdir()
    (tmp_path / "profiles" / "igf.toml").write_text(
        'id = "igf"\ntitle = "Ours"\nregions = {}\ngroups = []\ncountries = []\n', encoding="utf-8"
    )
    assert load_profile("igf", tmp_path).title == "Ours"
    assert load_profile("itu", tmp_path).id == "itu"


def test_a_profile_that_is_not_there_names_those_that_are() -> None:
    with pytest.raises(UnusableForum, match=r"did you mean 'igf'.*igf, itu, netmundial"):
        load_profile("IFG")
    with pytest.raises(UnusableForum, match="no profile 'countries'"):
        load_profile("countries")


@pytest.mark.parametrize("text", ['id = "x"\n', "id = ", "titel = 1\n"])
def test_a_file_that_is_no_profile_is_refused(tmp_path: Path, text: str) -> None:
    (tmp_path / "profiles").mkdir()
    (tmp_path / "profiles" / "x.toml").write_text(text, encoding="utf-8")
    with pytest.raises(UnusableForum, match=r"x\.toml"):
        load_profile("x", tmp_path)
