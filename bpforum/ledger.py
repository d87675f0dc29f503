"""Gives every submission its one fate and proves that the ledger balances (promise 1)."""

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from bpforum.errors import Unbalanced
from bpforum.grouped import Grouping
from bpforum.profiles.mapping import term_of
from bpforum.settled import Settled
from models.contribution import Contribution
from models.decision import Decision, Unapplied
from models.ledger import LedgerLine
from models.outcome import Outcome
from models.passage import Passage
from models.profile import Profile
from models.record import Record
from models.submission import Fate, Reason

_NOT_TAKEN_UP = ("not_accepted", "out_of_scope", "duplicate", "deferred", "not_taken_up")
_TAKEN_UP = ("accepted", "accepted_modified")
_WITHDRAWN = "withdrawn"


def not_taken_up(decisions: Sequence[Decision]) -> dict[str, Decision]:
    """What a person decided not to take up, by reference.

    `decisions` in order of time: of several on one contribution the last holds.
    """
    last = {one.target: one for one in decisions if one.kind == "dispose"}
    return {ref: one for ref, one in last.items() if disposition_of(one) in _NOT_TAKEN_UP}


def disposed(record: Record, decisions: Sequence[Decision]) -> Record:
    """`record` with `not_reflected` for what a person decided not to take up: it is not quoted."""
    refused = not_taken_up(decisions)

    def close(one: Contribution) -> Contribution:
        decision = refused.get(one.reference)
        if decision is None or one.fate is not None:
            return one
        value = decision.value if isinstance(decision.value, dict) else {}
        words = str(value.get("reason") or decision.why or disposition_of(decision))
        return _closed(one, "not_reflected", "", Reason(code="decision", message=words))

    return _each(record, close)


def without_substance(
    record: Record, silenced: Mapping[str, str], decisions: Sequence[Decision]
) -> Record:
    """`record` with `not_substantive` for what people left nothing of: it is not counted.

    `silenced`: reference → the id of the decision.
    """
    why = {one.id: one.why for one in decisions}

    def close(one: Contribution) -> Contribution:
        if one.reference not in silenced or one.fate is not None:
            return one
        words = why.get(silenced[one.reference]) or "nothing in it to take up"
        reason = Reason(code="decision", message=f"{words} (decision {silenced[one.reference]})")
        return _closed(one, "not_substantive", "", reason)

    return _each(record, close) if silenced else record


def disposition_codes(profile: Profile) -> tuple[str, ...]:
    """What a disposition may be: the profile's, and those that are always known."""
    own = (one.id for one in profile.dispositions)
    return tuple(dict.fromkeys([*own, *_NOT_TAKEN_UP, _WITHDRAWN]))


def dispositions(
    record: Record, profile: Profile, decisions: Sequence[Decision]
) -> tuple[tuple[Decision, ...], tuple[Unapplied, ...]]:
    """Those that were applied; those of nothing in the record, or with no code of the profile's.

    A word in place of a code is not taken: "Withdrawn" would be printed, and nothing withdrawn.
    """
    codes = disposition_codes(profile)
    known = {one.reference for one in record.everything}
    applied, refused = [], []
    for one in decisions:
        if one.kind != "dispose":
            continue
        if one.target not in known:
            reason = f"there is no submission {one.target!r}"
            refused.append(Unapplied(decision=one, reason=reason))
        elif (code := disposition_of(one)) not in codes:
            near = term_of(profile.dispositions, code) if code else ""
            reason = (
                f"there is no disposition {code!r}; write {near or 'one of ' + ', '.join(codes)}"
            )
            refused.append(Unapplied(decision=one, reason=reason))
        else:
            applied.append(one)
    return tuple(applied), tuple(refused)


def taken_up_in(decisions: Sequence[Decision]) -> dict[str, list[str]]:
    """Paragraph → the comments that people say were taken up there, in order of time."""
    last = {one.target: one for one in decisions if one.kind == "dispose"}
    found: dict[str, list[str]] = {}
    for reference, decision in last.items():
        value = decision.value if isinstance(decision.value, dict) else {}
        named = value.get("paragraphs")
        if disposition_of(decision) in _TAKEN_UP and isinstance(named, list):
            for paragraph in named:
                found.setdefault(str(paragraph), []).append(reference)
    return found


def settle(record: Record, grouping: Grouping, outcome: Outcome) -> Settled:
    """`record` with a fate for everything whose fate was still open."""
    cited = citing(outcome)
    copies = grouping.same_as
    added = grouping.added_by(copies)
    own_words = {piece.id for own in added.values() for piece in own}
    stands = {one: g.label for g in grouping.groups for one in g.passages if one in own_words}
    places: dict[str, tuple[str, ...]] = {}
    shared: dict[tuple[str, ...], tuple[str, ...]] = {}
    for group in grouping.groups:
        for reference in {grouping.passages[one].contribution for one in group.passages}:
            labels = (*places.get(reference, ()), group.label)
            places[reference] = shared.setdefault(labels, labels)
    substantive = {one.contribution for one in grouping.passages.values() if one.substantive}
    not_cited: dict[str, Reason] = {}
    """One reason for all that stand in the same themes."""

    def close(one: Contribution) -> Contribution:
        if one.fate is not None:
            return one
        if one.kind == "transcript":
            reason = Reason(code="transcript", message="a rough transcript, not a contribution")
            return _closed(one, "listed", "", reason)
        if one.reference in copies:
            own = added.get(one.reference, [])
            labels = sorted({stands[piece.id] for piece in own if piece.id in stands})
            return _copied(one, copies[one.reference], own, one.reference in cited, labels)
        if one.treatment == "annex_only":
            reason = Reason(code="annex-only", message="stands in the annex alone, as was asked")
            fate: Fate = "reflected" if one.reference in cited else "listed"
            return _closed(one, fate, "", reason)
        if one.reference in cited:
            return _closed(one, "reflected", "", None)
        if one.reference not in substantive:
            reason = Reason(code="furniture", message="nothing in it to take up")
            return _closed(one, "not_substantive", "", reason)
        themes = places.get(one.reference)
        where = f"stands in: {' | '.join(themes)}" if themes else "fits no theme"
        if where not in not_cited:
            not_cited[where] = Reason(code="not-cited", message=f"not cited; {where}")
        return _closed(one, "listed", "", not_cited[where])

    return Settled(record, close)


def _copied(
    one: Contribution, of: str, own: Sequence[Passage], is_cited: bool, themes: Sequence[str]
) -> Contribution:
    """A copy's fate is that of its text, but for what it adds, its `own` passages."""
    words = sum(len(passage.text.split()) for passage in own)
    if is_cited and (not own or one.treatment == "reproduce_in_full"):
        told = f"same text as {of}, reproduced in full as was asked"
        return _closed(one, "reflected", "", Reason(code="in-full", message=told))
    if is_cited:
        told = f"has the text of {of}, and {words} words of its own"
        return _closed(one, "reflected", "", Reason(code="added", message=told))
    if not own:
        return _closed(one, "same_text_as", of, None)
    where = f"stands in: {' | '.join(themes)}" if themes else "fits no theme"
    where = f"has {words} words of its own, not cited; {where}"
    if 2 * words < one.words:
        return _closed(one, "same_text_as", of, Reason(code="added", message=where))
    # Mostly it says other things: what became of it is not told by what became of that text.
    told = f"has the text of {of}; {where}"
    return _closed(one, "listed", "", Reason(code="not-cited", message=told))


def _closed(one: Contribution, fate: Fate, fate_of: str, reason: Reason | None) -> Contribution:
    reasons = (*one.reasons, reason) if reason else one.reasons
    return one.model_copy(update={"fate": fate, "fate_of": fate_of, "reasons": reasons})


def _each(record: Record, change: Callable[[Contribution], Contribution]) -> Record:
    return record.model_copy(
        update={
            "contributions": tuple(map(change, record.contributions)),
            "comments": tuple(map(change, record.comments)),
        }
    )


def disposition_of(decision: Decision) -> str:
    """The disposition's code, whether given alone or with a reason; empty where none is."""
    value = decision.value
    code = value.get("disposition") if isinstance(value, dict) else value
    return code if isinstance(code, str) else ""


def citing(outcome: Outcome) -> dict[str, list[str]]:
    """Contribution → the paragraphs that cite it, in document order."""
    found: dict[str, list[str]] = {}
    for paragraph in outcome.paragraphs:
        for citation in paragraph.citations:
            known = found.setdefault(citation.contribution, [])
            if paragraph.id not in known:
                known.append(paragraph.id)
    return found


@dataclass(frozen=True)
class Lines:
    """One line for each submission, in order of reference, each made when it is come to."""

    record: Record | Settled
    cited: Mapping[str, Sequence[str]]

    def __iter__(self) -> Iterator[LedgerLine]:
        for one in self.record.everything:
            # Of values that were validated, a million times: in the order of the line's fields.
            yield LedgerLine.trusted(
                {
                    "reference": one.reference,
                    "source": one.source,
                    "external_id": one.external_id,
                    "kind": one.kind,
                    "received_at": one.received_at,
                    "fate": one.fate or "failed",
                    "fate_of": one.fate_of,
                    "reason": "; ".join(map(_words, one.reasons)),
                    "flags": one.flags,
                    "reflected_in": tuple(self.cited.get(one.reference, ())),
                    "audience": one.audience,
                }
            )


def lines(record: Record | Settled, outcome: Outcome) -> Lines:
    """The ledger of `record` under `outcome`."""
    return Lines(record, citing(outcome))


def _words(reason: Reason) -> str:
    where = f" ({reason.where})" if reason.where else ""
    remedy = f" {reason.remedy}" if reason.remedy else ""
    stop = "." if remedy and not f"{reason.message}{where}".endswith((".", "!", "?")) else ""
    return f"{reason.message}{where}{stop}{remedy}"


def balance(ledger: Iterable[LedgerLine], received: Collection[str]) -> None:
    """Raises Unbalanced unless each of the `received` references has exactly one line."""
    found: Counter[str] = Counter()
    named: dict[str, str] = {}
    for line in ledger:
        found[line.reference] += 1
        if line.fate_of:
            named[line.reference] = line.fate_of
    missing = sorted(set(received) - set(found))
    twice = sorted(reference for reference, n in found.items() if n > 1)
    unknown = sorted(set(found) - set(received))
    open_ends = sorted(reference for reference, other in named.items() if other not in found)
    problems = [
        f"{what}: {', '.join(references)}"
        for what, references in (
            ("received, but not in the ledger", missing),
            ("in the ledger more than once", twice),
            ("in the ledger, but never received", unknown),
            ("whose fate names a reference that is not in the ledger", open_ends),
        )
        if references
    ]
    if problems:
        raise Unbalanced("The ledger does not balance. " + "; ".join(problems))
