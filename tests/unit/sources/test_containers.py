"""What lies in a container is a submission each; the container only where nothing is in it."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from bpforum.readers.packed.containers import unpack
from bpforum.sources.containers import expand
from models.submission import Received
from tests.builders.zips import raw, zipped

AT = datetime(2016, 10, 1, tzinfo=UTC)
ZONE = ZoneInfo("America/Mexico_City")
MAIL = b"From: Ann <a@x.org>\nMessage-ID: <1@x.org>\nDate: Mon, 5 Sep 2016 10:00:00 +0000\n\nYes.\n"
BOX = b"From a@x.org Mon Sep  5 10:00:00 2016\n" + MAIL


def opened(name: str, data: bytes, *, channel: str = "file", **fields: str) -> list[Received]:
    item = Received(external_id=name, data=data, received_at=AT, channel=channel, fields=fields)
    return list(expand(item, ZONE))


def test_files_in_archives_in_archives_have_the_way_to_them_as_their_id() -> None:
    data = zipped({"a.txt": b"1", "in/b.zip": zipped({"c.zip": zipped({"d.txt": b"2"})})})
    assert {one.external_id: one.data for one in opened("x.zip", data)} == {
        "x.zip/a.txt": b"1", "x.zip/in/b.zip/c.zip/d.txt": b"2",
    }  # fmt: skip


def test_deeper_than_three_is_told() -> None:
    data = zipped({"d.txt": b"2"})
    for name in ("c.zip", "b.zip", "a.zip"):
        data = zipped({name: data})
    (one,) = opened("x.zip", data)
    assert one.external_id == "x.zip/a.zip/b.zip/c.zip"
    assert "Archives lie in archives" in one.trouble


def test_archives_in_an_archive_share_one_measure() -> None:
    inner = zipped({"a.bin": bytes(range(256)) * 100_000})
    found = opened("x.zip", zipped({f"{n}.zip": inner for n in range(6)}))
    assert sum(len(one.data) for one in found) <= 101 * 2**20
    assert [one.external_id for one in found if one.trouble]
    assert len(found) == 6


def test_a_mailbox_in_an_archive_is_opened_and_a_mail_has_its_own_date() -> None:
    found = opened("x.zip", zipped({"box.mbox": BOX, "one.eml": MAIL, "late.txt": b"x"}))
    sent = datetime(2016, 9, 5, 10, tzinfo=UTC)
    assert {one.external_id: (one.received_at, one.channel) for one in found} == {
        "x.zip/box.mbox/1@x.org": (sent, "mail"),
        "x.zip/one.eml": (sent, "mail"),
        "x.zip/late.txt": (datetime(2016, 9, 12, 17, tzinfo=UTC), "file"),
    }


def test_a_date_that_cannot_be_is_not_believed() -> None:
    for at in ((2036, 1, 1, 0, 0, 0), (1985, 1, 1, 0, 0, 0), (1980, 1, 1, 0, 0, 0)):
        assert opened("x.zip", zipped({"a.txt": b"a"}, at=at))[0].received_at == AT


def test_what_came_by_mail_or_is_in_the_register_came_with_its_archive() -> None:
    data = zipped({"a.txt": b"a"})
    assert opened("x.zip", data, channel="mail")[0].received_at == AT
    assert opened("x.zip", data, received_at="2016-10-01")[0].received_at == AT


def test_what_is_said_of_a_container_holds_for_what_is_in_it() -> None:
    (one,) = opened("x.zip", zipped({"a.txt": b"a"}), organisation="Network", title="All of it")
    assert one.fields == {"organisation": "Network"}


def test_a_name_that_points_outside_is_kept_beside_a_safe_one() -> None:
    (one,) = opened("x.zip", raw((b"../../a.txt", b"a", {})))
    assert (one.external_id, one.fields) == ("x.zip/a.txt", {"name_as_sent": "../../a.txt"})


def test_the_same_file_twice_is_one_and_another_under_its_name_is_not_lost() -> None:
    twice = raw((b"a.txt", b"a", {}), (b"a.txt", b"a", {}), (b"a.txt", b"other", {}))
    assert [one.data for one in opened("x.zip", twice)] == [b"a", b"other"]


def test_a_container_that_cannot_be_opened_or_holds_nothing_is_one_with_trouble() -> None:
    whole = zipped({"a.txt": b"a"})
    wanted = {
        "cut.zip": (whole[:-30], "damaged"),
        "empty.zip": (zipped({}), "holds nothing"),
        "litter.zip": (zipped({".DS_Store": b"x"}), "holds nothing"),
        "empty.mbox": (b"\n", "holds nothing"),
        "no.mbox": (b"words", "no message"),
    }
    for name, (data, words) in wanted.items():
        (one,) = opened(name, data)
        assert (one.external_id, one.data) == (name, data)
        assert words in one.trouble


def test_a_document_is_no_container() -> None:
    for name, data in (("a.txt", b"words"), ("a.eml", MAIL), ("x.zip", b"no zip"), ("a.jpg", b"")):
        assert opened(name, data)[0].data == data
        assert len(opened(name, data)) == 1


def test_a_word_file_that_was_only_stored_does_not_make_a_word_file_of_its_archive() -> None:
    word = zipped({"word/document.xml": b"<x/>", "[Content_Types].xml": b"<x/>"})
    (one,) = opened("x.zip", zipped({"a.docx": word}, method=0))
    assert (one.external_id, one.data) == ("x.zip/a.docx", word)


def test_opening_happens_in_a_child_with_the_same_result_each_time() -> None:
    data = zipped({"b.txt": b"b", "a.txt": b"a"})
    assert unpack("x.zip", data) == unpack("x.zip", data)


def test_a_table_in_an_archive_is_its_rows() -> None:
    table = b"ID;Name;What should be done?\n7;Ann;Open the roofs for small networks.\n"
    found = opened(
        "x.zip", zipped({"answers.csv": table + b"8;Bob;Train more people in villages.\n"})
    )
    assert [one.external_id for one in found] == ["x.zip/answers.csv/7", "x.zip/answers.csv/8"]
    (empty,) = opened("empty.csv", b"ID;Name\n")
    assert "no rows" in empty.trouble
