"""`forum.toml`: what it may leave out, how its times are read, and every mistake at once."""

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest

from bpforum.errors import UnusableForum
from bpforum.forum_file import load_forum
from models.forum import Forum

HEAD = '[forum]\nid = "f"\ntitle = "F"\ncycle = "2026"\n'
SOURCE = '[[sources]]\nid = "inbox"\nkind = "folder"\npath = "inbox"\n'
CALL = '[[calls]]\nid = "call-1"\ntitle = "Call"\nquestions = [{ id = "q1", text = "?" }]\n'
Load = Callable[..., Forum]


@pytest.fixture
def load(tmp_path: Path) -> Load:
    def write(text: str, programme: str = "") -> Forum:
        (tmp_path / "forum.toml").write_text(text, encoding="utf-8")
        if programme:
            (tmp_path / "programme.toml").write_text(programme, encoding="utf-8")
        return load_forum(tmp_path)

    return write


def _problems(load: Load, text: str, programme: str = "") -> tuple[str, ...]:
    with pytest.raises(UnusableForum) as caught:
        load(text, programme)
    assert caught.value.exit_code == 2
    assert all(problem in str(caught.value) for problem in caught.value.problems)
    return caught.value.problems


def test_the_example_forum_is_read() -> None:
    assert load_forum(Path(__file__).parents[2] / "examples").sources


def test_id_title_cycle_and_a_source_are_enough(load: Load) -> None:
    forum = load(HEAD + SOURCE)
    assert (forum.forum.profile, forum.forum.languages, forum.forum.timezone) == (
        "igf", ("en",), "UTC",
    )  # fmt: skip
    assert (forum.sources[0].audience, forum.sources[0].consent) == ("public", "full")


def test_a_byte_order_mark_and_windows_line_ends_do_no_harm(tmp_path: Path) -> None:
    text = (HEAD + SOURCE).replace("\n", "\r\n")
    (tmp_path / "forum.toml").write_bytes(b"\xef\xbb\xbf" + text.encode())
    assert load_forum(tmp_path).forum.id == "f"


def test_times_without_an_offset_are_the_forums(load: Load) -> None:
    call = CALL + "opens = 2026-07-01T08:00:00\ncloses = 2026-09-15T23:59:00Z\n"
    forum = load(HEAD + 'timezone = "America/Mexico_City"\n' + call + SOURCE)
    assert forum.calls[0].opens == datetime(2026, 7, 1, 14, tzinfo=UTC)
    assert forum.calls[0].closes == datetime(2026, 9, 15, 23, 59, tzinfo=UTC)


def test_a_day_alone_opens_when_it_begins_and_closes_when_it_is_over(load: Load) -> None:
    call = CALL + 'opens = 2026-07-01\ncloses = 2026-07-01\nissued_on = "1 July"\n'
    forum = load(HEAD + 'timezone = "Europe/Zurich"\n' + call + SOURCE)
    assert forum.calls[0].opens == datetime(2026, 6, 30, 22, tzinfo=UTC)
    assert forum.calls[0].closes == datetime(2026, 7, 1, 21, 59, 59, tzinfo=UTC)


def test_the_programmes_sessions_are_added(load: Load) -> None:
    own = '[[sessions]]\nid = "s1"\ntitle = "One"\n'
    more = '[[sessions]]\nid = "s2"\ntitle = "Two"\nstarts = 2026-07-01T08:00:00\n'
    forum = load(HEAD + 'timezone = "Asia/Tokyo"\n' + own + SOURCE, programme=more)
    assert [session.id for session in forum.sessions] == ["s1", "s2"]
    assert forum.sessions[1].starts == datetime(2026, 6, 30, 23, tzinfo=UTC)


def test_a_mistake_in_the_programme_names_its_file_and_line(load: Load) -> None:
    own = '[[sessions]]\nid = "s1"\ntitle = "One"\n'
    more = '\n[[sessions]]\nid = "s1"\ntitle = "Two"\n'
    (problem,) = _problems(load, HEAD + own + SOURCE, programme=more)
    assert problem.startswith("programme.toml, line 3: ")
    assert "used by sessions.0 already" in problem


def test_a_programme_holds_sessions_alone(load: Load) -> None:
    (problem,) = _problems(load, HEAD + SOURCE, programme='[[calls]]\nid = "c"\n')
    assert "move calls to forum.toml" in problem


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (SOURCE, "forum: is missing"),
        (HEAD, "sources: there is none; add at least one [[sources]]"),
        (HEAD.replace('title = "F"\n', "") + SOURCE, "line 1: forum.title: is missing"),
        (
            HEAD + 'titel = "x"\n' + SOURCE,
            "line 5: forum: unknown key 'titel'; did you mean 'title'?",
        ),
        (
            HEAD + SOURCE + 'register_file = "x"\n',
            "(inbox): unknown key 'register_file'; did you mean 'register'?",
        ),
        (HEAD + SOURCE + "zzz = 1\n", "unknown key 'zzz'; the keys here are audience, call,"),
        (
            HEAD + SOURCE + "[[sesions]]\n",
            "line 9: unknown key 'sesions'; did you mean 'sessions'?",
        ),
        (HEAD.replace('"f"', '"F 1"') + SOURCE, "line 2: forum.id: 'F 1' is no id"),
        (HEAD.replace('"2026"', '"20/26"') + SOURCE, "cannot be part of a file name"),
        (HEAD.replace('"F"', "5") + SOURCE, "forum.title: must be text between quotation marks"),
        (HEAD.replace('"F"', '""') + SOURCE, "forum.title: must not be empty"),
        (HEAD + 'languages = "en"\n' + SOURCE, "forum.languages: must be a list"),
        (HEAD + 'languages = ["xx"]\n' + SOURCE, "'xx' is not an ISO 639-1 code"),
        (HEAD + 'languages = ["english"]\n' + SOURCE, "'english' is not an ISO 639-1 code"),
        (HEAD + 'timezone = "Zurich"\n' + SOURCE, "write one like 'Europe/Zurich'"),
        (
            HEAD + 'profile = "IGF "\n' + SOURCE,
            "did you mean 'igf'? The profiles are igf, iso, itu, netmundial",
        ),
        (
            HEAD + SOURCE.replace('"folder"', '"foldr"'),
            "line 7: sources.0 (inbox).kind: 'foldr' is not known; did you mean 'folder'? ",
        ),
        (
            HEAD + SOURCE + 'consent = "no"\n',
            "one of 'full', 'name_withheld', 'counts_only', 'not_asked'",
        ),
        (
            HEAD + SOURCE + 'call = "call1"\n' + CALL,
            "sources.0 (inbox).call: there is no call 'call1'; did you mean 'call-1'?",
        ),
        (HEAD + SOURCE + 'session = "s"\n', "no session is declared; declare it or leave this out"),
        (HEAD + SOURCE + SOURCE, "line 10: sources.1.id: the id 'inbox' is used by sources.0"),
        (
            HEAD + SOURCE + CALL + 'closes = "soon"\n',
            "(call-1).closes: must be a date and time, without quotation marks",
        ),
        (HEAD + SOURCE + CALL + 'closes = "2026-05-04T10:00:00"\n', "needs an offset from UTC"),
        (
            HEAD + SOURCE + CALL + "opens = 2026-02-01\ncloses = 2026-01-01\n",
            "opens must not be later than closes",
        ),
        (
            HEAD + SOURCE + CALL + 'grace_minutes = "soon"\n',
            "grace_minutes: must be a whole number",
        ),
        (HEAD + SOURCE + CALL + 'late_policy = "refused"\n', "did you mean 'refuse'?"),
        (
            HEAD + SOURCE + "register = 'r.csv'\ncolumns = { txt = 'a' }\n",
            "columns.txt: unknown column",
        ),
        (HEAD + SOURCE + "columns = { path = 'a' }\n", "a folder has columns only in its register"),
        (HEAD + SOURCE + "questions = { q1 = 'a' }\n", "belongs to a source of kind 'csv'"),
        (
            HEAD + CALL + SOURCE.replace("folder", "csv") + "questions = { q2 = 'a' }\n",
            "there is no question 'q2'; there are 'q1'",
        ),
        (HEAD + SOURCE + "[themes]\nexpected = [6, 2]\n", "the fewest and the most themes"),
        (
            HEAD + SOURCE + '[[milestones]]\nid = "m"\nwaits_for = ["x"]\n',
            "there is no milestone 'x'",
        ),
        ("forum = 3\n" + SOURCE, "forum: must be a table"),
        ("sources = 3\n" + HEAD, "sources: must be a list"),
    ],
)
def test_each_mistake_says_where_it_is_and_what_to_write(load: Load, text: str, said: str) -> None:
    (problem,) = _problems(load, text)
    assert said in problem


def test_every_mistake_is_listed_in_the_order_of_lines(load: Load) -> None:
    text = HEAD.replace('"f"', '"F!"') + CALL + SOURCE.replace("folder", "foldr") + 'call = "x"\n'
    problems = _problems(load, text + SOURCE + "audience = 'all'\n")
    lines = [int(problem.split("line ")[1].split(":")[0]) for problem in problems]
    assert lines == [2, 11, 13, 15, 18]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('[forum]\nid = "f\n', "line 2"),
        ('[forum]\nid = "f"\nid = "g"\n', "key given twice"),
        ("a = " + "[" * 5000, "TOML"),
    ],
)
def test_broken_toml_names_its_line(load: Load, text: str, said: str) -> None:
    (problem,) = _problems(load, text)
    assert "forum.toml is not TOML" in problem
    assert said in problem


def test_a_file_that_is_not_utf8_names_its_line(tmp_path: Path) -> None:
    (tmp_path / "forum.toml").write_bytes(b'[forum]\ntitle = "Caf\xe9"\n')
    with pytest.raises(UnusableForum, match=r"forum\.toml, line 2: .* save the file as UTF-8"):
        load_forum(tmp_path)


def test_a_folder_without_a_forum_says_how_to_make_one(tmp_path: Path) -> None:
    with pytest.raises(UnusableForum, match=r"has no forum\.toml\. Write one"):
        load_forum(tmp_path)
    with pytest.raises(UnusableForum, match="There is no folder"):
        load_forum(tmp_path / "gone")


def test_a_forum_may_bring_its_own_profile(tmp_path: Path, load: Load) -> None:
    (tmp_path / "profiles").mkdir()
    (tmp_path / "profiles" / "ours.toml").write_text('id = "ours"\n')
    assert load(HEAD + 'profile = "ours"\n' + SOURCE).forum.profile == "ours"
