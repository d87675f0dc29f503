"""Keys of a TOML text are found on their lines."""

from bpforum.toml_lines import key_lines, line_of

TEXT = '''# a comment with key = 1
top = 1
[forum]   # the head
"quoted key" = 2
words = """
[forum.not]
fake = 3
"""
after = 4
[[calls]]
id = "a"
[[calls.questions]]
id = "q1"
[[calls]]
nested.key = 5
[[calls.questions]]
id = "q2"
  [calls.more]
  x = { y = 1 }
'''


def test_keys_are_found_below_their_tables() -> None:
    lines = key_lines(TEXT)
    assert lines["top",] == 2
    assert lines["forum", "quoted key"] == 4
    assert lines["calls", 0, "id"] == 11
    assert lines["calls", 0, "questions", 0, "id"] == 13
    assert lines["calls", 1, "nested", "key"] == 15
    assert lines["calls", 1, "questions", 0, "id"] == 17
    assert lines["calls", 1, "more", "x"] == 19


def test_what_stands_in_a_string_is_no_key() -> None:
    lines = key_lines(TEXT)
    assert ("forum", "not") not in lines
    assert lines["forum", "after"] == 9


def test_what_has_no_line_of_its_own_is_where_its_table_is() -> None:
    lines = key_lines(TEXT)
    assert line_of(lines, ("calls", 1, "more", "x", "y")) == 19
    assert line_of(lines, ("calls", 1, "missing")) == 14
    assert line_of(lines, ("nowhere",)) is None
