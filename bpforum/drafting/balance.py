"""The balance of one view's document: who is heard in it and how near it comes to what was said.

It takes what the facts point to; it looks into no finished document.
"""

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import fields, is_dataclass, replace
from operator import attrgetter
from typing import Literal

import numpy as np

from bpforum.drafting.facts import (
    AuditRow,
    AuditTable,
    Line,
    PositionCount,
    Quote,
    Sentence,
    Source,
)
from bpforum.drafting.material import Material
from bpforum.drafting.placed import NOBODY
from bpforum.drafting.speaking import QUOTED, Speaking
from bpforum.text.counting.balance import Balance, Pieces, balance
from bpforum.text.counting.positions import declared, plain
from bpforum.text.counting.register import FEWEST_TO_SHOW
from bpforum.text.counting.representation import KINDS, audit
from bpforum.text.speeches import Speeches

_PUBLIC_KINDS = ("group", "region")
Use = Literal["words", "statement", "position"]


def balance_of(material: Material, speaking: Speaking, *printed: object) -> Balance:
    """The balance of `material`, who speak as in `speaking`; the document shows `printed`."""
    found = [(source.passage, use) for one in printed for source, use in sources_in(one)]
    cited = {passage for passage, _ in found if passage}
    told = {passage for passage, use in found if passage and use != "position"}
    quoted = {passage for passage, use in found if passage and use == "words"}
    asked = [question.id for call in material.forum.calls for question in call.questions]
    everybodys = material.view == "public"
    representation = audit(
        _as_declared(material, speaking.speeches.pick(speaking.tells)),
        material.grouping.vectors,
        told,
        quoted,
        kinds=_PUBLIC_KINDS if everybodys else KINDS,
        fewest=FEWEST_TO_SHOW if everybodys else 1,
        names_references=not everybodys,
    )
    is_cited = np.zeros(len(speaking.of), dtype=np.bool_)
    is_cited[[speaking.place[one] for one in cited if one in speaking.place]] = True
    row = np.full(len(material.register) + 1, NOBODY)
    row[material.counted_rows] = np.arange(len(material.counted_rows))
    of = row[speaking.of]
    kept = of != NOBODY
    pieces = Pieces(
        of[kept], speaking.languages.pick(kept), speaking.questions.pick(kept), is_cited[kept]
    )
    answered = Counter(map(attrgetter("questions"), material.counted))
    return balance(speaking.counted, answered, pieces, asked, representation)


def audit_tables(
    balance: Balance, label: Callable[[str, str], str], kinds: Sequence[str] = KINDS
) -> tuple[AuditTable, ...]:
    """The representation audit as tables, everybody first in each; `label` names (kind, id)."""
    found = balance.representation
    if found is None or found.cited.overall is None or found.quoted.overall is None:
        return ()
    everybody = (found.cited.overall, found.quoted.overall)
    tables = []
    for kind in kinds:
        cited, quoted = getattr(found.cited, f"by_{kind}"), getattr(found.quoted, f"by_{kind}")
        pairs = [everybody, *zip(cited, quoted, strict=True)]
        rows = tuple(
            AuditRow(
                label=label("" if n == 0 else kind, one.id),
                contributors=one.contributors,
                cited=one.coverage,
                cited_random=one.random,
                quoted=other.coverage,
                quoted_random=other.random,
                not_reflected=one.not_reflected,
            )
            for n, (one, other) in enumerate(pairs)
        )
        if len(rows) > 1:
            tables.append(AuditTable(kind, rows))
    return tuple(tables)


def sources_in(facts: object, use: Use = "statement") -> Iterator[tuple[Source, Use]]:
    """Everything that `facts` point to, and what the document makes of it.

    It prints the `words`, rests a `statement` on them, or names who declared a `position`, which
    tells nothing of what else they wrote.
    """
    if isinstance(facts, Source):
        yield facts, use
    elif isinstance(facts, dict):
        for value in facts.values():
            yield from sources_in(value, use)
    elif isinstance(facts, (tuple, list)):
        # Of a large forum some lists are of very many references, and of nothing else.
        for value in facts if set(map(type, facts)) != {str} else ():
            if not isinstance(value, str):
                yield from sources_in(value, use)
    elif is_dataclass(facts):
        if isinstance(facts, (Quote, Line)):
            use = "words"
        elif isinstance(facts, PositionCount):
            use = "position"
        for one in fields(facts):
            parts = isinstance(facts, Sentence) and one.name == "parts"
            yield from sources_in(getattr(facts, one.name), "words" if parts else use)


def _as_declared(material: Material, said: Speeches) -> Speeches:
    """With each position as most wrote it."""
    written = (one for one in material.counted if one.position and one.kind in QUOTED)
    positions = {plain(position): position for position, _ in declared(written)}
    return replace(said, position=said.position.renamed(lambda one: positions.get(one, "")))
