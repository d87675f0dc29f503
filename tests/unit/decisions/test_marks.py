"""What people say about paragraphs and comments is held against the document, and changes none."""

from bpforum.decisions import check_marks
from models.ids import digest
from models.outcome import Cover, Outcome, Paragraph, ParagraphBlock, Run, Section, Words
from tests.builders.groupings import decided

READ = "Radios fail when it rains."


def outcome(text: str = READ) -> Outcome:
    paragraph = Paragraph(id="th_a_who", n=1, text=text, runs=(Run(text=text),))
    section = Section(
        id="th_a", level=3, title="Radios", paragraphs=(paragraph,),
        blocks=(ParagraphBlock(paragraph="th_a_who"),),
    )  # fmt: skip
    words = dict.fromkeys(
        ["contents", "page", "of", "back", "sources", "prompt", "figure", "table", "paragraph"], ""
    )
    return Outcome.model_validate(
        {
            "language": "en", "view": "secretariat", "words": Words(**words),
            "cover": Cover(forum="f", cycle="1", title="t", label="l", date="d"),
            "sections": (section,),
        }
    )  # fmt: skip


def reasons(*made: tuple[str, str, object]) -> list[str]:
    decisions = [decided(k, t, v, n=n) for n, (k, t, v) in enumerate(made)]  # type: ignore[arg-type]
    applied, refused = check_marks(outcome(), {"theme-1"}, {"C-0001"}, decisions)
    assert {one.id for one in applied} | {one.decision.id for one in refused} == {
        one.id for one in decisions
    }
    by_id = {one.decision.id: one.reason for one in refused}
    return [by_id.get(one.id, "") for one in decisions]


def test_an_accepted_paragraph_is_accepted_while_it_reads_so() -> None:
    [same, other, any_words] = reasons(
        ("accept_paragraph", "th_a_who", {"text": digest(READ.encode())}),
        ("accept_paragraph", "th_a_who", {"text": digest(b"Radios never fail.")}),
        ("accept_paragraph", "th_a_who", None),
    )
    assert (same, any_words) == ("", "")
    assert "reads differently" in other


def test_what_is_no_more_is_told() -> None:
    [gone, there, where, nobody, sender] = reasons(
        ("not_supported", "th_b_who", None),
        ("remark", "th_a", "Too long"),
        ("remark", "theme-9", "Too long"),
        ("recommend", "C-0009", "accepted"),
        ("recommend", "C-0001", "discuss"),
    )
    assert "no paragraph 'th_b_who'" in gone
    assert "no 'theme-9'" in where
    assert "no submission 'C-0009'" in nobody
    assert (there, sender) == ("", "")
