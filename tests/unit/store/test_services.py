"""A service's pages enter the store with their cursor, or not at all."""

from collections.abc import Callable
from pathlib import Path

import pytest

from bpforum.store import Store, open_store
from models.base import Instant
from models.fetch import Fetch
from models.forum import SourceConfig
from models.submission import Received

Item = Callable[..., Received]


@pytest.fixture
def comments() -> SourceConfig:
    return SourceConfig(id="comments", kind="wordpress", url="http://127.0.0.1/")


def test_a_page_comes_with_its_cursor_and_where_it_came_from(
    store: Store, comments: SourceConfig, item: Item, noon: Instant
) -> None:
    fetch = Fetch(url="http://127.0.0.1/?page=1", at=noon, status=200, digest="0" * 64, size=7)
    assert store.cursor("comments") == ""
    count = store.add_page(
        comments, None, [item("1"), item("2")], at=noon, cursor='{"page":2}', fetches=[fetch]
    )
    assert (count.received, count.new) == (2, 2)
    assert store.cursor("comments") == '{"page":2}'
    assert store.fetches("comments") == (fetch,)
    assert store.fetches("other") == ()


def test_a_page_says_nothing_of_what_is_not_on_it(
    store: Store, comments: SourceConfig, item: Item, noon: Instant
) -> None:
    store.add_page(comments, None, [item("1"), item("2")], at=noon, cursor="a")
    again = store.add_page(comments, None, [item("2"), item("3")], at=noon, cursor="b")
    assert (again.new, again.unchanged, again.vanished) == (1, 1, 0)
    assert [one.vanished for one in store.submissions()] == [False, False, False]


def test_what_a_service_says_is_gone_is_marked_and_kept(
    store: Store, comments: SourceConfig, item: Item, noon: Instant
) -> None:
    store.add_page(comments, None, [item("1"), item("2")], at=noon, cursor="a")
    count = store.add_page(comments, None, [], at=noon, cursor="b", gone=["1", "unknown"])
    assert count.vanished == 1
    assert [one.vanished for one in store.submissions()] == [True, False]


def test_a_whole_walk_shows_what_is_gone_but_a_part_of_one_does_not(
    store: Store, comments: SourceConfig, item: Item, noon: Instant
) -> None:
    store.add_page(comments, None, [item("1"), item("2")], at=noon, cursor="a")
    assert store.finish_walk(comments, None, None, at=noon) == 0
    assert store.finish_walk(comments, None, {"2"}, at=noon) == 1
    assert store.finish_walk(comments, None, {"2"}, at=noon) == 0
    assert store.verify_chain() is None


def test_new_terms_reach_what_came_by_earlier_pages(
    store: Store, comments: SourceConfig, item: Item, noon: Instant
) -> None:
    store.add_page(comments, None, [item("1")], at=noon, cursor="a")
    narrower = comments.model_copy(update={"audience": "members"})
    store.add_page(narrower, None, [item("2")], at=noon, cursor="b")
    assert [one.audience for one in store.submissions()] == ["public", "members"]
    store.finish_walk(narrower, None, None, at=noon)
    assert [one.audience for one in store.submissions()] == ["members", "members"]
    assert store.verify_chain() is None


def test_a_store_of_the_first_version_is_brought_up_to_date(
    tmp_path: Path, noon: Instant, item: Item, source: SourceConfig
) -> None:
    from alembic import command
    from alembic.config import Config
    from sqlalchemy import create_engine

    import bpforum.store.database as database

    home = tmp_path / ".bpforum"
    home.mkdir()
    engine = create_engine(f"sqlite:///{home / 'store.sqlite'}")
    config = Config()
    migrations = Path(database.__file__).parent / "migrations"
    config.set_main_option("script_location", migrations.as_posix())
    with engine.begin() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, "0001")
    engine.dispose()
    with open_store(tmp_path) as store:
        assert store.add_submissions(source, None, [item("a")], at=noon).new == 1
        assert store.verify_chain() is None
