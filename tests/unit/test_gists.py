"""What is known of equal bytes is what looking at them finds; of others nothing is believed."""

import zlib
from collections.abc import Set
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic_core import to_json

from bpforum import gists as room
from bpforum import record_file as writing
from bpforum.brief import Brief, brief_in, brief_of
from bpforum.briefs import Briefed, BriefedPacked
from bpforum.gists import KnownGists, gists_in
from bpforum.leaks import find_leaks
from bpforum.record_file import PACKED, record_file
from bpforum.settled import Closing, Settled
from models.audience import Consent
from models.contribution import Contribution, Contributor, NoteLine, SessionNote
from models.record import Record
from models.session import Session

NAMES = st.sampled_from(["", "Ada Okoro", "Li Wei Chan", "Ada Okoro and Li Wei Chan"])
TEXTS = st.sampled_from(["", "we ask the forum to keep the bands open for", "a\nb", "Ada Okoro"])


@pytest.fixture(autouse=True, scope="module")
def small() -> Any:
    """Members of three contributions, and two of them in a part."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(writing, "SIZE", 3)
        patch.setattr(room, "_TOGETHER", 2)
        yield


@st.composite
def contributions(draw: st.DrawFn) -> Contribution:
    line = NoteLine(kind="issue", start=0, end=0, held_by=draw(NAMES))
    return Contribution(
        reference="C-0001", source="inbox", external_id="1", digest="0" * 64, kind="comment",
        text=draw(TEXTS), contributors=[Contributor(name=draw(NAMES))],
        received_at=datetime(2026, 5, 1, tzinfo=UTC),
        session_note=draw(st.sampled_from([None, None, SessionNote(lines=(line,))])),
        audience=draw(st.sampled_from(["public", "public", "members"])),
        consent=Consent(
            basis="stated", scope=draw(st.sampled_from(["full", "full", "name_withheld", None]))
        ),
        fate=draw(st.sampled_from(["listed", "counted", None])),
    )  # fmt: skip


ONES = st.lists(contributions(), max_size=14)


def numbered(ones: list[Contribution]) -> Record:
    return Record(
        sessions=(Session(id="s", title="S"),),
        contributions=[
            one.model_copy(update={"reference": f"C-{n:04d}"}) for n, one in enumerate(ones, 1)
        ],
    )


def packed(record: Record) -> bytes:
    settled = Settled(record, [Closing(one.fate or "listed") for one in record.everything])
    return b"".join(record_file(settled, 10**6)[1])


def told(briefed: Briefed) -> Any:
    """All that can be asked of it, or that it cannot be read."""
    try:
        guarded = [one._replace(text="") if one.may_print else one for one in briefed.guarded]
        return (
            briefed.fates, guarded, {name for some in briefed.open_names for name in some},
            list(briefed.some({"C-0002", "C-0005", "C-0009", "C-0077"})), briefed.sessions,
            find_leaks({"public/a.csv": b"Ada Okoro. we ask the forum to keep the bands open for"},
                       briefed),
        )  # fmt: skip
    except ValueError:
        return "broken"


def seen(
    data: bytes, kept: dict[int, bytes] | None = None, wanted: Set[str] = frozenset()
) -> tuple[Any, dict[int, bytes]]:
    """What is told of a file with what is `kept`, and what is kept afterwards."""
    kept = dict(kept or {})
    known = KnownGists(sorted(kept.items()), kept.update)
    return told(BriefedPacked({PACKED: data}, known, wanted)), kept


WANTED = st.sets(st.sampled_from(["C-0002", "C-0003", "C-0005", "C-0009", "C-0077", ""]))


@given(ONES, ONES, WANTED, WANTED)
@settings(max_examples=100, deadline=None)
def test_a_file_is_told_of_as_if_nothing_were_known(
    ones: list[Contribution], others: list[Contribution], wanted: set[str], later: set[str]
) -> None:
    record = numbered(ones)
    first, kept = seen(packed(record), None, wanted)
    assert first[0] == {one.reference: one.fate or "listed" for one in record.contributions}
    assert first[3] == [
        brief_of(one.model_copy(update={"fate": first[0][one.reference]}))
        for one in record.contributions
        if one.reference in ("C-0002", "C-0005", "C-0009")
    ]
    for after in (ones, [*ones, *others], [*others, *ones], others):
        data = packed(numbered(after))
        assert seen(data, kept, later)[0] == seen(data)[0]


@given(st.lists(contributions(), min_size=4, max_size=14), WANTED, st.data())
@settings(max_examples=150, deadline=None)
def test_a_file_that_was_tampered_with_is_told_of_as_if_nothing_were_known(
    ones: list[Contribution], wanted: set[str], draws: st.DataObject
) -> None:
    data = packed(numbered(ones))
    _, kept = seen(data, None, wanted)
    members = [data[start:end] for start, end in spans(data)]

    def below(most: int) -> int:
        return draws.draw(st.integers(0, most - 1))

    at = below(len(data))
    swapped = members[:]
    a, b = below(len(members)), below(len(members))
    swapped[a], swapped[b] = swapped[b], swapped[a]
    lines = zlib.decompress(members[1], 31)
    other = lines.replace(b'"public"', b'"members"', 1).replace(b'"listed"', b'"wrong"', 1)
    for changed in (
        data[:at] + bytes([data[at] ^ 1 << below(8)]) + data[at + 1 :],
        data[:at], data + b"x", b"",
        b"".join(swapped), b"".join(members[:a] + members[a + 1 :]),
        b"".join([*members[:1], writing._member([other]), *members[2:]]),
        writing._member([b"".join(zlib.decompress(one, 31) for one in members)]),
        writing._member([lines[:40]]) + writing._member([lines[40:]]),
        writing._member([b'{"contributions":{}}\n']),
    ):  # fmt: skip
        found = seen(changed, kept, wanted)[0]
        assert found == seen(changed)[0] == told(InOnePiece({PACKED: changed}, None))


class InOnePiece(BriefedPacked):
    """Goes through all of the file whatever is asked."""

    _gists = None


def spans(data: bytes) -> list[tuple[int, int]]:
    found, start = [], 0
    for gist in gists_in(data, KnownGists(), [], frozenset()):
        found.append((start, start + gist.size))
        start += gist.size
    return found


def test_what_is_kept_and_damaged_or_anothers_is_not_believed() -> None:
    ones = [contribution(n) for n in range(1, 15)]
    data = packed(numbered(ones))
    right, kept = seen(data)
    for part, other in (
        (0, b""),
        (0, b"foreign"),
        (1, zlib.compress(b"[1]")),
        (1, kept[0]),
        (1, kept[1][:-3]),
        (1, kept[1] + kept[1][:9]),
    ):
        again, mended = seen(data, kept | {part: other})
        assert again == right
        assert mended == kept


def test_only_members_that_changed_are_unpacked(monkeypatch: pytest.MonkeyPatch) -> None:
    ones, wanted = [contribution(n) for n in range(1, 15)], {"C-0001", "C-0005", "C-0007"}
    _, kept = seen(packed(numbered(ones)), None, wanted | {"C-0002"})
    ones[4] = ones[4].model_copy(update={"text": "Another."})
    data, unpacked = packed(numbered(ones)), list[int]()
    whole = room._unpacked

    def unpack(data: bytes, start: int) -> tuple[int, list[bytes]]:
        unpacked.append(start)
        return whole(data, start)

    monkeypatch.setattr(room, "_unpacked", unpack)
    known = KnownGists(sorted(kept.items()))
    briefed = BriefedPacked({PACKED: data}, known, wanted)
    assert len(briefed.fates) == 14
    some = [(one.reference, one.text) for one in briefed.some(wanted)]
    assert some == [("C-0001", "Comment 1."), ("C-0005", "Another."), ("C-0007", "Comment 7.")]
    places = [start for start, _ in spans(data)]
    # The first and the last hold what is no contribution.
    assert unpacked[: -len(places)] == [places[0], places[2], places[-1]]


def test_what_was_not_wanted_before_is_read_once_more_and_then_held() -> None:
    data = packed(numbered([contribution(n) for n in range(1, 15)]))
    _, kept = seen(data)
    _, again = seen(data, kept, {"C-0004"})
    assert {part for part in kept if kept[part] != again[part]} == {1}  # of members 2 and 3
    assert seen(data, again, {"C-0004"})[1] == seen(data, again)[1] == again


def test_of_a_member_that_changed_only_lines_that_did_are_read(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    ones = [contribution(n) for n in range(1, 15)]
    _, kept = seen(packed(numbered(ones)))
    ones[4] = ones[4].model_copy(update={"text": "Another."})
    data, read = packed(numbered(ones)), list[tuple[bool, bytes]]()
    brief = brief_in

    def read_brief(text: bytes, *, is_sound: bool = False) -> Brief:
        read.append((is_sound, text[14:20]))
        return brief(text, is_sound=is_sound)

    monkeypatch.setattr(room, "brief_in", read_brief)
    briefed = BriefedPacked(
        {PACKED: data}, KnownGists(sorted(kept.items()), kept.update), {"C-0006"}
    )
    assert [one.reference for one in briefed.some({"C-0006"})] == ["C-0006"]
    # The other was read strictly when it was first seen.
    assert read == [(False, b"C-0005"), (True, b"C-0006")]
    assert seen(data, kept)[0] == seen(data)[0]


@pytest.mark.parametrize("mark", ["\x1e", "\x1f"])
def test_a_name_with_a_mark_in_it_is_told_of_whole(mark: str) -> None:
    ada = Contributor(name=f"Ada{mark}Okoro")
    ones = [contribution(n).model_copy(update={"contributors": (ada,)}) for n in range(1, 5)]
    told_of, kept = seen(packed(numbered(ones)))
    assert told_of[2] == {f"ada{mark}okoro"}
    assert not kept


@pytest.mark.parametrize("marks", ["", "?", "AAAA", "A" * 64, "A" * 66])
def test_marks_of_another_form_are_of_no_line(marks: str) -> None:
    data = packed(numbered([contribution(n) for n in range(1, 15)]))
    _, kept = seen(data)
    known = [one._replace(marks=marks, digest="") for one in KnownGists(kept.items()).find(0)]
    foreign = {0: b"".join(zlib.compress(to_json(one)) for one in known)}
    assert seen(data, foreign)[0] == seen(data)[0]


def test_what_was_found_is_not_packed_again(monkeypatch: pytest.MonkeyPatch) -> None:
    ones = [contribution(n) for n in range(1, 15)]
    _, kept = seen(packed(numbered(ones)))
    ones[4] = ones[4].model_copy(update={"fate": "counted"})
    data, again = packed(numbered(ones)), list[object]()

    def write(one: object) -> bytes:
        again.append(one)
        return to_json(one)

    with monkeypatch.context() as patch:
        patch.setattr(room, "to_json", write)
        _, after = seen(data, kept)
    assert len(again) == 1
    assert after == seen(data)[1]


def contribution(n: int) -> Contribution:
    return Contribution(
        reference="C-0001", source="inbox", external_id=f"{n}", digest="0" * 64, kind="comment",
        text=f"Comment {n}.", received_at=datetime(2026, 5, 1, tzinfo=UTC), audience="public",
        consent=Consent(basis="stated", scope="full"), fate="listed",
    )  # fmt: skip
