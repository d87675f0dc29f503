"""What is looked for all at once is what is found when everything is looked for by itself."""

import re
from datetime import UTC, datetime
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bpforum.brief import Brief, brief_of
from bpforum.briefs import BriefedRecord, read_briefs
from bpforum.leaks import find_leaks
from bpforum.plain_files import plain
from bpforum.record_file import record_file
from bpforum.settled import Closing, Settled
from bpforum.text.word_runs import LENGTH, runs_in
from models.audience import Consent
from models.call import Call
from models.contribution import Contribution, Contributor, NoteLine, SessionNote
from models.record import Record
from models.session import Session

PEOPLE = ("Ada Okoro", "Li Wei Chan", "Ada Okoro and Li Wei Chan", "Süßmann İnci", "Net", "")
SAID = (
    "we ask the forum to keep the bands open for",
    "the fund holds now more than it had then in",
)
SENTENCES = st.lists(
    st.sampled_from(
        [*SAID, "villages like ours", *PEOPLE, "C-0001", "C-0003", "a\nb", "ada OKORO"]
    ),
    max_size=4,
).map(". ".join)


@st.composite
def contributions(draw: st.DrawFn) -> Contribution:
    kind = draw(st.sampled_from(["contribution", "comment", "note"]))
    line = NoteLine(kind="issue", start=0, end=0, held_by=draw(st.sampled_from(PEOPLE)))
    return Contribution(
        reference="C-0001", source="inbox", external_id="1", digest="0" * 64, kind=kind,
        title=draw(st.sampled_from(["", "Ada", "On Li Wei Chan", "C-0002"])), text=draw(SENTENCES),
        contributors=[
            Contributor(name=name, organisation=draw(st.sampled_from(["", "Network of Seas"])))
            for name in draw(st.lists(st.sampled_from(PEOPLE), max_size=2))
        ],
        received_at=datetime(2026, 5, 1, tzinfo=UTC), session=draw(st.sampled_from([None, "s"])),
        session_note=SessionNote(lines=(line,)) if kind == "note" else None,
        audience=draw(st.sampled_from(["public", "public", "members"])),
        flags=draw(st.sampled_from([(), (), ("under embargo",)])),
        consent=Consent(
            basis="stated",
            scope=draw(st.sampled_from(["full", "full", "name_withheld", "counts_only", None])),
        ),
        fate="listed",
    )  # fmt: skip


@st.composite
def records(draw: st.DrawFn) -> Record:
    ones = [
        one.model_copy(update={"reference": f"C-{n + 1:04d}"})
        for n, one in enumerate(draw(st.lists(contributions(), max_size=7)))
    ]
    rule = draw(st.sampled_from(["none", "named"]))
    return Record(
        sessions=(Session(id="s", title=draw(SENTENCES) or "S", attribution=rule),),
        calls=(Call(id="c", title="C", consent_notice=draw(SENTENCES)),),
        contributions=ones,
    )


FILES = st.dictionaries(
    st.sampled_from(["public/a.csv", "public/b.html", "public/c.json"]),
    SENTENCES.map(str.encode),
    max_size=3,
)


@given(
    FILES, records(), st.sampled_from([(), ("Ada Okoro",)]),
    st.sets(st.sampled_from([f"C-000{n}" for n in range(1, 8)])),
)  # fmt: skip
@settings(max_examples=300, deadline=None)
def test_what_is_found_is_what_is_found_one_by_one(
    public: dict[str, bytes], record: Record, declared: tuple[str, ...], asked: set[str]
) -> None:
    found = find_leaks(public, record, declared)
    assert found == one_by_one(public, record, declared)
    read = map(read_briefs, both_files(record))
    assert [find_leaks(public, one, declared) for one in read] == [found, found]
    # Whoever is asked first, the same is found.
    some = [one for one in map(brief_of, record.everything) if one.reference in asked]
    assert find_leaks(public, record, declared, some) == found


def both_files(record: Record) -> list[dict[str, bytes]]:
    """As a small forum's file, and as a large one's."""
    settled = Settled(record, [Closing("listed")] * len(record.everything))
    made = [record_file(settled, passages) for passages in (10, 10**6)]
    return [{name: b"".join(data)} for name, data in made]


def one_by_one(public: dict[str, bytes], record: Record, declared: tuple[str, ...]) -> list[str]:
    """The same rules without any haste: each thing is sought by itself, in everything."""
    ones = [brief_of(one) for one in record.everything]
    texts = {path: plain(path, data) for path, data in public.items()}
    printed = [f"{one.title} {one.text}" for one in ones if one.may_print]
    announced = [f"{s.title} {s.description}" for s in record.sessions]
    said = [one.text for one in ones if one.may_print]
    said += [*announced, *(call.consent_notice for call in record.calls)]
    open_names = {n.casefold() for one in ones if one.may_name for n in one.names}
    open_names |= {name.casefold() for name in declared}
    own = [
        t
        for one in ones
        for t in [f"{one.title} {one.text}"]
        if one.may_print and one.kind != "note"
    ]

    def held(one: Brief, text: str) -> bool:
        return any(
            stands(part, text)
            and not any(part.casefold() in other for other in open_names)
            and not any(part.casefold() in other.casefold() for other in own)
            for part in one.holders
        )

    def names(one: Brief, text: str) -> bool:
        speaking = announced if one.is_public else [*announced, *printed]
        return any(
            stands(name, text)
            and name.casefold() not in open_names
            and not any(stands(name, other) for other in speaking)
            for name in one.names
        )

    def words(one: Brief, text: str) -> bool:
        known = {run for other in said for run in runs_in(other)}
        return not one.may_print and bool(set(runs_in(one.text)) & set(runs_in(text)) - known)

    def refers(one: Brief, text: str) -> bool:
        speaks = rf"\b{one.reference}\b"
        return (
            not one.is_public
            and re.search(speaks, text) is not None
            and not any(re.search(speaks, other) for other in [*announced, *printed])
        )

    is_told = record.sessions[0].attribution == "named"
    problems = [
        f"{path} tells who held a view in {one.reference}, against its session's rule"
        for one in ones
        if one.held_by is not None and not (one.session and is_told)
        for path, text in texts.items()
        if held(one, text)
    ]
    return problems + [
        f"{path} {what} {one.reference}"
        for one in ones
        if not one.may_name
        for path, text in texts.items()
        for what, tells in (
            ("names who sent", names),
            ("holds words of", words),
            ("refers to", refers),
        )
        if tells(one, text)
    ]


def stands(name: str, text: str) -> bool:
    if len(name.split()) < 2 and len(name) < 10:
        return False
    return re.search(rf"(?<!\w){re.escape(name)}(?!\w)", text, re.IGNORECASE) is not None


@given(records())
def test_a_record_and_its_files_tell_the_same(record: Record) -> None:
    briefs = list(BriefedRecord(record).everything)
    for files in both_files(record):
        read = read_briefs(files)
        assert list(read.everything) == briefs
        assert list(read.everything) == briefs  # the second time less is read
        assert (read.calls, read.sessions) == (record.calls, record.sessions)


def of(n: int, scope: Any = "full", **more: Any) -> Contribution:
    return Contribution(**{
        "reference": f"C-{n:04d}", "source": "inbox", "external_id": f"{n}", "digest": "0" * 64,
        "kind": "contribution", "text": "Nothing.", "audience": "public",
        "received_at": datetime(2026, 5, 1, tzinfo=UTC),
        "consent": Consent(basis="stated", scope=scope), **more,
    })  # fmt: skip


@pytest.mark.parametrize("between", [0, 1500])
def test_who_is_spoken_of_first_and_named_by_own_wish_later_is_no_secret(between: int) -> None:
    """In whatever order, and however much comes between."""
    ada = (Contributor(name="Ada Okoro"),)
    speaks = of(1, text="Ada Okoro leads them.")
    others = [of(n) for n in range(2, 2 + between)]
    withheld, named = of(8000, "name_withheld", contributors=ada), of(9000, contributors=ada)
    for ones in ([speaks, *others, withheld, named], [named, speaks, *others, withheld]):
        numbered = [
            one.model_copy(update={"reference": f"C-{n:04d}"}) for n, one in enumerate(ones, 1)
        ]
        public = {"public/a.csv": b"Ada Okoro"}
        assert find_leaks(public, Record(contributions=numbered)) == []
        less = [one for one in numbered if one.consent.may_name is False or not one.contributors]
        assert len(find_leaks(public, Record(contributions=less))) == 1


def test_words_over_the_border_of_two_public_texts_are_nobodys() -> None:
    words = "one two three four five six seven eight".split()
    assert len(words) == LENGTH
    record = Record(
        contributions=(
            of(1, "counts_only", text=" ".join(words)),
            of(2, text=" ".join(words[:4])), of(3, text=" ".join(words[4:])),
            of(4, title=" ".join(words[:4]), text=" ".join(words[4:])),
        )
    )  # fmt: skip
    files = {"public/a.csv": " ".join(words).encode()}
    assert find_leaks(files, record) == ["public/a.csv holds words of C-0001"]


def test_words_that_stand_on_many_lines_of_a_large_file_are_found() -> None:
    words = "one two three four five six seven eight".split()
    record = Record(contributions=(of(1, "counts_only", text=" ".join(words)),))
    for n, (before, after) in enumerate(pairwise([0, 1, 2**18 - 20, 2**18 - 5, 2**18, 2**18 + 9])):
        filler = [b"z" * (after - before)] * 3 + [b"z"] * n
        data = b"\n".join([*filler, *(word.encode() for word in words), *filler])
        assert find_leaks({"public/a.csv": data}, record) == ["public/a.csv holds words of C-0001"]


def test_who_most_likely_told_it_is_asked_first_and_alone() -> None:
    words = "one two three four five six seven eight"
    ones = [of(1, "counts_only", text=words), *(of(n) for n in range(2, 1500))]
    ones += [of(1500, text=f"Yes: {words}."), of(1501, text="Nobody asks me.")]
    files, asked = {"public/a.csv": words.encode()}, list[str]()

    class Asked(BriefedRecord):
        @property
        def everything(self) -> Any:
            for one in super().everything:
                asked.append(one.reference)
                yield one

    record = Asked(Record(contributions=ones))
    assert find_leaks(files, record) == []
    assert len(asked) > 2 * 1500
    asked.clear()
    assert find_leaks(files, record, (), [brief_of(one) for one in ones[-2:]]) == []
    assert len(asked) == 1501 + 2  # who is guarded, then open names up to the first: no text of all
