"""PDFs made to do harm end as a refusal or as clean text, in time, and cost no other file.

Every one is built here by code; none is kept in the repository.
"""

import hashlib
import time
import zlib
from collections.abc import Callable, Iterator

import pytest

from bpforum.bounded import Limits
from bpforum.readers.read import read_submissions
from models.reading import Reading
from models.submission import Rejected
from tests.builders.pdf_file import at, lines, pdf, rule

GOOD = ("good.txt", b"We ask for open roofs.")
SECONDS = 20
LIMITS = Limits(wall_seconds=2 * SECONDS)
Results = dict[str, Reading | Rejected]
Item = tuple[str, str, bytes, dict[str, str]]


def packed(content: bytes, times: int) -> str:
    """A stream that unpacks to `content`, packed so many times, with its dictionary."""
    for _ in range(times):
        content = zlib.compress(content, 9)
    filters = "/FlateDecode" * times
    hexed = content.hex()
    head = f"<</Filter[/ASCIIHexDecode{filters}]/Length {len(hexed) + 1}>>"
    return f"{head}stream\n{hexed}>\nendstream"


def with_contents(stream: str) -> bytes:
    """A page whose content is object 10."""
    return pdf("x", objects=[stream]).replace(b"/Contents 1001 0 R", b"/Contents 10 0 R")


HOSTILE: dict[str, Callable[[], bytes]] = {
    "a bomb": lambda: with_contents(packed(b"BT /F1 9 Tf (x) Tj ET " * 20_000_000, 2)),
    "letters without end": lambda: with_contents(
        packed(b"BT /F1 9 Tf 72 700 Td (" + b"x" * 3_000_000 + b") Tj ET", 1)
    ),
    "every letter elsewhere": lambda: pdf(
        "".join(at(7 * n % 600, 13 * n % 780, "x", 1 + n % 40) for n in range(40_000))
    ),
    "a page of gutters": lambda: pdf(
        "".join(at(x, y, "x", 4) for y in range(20, 780, 6) for x in range(10, 600, 8))
    ),
    "a net of rules": lambda: pdf(
        "".join(rule(0, y / 9, 600, y / 9) + rule(y / 9, 0, y / 9, 780) for y in range(6_000))
        + lines(72, 700, ["word " * 12] * 50)
    ),
    "white on a thousand fields": lambda: pdf(
        "".join(f"0 0 0.5 rg {n % 60 * 10} {n // 60 * 10} 9 9 re f\n" for n in range(4_000))
        + "1 1 1 rg\n"
        + "".join(at(n % 600, n * 7 % 780, "x") for n in range(10_000))
    ),
    "forms in forms": lambda: pdf(
        "/X10 Do",
        objects=[
            f"<</Type/XObject/Subtype/Form/BBox[0 0 9 9]/Resources<</XObject<</X{n} {n} 0 R>>>>"
            f"/Length 8>>stream\n/X{n} Do \nendstream"
            for n in range(11, 900)
        ],
    ).replace(b"/XObject<</I1 5 0 R>>", b"/XObject<</X10 10 0 R>>"),
    "a form that draws itself": lambda: pdf(
        "/I1 Do",
        objects=[
            ("<</Type/XObject/Subtype/Form/BBox[0 0 9 9]/Resources 6 0 R/Length 15>>stream\n"
            "/I1 Do /I1 Do  \nendstream")
        ],
    ).replace(b"/I1 5 0 R", b"/I1 10 0 R"),
    "pages that hold each other": lambda: pdf("x").replace(
        b"/Kids[1000 0 R]", b"/Kids[2 0 R 2 0 R]"
    ),
    "a million pages, it says": lambda: pdf("x").replace(b"/Count 1/", b"/Count 1000000/"),
    "10,000 remarks": lambda: pdf(
        at(72, 700, "x"),
        page="/Annots[" + "10 0 R " * 10_000 + "]",
        objects=["<</Type/Annot/Subtype/Text/Rect[0 0 9 9]/Contents(x)/T(x)/IRT 10 0 R>>"],
    ),
    "fields without end": lambda: pdf(
        lines(72, 700, ["x"] * 60),
        catalog="/AcroForm<</Fields[" + "10 0 R " * 3_000 + "]>>",
        page="/Annots[" + "10 0 R " * 3_000 + "]",
        objects=["<</Type/Annot/Subtype/Widget/FT/Tx/T(a)/Rect[0 0 9 9]/V(x)/Parent 10 0 R>>"],
    ),
    "10,000 attached files": lambda: pdf(
        at(72, 700, "x"),
        catalog="/Names<</EmbeddedFiles<</Names[" + "(a) 10 0 R " * 10_000 + "]>>>>",
        objects=[
            "<</Type/Filespec/F(a)/EF<</F 11 0 R>>>>",
            "<</Type/EmbeddedFile/Length 1>>stream\nx\nendstream",
        ],
    ),
    "an attached bomb": lambda: pdf(
        at(72, 700, "x"),
        catalog="/Names<</EmbeddedFiles<</Names[(a) 10 0 R]>>>>",
        objects=["<</Type/Filespec/F(a)/EF<</F 11 0 R>>>>", packed(b"\0" * 400_000_000, 2)],
    ),
    "numbers that are none": lambda: pdf(
        "BT /F1 99999999999999999999 Tf 1e300 0 0 nan -1e300 1e300 Tm (x) Tj ET"
        + at(72, 700, "x"),
        page="/Rotate 77/UserUnit 1e99/CropBox[0 0 0 0]",
    ),
    "a tower of lines": lambda: pdf("".join(at(72, 700, "x y z") for _ in range(20_000))),
    "a page beyond all measure": lambda: pdf(
        at(72, 700, "x"), page="/MediaBox[0 0 1e30 1e30]"
    ),
    "200,000 hyphens": lambda: pdf(lines(72, 700, ["a-"] * 3_000, step=0.2)),
    "numbers, dots and brackets": lambda: pdf(
        lines(72, 760, ["1.1.1.1.1.1" * 300, "." * 3_000, "(((" * 900, "\xb9\xb2\xb3)" * 300])
    ),
    "nothing but its first line": lambda: b"%PDF-1.7\n",
    "a first line and noise": lambda: b"%PDF-1.7\n"
    + b"".join(hashlib.sha256(b"%d" % n).digest() for n in range(30_000)),
    "objects without end": lambda: b"%PDF-1.4\n" + b"1 0 obj\n<<" * 300_000,
    "brackets without end": lambda: b"%PDF-1.4\n1 0 obj\n" + b"[" * 5_000_000,
}  # fmt: skip


@pytest.fixture(scope="module")
def results() -> Results:
    """All of them in one batch, a good file after each, which must not suffer."""

    def items() -> Iterator[Item]:
        for what, build in HOSTILE.items():
            yield what, "a.pdf", build(), {}
            yield f"after {what}", *GOOD, {}

    found: Results = {}
    started = time.monotonic()
    for key, result in read_submissions(items(), limits=LIMITS):
        assert time.monotonic() - started < 2 * SECONDS, key
        found[key] = result
        started = time.monotonic()
    return found


@pytest.mark.parametrize("what", sorted(HOSTILE))
def test_a_hostile_pdf_is_read_or_refused_in_words(results: Results, what: str) -> None:
    result = results[what]
    if isinstance(result, Rejected):
        (reason,) = result.reasons
        assert reason.message.endswith(".")
        assert reason.remedy
    else:
        assert not set("\u202e\u2066\u200b\x00") & set(result.text)


def test_good_files_between_them_do_not_suffer(results: Results) -> None:
    for what in HOSTILE:
        good = results[f"after {what}"]
        assert isinstance(good, Reading)
        assert good.text == GOOD[1].decode()


SAMPLE = pdf(
    at(72, 740, "A title", 18) + lines(72, 700, ["We ask for open roofs", "in all towns."])
    + lines(320, 700, ["A second column", "of some words."]) + rule(72, 500, 400, 500)
    + at(72, 480, "Name:"),
    at(72, 700, "A second page."),
    info={"Title": "x", "CreationDate": "D:20240903142500+02'00'"},
    catalog="/AcroForm<</Fields[10 0 R]>>/Names<</EmbeddedFiles<</Names[(a) 13 0 R]>>>>",
    page="/Annots[10 0 R 11 0 R 12 0 R]",
    objects=[
        "<</Type/Annot/Subtype/Widget/FT/Tx/T(name)/V(Ann)/Rect[110 476 300 490]>>",
        "<</Type/Annot/Subtype/Text/Rect[3 7 9 9]/Contents(Is it?)/T(Bob)/M(D:2024)>>",
        (
            "<</Type/Annot/Subtype/Highlight/Rect[3 7 9 9]/Contents(Yes)/IRT 11 0 R"
            "/QuadPoints[72 710 200 710 72 690 200 690]>>"
        ),
        "<</Type/Filespec/F(a)/EF<</F 14 0 R>>>>",
        "<</Type/EmbeddedFile/Length 1>>stream\nx\nendstream",
    ],
)  # fmt: skip


def test_no_damage_to_a_good_pdf_stops_the_reader() -> None:
    """Cut, overwritten and doubled in places, 200 ways."""
    made: list[Item] = [
        (str(n), "a.pdf", _damage(hashlib.sha256(b"%d" % n).digest()), {}) for n in range(200)
    ]
    codes = [
        result.reasons[0].code if isinstance(result, Rejected) else "read"
        for _, result in read_submissions(made, limits=LIMITS)
    ]
    assert len(codes) == len(made)
    assert "reader-stopped" not in codes
    assert codes.count("read") > 50


def _damage(seed: bytes) -> bytes:
    data = bytearray(SAMPLE)
    for n in range(1 + seed[0] % 6):
        at_ = int.from_bytes(seed[4 * n : 4 * n + 3], "big") % len(data)
        kind, length = seed[4 * n + 3] % 4, seed[n] % 12
        if kind == 0:
            data[at_ : at_ + length] = seed[:length]
        elif kind == 1:
            del data[at_ : at_ + length]
        elif kind == 2:
            data[at_:at_] = data[max(0, at_ - 90) : at_]
        else:
            data[at_] = 48 + seed[n] % 10
    return bytes(data[: int.from_bytes(seed[:3], "big") % len(data)] if seed[31] % 5 == 0 else data)
