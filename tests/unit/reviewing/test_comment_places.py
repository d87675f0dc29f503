"""Comments stand where their words stand now, whatever they were made on."""

from bpforum.published.ground import Ground, commentable
from bpforum.reviewing.comment_places import CommentPlaces
from models.contribution import CommentTarget
from models.outcome import Cover, Outcome, Paragraph, ParagraphBlock, Run, Section, Words

ONE = "Radios fail when it rains, and nobody is paid to climb the mast and look after them."
TWO = "A reserve fund that nobody touches has kept eleven networks alive for seven years."


def outcome(**texts: str) -> Outcome:
    words = dict.fromkeys(
        ["contents", "page", "of", "back", "sources", "prompt", "figure", "table", "paragraph"], ""
    )
    paragraphs = tuple(
        Paragraph(id=name, n=n, text=text, runs=(Run(text=text),))
        for n, (name, text) in enumerate(texts.items(), start=1)
    )
    blocks = tuple(ParagraphBlock(paragraph=name) for name in texts)
    section = Section(id="th_a", level=3, title="A", paragraphs=paragraphs, blocks=blocks)
    return Outcome(
        language="en", view="public", words=Words(**words), sections=(section,),
        cover=Cover(forum="f", cycle="1", title="t", label="l", date="d"),
    )  # fmt: skip


NEW = outcome(th_a_one=ONE, th_a_new=TWO)
OLD = Ground(commentable(outcome(th_a_one="Old words.", th_a_two=TWO)), frozenset({"th_a"}))
PLACES = CommentPlaces(NEW, {"v1": OLD})


def test_other_sources_name_a_paragraph_in_their_own_way() -> None:
    for said in ("th_a_one", "#th_a_one", "_bpf_th_a_one", "1", "§1", "Paragraph 1", "para. 1."):
        found = PLACES.find(CommentTarget(document="Draft I", paragraph=said))
        assert (found.paragraph, found.section) == ("th_a_one", "th_a"), said
    for said in ("th_gone", "77", "a paragraph"):
        found = PLACES.find(CommentTarget(paragraph=said))
        assert (found.paragraph, found.section, found.given) == ("", "", said)


def test_a_comment_on_a_version_goes_where_its_paragraph_went() -> None:
    def at(**target: object) -> tuple[str, str]:
        found = PLACES.find(CommentTarget.model_validate({"document": "v1", **target}))
        return found.paragraph, found.section

    assert at(paragraph="th_a_one", scope="paragraph") == ("th_a_one", "th_a")
    assert at(paragraph="th_a_two", scope="paragraph") == ("th_a_new", "th_a"), "by its words"
    moved = at(paragraph="th_a_two", scope="selection", selection="eleven networks alive")
    assert moved == ("th_a_new", "th_a")
    assert at(paragraph="th_a", scope="section") == ("", "th_a")
    assert at(scope="whole") == at(scope="missing") == ("", "")


def test_what_is_on_nothing_in_particular_has_no_place_and_is_not_orphaned() -> None:
    for on in (None, CommentTarget(), CommentTarget(scope="whole", paragraph="th_a_one")):
        assert PLACES.find(on).given == ""
