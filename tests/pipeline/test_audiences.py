"""What was given to fewer people reaches nobody else, through relations, decisions or words."""

import csv
import io
import json
from typing import Any

from models.run import Changes
from tests.pipeline.conftest import Compiled, Make

OTHERS = {
    f"other-{n}.txt": f"Organisation: Body {n}\nCountry: Kenya\n\n{words}"
    for n, words in enumerate(
        ("Community networks last where the people who use them own them and mend them.",
         "Training the next operator before the first one leaves has kept our masts alive.",
         "Batteries wear out faster than anybody thinks when the nights on the ridge are cold.")
    )
}  # fmt: skip
MEMBERS = (
    "Name: Quintessa Rotundafield\nOrganisation: Operators Circle Quodlibet\nAudience: members\n"
    "{more}\nThe reserve fund holds eighteen thousand four hundred dollars and nobody but members"
    " may know that it does."
)
SECRETS = ("Quintessa", "Quodlibet", "eighteen thousand")


def decide(forum: Compiled, *decisions: dict[str, Any]) -> Compiled:
    lines = [
        {"id": f"d{n}", "by": "S", "at": "2026-09-01T00:00:00Z", "why": "so", **one}
        for n, one in enumerate(decisions)
    ]
    path = forum.forum / "decisions.jsonl"
    path.write_text("".join(json.dumps(line) + "\n" for line in lines), encoding="utf-8")
    return forum.again()


def reference(forum: Compiled, name: str) -> str:
    return next(o.reference for o in forum.files.everything.values() if o.external_id == name)


def public(forum: Compiled) -> str:
    files = forum.files.files
    return " ".join(
        data.decode() for path, data in files.items()
        if path.startswith("public/") and not path.endswith(".docx")
    )  # fmt: skip


def handed_back(forum: Compiled) -> list[str]:
    changes = Changes.model_validate_json(forum.files.files["changes.json"])
    return [one.decision.id for one in changes.not_applicable]


def test_what_gave_way_to_something_narrower_is_only_not_taken_up(make: Make) -> None:
    forum = make({**OTHERS, "members.txt": MEMBERS.format(more="Relation: revises other-1.txt\n")})
    old = reference(forum, "other-1.txt")
    assert forum.files.everything[old].fate == "superseded_by"
    for name in ("public/ledger.csv", "public/contributions.csv"):
        text = forum.files.files[name].decode()
        lines = {line["reference"]: line for line in csv.DictReader(io.StringIO(text, newline=""))}
        assert (lines[old]["fate"], lines[old]["fate_of"]) == ("not_reflected", "")
    assert "Replaced by a later version" not in public(forum)


def test_public_words_that_name_a_member_or_a_members_reference_stop_no_run(make: Make) -> None:
    forum = make(
        {
            "a.txt": MEMBERS.format(more=""),
            "says.txt": "Organisation: Openbody\n\nWe agree with what C-0001 says about masts,"
            " since shared masts last longer and cost much less to guard at night.",
            "note.txt": "Session: s1\n\nKey issues\n- Quintessa Rotundafield of Operators Circle"
            " Quodlibet said that masts must be paid for every year\n",
        },
        toml='[[sessions]]\nid = "s1"\ntitle = "Session on masts"\nattribution = "named"\n',
    )
    assert reference(forum, "a.txt") == "C-0001"
    assert "Quintessa" in public(forum)  # the rapporteur's public note names her, as its rule lets
    assert "eighteen thousand" not in public(forum)


def test_a_persons_words_that_tell_too_much_stay_with_the_secretariat_and_are_shown(
    make: Make,
) -> None:
    forum = make({**OTHERS, "members.txt": MEMBERS.format(more="")})
    theme = forum.files.themes.themes[0]
    again = decide(
        forum,
        {"kind": "edit_paragraph", "target": "part_a_scope",
         "value": "As Quintessa Rotundafield told us, funds matter."},
        {"kind": "edit_paragraph", "target": "part_a_before",
         "value": "The reserve fund holds eighteen thousand four hundred dollars, we hear."},
        {"kind": "rename", "target": theme.id, "value": "What Quintessa Rotundafield wants"},
        {"kind": "dispose", "target": reference(forum, "other-0.txt"),
         "value": {"disposition": "noted", "reason": "Quintessa Rotundafield said it before"}},
    )  # fmt: skip
    assert not any(secret in public(again) for secret in SECRETS)
    assert {"d0", "d1", "d2"} <= set(handed_back(again))
    inside = again.files.files["outcome.json"].decode()
    assert "As Quintessa Rotundafield told us" in inside
    assert "What Quintessa Rotundafield wants" not in inside


def test_why_a_disposition_was_given_is_not_public_but_its_reason_is(make: Make) -> None:
    forum = make(OTHERS)
    target = reference(forum, "other-0.txt")
    again = decide(
        forum,
        {"kind": "dispose", "target": target, "value": "noted", "why": "Bo insisted on it"},
        {"kind": "dispose", "target": reference(forum, "other-1.txt"),
         "value": {"disposition": "noted", "reason": "it stands in part D"}},
    )  # fmt: skip
    assert "Bo insisted on it" not in public(again)
    assert "it stands in part D" in public(again)


def test_what_is_held_back_is_neither_listed_nor_answered_by_name(make: Make) -> None:
    own = f"Kind: comment\nName: Hedwig Heldback\n\n{SECRETS[2]} masts were never paid for by them."
    forum = make({**OTHERS, "own.txt": own})
    assert "Heldback" in public(forum)
    target = reference(forum, "own.txt")
    again = decide(forum, {"kind": "hold", "target": target, "value": True, "why": "may be libel"})
    assert "Heldback" not in public(again)
    assert "libel" not in public(again)


def test_a_title_that_tells_who_spoke_heads_no_section(make: Make) -> None:
    said = (
        "WEBVTT\n\n00:01.000 --> 00:20.000\n<v Basil Speakerman>I think the villages on our ridge"
        " keep the masts going with what they have and in most years that is not enough.\n"
    )
    note = "Session: Fireside with Basil Speakerman\n\nKey issues\n- Masts must be paid for\n"
    forum = make({**OTHERS, "talk.vtt": said, "note.txt": note})
    assert "Speakerman" not in public(forum)


def test_contact_data_in_what_people_decide_reaches_no_file(make: Make) -> None:
    mail, phone = "quill.canary@example.org", "+44 20 7946 0991"
    forum = make(OTHERS)
    first, second = reference(forum, "other-0.txt"), reference(forum, "other-1.txt")
    again = decide(
        forum,
        {"kind": "transcribe", "target": first, "by": mail,
         "value": {"text": f"Masts must be paid for every year. Ring {phone}.", "author": mail}},
        {"kind": "correct_text", "target": second, "why": mail,
         "value": {"was": "first one", "text": f"first one ({mail})", "at_request_of": mail}},
        {"kind": "dispose", "target": second,
         "value": {"disposition": "noted", "reason": f"ring {phone}"}},
        {"kind": "edit_paragraph", "target": "part_a_scope", "value": f"Write to {mail}."},
        {"kind": "rename", "target": "no-such-theme", "value": f"Ring {phone}"},
    )  # fmt: skip
    for path, data in again.files.files.items():
        assert mail.encode() not in data, path
        assert phone.encode() not in data, path
    assert not handed_back(again)[:-1]
