"""Owns Word documents as readings: both texts, changes, comments, notes; runs nothing in them.

`text` has all tracked changes accepted, `original_text` all rejected (None where there are none).
Lines are joined by one line end; a table's row is one block, its cells parted by tabs. Hidden text
is kept out of both and put aside as a note of kind `field` whose id begins with `hidden`, for the
secretariat's eyes only, and flagged.
"""

from collections.abc import Callable
from typing import Literal

from lxml import etree

from bpforum.readers import flags
from bpforum.readers.characters import Cleaner, clean_line
from bpforum.readers.word.comments import read_comments
from bpforum.readers.word.lines import Line, write_current, write_original
from bpforum.readers.word.numbering import Numbering
from bpforum.readers.word.package import DamagedPart, Package, W, open_package, refuse
from bpforum.readers.word.revisions import TooMuch
from bpforum.readers.word.story import Story
from bpforum.readers.word.styles import Styles
from models.contribution import Note, Revision
from models.reading import Reading
from models.submission import Rejected

_SEPARATORS = ("separator", "continuationSeparator", "continuationNotice")
_MOST_PROPERTIES = 60
_LONGEST_TITLE = 300
_NewStory = Callable[[str], Story]


def read_docx(data: bytes) -> Reading | Rejected:
    """A Word document as a reading, or why it is none. The guard has to come first."""
    package = open_package(data)
    if isinstance(package, Rejected):
        return package
    try:
        main = package.main()
        return _read(package, main) if main else _no_document()
    except DamagedPart as part:
        return refuse("damaged", "A part of this file is not well-formed.", clean_line(str(part)))
    except TooMuch as what:
        return refuse("too-much-content", f"This file holds too many {what}.")
    except RecursionError:
        return refuse("nested-too-deeply", "The parts of this file are nested too deeply.")


def _read(package: Package, main: str) -> Reading | Rejected:
    root = package.tree(main)
    body = root.find(f"{W}body") if root is not None else None
    if body is None:
        return _no_document()
    cleaner = Cleaner()
    styles = Styles(_first(package, main, "styles"))
    numbers = _first(package, main, "numbering")

    def new_story(part: str) -> Story:
        return Story(part, styles, Numbering(numbers), cleaner)

    story = new_story("document")
    lines = story.read(body)
    story.runs.fields.close()
    text, blocks = write_current(lines)
    comments, others = read_comments(package, main, story.runs.anchors, text, new_story)
    notes: list[Note] = []
    notes += _footnotes(package, main, "footnote", new_story, others)
    notes += _footnotes(package, main, "endnote", new_story, others)
    notes += _headers(package, main, "header", new_story, others)
    notes += _headers(package, main, "footer", new_story, others)
    notes += _asides([story, *others])
    revisions: list[Revision] = list(story.changes.listed(with_places=True))
    for other in others:
        revisions += other.changes.listed(with_places=False)
    hidden = any(note.id.startswith("hidden") for note in notes)
    return Reading(
        text=text,
        original_text=write_original(lines) if revisions else None,
        title=_title(lines),
        blocks=blocks,
        notes=tuple(notes),
        comments=comments,
        revisions=tuple(revisions),
        properties=_properties(package),
        flags=(*cleaner.flags(), *((flags.HIDDEN,) if hidden else ())),
    )


def _first(package: Package, main: str, kind: str) -> etree._Element | None:
    return next((package.tree(part) for part in package.related(main, kind)), None)


def _footnotes(
    package: Package,
    main: str,
    kind: Literal["footnote", "endnote"],
    new_story: _NewStory,
    others: list[Story],
) -> list[Note]:
    notes = []
    for part in package.related(main, f"{kind}s"):
        root = package.tree(part)
        story = new_story(f"{kind}s")
        others.append(story)
        for element in root.iter(f"{W}{kind}") if root is not None else ():
            if element.get(f"{W}type") in _SEPARATORS:
                continue
            text = write_current(story.read(element))[0].strip()
            if text:
                notes.append(Note(kind=kind, id=clean_line(element.get(f"{W}id", "")), text=text))
        story.runs.fields.close()
    return notes


def _headers(
    package: Package,
    main: str,
    kind: Literal["header", "footer"],
    new_story: _NewStory,
    others: list[Story],
) -> list[Note]:
    """Each different header once: a document has up to three for each of its sections."""
    notes: list[Note] = []
    for part in package.related(main, kind):
        root = package.tree(part)
        if root is None:
            continue
        story = new_story(part.rsplit("/", 1)[-1].removesuffix(".xml"))
        others.append(story)
        text = write_current(story.read(root))[0].strip()
        story.runs.fields.close()
        if text and all(note.text != text for note in notes):
            notes.append(Note(kind=kind, id=f"{kind}-{len(notes) + 1}", text=text))
    return notes


def _asides(stories: list[Story]) -> list[Note]:
    """Field codes and hidden text of all parts."""
    codes = [code for story in stories for code in story.runs.fields.codes]
    hidden = [line for story in stories for line in "".join(story.runs.hidden).split("\n")]
    return [
        Note(kind="field", id=f"{name}-{n}", text=text)
        for name, texts in (("field", codes), ("hidden", hidden))
        for n, text in enumerate((text for text in texts if text.strip()), start=1)
    ]


def _title(lines: list[Line]) -> str:
    """The paragraph in the style Title, or the heading that the document opens with."""
    titled = [line for line in lines if line.is_title] or [
        line for line in lines[:3] if line.kind == "heading"
    ]
    for line in titled:
        words = clean_line("".join(piece.text for piece in line.pieces if piece.current))
        if 0 < len(words) <= _LONGEST_TITLE:
            return words
    return ""


def _properties(package: Package) -> dict[str, str]:
    """Core and application properties, as the file claims them."""
    properties: dict[str, str] = {}
    for kind in ("core-properties", "extended-properties"):
        root = _first(package, "", kind)
        for element in root if root is not None else ():
            name = etree.QName(element).localname
            words = clean_line(element.text or "")[:500]
            if words and len(properties) < _MOST_PROPERTIES:
                properties.setdefault(name, words)
    return properties


def _no_document() -> Rejected:
    return refuse("not-a-word-file", "This file is called a Word document but holds none.")
