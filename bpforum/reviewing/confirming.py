"""What the machine found and a person has to confirm: relations and who spoke; confirms none."""

from bpforum.reviewing.index import DraftIndex
from bpforum.reviewing.shown import RelationLine, SpeakerLine
from bpforum.reviewing.standing import Standing

_RELATION = (
    "select r.reference, r.kind, r.target, r.basis, r.likeness, coalesce(a.title, ''),"
    " coalesce(b.title, '') from relations r"
    " left join contributions a on a.reference = r.reference"
    " left join contributions b on b.reference = r.target"
)


def relations(
    index: DraftIndex, standing: Standing, skip: int = 0, most: int = 25
) -> list[RelationLine]:
    """Relations that were found, and texts that are alike; without those decided on since."""
    query = (
        f"{_RELATION} where r.basis = 'found'"
        " order by r.likeness desc, r.reference, r.target limit 2000"
    )
    return [one for one in map(_line, index.rows(query)) if not _decided(one, standing)][
        skip : skip + most
    ]


def speakers(index: DraftIndex, standing: Standing, most: int = 200) -> list[SpeakerLine]:
    """Labels of transcripts that nobody has confirmed; without those decided on since."""
    query = (
        "select target, label, status, turns, first, evidence, said, session from speakers"
        " order by target, first limit ?"
    )
    return [
        one
        for one in (SpeakerLine(*row) for row in index.rows(query, most))
        if not any(
            isinstance(d.value, dict) and d.value.get("as") == one.label
            for d in standing.on(one.target, "name_speaker")
            if standing.is_pending(d)
        )
    ]


def count(index: DraftIndex, standing: Standing) -> tuple[int, int]:
    """How many relations and how many names wait."""
    return len(relations(index, standing, most=1000)), len(speakers(index, standing))


def _decided(one: RelationLine, standing: Standing) -> bool:
    for reference, other in ((one.reference, one.target), (one.target, one.reference)):
        for decision in standing.on(reference, "relate"):
            if isinstance(decision.value, dict) and decision.value.get("to") == other:
                return True
    return False


def _line(row: tuple[object, ...]) -> RelationLine:
    reference, kind, target, basis, likeness, title, target_title = row
    return RelationLine(
        str(reference), str(kind), str(target), str(basis), float(str(likeness)), str(title),
        str(target_title),
    )  # fmt: skip
