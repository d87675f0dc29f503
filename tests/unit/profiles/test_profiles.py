"""The profiles: complete lists, in three languages, with nothing meaning two things."""

import re
from collections import Counter
from pathlib import Path

import pytest

from bpforum.errors import UnusableForum
from bpforum.profiles import load_profile, profile_names
from bpforum.profiles.mapping import country_of, fold, group_of, region_of, term_of
from models.profile import Profile

LISTS = (
    "memberships", "source_types", "regional_proposals", "symbols", "comment_types",
    "dispositions", "report_fields",
)  # fmt: skip
# What is in the table and is no State.
AREAS = re.findall(
    r"\w\w",
    "AI AS AW AX BL BM BQ CC CW CX EH FK FO GF GG GI GL GP GU HK IM JE KY MF MO MP MQ MS NC NF PF "
    "PM PN PR RE SH SJ SX TC TK TW VG VI WF XK YT",
)


@pytest.fixture(params=["igf", "iso", "itu", "netmundial"])
def profile(request: pytest.FixtureRequest) -> Profile:
    return load_profile(request.param)


def test_the_profiles_are_these() -> None:
    assert profile_names() == ("igf", "iso", "itu", "netmundial")


def test_the_groups_are_those_of_each_body() -> None:
    groups = {name: [group.id for group in load_profile(name).groups] for name in profile_names()}
    assert groups == {
        "igf": ["civil_society", "government", "intergovernmental_organisation", "private_sector",
                "technical_community"],
        "iso": ["industry", "government", "consumers", "labour", "academic",
                "standards_application", "non_governmental"],
        "itu": ["member_state", "sector_member", "associate", "academia", "non_member"],
        "netmundial": ["civil_society", "private_sector", "government", "academia",
                       "technical_community", "other"],
    }  # fmt: skip


def test_every_label_and_name_is_there_in_three_languages(profile: Profile) -> None:
    named = [group.label for group in profile.groups]
    named += [*profile.regions.values(), *(country.name for country in profile.countries)]
    named += [term.label for name in LISTS for term in getattr(profile, name)]
    assert all(set(label) == {"en", "es", "fr"} and all(label.values()) for label in named)


@pytest.mark.parametrize("name", LISTS)
def test_no_words_mean_two_codes_of_a_list(profile: Profile, name: str) -> None:
    meant: dict[str, set[str]] = {}
    for term in getattr(profile, name):
        for words in (term.id, *term.label.values(), *term.synonyms):
            # Symbols differ by signs alone, and are never looked up by their labels' words.
            meant.setdefault(words if name == "symbols" else fold(words), set()).add(term.id)
    assert [words for words, ids in meant.items() if len(ids) > 1] == []


def test_the_answers_to_a_comment_are_the_same_for_every_body(profile: Profile) -> None:
    assert [term.id for term in profile.dispositions] == [
        "accepted", "accepted_modified", "noted", "not_accepted", "duplicate", "out_of_scope",
        "deferred", "withdrawn",
    ]  # fmt: skip
    for words, code in {
        "rejected": "not_accepted", "AWM": "accepted_modified", "TC agrees": "accepted",
        "no change required": "noted", "not germane": "out_of_scope", "todo": "deferred",
    }.items():  # fmt: skip
        assert term_of(profile.dispositions, words) == code


def test_each_body_has_its_own_lists_and_rules() -> None:
    igf, iso, itu = (load_profile(name) for name in ("igf", "iso", "itu"))
    assert [term.id for term in iso.comment_types] == ["ge", "te", "ed"]
    assert igf.comment_types[0].id == "general"
    assert [term.id for term in iso.memberships] == ["p_member", "o_member", "liaison"]
    assert [term.id for term in itu.memberships] == [
        "member_state", "sector_member", "associate", "academia", "observer",
    ]  # fmt: skip
    assert (igf.memberships, itu.state_membership) == ((), "member_state")
    assert [one.late_policy for one in (igf, iso, itu)] == [
        "accept_flagged", "carry_over", "carry_over",
    ]  # fmt: skip
    assert [term.id for term in igf.source_types] == [
        "individual", "organisation", "nri", "dynamic_coalition", "bpf", "meeting",
        "regional_organisation",
    ]  # fmt: skip
    assert igf.report_fields[0].id == "key_issues"
    assert {"ADD", "MOD", "SUP", "NOC", "NOC_KEEP"} < {term.id for term in itu.symbols}


@pytest.mark.parametrize(
    ("words", "fits"),
    [("USA/22/7", True), ("USA/22A7/1", True), ("EUR/9A12/3", True), ("ARG/B/CHL/45/1", True),
     ("AFCP/80A1A2/14", True), ("22/7", False), ("usa/22/7", False), ("USA/22", False)],
)  # fmt: skip
def test_proposal_ids_of_the_itu(words: str, fits: bool) -> None:
    assert (re.fullmatch(load_profile("itu").proposal_id, words) is not None) == fits


def test_no_words_mean_two_groups(profile: Profile) -> None:
    meant: dict[str, set[str]] = {}
    for group in profile.groups:
        for words in (*group.label.values(), *group.synonyms, *group.counts_also):
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
    with pytest.raises(UnusableForum, match=r"did you mean 'igf'.*igf, iso, itu, netmundial"):
        load_profile("IFG")
    for shared in ("countries", "lists"):
        with pytest.raises(UnusableForum, match=f"no profile '{shared}'"):
            load_profile(shared)


def own(folder: Path, **profiles: str) -> Path:
    (folder / "profiles").mkdir()
    for name, text in profiles.items():
        (folder / "profiles" / f"{name}.toml").write_text(text, encoding="utf-8")
    return folder


def test_a_profile_may_change_single_lists_of_another(tmp_path: Path) -> None:
    folder = own(
        tmp_path,
        ours='id = "ours"\nextends = "igf"\nlate_policy = "refuse"\n'
        '[[source_types]]\nid = "club"\nlabel = { en = "Club" }\n',
    )
    ours, igf = load_profile("ours", folder), load_profile("igf")
    assert (ours.id, ours.title, ours.late_policy) == ("ours", igf.title, "refuse")
    assert ours.groups == igf.groups
    assert [term.id for term in ours.source_types] == ["club"]


def test_a_forums_igf_may_extend_ours(tmp_path: Path) -> None:
    folder = own(tmp_path, igf='extends = "igf"\ntitle = "National IGF"\n')
    assert load_profile("igf", folder).title == "National IGF"
    assert load_profile("igf", folder).groups == load_profile("igf").groups


def test_a_forum_may_name_and_group_a_country_its_own_way(tmp_path: Path) -> None:
    folder = own(
        tmp_path,
        ours='id = "ours"\nextends = "igf"\n[overrides.TR]\nregion = "asia_pacific"\n'
        '[overrides.CZ]\nname = { en = "Bohemia" }\n',
    )
    ours = load_profile("ours", folder)
    assert (region_of(ours, "Turkey"), region_of(load_profile("igf"), "Turkey")) == (
        "asia_pacific", "weog",
    )  # fmt: skip
    for words in ("Bohemia", "Czechia"):
        country = country_of(ours, words)
        assert country is not None
        assert (country.code, country.name["en"], country.name["fr"]) == (
            "CZ",
            "Bohemia",
            "Tchéquie",
        )


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('extends = "nobody"', "there is no profile 'nobody'"),
        ('extends = "b"', "extends this profile in turn"),
        ('extends = "igf"\n[overrides.QQ]\nregion = "weog"', "no such code"),
        ('extends = "igf"\n[overrides.TR]\ncolour = "red"', "'colour' is not one of"),
        ('extends = "igf"\n[overrides.TR]\nregion = "moon"', "no region 'moon'"),
        ('extends = "igf"\nproposal_id = "("', "no regular expression"),
        ('extends = "igf"\nstate_membership = "x"', "no membership 'x'"),
        ('extends = "igf"\n[[symbols]]\nid = "A"\nlabel = {}', "needs a label"),
        ('extends = "igf"\nlate_policy = "burn"', "late_policy"),
        ("extends = 3", "there is no profile 3"),
    ],
)
def test_what_is_wrong_with_a_forums_own_profile_is_said(
    tmp_path: Path, text: str, said: str
) -> None:
    folder = own(tmp_path, a=text, b='extends = "a"')
    with pytest.raises(UnusableForum, match=re.escape(said)):
        load_profile("a", folder)


def test_academia_is_counted_with_a_group_where_the_body_has_none() -> None:
    assert group_of(load_profile("igf"), "Academia") == "technical_community"
    assert group_of(load_profile("netmundial"), "Academia") == "academia"
    assert group_of(load_profile("itu"), "Academia") == "academia"
    assert group_of(load_profile("iso"), "University") == "academic"


@pytest.mark.parametrize("text", ['id = "x"\n', "id = ", "titel = 1\n"])
def test_a_file_that_is_no_profile_is_refused(tmp_path: Path, text: str) -> None:
    (tmp_path / "profiles").mkdir()
    (tmp_path / "profiles" / "x.toml").write_text(text, encoding="utf-8")
    with pytest.raises(UnusableForum, match=r"x\.toml"):
        load_profile("x", tmp_path)
