"""Whether a decision is one that a run could carry out: owns its form, knows no run.

Whether what it names is there, the next run sees; what can be told before is told at once.
"""

from collections.abc import Collection
from typing import get_args

from bpforum.decisions import values
from bpforum.decisions.clearance import read_clearing
from bpforum.decisions.publications import read_publishing
from bpforum.decisions.values import NotApplicable
from models.audience import ConsentScope
from models.call import LatePolicy
from models.contribution import RelationKind
from models.decision import Decision

_READ = {
    "rename": lambda value: values.words(value, "the new label"),
    "merge": lambda value: values.words(value, "the id of the theme that stays"),
    "edit_paragraph": lambda value: values.words(value, "the new text"),
    "split": values.part,
    "move": values.place,
    "must_link": values.link,
    "cannot_link": values.link,
    "accept": values.taken,
    "set_aside": values.switch,
    "set_kind": values.passage_kind,
    "accept_paragraph": values.acceptance,
    "not_supported": values.switch,
    "ask_source": values.wish,
    "remark": lambda value: values.words(value, "the words of the remark"),
    "recommend": values.recommendation,
    "clear": read_clearing,
    "publish": read_publishing,
}
_NEEDED = {
    "transcribe": ("text", "author"),
    "correct_text": ("was", "text"),
    "link_statement": ("statement",),
}
"""What the value of some kinds must hold, as words."""
_ON_PASSAGES = ("pin", "must_link", "cannot_link", "set_kind")


def find_problem(decision: Decision, dispositions: Collection[str]) -> str:
    """What is wrong with its target or value, with the option's name; empty where nothing is.

    `dispositions` are the profile's codes, and those that are always known.
    """
    kind, target, value = decision.kind, decision.target, decision.value
    if kind in _ON_PASSAGES and not values.is_passage(target):
        return f"--target: {target!r} is no passage's id; they stand in themes.json, such as {_ID}"
    if kind == "move" and not values.is_passage(target) and not values.is_reference(target):
        return f"--target: {target!r} is neither a passage's id, such as {_ID}, nor a reference"
    try:
        named = _read(decision)
    except NotApplicable as reason:
        return f"--value: {reason}"
    if strange := [one for one in named if not values.is_passage(one)]:
        return f"--value: {strange[0]!r} is no passage's id; they look like {_ID}"
    if kind in ("consent", "admit"):
        known = get_args(ConsentScope if kind == "consent" else LatePolicy)
        if value not in known:
            return f"--value: write one of {', '.join(known)}"
        if kind == "admit" and not decision.why.strip():
            return "--why: an exception needs its reason"
    if kind == "hold" and not isinstance(value, bool):
        return "--value: write true or false"
    if kind == "hold" and value and not decision.why.strip():
        return "--why: say what it is held back for"
    if kind == "dispose":
        code = value.get("disposition") if isinstance(value, dict) else value
        if code not in dispositions:
            return f"--value: there is no disposition {code!r}; write one of " + ", ".join(
                dispositions
            )
    if kind == "recommend":
        answers = (*dispositions, values.DISCUSS)
        if (code := values.recommendation(value)[0]) not in answers:
            written = ", ".join(answers)
            return f"--value: there is no disposition {code!r}; write one of {written}"
    if kind == "take_back" and value not in (None, ""):
        return "--value: leave it out; what is taken back is the target"
    if kind == "take_back" and target == decision.id:
        return "--target: a decision cannot take itself back"
    return _problem_with_object(decision)


_ID = "p0123456789ab"


def _read(decision: Decision) -> tuple[str, ...]:
    """Reads the value as a run would; the passages that it names. Raises NotApplicable."""
    kind, value = decision.kind, decision.value
    if kind == "pin" and value not in (None, "", True, False, "true", "false", {"holds": False}):
        values.place(value)
    elif kind == "add_theme":
        wish = value.get("id") if isinstance(value, dict) else None
        return values.addition(str(wish or "t1"), value).passages
    elif kind in _READ:
        found = _READ[kind](value)
        if isinstance(found, values.Part | values.Link):
            return found.passages
        if kind == "accept" and isinstance(found, tuple):
            return found
    return ()


def _problem_with_object(decision: Decision) -> str:
    kind, value = decision.kind, decision.value
    if kind in _NEEDED or kind in ("relate", "name_speaker"):
        if not isinstance(value, dict):
            return "--value: write an object, such as " + '{"…": "…"}; see docs/deciding.md'
        for key in _NEEDED.get(kind, ()):
            if not isinstance(value.get(key), str) or not value[key].strip():
                return f'--value: it must hold "{key}", in words'
    if kind == "relate":
        kinds = get_args(RelationKind)
        if value.get("kind") not in kinds:
            return f'--value: "kind" must be one of {", ".join(kinds)}'
        if not isinstance(value.get("to"), str):
            return '--value: "to" must be a reference'
        if not isinstance(value.get("holds", True), bool):
            return '--value: "holds" must be true or false'
    return ""
