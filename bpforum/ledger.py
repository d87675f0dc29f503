"""Owns what people decided of submissions, and the proof that the ledger balances (promise 1)."""

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence

from bpforum.errors import Unbalanced
from bpforum.profiles.mapping import term_of
from bpforum.settled import Closing, Settled
from models.contribution import Contribution
from models.decision import Decision, Unapplied
from models.outcome import Outcome
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
        return _closed(one, "not_reflected", Reason(code="decision", message=words))

    return _each(record, close) if refused else record


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
        return _closed(one, "not_substantive", reason)

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
    mine = [one for one in decisions if one.kind == "dispose"]
    known = {one.reference for one in record.everything} if mine else set()
    applied, refused = [], []
    for one in mine:
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


def _closed(one: Contribution, fate: Fate, reason: Reason) -> Contribution:
    return Closing(fate, "", (*one.reasons, reason)).closed(one)


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


def in_words(reasons: Iterable[Reason]) -> str:
    """Why something ended as it did, as the ledger tells it."""
    return "; ".join(map(_words, reasons))


def _words(reason: Reason) -> str:
    where = f" ({reason.where})" if reason.where else ""
    remedy = f" {reason.remedy}" if reason.remedy else ""
    stop = "." if remedy and not f"{reason.message}{where}".endswith((".", "!", "?")) else ""
    return f"{reason.message}{where}{stop}{remedy}"


def balance(settled: Settled, received: Collection[str]) -> None:
    """Raises Unbalanced unless each of the `received` references has exactly one fate."""
    references = settled.references
    known, named = set(references), {one.of for one in settled.endings[0]}
    is_all = references == tuple(received) or known == set(received)
    if len(known) == len(references) and is_all and named - {""} <= known:
        return  # of most ledgers no line has to be sought
    found = Counter(references)
    missing = sorted(set(received) - found.keys())
    twice = sorted(reference for reference, n in found.items() if n > 1)
    unknown = sorted(found.keys() - set(received))
    open_ends = sorted(
        one.reference for one, closing in settled if closing.of and closing.of not in found
    )
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
