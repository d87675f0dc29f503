"""The sample outcome reads and looks as it did when a person last looked at it.

A deliberate change is taken over by `python -m tests.golden.test_faces`, and looked at first.
"""

import re
from pathlib import Path

import pytest
from lxml import etree

from bpforum.data import data_path
from bpforum.rendering.canonical_zip import unpack
from bpforum.rendering.docx import render_docx
from bpforum.rendering.html import PageAssets, render_html
from tests.unit.rendering.sample import make_outcome

FACES = Path(__file__).parent / "faces"
NAMES = ("outcome.html", "document.xml", "bpf1.xml", "bpf2.xml", "document.xml.rels")


def make_faces() -> dict[str, str]:
    """The parts that hold the outcome; style sheets have files of their own."""
    face = data_path("templates", "outcome")
    assets = PageAssets(
        page=(face / "page.html.jinja").read_text(encoding="utf-8"),
        style=(face / "page.css").read_text(encoding="utf-8"),
    )
    page = render_html(make_outcome(), assets).decode()
    parts = unpack(render_docx(make_outcome(), (face / "shell.docx").read_bytes()))
    made = {
        Path(name).name: _pretty(part) for name, part in parts.items() if Path(name).name in NAMES
    }
    without_style = re.sub(r"<style>.*?</style>", "<style></style>", page, flags=re.DOTALL)
    made["outcome.html"] = re.sub(r"'sha256-[^']*'", "'sha256-'", without_style)
    return made


def _pretty(part: bytes) -> str:
    tree = etree.fromstring(part, etree.XMLParser(remove_blank_text=True))
    return etree.tostring(tree, pretty_print=True, encoding="unicode")


@pytest.mark.parametrize("name", NAMES)
def test_the_faces_are_as_they_were_looked_at(name: str) -> None:
    assert make_faces()[name] == (FACES / name).read_text(encoding="utf-8")


if __name__ == "__main__":
    FACES.mkdir(exist_ok=True)
    for made_name, face_text in make_faces().items():
        (FACES / made_name).write_text(face_text, encoding="utf-8", newline="\n")
