"""The encoder in a run: told with its reason, asked for by name, changed without moving a theme."""

import re
from typing import Any

import pytest
from threadpoolctl import threadpool_info

from bpforum.errors import UnusableForum
from bpforum.store import open_store
from bpforum.text.encoders import KINDS
from bpforum.text.quotes import hearing
from bpforum.text.themes import leaves
from tests.pipeline.conftest import Compiled, Make
from tests.unit.text.toy import MONEY, SPECTRUM, TRAINING


def themes(run: Compiled) -> dict[str, tuple[str, str, frozenset[str]]]:
    """Id → label, status and passages."""
    return {
        one.id: (one.label, one.status, frozenset(placed.id for placed in one.passages))
        for one in run.files.themes.themes
    }


def asking(run: Compiled, encoder: str) -> Compiled:
    """The forum compiled again with an encoder that its forum.toml asks for, or none."""
    file = run.forum / "forum.toml"
    text = re.sub(r'(?m)^encoder = ".*"\n', "", file.read_text("utf-8"))
    assert "\n[themes]\n" in text
    if encoder:
        text = text.replace("\n[themes]\n", f'\n[themes]\nencoder = "{encoder}"\n')
    file.write_text(text, "utf-8")
    return run.again()


def test_the_manifest_names_the_encoder_and_says_why(example: Compiled) -> None:
    told = example.files.manifest
    assert told.encoder == "use-multilingual-3 0.2.1"
    assert re.fullmatch(
        r"multilingual: \d+ passages are no more than 5000", told.configuration["encoder"]
    )


def test_another_encoder_moves_no_passage_of_a_standing_theme(copy_of_example: Compiled) -> None:
    before = themes(copy_of_example)
    with open_store(copy_of_example.forum) as store:
        members = {one.id: frozenset(one.members) for one in store.anchors()}
    assert sum(map(len, members.values())) > 100
    for name in ("multilingual-fast", "spelling", "multilingual"):
        run = asking(copy_of_example, name)
        assert run.files.manifest.encoder == KINDS[name].make().name
        after = themes(run)
        assert list(after)[: len(before)] == list(before)
        for theme, (label, status, passages) in before.items():
            assert after[theme][:2] == (label, status)
            # What was said in sessions makes no theme and is placed anew.
            assert after[theme][2] >= passages & members[theme]
    told = asking(copy_of_example, "").files.manifest.configuration["encoder"]
    assert told == "multilingual: the forum's themes stand under it"


def test_an_encoder_that_nobody_knows_is_refused_with_those_that_are(make: Make) -> None:
    with pytest.raises(UnusableForum, match=r"bert.*") as refused:
        make({"a.txt": "Networks should stay open."}, '[themes]\nencoder = "bert"\n')
    assert all(name in str(refused.value) for name in KINDS)
    assert "forum.toml, line 10" in str(refused.value)


@pytest.mark.parametrize("encoder", ["english-fast", "multilingual-fast"])
def test_a_forum_of_one_comment_and_of_none_is_compiled(make: Make, encoder: str) -> None:
    toml = f'[themes]\nencoder = "{encoder}"\n'
    assert make({}, toml).files.manifest.encoder == KINDS[encoder].make().name
    one = make({"a.txt": "Networks should stay open to everybody who pays for them."}, toml)
    assert sum(len(passages) for _, _, passages in themes(one).values()) <= 1


def numpy_threads() -> set[int]:
    """How many the library has that numpy multiplies with; nothing else multiplies vectors."""
    return {one["num_threads"] for one in threadpool_info() if "numpy" in one["filepath"]}


@pytest.mark.skipif(
    numpy_threads() == {1}, reason="whatever is reckoned here is reckoned on one thread"
)
def test_however_many_threads_there_are_nearness_is_reckoned_on_one(
    make: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    threads: dict[str, set[int]] = {}

    def watched(name: str, reckon: Any) -> Any:
        def reckoning(*given: Any) -> Any:
            threads.setdefault(name, set()).update(numpy_threads())
            return reckon(*given)

        return reckoning

    for room in (leaves, hearing):
        monkeypatch.setattr(room, "cosines", watched(room.__name__, room.cosines))
    texts = (*SPECTRUM, *TRAINING, *MONEY)
    make({f"{n}.txt": text for n, text in enumerate(texts)})
    assert threads == {leaves.__name__: {1}, hearing.__name__: {1}}
