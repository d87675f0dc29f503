"""Collecting: page by page, kept as it comes, gone on where it stopped, looked at beforehand."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from bpforum.collecting import Collecting, carry_out_erasures, carry_out_retention
from bpforum.errors import UnusableForum
from bpforum.forum_file import load_forum
from bpforum.pipeline import collect_only
from bpforum.store import CollectCount, Store, open_store
from bpforum.verify import verify_store
from models.decision import Decision
from tests.builders.loopback import Asked, Loopback, Reply

NOW = datetime(2026, 6, 1, tzinfo=UTC)
TOML = """
[forum]
id = "f"
title = "F"
cycle = "2026"
contact_retention_days = 30
[[calls]]
id = "call-1"
title = "Call"
closes = 2100-06-10T00:00:00Z
[[sources]]
id = "inbox"
kind = "folder"
path = "inbox"
[[sources]]
id = "comments"
kind = "json"
url = "URL/comments"
items = "data"
columns = { external_id = "id", text = "body" }
query = { page = "{page}" }
"""
MANY = 7
KEY = "k3y-" + "7f" * 12


@pytest.fixture
def server() -> Iterator[Loopback]:
    with Loopback() as running:
        yield running


@pytest.fixture
def forum(tmp_path: Path, server: Loopback) -> Path:
    (tmp_path / "inbox").mkdir()
    (tmp_path / "inbox" / "a.txt").write_text("Write to ann@example.org.", encoding="utf-8")
    (tmp_path / "inbox" / "b.txt").write_text("Towers should be shared.", encoding="utf-8")
    text = TOML.replace("URL", server.url)
    (tmp_path / "forum.toml").write_text(text, encoding="utf-8")
    server.route("/comments", _page)
    return tmp_path


def _page(asked: Asked, each: int = 2) -> Reply:
    first = (int(asked.query["page"]) - 1) * each
    numbers = range(first, min(first + each, MANY))
    return Reply.json({"data": [{"id": n, "body": f"Comment {n}."} for n in numbers]})


def _told(message: str) -> None:
    del message


def _collect(forum: Path, **more: Any) -> dict[str, CollectCount]:
    with open_store(forum) as store:
        collecting = Collecting(load_forum(forum), forum, {}, **more)
        return {one.source: one for one in collecting.collect(store, NOW, _told).counts}


def _ids(store: Store) -> list[str]:
    return sorted(one.external_id for one in store.submissions() if one.source == "comments")


def test_a_dry_run_counts_what_the_collect_then_brings(tmp_path: Path) -> None:
    inbox = tmp_path / "inbox"
    inbox.mkdir()
    (tmp_path / "forum.toml").write_text(
        '[forum]\nid = "f"\ntitle = "F"\ncycle = "2026"\n'
        '[[sources]]\nid = "inbox"\nkind = "folder"\npath = "inbox"\n'
        '[[sources]]\nid = "rows"\nkind = "csv"\npath = "rows.csv"\n'
        'columns = { external_id = "id", text = "text" }\n'
    )
    rows = "id,text\n1,Towers.\n2,Masts.\n2,Masts again.\n"
    (tmp_path / "rows.csv").write_text(rows)
    for name in ("same.txt", "edited.txt", "removed.txt", "renamed.txt"):
        (inbox / name).write_text(f"About {name}.")

    def collect(*, dry_run: bool) -> list[CollectCount]:
        return list(collect_only(tmp_path, lambda message: None, dry_run=dry_run))

    assert collect(dry_run=True) == collect(dry_run=False)
    (inbox / "edited.txt").write_text("Other words.")
    (inbox / "removed.txt").unlink()
    (inbox / "renamed.txt").rename(inbox / "new name.txt")
    looked, collected = collect(dry_run=True), collect(dry_run=False)
    assert looked == collected
    assert [(one.new, one.changed, one.vanished) for one in collected] == [(1, 1, 2), (0, 0, 0)]
    (inbox / "removed.txt").write_text("About removed.txt.")
    assert collect(dry_run=True) == collect(dry_run=False)


def test_a_service_is_collected_with_the_folders_and_nothing_twice(forum: Path) -> None:
    first, again = _collect(forum), _collect(forum)
    assert (first["comments"].new, first["inbox"].new) == (MANY, 2)
    assert (again["comments"].new, again["comments"].changed, again["inbox"].new) == (0, 0, 0)
    with open_store(forum) as store:
        assert _ids(store) == [str(n) for n in range(MANY)]
        fetched = store.fetches("comments")
        [trace] = store.traces()
    assert {one.status for one in fetched} == {200}
    assert (trace.source, trace.answers) == ("comments", len(fetched))
    assert verify_store(forum) == []


def test_a_service_that_says_no_costs_the_other_sources_nothing_and_is_gone_on(
    forum: Path, server: Loopback
) -> None:
    server.route("/comments", lambda asked: Reply(status=403) if asked.query["page"] == "3"
                 else _page(asked))  # fmt: skip
    failed = _collect(forum)
    assert failed["inbox"].new == 2
    assert failed["comments"].new == 4
    assert "BPFORUM_SOURCE_COMMENTS" in failed["comments"].problem
    server.route("/comments", _page)
    gone_on = _collect(forum)
    assert (gone_on["comments"].new, gone_on["comments"].problem) == (MANY - 4, "")
    with open_store(forum) as store:
        assert _ids(store) == [str(n) for n in range(MANY)]


def test_a_look_counts_and_writes_nothing(forum: Path) -> None:
    counts = collect_only(forum, _told, dry_run=True)
    assert not (forum / ".bpforum").exists()
    [missing] = verify_store(forum)
    assert "has no store" in missing.message
    assert not (forum / ".bpforum").exists()
    assert {one.source: one.new for one in counts} == {"inbox": 2, "comments": MANY}
    with open_store(forum) as store:
        assert store.submissions() == ()
        assert store.cursor("comments") == ""
    _collect(forum)
    (forum / "inbox" / "b.txt").write_text("Towers must be shared.", encoding="utf-8")
    inbox, _ = collect_only(forum, _told, dry_run=True)
    assert (inbox.new, inbox.changed, inbox.unchanged) == (0, 1, 1)


def test_one_source_alone_can_be_collected(forum: Path, server: Loopback) -> None:
    assert list(_collect(forum, only=["inbox"])) == ["inbox"]
    assert server.asked == []
    with pytest.raises(UnusableForum, match="there is no source 'post'"):
        _collect(forum, only=["post"])


def test_progress_is_told_page_by_page(forum: Path) -> None:
    told: list[str] = []
    with open_store(forum) as store:
        Collecting(load_forum(forum), forum, {}).collect(store, NOW, told.append)
    assert [one for one in told if one.startswith("Collecting from comments: ")][-1].endswith("7")


def test_what_was_erased_is_gone_before_it_is_read_again(forum: Path) -> None:
    _collect(forum)
    erase = Decision(id="e1", kind="erase", target="C-0001", by="secretariat", at=NOW)
    unknown = Decision(id="e2", kind="erase", target="C-0999", by="secretariat", at=NOW)
    indexes = [forum / ".bpforum" / folder / "of-a-page.sqlite" for folder in ("review", "texts")]
    for one in indexes:
        one.parent.mkdir()
        one.write_text("words of C-0001")
    with open_store(forum) as store:
        store.add_decisions([unknown, erase], at=NOW)
        assert carry_out_erasures(store, NOW) == ("C-0001",)
        assert not any(one.exists() for one in indexes)
        assert carry_out_erasures(store, NOW) == ()
    assert sum(one.erased for one in _collect(forum).values()) == 1
    with open_store(forum) as store:
        again = Collecting(load_forum(forum), forum, {}).collect(store, NOW, _told)
    [words] = again.still_there
    assert "1 erased here but still there" in words
    assert verify_store(forum) == []


def test_originals_with_contact_data_go_when_the_cycles_time_is_over(forum: Path) -> None:
    collect_only(forum, _told, only=["inbox"])
    last = datetime(2100, 6, 10, tzinfo=UTC)
    with open_store(forum) as store:
        loaded = load_forum(forum)
        assert carry_out_retention(loaded, store, last + timedelta(days=30)) == 0
        assert carry_out_retention(loaded, store, last + timedelta(days=31)) == 1
        assert carry_out_retention(loaded, store, last + timedelta(days=32)) == 0
        [retired] = store.retired()
        by_name = {one.external_id: one.digest for one in store.submissions()}
    assert retired == by_name["a.txt"], "only what holds contact data"
    assert not list((forum / ".bpforum" / "blobs").glob(f"{retired[:2]}/{retired[2:]}"))
    collect_only(forum, _told, only=["inbox"])
    assert verify_store(forum) == []


def test_a_key_that_a_service_repeats_stands_nowhere_and_is_still_sent(
    forum: Path, server: Loopback
) -> None:
    toml = (forum / "forum.toml").read_text(encoding="utf-8")
    toml = toml.replace('query = { page = "{page}" }',
                        'next = "next"\nquery = { key = "{api_key}" }')  # fmt: skip
    toml = toml.replace('text = "body"', 'text = "body", url = "self"')
    (forum / "forum.toml").write_text(toml, encoding="utf-8")

    def page(asked: Asked) -> Reply:
        assert asked.query["key"] == KEY
        number = int(asked.query.get("page", "1"))
        if number == 3 and not mended:
            return Reply(f"no {asked.query}".encode(), 403)
        here = f"{server.url}/comments?key={KEY}&page="
        item = {"id": number, "body": f"Comment {number}.", "self": f"{here}{number}"}
        return Reply.json({"data": [item], "next": f"{here}{number + 1}" if number < 5 else None})

    mended: list[bool] = []
    server.route("/comments", page)
    for new in (2, 3):
        with open_store(forum) as store:
            environ = {"BPFORUM_SOURCE_COMMENTS_API_KEY": KEY}
            collecting = Collecting(load_forum(forum), forum, environ, only=["comments"])
            told: list[str] = []
            [count] = collecting.collect(store, NOW, told.append).counts
        assert count.new == new
        assert KEY not in f"{count} {told}"
        kept = [path.read_bytes() for path in (forum / ".bpforum").rglob("*") if path.is_file()]
        assert not any(KEY.encode() in one for one in kept)
        mended.append(True)


def _box(*mails: tuple[str, str]) -> str:
    return "".join(
        f"From x@example.org Thu Jan  7 12:00:00 2016\nFrom: {sender}\nMessage-ID: <1@example.org>"
        f"\nDate: Thu, 7 Jan 2016 12:00:00 +0000\n\n{words}\n\n"
        for sender, words in mails
    )


def test_a_mail_with_another_persons_message_id_does_not_take_her_place(forum: Path) -> None:
    anna, eve = ("Anna <anna@example.org>", "Share."), ("Eve <eve@example.org>", "Sell.")
    box = forum / "inbox" / "list.mbox"
    box.write_text(_box(anna), encoding="utf-8")
    _collect(forum)
    for mails in ((anna, eve), (eve, anna), (anna, eve)):
        box.write_text(_box(*mails), encoding="utf-8")
        _collect(forum)
    box.write_text(_box(eve), encoding="utf-8")
    _collect(forum)
    with open_store(forum) as store:
        hers, forged = [one for one in store.submissions() if "list.mbox" in one.external_id]
    assert (hers.superseded_by, hers.trouble, hers.vanished) == (None, "", True)
    assert "1@example.org" in forged.trouble
    assert (forged.version, forged.vanished) == (1, False)


def test_a_mailing_list_that_brings_a_known_id_from_another_sender_replaces_nothing(
    forum: Path, server: Loopback
) -> None:
    here = "/pipermail/forum/"
    page = "".join(f'<A href="{name}.txt">x</A>' for name in ("2016-February", "2016-January"))
    server.route(here, Reply(page.encode()))
    anna = _box(("anna at example.org (Anna)", "Share."))
    server.route(f"{here}2016-January.txt", Reply(anna.encode()))
    server.route(f"{here}2016-February.txt",
                 Reply(_box(("eve at example.org (Eve)", "Sell.")).encode()))  # fmt: skip
    toml = (forum / "forum.toml").read_text(encoding="utf-8")
    more = f'[[sources]]\nid = "list"\nkind = "mailing_list"\nurl = "{server.url}{here}"\n'
    (forum / "forum.toml").write_text(toml + more, encoding="utf-8")
    first, again = _collect(forum)["list"], _collect(forum)["list"]
    anew = _collect(forum, anew=True)["list"]
    assert (first.new, first.changed, first.troubled) == (2, 0, 1)
    assert (again.new, again.changed, anew.new, anew.changed) == (0, 0, 0, 0)
    changed = _box(("anna at example.org (Anna)", "Share all."))
    server.route(f"{here}2016-January.txt", Reply(changed.encode()))
    assert _collect(forum)["list"].changed == 1
    with open_store(forum) as store:
        found = [one for one in store.submissions() if one.source == "list"]
    assert [bool(one.superseded_by) for one in found] == [True, False, False]
    assert [bool(one.trouble) for one in found] == [False, True, False]
    assert not any(one.vanished for one in found)
