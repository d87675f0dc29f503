"""Reads published versions out of people's decisions; knows no file, and publishes nothing."""

from collections.abc import Callable, Sequence
from typing import Any

from pydantic import TypeAdapter, ValidationError

from bpforum.decisions.values import NotApplicable
from bpforum.decisions.words import in_order
from models.base import Instant
from models.decision import Decision, Unapplied
from models.ids import Digest
from models.publication import Publication, Publishing, Reopening

_INSTANT: TypeAdapter[Instant] = TypeAdapter(Instant)
_NEEDED = 'value must be {"closes": a time}, true or false; a version is made by `bpforum publish`'


def publications(
    decisions: Sequence[Decision], is_kept: Callable[[Digest], bool] = lambda seal: True
) -> tuple[tuple[Publication, ...], tuple[Decision, ...], tuple[Unapplied, ...]]:
    """The versions in order, the decisions that made them so, and those that could not.

    `is_kept`: whether the files under a seal are there.
    """
    found: dict[str, Publication] = {}
    applied, refused = [], []
    for decision in in_order(decisions):
        if decision.kind != "publish":
            continue
        try:
            found[decision.target] = _after(found, decision, is_kept)
        except NotApplicable as unusable:
            refused.append(Unapplied(decision=decision, reason=str(unusable)))
        else:
            applied.append(decision)
    return tuple(found.values()), tuple(applied), tuple(refused)


def newest(versions: Sequence[Publication]) -> Publication | None:
    """The one that the next is compared with: the last that was not withdrawn."""
    return next((one for one in reversed(versions) if one.stands), None)


def read_publishing(value: Any) -> Publishing | Instant | bool:
    """A new version, a new closing time, or whether it stands. Raises NotApplicable."""
    if isinstance(value, bool):
        return value
    if not isinstance(value, dict):
        raise NotApplicable(_NEEDED)
    try:
        if set(value) == {"closes"}:
            return _INSTANT.validate_python(value["closes"])
        return Publishing.model_validate(value)
    except ValidationError as error:
        where = sorted({str(one["loc"][0]) if one["loc"] else "closes" for one in error.errors()})
        raise NotApplicable(f"{_NEEDED} ({', '.join(where)} cannot be read)") from error


def _after(
    found: dict[str, Publication], decision: Decision, is_kept: Callable[[Digest], bool]
) -> Publication:
    said, known = read_publishing(decision.value), found.get(decision.target)
    if isinstance(said, Publishing):
        return _new(found, decision, said, is_kept)
    if known is None:
        raise NotApplicable(f"there is no published version {decision.target!r}")
    if isinstance(said, bool):
        if said == known.stands:
            raise NotApplicable(f"{known.id} " + ("stands" if said else "was withdrawn before"))
        return known.model_copy(
            update={
                "withdrawn_at": None if said else decision.at,
                "withdrawn_why": "" if said else decision.why,
            }
        )
    if said <= known.opens:
        raise NotApplicable(f"comments on {known.id} would close before they open")
    later = Reopening(closes=said, announced_at=decision.at, reason=decision.why)
    return known.model_copy(update={"extensions": (*known.extensions, later)})


def _new(
    found: dict[str, Publication],
    decision: Decision,
    said: Publishing,
    is_kept: Callable[[Digest], bool],
) -> Publication:
    if decision.target != (due := f"v{len(found) + 1}"):
        raise NotApplicable(f"the next version is {due}, not {decision.target!r}")
    if not is_kept(said.seal):
        raise NotApplicable("its files are not in the forum's store")
    if said.closes and said.closes <= said.opens:
        raise NotApplicable("comments would close before they open")
    return Publication(
        id=decision.target, at=decision.at, by=decision.by, decision=decision.id,
        **{name: getattr(said, name) for name in Publishing.model_fields},
    )  # fmt: skip
