"""Draws PDF files of a few pages, the same bytes each time; refuses pictures but its own scan."""

import re
from hashlib import sha256

_SIZES = {"#": 20, "##": 14}
"""Points of a title and of a heading."""


def draw_pages(body: str, head: dict[str, str]) -> bytes:
    """A PDF of the lines of `body` as they stand: `# ` begins a title, `## ` a heading,
    `---` the next page.

    `head` gives the footer of each page, and title and author of the file.
    """
    pages = body.split("---\n")
    contents = []
    for n, page in enumerate(pages, start=1):
        drawn, y = "", 740
        for line in page.strip("\n").split("\n"):
            size = _SIZES[line.split(" ")[0]] if line.startswith("#") else 11
            y -= size + 3 if line else 8
            if size > 11:
                y -= 6
                drawn += _show(72, y, line.lstrip("# "), "F2", size)
            elif line:
                drawn += _show(72, y, line, "F1", size)
        drawn += _show(72, 40, head["footer"], "F1", 8)
        drawn += _show(490, 40, f"page {n} of {len(pages)}", "F1", 8)
        contents.append(drawn.encode("cp1252"))
    return _pdf(contents, head)


def draw_scan(body: str, letters: dict[str, list[str]]) -> bytes:
    """A PDF of one page that is a picture of the lines of `body`: no text in it.

    `letters`: letter → its rows of dots; 1 is ink.
    """
    width, height = 424, 548
    ink = [[0] * width for _ in range(height)]
    for n, line in enumerate(body.strip("\n").split("\n")):
        for m, letter in enumerate(line):
            for down, row in enumerate(letters.get(letter, [])):
                for right, dot in enumerate(row):
                    ink[60 + 14 * n + down][36 + 6 * m + right] |= int(dot)
    for n in range(120):  # dust on the glass
        x, y = (int(half, 16) for half in re.findall(".{8}", sha256(bytes([n])).hexdigest())[:2])
        ink[y % height][x % width] ^= 1
    packed = b"".join(
        int("".join(str(1 - dot) for dot in row), 2).to_bytes(width // 8, "big") for row in ink
    )
    return _pdf([b"q 612 0 0 792 0 0 cm /I1 Do Q"], {}, (width, height, packed))


def _show(x: int, y: int, words: str, font: str, size: int) -> str:
    escaped = re.sub(r"([()\\])", r"\\\1", words)
    return f"BT /{font} {size} Tf 1 0 0 1 {x} {y} Tm ({escaped}) Tj ET\n"


def _pdf(
    contents: list[bytes], head: dict[str, str], picture: tuple[int, int, bytes] | None = None
) -> bytes:
    """The smallest PDF with these pages, on US Letter paper, and one picture at the most."""
    font = b"<</Type/Font/Subtype/Type1/Encoding/WinAnsiEncoding/BaseFont/%b>>"
    title, author = (head.get(key, "").encode("cp1252") for key in ("title", "author"))
    kids = b" ".join(b"%d 0 R" % (7 + 2 * n) for n in range(len(contents)))
    objects = [
        b"<</Type/Catalog/Pages 2 0 R/Lang(en)>>",
        b"<</Type/Pages/Count %d/Kids[%b]>>" % (len(contents), kids),
        font % b"Courier", font % b"Helvetica-Bold",
        b"<</Title(%b)/Author(%b)>>" % (title, author),
        _stream(
            b"/Type/XObject/Subtype/Image/Width %d/Height %d/ColorSpace/DeviceGray"
            b"/BitsPerComponent 1" % picture[:2], picture[2],
        ) if picture else b"null",
    ]  # fmt: skip
    for n, content in enumerate(contents):
        objects += [
            b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 612 792]/Contents %d 0 R/Resources"
            b"<</Font<</F1 3 0 R/F2 4 0 R>>/XObject<</I1 6 0 R>>>>>>" % (8 + 2 * n),
            _stream(b"", content),
        ]
    written = b"%PDF-1.7\n"
    places = []
    for n, content in enumerate(objects, start=1):
        places.append(b"%010d 00000 n \n" % len(written))
        written += b"%d 0 obj\n%b\nendobj\n" % (n, content)
    size = len(objects) + 1
    return b"%bxref\n0 %d\n0000000000 65535 f \n%btrailer<</Size %d/Root 1 0 R/Info 5 0 R>>\n" % (
        written, size, b"".join(places), size,
    ) + b"startxref\n%d\n%%%%EOF\n" % len(written)  # fmt: skip


def _stream(entries: bytes, content: bytes) -> bytes:
    return b"<<%b/Length %d>>stream\n%b\nendstream" % (entries, len(content), content)
