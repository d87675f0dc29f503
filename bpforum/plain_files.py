"""The words of a run's files, whatever their format: what a reader of the file would read."""

import html
import io
import re
import zipfile
from collections.abc import Iterator

_WORD = re.compile(r"\w+")
_AT_ONCE = 2**18


def plain(path: str, data: bytes) -> str:
    """The words of a file: markup away, entities and escapes undone."""
    if path.endswith(".docx"):
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            parts = [
                package.read(name).decode(errors="replace")
                for name in package.namelist()
                if name.endswith((".xml", ".rels"))
            ]
        return html.unescape(re.sub(r"<[^>]*>", "", re.sub(r"</w:p>", " ", " ".join(parts))))
    text = data.decode(errors="replace")
    if path.endswith(".html"):
        return html.unescape(re.sub(r"<[^>]*>", "", re.sub(r"</(?:p|div|li|td|tr)>", " ", text)))
    if path.endswith(".json"):
        return text.replace("\\n", " ").replace('\\"', '"')
    return text


def pieces(path: str, data: bytes, shared: int, at_once: int = _AT_ONCE) -> Iterator[str]:
    """The same of some lines at a time, where the format allows it: a large file's words are never
    all held. Each piece begins with lines that hold at least the last `shared` words of the one
    before."""
    if path.endswith((".docx", ".html")):
        yield plain(path, data)
        return
    start, most = 0, at_once
    while start < len(data):
        end = data.find(b"\n", start + most) + 1 or len(data)
        yield plain(path, data[start:end])
        if end == len(data):
            return
        back = end
        while back > start and _words(plain(path, data[back:end])) < shared:
            back = data.rfind(b"\n", start, back - 1) + 1 or start
        # Where so few words take up so much room, there is more of it the next time.
        start, most = (back, at_once) if back > start else (start, 2 * most)


def _words(text: str) -> int:
    return len(_WORD.findall(text.casefold()))
