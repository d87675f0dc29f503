"""What contributors ask for their text, and who stands behind it, in the document itself."""

import json
from pathlib import Path
from typing import Any

import pytest

from tests.pipeline.conftest import Compiled, Make

OWN = (
    "Zebra crossings of fibre keep the valley connected when the mast on the ridge fails in winter."
    " We share one generator between three villages and log every litre that it burns."
)
OTHERS = {
    f"other-{n}.txt": (
        f"Organisation: Body {n}\nStakeholder group: Civil society\n\n"
        f"Community networks number {n} last where the people who use them also own them."
        " Training the next operator before the first one leaves has kept ours alive."
    )
    for n in range(4)
}


def outcome(forum: Compiled, view: str) -> Any:
    return json.loads(forum.files.files[f"{view}outcome.json"])


def section(forum: Compiled, view: str, wanted: str) -> str:
    return " ".join(
        paragraph["text"]
        for one in outcome(forum, view)["sections"]
        if one["id"] == wanted
        for paragraph in one["paragraphs"]
    )


def by_name(forum: Compiled, name: str) -> Any:
    return next(one for one in forum.files.everything.values() if one.external_id == name)


@pytest.mark.parametrize("view", ["", "public/"])
def test_annex_only_stands_whole_in_the_annex_and_nowhere_else(make: Make, view: str) -> None:
    own = f"Organisation: Valley Net\nCountry: Peru\nTreatment: annex only\n\n{OWN}"
    forum = make({**OTHERS, "own.txt": own})
    assert OWN in section(forum, view, "annex_8")
    elsewhere = [
        paragraph["text"]
        for one in outcome(forum, view)["sections"]
        if one["id"] != "annex_8"
        for paragraph in one["paragraphs"]
    ]
    assert not any("Zebra" in text for text in elsewhere)
    assert "Zebra" not in forum.files.files["themes.json"].decode()
    one = by_name(forum, "own.txt")
    assert (one.fate, one.reasons[0].message) == (
        "reflected", "stands in the annex alone, as was asked",
    )  # fmt: skip


@pytest.mark.parametrize("view", ["", "public/"])
def test_a_text_to_reproduce_in_full_stands_whole_in_the_annex(make: Make, view: str) -> None:
    own = f"Organisation: Valley Net\nCountry: Peru\nTreatment: in full\n\n{OWN}\n\nThe end."
    forum = make({**OTHERS, "own.txt": own})
    annex = section(forum, view, "annex_8")
    assert OWN in annex
    assert "The end." in annex


def test_a_text_to_reproduce_stays_within_its_audience_and_consent(make: Make) -> None:
    own = f"Organisation: Valley Net\nAudience: members\nTreatment: in full\n\n{OWN}"
    counted = f"Organisation: Hill Net\nConsent: counts only\nTreatment: in full\n\n{OWN} Hill."
    forum = make({**OTHERS, "own.txt": own, "counted.txt": counted})
    assert OWN in section(forum, "", "annex_8")
    assert "Hill." not in section(forum, "", "annex_8")
    assert section(forum, "public/", "annex_8") == ""


def test_a_joint_contribution_is_listed_with_all_its_signatories(make: Make) -> None:
    joint = (
        "Organisation: Valley Net; Telco Ltd\nStakeholder group: Civil society; Private sector\n"
        f"Country: Peru; Kenya\nSupported by: USA\n\n{OWN}"
    )
    forum = make({**OTHERS, "joint.txt": joint})
    annex = section(forum, "public/", "annex_1")
    assert (
        "Valley Net (Civil society); Telco Ltd (Private sector);"
        " United States of America (co-sponsor)" in annex
    )
    groups = json.loads(forum.files.files["public/balance.json"])["by_group"]
    assert {one["id"]: one["contributions"] for one in groups} == {"civil_society": 4, "joint": 1}


def test_flags_that_name_other_documents_stay_with_the_secretariat(make: Make) -> None:
    secret = f"Title: The unpublished budget\nAudience: members\nOrganisation: A\n\n{OWN}"
    opened = f"Title: Our answer\nRelation: addendum to No such budget\nOrganisation: B\n\n{OWN} B."
    forum = make({**OTHERS, "secret.txt": secret, "opened.txt": opened})
    assert "No such budget" in forum.files.files["ledger.csv"].decode()
    public = [data for path, data in forum.files.files.items() if path.startswith("public/")]
    assert not any(b"No such budget" in data for data in public)


def test_one_text_by_two_who_both_want_it_in_full_stands_there_twice(make: Make) -> None:
    twice = {
        f"{name}.txt": f"Organisation: {name}\nCountry: Peru\nTreatment: in full\n\n{OWN}"
        for name in ("Valley", "Hill")
    }
    forum = make({**OTHERS, **twice})
    assert section(forum, "public/", "annex_8").count(OWN) == 2


@pytest.mark.parametrize(
    ("order", "names", "said"),
    [("received", ["Zed Net", "Ada Ltd", "Mid Org"], "In order of arrival"),
     ("name", ["Ada Ltd", "Mid Org", "Zed Net"], "In alphabetical order"),
     ("group", ["Zed Net", "Mid Org", "Ada Ltd"], "By stakeholder group")],
)  # fmt: skip
def test_the_list_of_contributions_has_the_profiles_order_and_says_it(
    make: Make, tmp_path: Path, order: str, names: list[str], said: str
) -> None:
    profiles = tmp_path / "forum" / "profiles"
    profiles.mkdir(parents=True)
    (profiles / "igf.toml").write_text(f'extends = "igf"\nlisting_order = "{order}"\n')
    inbox = {
        "1.txt": f"Organisation: Zed Net\nStakeholder group: Civil society\n\n{OWN}",
        "2.txt": f"Organisation: Ada Ltd\nStakeholder group: Private sector\n\n{OWN} We pay.",
        "3.txt": f"Organisation: Mid Org\nStakeholder group: NGO\n\n{OWN} They pay.",
    }
    annex = section(make(inbox), "public/", "annex_1")
    assert sorted(names, key=annex.index) == names
    assert said in annex
