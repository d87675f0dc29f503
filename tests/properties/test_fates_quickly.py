"""Fates that are settled for most at a glance are those that going through each one settles."""

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from bpforum.profiles import load_profile
from bpforum.readers import flags
from bpforum.text.substance import is_contentless
from bpforum.validation.acts import Acts
from bpforum.validation.fates import Window, own_words, settle
from models.audience import Consent
from models.call import Call
from models.contribution import Contribution, Relation
from models.decision import Decision
from models.forum import Forum, ForumHead, SourceConfig

_NOW = datetime(2026, 6, 1, tzinfo=UTC)
_NEVER = Window(_NOW, cut_off=_NOW + timedelta(days=365))
"""With a cut-off each one is looked at; nothing came after this one."""
_FORUM = Forum(
    forum=ForumHead(id="f", title="F", cycle="2026"),
    calls=(Call(id="call-1", title="Call", closes=_NOW, late_policy="refuse"),),
    sources=(SourceConfig(id="inbox", kind="folder", path="inbox"),),
)
_PROFILE = load_profile("igf")
_PLAIN = Contribution(
    reference="C-0001", source="inbox", external_id="a", digest="0" * 64, kind="contribution",
    text="Volunteers keep this network alive.", received_at=_NOW, audience="public",
    consent=Consent(basis="notice", scope="full"),
)  # fmt: skip
_CHANGES = st.sampled_from([
    {}, {}, {}, {"text": ""}, {"text": "See attached."}, {"kind": "programme"}, {"kind": "comment"},
    {"flags": (flags.AUTOMATIC,)}, {"flags": ("x",)}, {"fate": "quarantined"}, {"call": "call-1"},
    {"received_at": _NOW + timedelta(days=1), "call": "call-1"}, {"fate_of": "C-0001"},
    {"embargo_until": _NOW + timedelta(days=1)}, {"embargo_until": _NOW - timedelta(days=1)},
    {"consent": Consent(basis="stated", scope="counts_only")},
    {"consent": Consent(basis="not_asked", scope=None)},
    {"consent": Consent(basis="stated", scope="name_withheld")},
    {"text": "", "relations": (Relation(kind="attached_to", target="C-0001"),)},
])  # fmt: skip
_DECIDED = st.sampled_from([
    ("consent", "counts_only"), ("hold", True), ("dispose", "withdrawn"), ("move", "theme-1"),
    ("admit", "accept_flagged"),
])  # fmt: skip


@given(
    st.lists(st.tuples(_CHANGES, _CHANGES), min_size=1, max_size=6),
    st.lists(st.tuples(_DECIDED, st.integers(1, 6)), max_size=2),
    st.dictionaries(st.sampled_from(["C-0001", "C-0002"]), st.just("C-0003"), max_size=1),
)
def test_what_is_settled_at_a_glance_is_what_each_comes_to(
    changes: list[tuple[dict[str, object], dict[str, object]]],
    decided: list[tuple[tuple[str, object], int]],
    successors: dict[str, str],
) -> None:
    ones = [
        _PLAIN.model_copy(update={"reference": f"C-{n:04d}", "external_id": f"{n}", **one, **more})
        for n, (one, more) in enumerate(changes, start=1)
    ]
    decisions = [
        Decision.model_validate({
            "id": f"d{n}", "kind": kind, "target": f"C-{number:04d}", "value": value, "by": "Ana",
            "at": _NOW, "why": "asked",
        })
        for n, ((kind, value), number) in enumerate(decided)
    ]  # fmt: skip
    silent = [one.reference for one in ones if is_contentless(own_words(one))]
    expected, known = Acts(decisions), Acts(decisions)
    each = settle(_FORUM, _PROFILE, ones, successors, expected, _NEVER)
    assert settle(_FORUM, _PROFILE, ones, successors, known, Window(_NOW), silent) == each
    assert (known.applied, known.refused) == (expected.applied, expected.refused)
