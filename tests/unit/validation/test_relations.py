"""Documents stand to each other as they say, as it looks, and at last as people decide."""

from datetime import UTC, datetime, timedelta
from time import process_time
from typing import Any

import pytest

from bpforum.pieces import find_duplicates
from bpforum.validation.acts import Acts
from bpforum.validation.relation_words import relations_in
from bpforum.validation.relations import relate
from bpforum.validation.succession import superseded
from models.audience import Consent
from models.contribution import CommentTarget, Contribution, Contributor
from models.decision import Decision
from models.record import Record

DAY = datetime(2026, 5, 1, tzinfo=UTC)
MESH = (Contributor(organisation="Mesh Collective"),)


def document(n: int, **more: Any) -> Contribution:
    said = more.pop("says", "")
    return Contribution(**{
        "reference": f"C-{n:04d}", "source": "inbox", "external_id": f"paper-{chr(96 + n)}.txt",
        "digest": "0" * 64, "kind": "contribution", "language": "en",
        "received_at": DAY + timedelta(n),
        "text": f"Text number {n} says that networks are kept alive by those who live beside them.",
        "audience": "public", "consent": Consent(basis="notice", scope="full"),
        "contributors": MESH, "relations": relations_in(said), **more,
    })  # fmt: skip


def decided(n: int, target: str, value: Any, at: int = 0) -> Decision:
    return Decision(
        id=f"d{n}", kind="relate", target=target, value=value, by="Ana", at=DAY + timedelta(at)
    )


def related(*documents: Contribution, decisions: tuple[Decision, ...] = ()) -> list[Contribution]:
    return superseded(relate(documents, Acts(decisions)))


def shown(ones: list[Contribution]) -> list[list[tuple[str, str, str]]]:
    return [[(r.kind, r.target, r.basis) for r in one.relations] for one in ones]


def fates(ones: list[Contribution]) -> list[tuple[str | None, str]]:
    return [(one.fate, one.fate_of) for one in ones]


def test_a_declared_revision_takes_the_place_of_what_it_revises() -> None:
    found = related(document(1, title="Our view"), document(2, says="revises Our view"))
    assert fates(found) == [("superseded_by", "C-0002"), (None, "")]
    assert shown(found)[1] == [("revises", "C-0001", "declared")]


def test_a_document_number_declares_what_it_revises_adds_to_and_corrects() -> None:
    found = related(
        document(1, document_number="WTDC26/22-E"),
        document(2, document_number="WTDC26/22(Rev.1)-E"),
        document(3, document_number="WTDC26/22(Rev.2)-E", says="Revision 2 to Document 22"),
        document(4, document_number="WTDC26/22(Add.7)-E", says="Addendum 7 to Document 22"),
        document(5, document_number="WTDC26/22(Add.7)(Corr.1)-E"),
    )
    assert shown(found) == [
        [], [("revises", "C-0001", "declared")], [("revises", "C-0002", "declared")],
        [("addendum_to", "C-0001", "declared")], [("corrigendum_to", "C-0004", "declared")],
    ]  # fmt: skip
    assert fates(found) == [
        ("superseded_by", "C-0003"), ("superseded_by", "C-0003"),
        (None, ""), (None, ""), (None, ""),
    ]  # fmt: skip
    assert found[3].flags == ("corrected by C-0005",)


def test_of_a_chain_of_revisions_the_last_is_used() -> None:
    found = related(
        document(1), document(2, says="revises C-0001"), document(3, says="revises C-0002")
    )
    assert fates(found)[:2] == [("superseded_by", "C-0003")] * 2


@pytest.mark.parametrize("fate", ["quarantined", "withdrawn", "refused", "held"])
def test_a_revision_that_cannot_be_used_takes_nothing_out_of_use(fate: Any) -> None:
    found = related(document(1), document(2, says="revises C-0001", fate=fate))
    assert fates(found) == [(None, ""), (fate, "")]
    assert "its revision C-0002 " in found[0].flags[0]


def test_what_a_quarantined_document_was_revised_by_is_said_and_the_chain_goes_on() -> None:
    found = related(
        document(1), document(2, says="revises C-0001", fate="quarantined"),
        document(3, says="revises C-0002"),
    )  # fmt: skip
    assert fates(found) == [("superseded_by", "C-0003"), ("quarantined", ""), (None, "")]
    assert found[2].flags == ("revises C-0002, which could not be read",)


def test_a_revision_to_be_counted_only_still_takes_the_place() -> None:
    found = related(document(1), document(2, says="revises C-0001", fate="counted"))
    assert fates(found)[0] == ("superseded_by", "C-0002")


def test_no_document_takes_its_own_place() -> None:
    found = related(
        document(1, title="Our view", says="revises Our view"),
        document(2, says="revises C-0003"), document(3, says="revises C-0002"),
    )  # fmt: skip
    assert fates(found) == [(None, ""), ("superseded_by", "C-0003"), (None, "")]
    assert found[0].flags == ("revises itself, as it says: not used",)
    assert "circle" in found[1].flags[0]
    everyone = [document(n, says=f"revises C-{n % 5 + 1:04d}") for n in range(1, 6)]
    assert sum(one.fate is None for one in related(*everyone)) == 1


def test_revision_and_translation_of_each_other_leave_one_in_use() -> None:
    found = related(document(1, says="translation of C-0002"), document(2, says="revises C-0001"))
    assert fates(found) == [("superseded_by", "C-0002"), (None, "")] or fates(found) == [
        ("language_version_of", "C-0002"), (None, ""),
    ]  # fmt: skip


def test_a_target_that_is_not_here_or_not_clear_is_said() -> None:
    found = related(
        document(1, says="Addendum 7 to Document 22"),
        document(2, title="A shared title", contributors=()),
        document(3, title="A shared title", contributors=()),
        document(4, says="revises A shared title"),
    )
    assert found[0].flags == ('is an addendum to "Document 22", which was not received',)
    assert found[3].flags == ('revises "A shared title", which may be C-0002 or C-0003: confirm',)
    assert fates(found) == [(None, "")] * 4


def test_same_title_by_the_same_people_is_a_suggestion_and_supersedes_nothing() -> None:
    first, second = related(
        document(1, title="Keeping networks alive"), document(2, title="Keeping networks alive")
    )
    assert (first.fate, second.fate) == (None, None)
    assert second.flags == ("may revise C-0001: confirm",)
    other = document(3, title="Keeping networks alive", contributors=(Contributor(name="Ben"),))
    assert relate([first, other], Acts([]))[1].flags == ()


def test_one_text_by_two_routes_is_no_revision() -> None:
    text = document(1).text
    twice = [document(1, title="Keeping networks alive", text=text),
             document(2, title="Keeping networks alive", text=text)]  # fmt: skip
    assert shown(related(*twice)) == [[], []]


@pytest.mark.parametrize(
    ("names", "kind"),
    [(("a.docx", "a-rev1.docx"), "revises"), (("x/a.docx", "x/a v2.docx"), "revises"),
     (("a.pdf", "a_add1.pdf"), "addendum_to"), (("a.pdf", "a-corr2.pdf"), "corrigendum_to"),
     (("a_en.docx", "a_es.docx"), "language_version_of"),
     (("C26-7-E.docx", "C26-7-S.docx"), "language_version_of")],
)  # fmt: skip
def test_file_names_suggest_what_is_kin(names: tuple[str, str], kind: str) -> None:
    first, second = (document(n, external_id=name) for n, name in enumerate(names, start=1))
    assert shown(related(first, second)) == [[], [(kind, "C-0001", "found")]]


def test_the_language_it_was_written_in_makes_the_original() -> None:
    spanish = document(1, document_number="C26/7-S", language="es", original_language="en")
    english = document(2, document_number="C26/7-E", language="en", original_language="en")
    found = related(spanish, english)
    assert shown(found) == [[("language_version_of", "C-0002", "found")], []]
    yes = {"kind": "language_version_of", "to": "C-0002"}
    confirmed = related(spanish, english, decisions=(decided(1, "C-0001", yes),))
    assert fates(confirmed) == [("language_version_of", "C-0002"), (None, "")]


def test_people_confirm_and_deny_and_the_last_word_counts() -> None:
    papers = document(1, external_id="a.txt"), document(2, external_id="a-rev1.txt")
    yes = {"kind": "revises", "to": "C-0001", "holds": True}
    no = {**yes, "holds": False}
    confirmed = related(*papers, decisions=(decided(1, "C-0002", yes),))
    assert shown(confirmed)[1] == [("revises", "C-0001", "confirmed")]
    assert (confirmed[0].fate, confirmed[1].flags) == ("superseded_by", ())
    denied = related(*papers, decisions=(decided(1, "C-0002", no),))
    assert (shown(denied)[1], denied[1].flags, denied[0].fate) == ([], (), None)
    both = related(*papers, decisions=(decided(2, "C-0002", yes, 1), decided(1, "C-0002", no)))
    assert both[0].fate == "superseded_by"


def test_a_person_may_deny_what_a_document_declares() -> None:
    no = decided(1, "C-0002", {"kind": "revises", "to": "C-0001", "holds": False})
    found = related(document(1), document(2, says="revises C-0001"), decisions=(no,))
    assert (shown(found)[1], found[0].fate) == ([], None)


def test_a_persons_word_stands_against_a_declared_circle() -> None:
    yes = decided(1, "C-0001", {"kind": "revises", "to": "C-0002"})
    found = related(document(1), document(2, says="revises C-0001"), decisions=(yes,))
    assert fates(found) == [(None, ""), ("superseded_by", "C-0001")]


@pytest.mark.parametrize(
    ("target", "value", "reason"),
    [("C-0009", {"kind": "revises", "to": "C-0001"}, "no submission 'C-0009'"),
     ("C-0001", {"kind": "revises", "to": "C-0009"}, "no submission 'C-0009'"),
     ("C-0001", {"kind": "revises", "to": "C-0001"}, "itself"),
     ("C-0001", {"kind": "resembles", "to": "C-0002"}, "the kind must be one of revises"),
     ("C-0001", {"kind": "revises", "to": "C-0002", "holds": "yes"}, "true or false"),
     ("C-0001", {"kind": ["revises"], "to": {}}, "the kind must be"),
     ("C-0001", "revises C-0002", "the kind must be")],
)  # fmt: skip
def test_a_decision_that_cannot_be_carried_out_is_handed_back(
    target: str, value: Any, reason: str
) -> None:
    acts = Acts([decided(1, target, value)])
    relate([document(1), document(2)], acts)
    assert acts.applied == ()
    assert reason in acts.refused[0].reason


def test_related_documents_are_not_joined_as_same_texts_and_denied_ones_are() -> None:
    text = " ".join(["People who live beside a network keep it alive and pay for it."] * 4)
    papers = [document(1, external_id="a.txt", text=text),
              document(2, external_id="a-rev1.txt", text=f"{text} So we say again."),
              document(3, text=text), document(4, external_id="a-rev2.txt", text=text)]  # fmt: skip
    kin = Record(contributions=tuple(related(*papers)))
    [group] = find_duplicates(kin).groups
    assert [m.contribution for m in group.members] == ["C-0003", "C-0004"]
    no = decided(1, "C-0002", {"kind": "revises", "to": "C-0001", "holds": False})
    denied = Record(contributions=tuple(related(*papers, decisions=(no,))))
    [group] = find_duplicates(denied).groups
    assert [m.contribution for m in group.members] == ["C-0002", "C-0003"]


def test_an_answer_finds_what_it_answers_and_no_address_stays() -> None:
    asked = document(1, external_id="41")
    mail = document(2, on=CommentTarget(in_reply_to="<x1@example.org>"))
    comment = document(3, on=CommentTarget(in_reply_to="41"))
    lost = document(4, on=CommentTarget(in_reply_to="<gone@example.org>", paragraph="7"))
    found = relate([asked, mail, comment, lost], Acts([]), {"x1@example.org": "C-0001"})
    assert [one.on and one.on.in_reply_to for one in found] == [None, "C-0001", "C-0001", ""]


def test_thousands_of_revisions_of_one_paper_are_settled_in_time() -> None:
    many = [
        document(n, external_id=f"{n}.x", says=f"revises C-{n - 1:04d}", title="One paper of ours")
        for n in range(1, 4000)
    ]
    started = process_time()
    found = related(*many)
    assert sum(one.fate is None for one in found) == 1
    assert process_time() - started < 10


def test_a_title_that_everybody_uses_is_no_name() -> None:
    many = [
        document(n, external_id=f"{n}.x", says="revises The comment", title="The comment",
                 contributors=(Contributor(name=f"Person {n}"),))
        for n in range(1, 6000)
    ]  # fmt: skip
    started = process_time()
    found = related(*many)
    assert all(one.fate is None for one in found)
    assert process_time() - started < 20
