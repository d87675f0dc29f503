"""Owns the margin comments of a Word document, with their threads: for the secretariat only."""

from collections.abc import Callable

from lxml import etree

from bpforum.readers.characters import clean_line
from bpforum.readers.word.lines import write_current
from bpforum.readers.word.package import W14, W15, Package, W
from bpforum.readers.word.revisions import TooMuch, read_time
from bpforum.readers.word.runs import Anchor
from bpforum.readers.word.story import Story
from models.contribution import MarginComment

MOST_COMMENTS = 50_000


def read_comments(
    package: Package,
    main: str,
    anchors: dict[str, Anchor],
    text: str,
    new_story: Callable[[str], Story],
) -> tuple[tuple[MarginComment, ...], list[Story]]:
    """The comments in the order of their part, and the stories that hold their own revisions.

    `text` is the current text, whose places the anchors know by now.
    """
    threads = _threads(package, main)
    comments: list[MarginComment] = []
    stories: list[Story] = []
    by_paragraph: dict[str, str] = {}
    found: list[tuple[str, etree._Element, Story]] = []
    for part in package.related(main, "comments"):
        root = package.tree(part)
        story = new_story("comments")
        stories.append(story)
        for element in root.iter(f"{W}comment") if root is not None else ():
            if len(found) >= MOST_COMMENTS:
                raise TooMuch("comments")
            comment = clean_line(element.get(f"{W}id", ""))
            found.append((comment, element, story))
            by_paragraph[_last_paragraph(element)] = comment
    for comment, element, story in found:
        parent, resolved = threads.get(_last_paragraph(element), ("", False))
        anchor = anchors.get(element.get(f"{W}id", ""), Anchor())
        start = anchor.start.at if anchor.start is not None else None
        end = anchor.end.at if anchor.end is not None else start
        comments.append(
            MarginComment(
                id=comment,
                text=write_current(story.read(element))[0],
                author=clean_line(element.get(f"{W}author", ""))[:200],
                at=read_time(element.get(f"{W}date", "")),
                anchor=text[start:end] if start is not None and end is not None else "",
                start=start,
                parent=by_paragraph.get(parent, "") if parent else "",
                resolved=resolved,
            )
        )
    return tuple(comments), stories


def _last_paragraph(comment: etree._Element) -> str:
    """The id by which the other parts call a comment: that of its last paragraph."""
    paragraphs = comment.findall(f".//{W}p")
    return paragraphs[-1].get(f"{W14}paraId", "").upper() if paragraphs else ""


def _threads(package: Package, main: str) -> dict[str, tuple[str, bool]]:
    """By paragraph id: the one it answers, and whether it is resolved."""
    threads: dict[str, tuple[str, bool]] = {}
    for part in package.related(main, "commentsExtended"):
        root = package.tree(part)
        for element in root.iter(f"{W15}commentEx") if root is not None else ():
            paragraph = element.get(f"{W15}paraId", "").upper()
            parent = element.get(f"{W15}paraIdParent", "").upper()
            threads[paragraph] = (parent, element.get(f"{W15}done", "0") in ("1", "true"))
    return threads
