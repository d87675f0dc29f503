"""The shell that is shipped is the one that the script makes, and Word has all it needs in it."""

from io import BytesIO

import docx

from bpforum.data import data_path
from bpforum.rendering.canonical_zip import unpack
from bpforum.rendering.shell import build_shell


def test_the_committed_shell_is_what_the_script_makes() -> None:
    committed = data_path("templates", "outcome", "shell.docx").read_bytes()
    assert unpack(committed) == unpack(build_shell()), "run `make shell`"


def test_it_opens_and_has_its_places_and_real_heading_styles() -> None:
    opened = docx.Document(BytesIO(build_shell()))
    texts = [one.text for one in opened.paragraphs]
    assert "{{ contents }}" in texts
    assert "{{ body }}" in texts
    names = {style.name for style in opened.styles}
    assert {"Heading 1", "Heading 2", "Heading 3", "BPF Paragraph", "BPF Quote"} <= names


def test_the_first_page_has_neither_header_nor_footer() -> None:
    section = docx.Document(BytesIO(build_shell())).sections[0]
    assert section.different_first_page_header_footer
    assert "PAGE" in section.footer.part.blob.decode()
    assert "NUMPAGES" in section.footer.part.blob.decode()
