"""The balance of one view's document: who is heard in it and how near it comes to what was said.

It takes what the facts point to; it looks into no finished document.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import fields, is_dataclass

from bpforum.drafting.facts import AuditRow, AuditTable, Line, Quote, Sentence, Source
from bpforum.drafting.material import Material
from bpforum.drafting.voices import QUOTED
from bpforum.text.balance import FEWEST_TO_SHOW, Balance, balance, regions_of
from bpforum.text.counts import group_of
from bpforum.text.positions import declared, plain
from bpforum.text.representation import KINDS, Said, audit

_PUBLIC_KINDS = ("group", "region")


def balance_of(material: Material, *printed: object) -> Balance:
    """The balance of `material`, where the document shows the facts `printed`."""
    passages = material.grouping.passages
    found = [(source, quoted) for one in printed for source, quoted in sources_in(one)]
    cited = {source.passage for source, _ in found if source.passage}
    quoted = {source.passage for source, is_quoted in found if is_quoted and source.passage}
    asked = [question.id for call in material.forum.calls for question in call.questions]
    everybodys = material.view == "public"
    representation = audit(
        _said(material),
        material.grouping.vectors,
        cited,
        quoted,
        kinds=_PUBLIC_KINDS if everybodys else KINDS,
        fewest=FEWEST_TO_SHOW if everybodys else 1,
        names_references=not everybodys,
    )
    return balance(material.counted, tuple(passages.values()), cited, asked, representation)


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


def sources_in(facts: object, quoted: bool = False) -> Iterator[tuple[Source, bool]]:
    """Everything that `facts` point to, and whether the document prints its words."""
    if isinstance(facts, Source):
        yield facts, quoted
    elif isinstance(facts, dict):
        for value in facts.values():
            yield from sources_in(value, quoted)
    elif isinstance(facts, (tuple, list)):
        for value in facts:
            yield from sources_in(value, quoted)
    elif is_dataclass(facts):
        whole = quoted or isinstance(facts, (Quote, Line))
        for one in fields(facts):
            within = whole or (isinstance(facts, Sentence) and one.name == "parts")
            yield from sources_in(getattr(facts, one.name), within)


def _said(material: Material) -> Iterator[Said]:
    """The substantive passages of written input: a note or transcript is not one contributor's."""
    grouping = material.grouping
    written = {one.reference: one for one in material.counted if one.kind in QUOTED}
    regions = regions_of(material.counted)
    positions = {plain(position): position for position, _ in declared(written.values())}
    for passage in grouping.passages.values():
        one = written.get(passage.contribution)
        if one is None or passage.id not in grouping.vectors:
            continue
        yield Said(
            id=passage.id,
            reference=one.reference,
            voice=one.voice,
            theme=material.home.get(passage.id, ""),
            language=passage.language,
            heads={
                "group": group_of(one),
                "region": regions[one.reference],
                "language": passage.language,
                "position": positions.get(plain(one.position), ""),
            },
            may_cite=material.may_cite(passage),
        )
