"""A large document as a run would write it, and how it is published without a run."""

import json
from datetime import timedelta

from bpforum.publishing import versions
from bpforum.store import Store
from models.base import Instant
from models.decision import Decision
from models.outcome import (
    Block,
    Card,
    Chart,
    Citation,
    Cover,
    Outcome,
    Paragraph,
    ParagraphBlock,
    Run,
    Section,
    Series,
    SourceEntry,
    Table,
    Words,
)
from models.publication import Publication, Publishing

_WORDS = Words(
    contents="Contents", page="Page", of="of", back="Back", sources="Sources", prompt="Prompt",
    figure="Figure", table="Table", paragraph="Paragraph",
)  # fmt: skip
_LONG = "People who keep the mast said what it costs to climb it, and who pays for that. "


def section(name: str, level: int, paragraphs: list[Paragraph], *more: Block,
            annex: bool = False) -> Section:  # fmt: skip
    """A section whose paragraphs stand first; those of cards do not."""
    in_cards = {one for block in more if isinstance(block, Card) for _, one in block.fields}
    own = [ParagraphBlock(paragraph=one.id) for one in paragraphs if one.id not in in_cards]
    return Section(
        id=name, level=level, title=f"Section {name}", paragraphs=tuple(paragraphs),
        blocks=(*own, *more), annex=annex,
    )  # fmt: skip


def large_outcome(themes: int = 50, entries: int = 2000, said: str = "") -> Outcome:
    """Its text has `themes` sections of 24 paragraphs each, its annexes `entries` and 900 rows."""
    count = 0

    def paragraph(name: str, *references: int, linked: str = "") -> Paragraph:
        nonlocal count
        count += 1
        runs = [Run(text=f"{_LONG}{said}{name}. ")]
        citations = tuple(
            Citation(contribution=f"C-{n:04d}", start=0, end=4) for n in references
        )  # fmt: skip
        runs += [
            Run(text=f"[C-{n:04d}] ", style="cite", citation=at) for at, n in enumerate(references)
        ]
        if linked:
            runs.append(Run(text="see there", style="link", target=f"#{linked}"))
        return Paragraph(
            id=name, n=count, text="".join(run.text for run in runs), runs=tuple(runs),
            citations=citations,
        )  # fmt: skip

    front = section("status", 1, [paragraph("binding", linked="annex_5_table")])
    part = section("part_b", 1, [paragraph("intro", linked="bars")],
                   Chart(id="bars", caption="Bars", kind="bars", categories=("a",),
                         series=(Series(label="n", values=(1,)),)))  # fmt: skip
    question = section("question", 2, [])
    found = [
        section(
            f"th_{t}", 3,
            [
                _heading(f"th_{t}_head"),
                *(paragraph(f"th_{t}_{n}", 1 + (24 * t + n) * 7 % max(1, entries))
                  for n in range(24)),
            ],
        )
        for t in range(themes)
    ]  # fmt: skip
    rows = [(str(n), f"th_{n % themes}_0") for n in range(900)]
    table = Table(
        id="annex_5_table", caption="Concordance", head=("Number", "Now"),
        rows=tuple((a, f"It reads otherwise, and stands at {b} since the last version.")
                   for a, b in rows),
        links=tuple(f"#{b}" for _, b in rows), numeric=(0,),
    )  # fmt: skip
    field = paragraph("card_1_what", 1).model_copy(update={"n": None, "role": "item"})
    annexes = (
        section("annex_1", 1, [_entry(n) for n in range(1, entries + 1)], annex=True),
        section("annex_5", 1, [], table, annex=True),
        section("annex_5_more", 2, [paragraph("annex_said")], annex=True),
        section("annex_7", 1, [field],
                Card(id="card_1", title="A practice", fields=(("What", "card_1_what"),)),
                annex=True),
    )  # fmt: skip
    return Outcome(
        view="public", language="en",
        cover=Cover(forum="F", cycle="2026", title="A large outcome", label="Draft I", date="now"),
        words=_WORDS, sections=(front, part, question, *found, *annexes),
        sources=tuple(
            SourceEntry(reference=f"C-{n:04d}", paragraph=f"src_c_{n:04d}")
            for n in range(1, entries + 1)
        ),
    )  # fmt: skip


def publish_outcome(store: Store, outcome: Outcome, at: Instant) -> Publication:
    """Freezes and publishes it: open for comment, and it closes after three weeks."""
    data = outcome.model_dump_json().encode()
    seal = store.publications.keep({"outcome.json": data, "outcome.html": b"<p>All of it</p>"})
    target = f"v{len(versions(store)) + 1}"
    value = Publishing(
        label="Draft I", printed="Draft I", run="run", seal=seal, opens=at,
        closes=at + timedelta(days=21),
    )  # fmt: skip
    decision = Decision(
        id=f"publish-{target}", kind="publish", target=target,
        value=json.loads(value.model_dump_json()), by="A", at=at,
    )  # fmt: skip
    store.publications.add(decision, at=at, by="A")
    return next(one for one in versions(store) if one.id == target)


def _heading(name: str) -> Paragraph:
    run = Run(text="What was said", style="strong")
    return Paragraph(id=name, text=run.text, runs=(run,))


def _entry(n: int) -> Paragraph:
    runs = (Run(text=f"C-{n:04d}", style="strong"), Run(text=" Mara Okoye. Contribution, 1 May."))
    return Paragraph(
        id=f"src_c_{n:04d}", role="entry", text="".join(run.text for run in runs), runs=runs
    )
