"""Builds small PDFs by hand, so that tests need no program that makes them."""

from collections.abc import Mapping, Sequence

FONTS = {
    "F1": "<</Type/Font/Subtype/Type1/BaseFont/Helvetica/Encoding/WinAnsiEncoding>>",
    "F2": "<</Type/Font/Subtype/Type1/BaseFont/Helvetica-Bold/Encoding/WinAnsiEncoding>>",
}


def at(x: float, y: float, words: str, size: float = 10, font: str = "F1", mode: int = 0) -> str:
    """`words` with their baseline `y` points above the page's lower edge."""
    escaped = words.replace("\\", r"\\").replace("(", r"\(").replace(")", r"\)")
    return f"BT /{font} {size} Tf {mode} Tr 1 0 0 1 {x} {y} Tm ({escaped}) Tj ET\n"


def lines(x: float, y: float, words: Sequence[str], size: float = 10, step: float = 12) -> str:
    """Lines one below the other."""
    return "".join(at(x, y - n * step, line, size) for n, line in enumerate(words))


def rule(x0: float, y0: float, x1: float, y1: float) -> str:
    """A thin black line."""
    return f"0.5 w {x0} {y0} m {x1} {y1} l S\n"


PICTURE = "q 612 0 0 792 0 0 cm /I1 Do Q\n"
"""A grey picture that fills the page."""


def pdf(
    *pages: str,
    catalog: str = "",
    objects: Sequence[str] = (),
    page: str = "",
    info: Mapping[str, str] | None = None,
    fonts: Mapping[str, str] | None = None,
    trailer: str = "",
) -> bytes:
    """A document of `pages` (their content), 612 by 792 points.

    `objects` are further ones, from number 10 on; `catalog` and `page` are entries of theirs.
    """
    made: dict[int, str] = {3: "", 4: ""}
    named = "".join(f"/{name} {font}" for name, font in {**FONTS, **(fonts or {})}.items())
    made[5] = (
        "<</Type/XObject/Subtype/Image/Width 1/Height 1/ColorSpace/DeviceGray/BitsPerComponent 8"
        "/Length 1>>stream\n\x88\nendstream"
    )
    made[6] = f"<</Font<<{named}>>/XObject<</I1 5 0 R>>>>"
    entries = "".join(f"/{key}({value})" for key, value in (info or {}).items())
    made[7] = f"<<{entries}>>"
    for n, content in enumerate(objects, start=10):
        made[n] = content
    kids = []
    for n, content in enumerate(pages):
        number = 1000 + 2 * n
        kids.append(f"{number} 0 R")
        made[number] = (
            f"<</Type/Page/Parent 2 0 R/MediaBox[0 0 612 792]/Resources 6 0 R"
            f"/Contents {number + 1} 0 R{page}>>"
        )
        size = len(content.encode("latin-1"))
        made[number + 1] = f"<</Length {size}>>stream\n{content}\nendstream"
    made[1] = f"<</Type/Catalog/Pages 2 0 R{catalog}>>"
    made[2] = f"<</Type/Pages/Count {len(pages)}/Kids[{' '.join(kids)}]>>"
    out = bytearray(b"%PDF-1.7\n")
    places: dict[int, int] = {}
    for number in sorted(number for number in made if made[number]):
        places[number] = len(out)
        out += f"{number} 0 obj\n{made[number]}\nendobj\n".encode("latin-1")
    start = len(out)
    out += b"xref\n0 1\n0000000000 65535 f \n"
    for number, place in places.items():
        out += f"{number} 1\n{place:010d} 00000 n \n".encode()
    size = max(places) + 1
    out += f"trailer<</Size {size}/Root 1 0 R/Info 7 0 R{trailer}>>\n".encode()
    out += f"startxref\n{start}\n%%EOF".encode()
    return bytes(out)
