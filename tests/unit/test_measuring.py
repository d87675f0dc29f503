"""`bpforum bench`: which benches there are, what they are given, what their tables look like."""

from pathlib import Path

import pytest

from bench import sets
from bpforum import measuring
from bpforum.errors import UnusableForum
from bpforum.measuring import Bench

SMALL = Bench("duplicates", "same texts", ("200",))
BROKEN = Bench("duplicates", "same texts", ("no number",))
WITH_DATA = Bench("names", "names of themes", ("{data}",))


def test_each_bench_is_a_script_of_the_checkout() -> None:
    folder = measuring.checkout() / "bench"
    assert all((folder / f"{one.name}.py").is_file() for one in measuring.BENCHES)


def test_all_benches_run_where_none_is_named() -> None:
    assert measuring.chosen([]) == measuring.BENCHES
    assert [one.name for one in measuring.chosen(["reading", "compile"])] == ["reading", "compile"]


def test_a_name_that_no_bench_has_is_refused_with_those_that_there_are() -> None:
    with pytest.raises(UnusableForum, match="No bench is called 'speed'; there are agreement"):
        measuring.chosen(["speed"])


def test_a_section_has_what_the_bench_printed_and_how_it_was_called() -> None:
    told: list[str] = []
    [(head, _), (section, done)] = measuring.run([SMALL], [], told.append)
    assert done
    assert head.startswith("# Figures")
    assert section.startswith("## duplicates: same texts\n")
    assert "CPU-s" in section
    assert "`bench duplicates 200`" in section
    assert told == ["Running duplicates: same texts"]


def test_a_bench_that_ends_too_early_is_told_and_the_next_runs() -> None:
    _, (broken, whole), (_, again) = measuring.run([BROKEN, SMALL], [], lambda words: None)
    assert not whole
    assert "It ended with 2, too early." in broken
    assert again


def test_what_needs_labelled_sets_is_left_out_without_them_and_says_so() -> None:
    [_, (section, done)] = measuring.run([WITH_DATA], [], lambda words: None)
    assert done
    assert "Left out: no folder of labelled sets was given" in section


def test_a_sample_is_the_same_in_any_order_and_holds_a_text_once() -> None:
    rows = [(f"Text {n}", str(n % 3), "en") for n in range(50)]
    sample = sets.sampled("set", rows, 20)
    assert len(sample) == 20
    assert sample == sets.sampled("set", [*reversed(rows), *rows], 20)


def test_sets_are_read_from_tables_with_text_label_and_language(tmp_path: Path) -> None:
    table = 'text\tlabel\tlanguage\n"Two\nlines"\ta\ten\n\t b\ten\nDos\tb\tes\n'
    (tmp_path / "small.tsv").write_text(table, encoding="utf-8")
    [found] = sets.read([tmp_path])
    assert found.name == "small"
    assert dict(zip(found.texts, found.labels, strict=True)) == {"Two lines": "a", "Dos": "b"}
    assert {one.language for one in found.passages} == {"en", "es"}
