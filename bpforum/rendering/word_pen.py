"""Owns how words, links, bookmarks and fields are put on a Word page; refuses to order them.

The pen knows what stays the same through a document: the shell's styles, the direction, the
anchors, and the counter that every bookmark takes its number from.
"""

from collections.abc import Callable, Mapping
from itertools import count

from bpforum.errors import RenderingFailed
from bpforum.rendering.anchors import Anchors
from bpforum.rendering.characters import Direction, direction, legal, stretches
from bpforum.rendering.shapes import is_reference
from bpforum.rendering.word_xml import Element, add, add_words, preserve, qualified
from models.outcome import Words

_CULTURES = {
    "ar": "ar-SA", "de": "de-DE", "en": "en-GB", "es": "es-ES", "fa": "fa-IR", "fr": "fr-FR",
    "he": "he-IL", "hi": "hi-IN", "it": "it-IT", "ja": "ja-JP", "ko": "ko-KR", "pt": "pt-PT",
    "ru": "ru-RU", "tr": "tr-TR", "zh": "zh-CN",
}  # fmt: skip
_EAST_ASIAN = ("ja", "ko", "zh")


def culture(language: str) -> str:
    """`en` → `en-GB`: Word's proofing tools want a language with a country."""
    return _CULTURES.get(language, language)


def bookmark_name(id: str) -> str:
    """The name under which the paragraph or section `id` travels through Word."""
    return f"_bpf_{id}"


class Pen:
    """Writes into the body of one document."""

    def __init__(
        self,
        anchors: Anchors,
        words: Words,
        styles: Mapping[str, str],
        way: Direction,
        link: Callable[[str], str],
        first_bookmark: int,
    ) -> None:
        self.anchors = anchors
        self.words = words
        self.way = way
        self._styles = styles
        self._link = link
        self._bookmarks = count(first_bookmark)

    def style(self, name: str) -> str:
        """The shell's id for the style `name`."""
        try:
            return self._styles[name.casefold()]
        except KeyError:
            raise RenderingFailed(
                f"the Word shell has no style called {name!r}; make one, or go back to the shell "
                "that came with bpforum"
            ) from None

    def paragraph(
        self,
        parent: Element,
        style: str,
        says: str = "",
        *,
        way: Direction | None = None,
        keep: bool = False,
        page_break: bool = False,
    ) -> tuple[Element, Element]:
        """A paragraph and its properties. It runs `way`, else as what it `says` does.

        `keep` keeps it on one page with the paragraph, or the table row, after it.
        """
        p = add(parent, "w:p")
        properties = add(p, "w:pPr")
        add(properties, "w:pStyle", val=self.style(style))
        if keep:
            add(properties, "w:keepNext")
        if page_break:
            add(properties, "w:pageBreakBefore")
        way = way or direction(says, self.way)
        if way != self.way:
            add(properties, "w:bidi", val="1" if way == "rtl" else "0")
        return p, properties

    def write(
        self, parent: Element, text: str, style: str = "", *, language: str = "", flow: str = ""
    ) -> None:
        """`text` as runs: one for each stretch of one direction."""
        named = self.style(style) if style else ""
        for words, way in stretches(legal(text), direction(flow, self.way)):
            run = add(parent, "w:r")
            if named or way == "rtl" or language:
                properties = add(run, "w:rPr")
                if named:
                    add(properties, "w:rStyle", val=named)
                if way == "rtl":
                    add(properties, "w:rtl")
                if language:
                    self._speak(properties, language, way)
            add_words(run, words, firm=is_reference(words))

    def bookmark(self, p: Element, id: str) -> None:
        """A bookmark without length, so that editing the words leaves it alone."""
        number = str(next(self._bookmarks))
        add(p, "w:bookmarkStart", id=number, name=bookmark_name(id))
        add(p, "w:bookmarkEnd", id=number)

    def jump(self, parent: Element, id: str) -> Element:
        """A link to the paragraph or section `id` of this document."""
        return add(parent, "w:hyperlink", anchor=bookmark_name(id), history="1")

    def away(self, parent: Element, address: str) -> Element:
        """A link to an address outside."""
        link = add(parent, "w:hyperlink", history="1")
        link.set(qualified("r:id"), self._link(address))
        return link

    def begin_field(self, parent: Element, code: str) -> None:
        """Opens a field; what follows is shown until a person lets Word update it."""
        add(add(parent, "w:r"), "w:fldChar", fldCharType="begin")
        instruction = add(add(parent, "w:r"), "w:instrText")
        instruction.text = f" {code} "
        preserve(instruction)
        add(add(parent, "w:r"), "w:fldChar", fldCharType="separate")

    def end_field(self, parent: Element) -> None:
        """Closes the field opened last."""
        add(add(parent, "w:r"), "w:fldChar", fldCharType="end")

    def _speak(self, properties: Element, language: str, way: Direction) -> None:
        script = "eastAsia" if language in _EAST_ASIAN else "bidi" if way == "rtl" else "val"
        add(properties, "w:lang", **{script: culture(language)})
