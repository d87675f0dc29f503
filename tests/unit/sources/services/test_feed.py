"""Feeds of every make: each entry once, with its text and names, and nothing hostile gets in."""

import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from typing import Any

import pytest

from bpforum.errors import SourceRefused, SourceUnreachable
from bpforum.readers.post import read_post
from bpforum.sources.protocol import Page
from bpforum.sources.services.feed import FeedSource
from bpforum.sources.services.feed_document import MOST_ENTRIES, NotAFeed, read_feed
from bpforum.sources.web.http import Client
from models.forum import SourceConfig
from models.reading import Reading
from models.submission import Received
from tests.builders.loopback import RESET, Asked, Loopback, Reply

NOW = datetime(2026, 5, 4, 12, tzinfo=UTC)
HOME = "https://example.org/blog/feed"

RSS_2 = """<?xml version="1.0" encoding="UTF-8"?>
<rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/"
  xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:media="http://search.yahoo.com/mrss/">
<channel><title>Comments on: Draft I</title><link>https://example.org/draft</link>
<managingEditor>boss@example.org (The Boss)</managingEditor>
<item><media:title>a picture</media:title><title>By: Zo&eacute; &amp;amp; Co</title>
  <link>/draft/#comment-12</link><dc:creator><![CDATA[Zoë]]></dc:creator>
  <pubDate>Sun, 03 May 2026 14:22:00 +0200</pubDate>
  <guid isPermaLink="false">https://example.org/?p=3#comment-12</guid>
  <description>Cut &#8230;</description>
  <content:encoded><![CDATA[<p>Training&nbsp;first.</p><p>Money later.</p>]]></content:encoded>
  <category>a</category><category>b</category><category>a</category></item>
<item><author>jane@example.org (Jane)</author>
  <description>&lt;b&gt;Yes&lt;/b&gt; &amp; no</description>
  <guid>https://example.org/two</guid></item>
</channel></rss>"""

ATOM = """<feed xmlns="http://www.w3.org/2005/Atom" xml:base="https://example.org/base/"
  xmlns:thr="http://purl.org/syndication/thread/1.0" xml:lang="es">
<title>Feed</title><updated>2026-05-03T10:00:00Z</updated><author><name>Feed's</name></author>
<link rel="next" href="?page=2"/><link rel="self" href="/feed"/>
<entry><id>tag:example.org,2026:1</id><title type="html">A &lt;i&gt;title&lt;/i&gt;</title>
  <link rel="edit" href="edit"/><link href="posts/1"/>
  <author><name>Jane</name><email>jane@example.org</email></author>
  <author><name>bob@example.org</name></author>
  <updated>2026-05-03T10:00:00.5+02:00</updated><published>2026-05-02T23:00:00-01:00</published>
  <summary>Short</summary>
  <content type="xhtml"><x:div xmlns:x="http://www.w3.org/1999/xhtml"><x:p>One</x:p><x:p>Two</x:p>
  </x:div></content></entry>
<entry><id>2</id><title>Re</title><updated>not a date</updated><content>5 &lt; 6</content>
  <thr:in-reply-to ref="tag:example.org,2026:1" href="https://example.org/base/posts/1"/></entry>
<entry><id>3</id><content type="image/png">AAAA</content>
  <summary type="html">&lt;p&gt;Seen</summary>
</entry></feed>"""

RSS_1 = """<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"
  xmlns="http://purl.org/rss/1.0/" xmlns:dc="http://purl.org/dc/elements/1.1/">
<channel rdf:about="https://example.org"><title>t</title></channel>
<item rdf:about="https://example.org/1"><title>One</title><link>https://example.org/1</link>
<description>Text</description><dc:date>2026-05-03</dc:date><dc:language>fr</dc:language></item>
</rdf:RDF>"""

RSS_091 = """<?xml version="1.0" encoding="ISO-8859-1"?>
<!DOCTYPE rss PUBLIC "-//Netscape Communications//DTD RSS 0.91//EN"
  "http://my.netscape.com/publish/formats/rss-0.91.dtd">
<rss version="0.91"><channel><title>t</title><item><title>Caf\xe9</title>
<description>No id and no date&nbsp;\x0b</description></item></channel></rss>"""


@pytest.fixture
def server() -> Iterator[Loopback]:
    with Loopback() as running:
        yield running


Opened = Callable[..., FeedSource]


@pytest.fixture
def source(server: Loopback) -> Iterator[Opened]:
    with Client(clock=lambda: NOW, sleep=lambda seconds: None, timeout=0.5) as client:

        def make(**config: Any) -> FeedSource:
            declared = {"id": "blog", "kind": "feed", "url": f"{server.url}/feed", **config}
            return FeedSource(SourceConfig.model_validate(declared), client)

        yield make


def _rss(*numbers: int, more: str = "") -> bytes:
    link = f'<a:link xmlns:a="http://www.w3.org/2005/Atom" rel="next" href="{more}"/>'
    items = "".join(f"<item><guid>n{n}</guid><title>{n}</title></item>" for n in numbers)
    return f"<rss><channel>{link if more else ''}{items}</channel></rss>".encode()


def _ids(pages: list[Page]) -> list[str]:
    return [item.external_id for page in pages for item in page.items]


def _text(item: Received) -> str:
    reading = read_post(item.data)
    assert isinstance(reading, Reading)
    return reading.text


def test_rss_2_with_whole_texts(server: Loopback, source: Opened) -> None:
    server.route("/feed", Reply(RSS_2.encode()))
    (page,) = source().pages("")
    first, second = page.items
    assert first.external_id == "https://example.org/?p=3#comment-12"
    assert first.fields == {
        "title": "By: Zoé & Co", "name": "Zoë", "url": f"{server.url}/draft/#comment-12",
        "about": f"{server.url}/draft/", "category": "a, b",
    }  # fmt: skip
    assert _text(first) == "Training\xa0first.\n\nMoney later."
    assert first.received_at == datetime(2026, 5, 3, 12, 22, tzinfo=UTC)
    assert (second.external_id, second.fields["name"]) == ("https://example.org/two", "Jane")
    assert (_text(second), second.received_at) == ("Yes & no", NOW)
    assert second.fields["received_at_problem"]
    assert not any(b"jane@" in item.data or b"boss" in item.data for item in page.items)


def test_atom_with_bases_threads_and_every_kind_of_text() -> None:
    feed = read_feed(ATOM.encode(), HOME)
    one, two, three = feed.entries
    assert feed.next == "https://example.org/base/?page=2"
    assert (one.id, one.url, one.title) == (
        "tag:example.org,2026:1", "https://example.org/base/posts/1", "A title",
    )  # fmt: skip
    assert (one.author, one.at) == ("Jane", datetime(2026, 5, 3, tzinfo=UTC))
    assert "<p>One</p><p>Two</p>" in one.text
    assert (two.text, two.form, two.at) == ("5 < 6", "text", None)
    assert (two.in_reply_to, two.about) == (one.id, one.url)
    assert (three.text, three.form) == ("<p>Seen", "html")


def test_rss_1_and_the_oldest() -> None:
    (one,) = read_feed(RSS_1.encode(), HOME).entries
    assert (one.id, one.text, one.language) == ("https://example.org/1", "Text", "fr")
    assert one.at == datetime(2026, 5, 3, tzinfo=UTC)
    (old,) = read_feed(RSS_091.encode("latin-1"), HOME).entries
    assert (old.id, old.title, old.at) == ("", "Café", None)
    assert old.text.startswith("No id and no date\xa0")


@pytest.mark.parametrize("encoding", ["utf-16", "utf-8-sig", "latin-1"])
def test_feeds_in_other_encodings(encoding: str) -> None:
    body = RSS_1.replace("Text", "Caf\xe9 ol\xe9").encode(encoding)
    (one,) = read_feed(body, HOME, "application/rss+xml; charset=iso-8859-1").entries
    assert one.text == "Café olé"


@pytest.mark.parametrize(
    ("written", "iso"),
    [
        ("Sun, 3 May 2026 14:22 GMT", "2026-05-03T14:22:00+00:00"),
        ("3 May 26 14:22:00 EST", "2026-05-03T19:22:00+00:00"),
        ("2026-05-03T14:22:00.123Z", "2026-05-03T14:22:00.123000+00:00"),
        ("2026-05-03", "2026-05-03T00:00:00+00:00"),
        ("Sun, 03 May 2026 25:61:00 +0000", ""),
        ("03/04/2026", ""),
        ("soon", ""),
        ("9" * 400, ""),
    ],
)
def test_dates_of_all_shapes(written: str, iso: str) -> None:
    body = f"<rss><channel><item><pubDate>{written}</pubDate></item></channel></rss>"
    (one,) = read_feed(body.encode(), HOME).entries
    assert (one.at.isoformat() if one.at else "") == iso


@pytest.mark.parametrize(
    ("written", "name"),
    [
        ("jane@example.org (Jane Doe)", "Jane Doe"),
        ("Jane Doe &lt;jane@example.org&gt;", "Jane Doe"),
        ("jane@example.org", ""),
        ("Jane Doe", "Jane Doe"),
    ],
)
def test_names_come_without_addresses(written: str, name: str) -> None:
    body = f"<rss><channel><item><author>{written}</author></item></channel></rss>"
    assert read_feed(body.encode(), HOME).entries[0].author == name


def test_an_unchanged_feed_costs_one_short_answer(server: Loopback, source: Opened) -> None:
    def answer(asked: Asked) -> Reply:
        if asked.headers.get("if-none-match") == '"a"':
            assert asked.headers["if-modified-since"] == "Sun, 03 May 2026 14:22:00 GMT"
            return Reply(status=304)
        marks = {"ETag": '"a"', "Last-Modified": "Sun, 03 May 2026 14:22:00 GMT"}
        return Reply(_rss(2, 1), headers=marks)

    server.route("/feed", answer)
    (page,) = source().pages("")
    (again,) = source().pages(page.cursor)
    assert (again.items, again.cursor, again.complete) == ((), page.cursor, False)
    assert _ids(list(source(since="2026-05-01T00:00:00Z").pages(page.cursor))) == ["n2", "n1"]


def test_a_stopped_walk_goes_on_and_a_later_one_ends_where_it_meets_what_is_known(
    server: Loopback, source: Opened
) -> None:
    shown = [[6, 5], [4, 3], [2, 1]]

    def answer(asked: Asked) -> Reply:
        page = int(asked.query.get("page", "1"))
        more = f"/feed?page={page + 1}" if page < len(shown) else ""
        return Reply(_rss(*shown[page - 1], more=more))

    server.route("/feed", answer)
    whole = list(source().pages(""))
    assert _ids(whole) == ["n6", "n5", "n4", "n3", "n2", "n1"]
    for stopped in (1, 2):
        rest = list(source().pages(whole[stopped - 1].cursor))
        assert _ids(whole[:stopped] + rest) == _ids(whole)
        assert rest[-1].cursor == whole[-1].cursor
    shown[:] = [[9, 8], [7, 6], [5, 4], [3, 2], [1]]
    later = list(source().pages(whole[-1].cursor))
    assert _ids(later) == ["n9", "n8", "n7", "n6"]
    assert not any(page.gone or page.complete for page in later)


def test_a_feed_that_leads_in_circles_or_away_is_left(server: Loopback, source: Opened) -> None:
    server.route("/feed", Reply(_rss(1, more="/feed?p=1")))
    assert _ids(list(source().pages(""))) == ["n1"]
    counting = iter(range(100))
    server.route("/feed", lambda asked: Reply(_rss(1, more=f"?p={next(counting)}")))
    assert _ids(list(source().pages(""))) == ["n1"]
    server.route("/feed", Reply(_rss(1, more="http://169.254.169.254/")))
    with pytest.raises(SourceRefused, match="not followed"):
        next(source().pages(""))


def test_a_feed_that_fails_and_one_that_breaks_off(server: Loopback, source: Opened) -> None:
    server.route("/feed", Reply(_rss(1, 2)))
    server.once("/feed", Reply(status=502), RESET, Reply(_rss(1, 2), sends=30))
    assert _ids(list(source().pages(""))) == ["n1", "n2"]
    server.once("/feed", *[Reply(status=500)] * 5)
    with pytest.raises(SourceUnreachable):
        next(source().pages(""))
    server.route("/feed", Reply(_rss(1, 2)[:-60]))
    walk = source().pages("")
    page = next(walk)
    assert _ids([page]) == ["n1"]
    with pytest.raises(SourceRefused, match="breaks off"):
        next(walk)
    server.route("/feed", Reply(_rss(1, 2)))
    assert _ids(list(source().pages(page.cursor))) == ["n1", "n2"]


def test_one_id_for_several_entries_loses_none(server: Loopback, source: Opened) -> None:
    item = "<item><guid>same</guid><title>{}</title></item>"
    body = "<rss><channel>" + "".join(map(item.format, "aba")) + "</channel></rss>"
    server.route("/feed", Reply(body.encode()))
    (page,) = source().pages("")
    first, second = page.items
    assert (first.external_id, first.trouble) == ("same", "")
    assert second.external_id.startswith("same (")
    assert "several things" in second.trouble


BOMB = "<!DOCTYPE rss [" + "".join(
    f'<!ENTITY l{n} "{f"&l{n - 1};" * 10 if n else "lol"}">' for n in range(10)
) + "]>"  # fmt: skip


@pytest.mark.parametrize(
    "body",
    [
        BOMB + "<rss><channel><item><title>&l9;</title></item></channel></rss>",
        "<!-- x -->\n<?a b?><!doctype rss [<!ENTITY a SYSTEM 'file:///etc/passwd'>]><rss>&a;</rss>",
        "<html><body>Sign in</body></html>",
        "<rss" + "<a" * 100_000,
        "{}",
        "",
        "\x00\x01\x02\x03" * 100,
        "<!DOCTYPE " + "x" * 100_000,
        "<!--" * 100_000,
    ],
)
@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_hostile_feeds_are_refused(
    body: str, encoding: str, server: Loopback, source: Opened
) -> None:
    server.route("/feed", Reply(body.encode(encoding)))
    with pytest.raises(SourceRefused):
        next(source().pages(""))


def test_deep_and_large_feeds_end_soon() -> None:
    item = "<item><guid>1</guid><description>{}</description></item>"
    deep = f"<rss><channel>{item.format('x')}" + "<a>" * 100_000
    feed = read_feed(deep.encode(), HOME)
    assert (len(feed.entries), bool(feed.broken)) == (1, True)
    nested = "<rss><channel><item>" + "<item>" * 200 + "</item>" * 200 + "</item></channel></rss>"
    assert len(read_feed(nested.encode(), HOME).entries) == 1
    begin = time.process_time()
    many = "<rss><channel>" + item.format("&lt;p&gt;") * 21_000 + "</channel></rss>"
    feed = read_feed(many.encode(), HOME)
    assert len(feed.entries) == MOST_ENTRIES
    assert "more than any" in feed.broken
    wide = "<rss><channel><item><guid>1</guid></item>" + "<a/>" * 600_000
    assert len(read_feed(wide.encode(), HOME).entries) == 1
    with pytest.raises(NotAFeed, match="larger"):
        read_feed(b"<rss>" * 10_000_000, HOME)
    assert time.process_time() - begin < 10
