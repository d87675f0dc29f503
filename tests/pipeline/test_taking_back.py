"""What is withdrawn or erased is gone from the next draft; what is erased, from the store too."""

import json
from email.message import EmailMessage
from typing import Any

from bpforum.verify import verify_store
from tests.pipeline.conftest import Compiled, Make

NAME, WORD = "Quillfeather", "zebrawood"
SAID = (
    f"The {WORD} masts of Zuzanna {NAME} stand on {WORD} poles, and every village that tried"
    f" {WORD} poles kept them for ten years at least. The {WORD} poles last."
)
COPY = SAID.replace(WORD, "wooden").replace(f"Zuzanna {NAME}", "ours")
INBOX = {
    "own.txt": f"Name: Zuzanna {NAME}\nCountry: Kenya\n\n{SAID}",
    "copy.txt": f"Organisation: Copyist\n\n{COPY}",
    "steel.txt": "Organisation: Steel\nRelation: revises own.txt\n\nSteel masts are better than any"
    " wood in our valley and cost the same after ten years of mending.",
    "said.vtt": "WEBVTT\n\n00:01.000 --> 00:20.000\n<v Moderator>I think that the villages keep"
    f" the {WORD} masts going with what they have, and in most years that is not enough.\n",
    **{
        f"other-{n}.txt": f"Organisation: Body {n}\n\n{words}"
        for n, words in enumerate(
            ("Wooden poles rot in wet ground unless the foot of the pole is burnt black first.",
             "We buy wooden poles from the forest office and pay with what the masts earn.",
             "Masts on the ridge need two people who can climb, and both of them want wages.")
        )
    },
}  # fmt: skip


def mail() -> bytes:
    message = EmailMessage()
    message["From"] = f"Zuzanna {NAME} <z@example.org>"
    message["Subject"] = f"On {WORD}"
    message["Date"] = "Mon, 05 Sep 2016 10:00:00 +0000"
    message["Message-ID"] = "<z1@example.org>"
    message.set_content(f"We add to what we said. {SAID}")
    message.add_attachment(SAID.encode(), "text", "plain", filename=f"{WORD}.txt")
    return message.as_bytes()


def reference(forum: Compiled, name: str) -> str:
    return next(o.reference for o in forum.files.everything.values() if o.external_id == name)


def decide(forum: Compiled, start: int, *decisions: tuple[str, str, Any]) -> Compiled:
    path = forum.forum / "decisions.jsonl"
    known = path.read_text(encoding="utf-8") if path.exists() else ""
    lines = "".join(
        json.dumps({"id": f"d{start + n}", "by": "S", "at": f"2026-09-01T00:00:{start + n:02}Z",
                    "kind": kind, "target": target, "value": value,
                    "why": "as asked" if kind == "erase" else f"asked by {NAME}"})
        + "\n"
        for n, (kind, target, value) in enumerate(decisions)
    )  # fmt: skip
    path.write_text(known + lines, encoding="utf-8")
    return forum.again()


def holds(forum: Compiled, *, store: bool) -> list[str]:
    """The files that hold a word of it."""
    found = [
        path for path, data in forum.files.files.items()
        if NAME.encode() in data or WORD.encode() in data
    ]  # fmt: skip
    if store:
        found += [
            str(path)
            for path in sorted((forum.forum / ".bpforum").rglob("*"))
            if path.is_file() and any(s.encode() in path.read_bytes() for s in (NAME, WORD))
        ]
    return found


def test_nothing_of_what_was_erased_is_in_the_next_run_or_the_store(make: Make) -> None:
    forum = make({**INBOX, "m.eml": mail()})
    own, said, sent = (reference(forum, name) for name in ("own.txt", "said.vtt", "m.eml"))
    assert any(WORD in phrase for t in forum.files.themes.themes for phrase in t.key_phrases)
    forum = decide(
        forum, 1,
        ("correct_text", own, {"was": "kept them", "text": "kept her"}),
        ("consent", own, "full"),
        ("name_speaker", f"{said}/1", {"name": f"Zuzanna {NAME}"}),
        ("link_statement", f"{said}/1", {"statement": own}),
        ("hold", sent, True),
    )  # fmt: skip
    forum = decide(forum, 10, *((("erase", one, None)) for one in (own, said, sent)))
    assert holds(forum, store=True) == []
    fates = {one.fate for one in forum.files.everything.values() if "erased" in one.external_id}
    assert fates == {"withdrawn"}
    assert verify_store(forum.forum) == []
    again = decide(forum, 20, ("transcribe", own, {"text": SAID, "author": "S"}))
    assert holds(again, store=True) == []
    assert again.again().files.files["themes.json"] == again.files.files["themes.json"]


def test_a_theme_does_not_go_on_saying_what_was_withdrawn(make: Make) -> None:
    forum = make(INBOX)
    own, said = reference(forum, "own.txt"), reference(forum, "said.vtt")
    forum = decide(forum, 1, ("dispose", own, "withdrawn"), ("dispose", said, "withdrawn"))
    public = {path: data for path, data in forum.files.files.items() if path.startswith("public/")}
    assert not [path for path, data in public.items() if WORD.encode() in data]
