"""What review pages read of a run: every source in full, in order, whatever the forum's size."""

from pathlib import Path

from bpforum.record_file import read_record
from bpforum.reviewing import balance, comments, confirming, evidence, outline, themes
from bpforum.reviewing.draft import Draft
from bpforum.reviewing.index import DraftIndex, open_index
from bpforum.run_folder import read
from bpforum.store import Store
from models.outcome import Outcome
from models.theme import Themes
from tests.builders.reviewed import COMMENTED, HUMAN


def test_the_outline_and_all_paragraphs_are_those_of_the_document(draft: Draft) -> None:
    outcome = Outcome.model_validate_json((draft.run / "outcome.json").read_bytes())
    assert [one.id for one in outline.sections(draft.index)] == [s.id for s in outcome.sections]
    shown = [
        (p.id, p.text, p.number)
        for section in outline.sections(draft.index)
        for p in outline.paragraphs(draft.index, section.id, most=1000)
    ]
    assert shown == [(p.id, p.text, p.n) for p in outcome.paragraphs]
    first = outline.paragraph(draft.index, shown[0][0])
    assert first is not None
    assert outline.neighbours(draft.index, first) == ("", shown[1][0])
    human = outline.paragraph(draft.index, HUMAN)
    assert human is not None
    assert human.by_person
    [section] = [s for s in outline.sections(draft.index) if s.id == human.section]
    assert (section.theme, section.by_people) == ("theme-2", 1)


def test_evidence_is_exactly_what_is_cited_with_what_stands_around_it(draft: Draft) -> None:
    outcome = Outcome.model_validate_json((draft.run / "outcome.json").read_bytes())
    texts = {one.reference: one.text for one in read_record(read(draft.run)).everything}
    seen = 0
    for paragraph in outcome.paragraphs:
        found = evidence.evidence(draft.index, paragraph.id, most=1000)
        assert len(found) == len(paragraph.citations)
        for one, cited in zip(found, paragraph.citations, strict=True):
            text = texts[cited.contribution]
            assert one.text == text[cited.start : cited.end][: evidence.LONGEST]
            assert text[: cited.start].endswith(one.before)
            assert text[cited.end :].startswith(one.after)
            assert len(one.before) == min(cited.start, evidence.AROUND)
            seen += 1
    assert seen > 100


def test_new_evidence_for_a_persons_paragraph_says_what_it_is(draft: Draft) -> None:
    found = evidence.new_evidence(draft.index, HUMAN, most=1000)
    assert evidence.with_new_evidence(draft.index) == {HUMAN: len(found)}
    assert len(found) > 3
    assert all(one.theme == "theme-2" and one.source.received_at > "2026-07" for one in found)
    assert {one.new for one in found} <= {"support", "divergence", "addition"}


def test_themes_have_all_their_passages_once_the_nearest_first(draft: Draft) -> None:
    told = Themes.model_validate_json((draft.run / "themes.json").read_bytes())
    for theme, line in zip(told.themes, themes.themes(draft.index), strict=True):
        assert (line.id, line.label, line.passages) == (
            theme.id, theme.label, len(theme.passages),
        )  # fmt: skip
        pages = [themes.passages(draft.index, theme.id, skip, 7) for skip in range(0, 200, 7)]
        found = [one for page in pages for one in page]
        assert sorted(one.id for one in found) == sorted(one.id for one in theme.passages)
        assert [one.score for one in found] == sorted((o.score for o in found), reverse=True)
        texts = {one.id: one.text for one in theme.passages}
        assert all(one.text == texts[one.id] for one in found)
    assert sum(themes.count_unplaced(draft.index).values()) == len(told.unplaced)


def test_the_queue_is_in_the_documents_order_and_misses_none(draft: Draft) -> None:
    seen, after = [], (-1, -1)
    while True:
        page = comments.comments(draft.index, comments.Filter(state=""), after, most=2)
        seen += [one.text for one in page.comments]
        if page.after is None:
            break
        after = page.after
    assert len(seen) == 6
    assert seen[0].startswith("This sums it up")
    assert seen[1:4] == [
        "The count is right, the wording is not.", "A grant is no subsidy.", "A comma is missing.",
    ]  # fmt: skip

    def n(**wanted: str) -> int:
        return comments.count(draft.index, comments.Filter(**wanted))

    assert (n(), n(state="answered"), n(state="orphaned")) == (6, 0, 1)
    assert (n(comment_type="editorial"), n(section="th_theme_3"), n(group="government")) == (
        2,
        3,
        3,
    )
    assert comments.on_paragraphs(draft.index, [COMMENTED, HUMAN]) == {COMMENTED: (3, 3)}
    assert ("oppose", "technical_community", 1) in comments.positions(draft.index, COMMENTED)


def test_relations_and_names_wait_until_somebody_decides(draft: Draft) -> None:
    [revises] = [
        one for one in confirming.relations(draft.index, draft.standing) if one.kind == "revises"
    ]
    assert (revises.reference, revises.target, revises.basis) == ("C-0033", "C-0021", "found")
    labels = {one.label for one in confirming.speakers(draft.index, draft.standing)}
    assert "Casimir Dvorak-Nel" in labels
    assert "Petronella Asare-Quist" not in labels, "a person has confirmed her"


def test_the_balance_of_a_section_counts_its_citations_and_says_who_is_silent(
    draft: Draft,
) -> None:
    found = balance.balance_of(draft.index, "th_theme_2")
    cited = sum(
        len(evidence.evidence(draft.index, p.id, most=1000))
        for p in outline.paragraphs(draft.index, "th_theme_2")
    )
    assert found.citations == cited
    assert sum(one.n for one in found.groups) == cited
    heard = {one.id for one in found.groups}
    assert not heard & set(found.silent_groups)
    assert "" not in found.silent_groups


def test_an_index_is_made_once_and_goes_when_something_was_erased(
    reviewed: Path, draft: Draft, store: Store
) -> None:
    folder = reviewed / "forum" / ".bpforum" / "review"
    [only] = folder.glob("*.sqlite")
    made = only.stat().st_mtime_ns
    open_index(folder.parent, draft.run)
    assert only.stat().st_mtime_ns == made
    open_index(folder.parent, draft.run, frozenset({"C-0028"}))
    [other] = folder.glob("*.sqlite")
    assert other != only
    shown = DraftIndex(other)
    assert evidence.text(shown, "C-0028") == ""
    quoting = [one for one, _ in evidence.paragraphs_citing(shown, "C-0028")]
    assert quoting
    for one in outline.paragraphs_by_id(shown, quoting).values():
        assert one.text == "[…]"
    assert b"Crofters dug 87" not in other.read_bytes()
