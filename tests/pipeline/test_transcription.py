"""A scan that nobody can read is said to be one; what a person typed from it can be quoted."""

import json

from tests.builders.pdf_file import PICTURE, pdf
from tests.pipeline.conftest import Make

TYPED = (
    "Organisation: Dune Radio Society\nStakeholder group: Civil society\n\n"
    "Volunteers repair the masts after every storm, and the ministry should lend them a vehicle "
    "for it, since no member owns one."
)
DECISION = {
    "id": "d1", "kind": "transcribe", "target": "C-0001", "by": "secretary",
    "at": "2026-06-01T00:00:00Z",
    "value": {"text": TYPED, "author": "A. Typist", "method": "by eye", "second_reader": "B. Two"},
}  # fmt: skip


def test_a_scan_is_quarantined_with_what_to_do(make: Make) -> None:
    compiled = make({"scan.pdf": pdf(PICTURE, PICTURE)})
    [one] = compiled.files.record.contributions
    assert one.fate == "quarantined"
    assert one.reasons[0].code == "no-text-layer"
    assert "transcribe" in one.reasons[0].remedy


def test_what_a_person_typed_is_used_and_quoted_as_transcribed(make: Make) -> None:
    first = make({"scan.pdf": pdf(PICTURE, PICTURE)})
    line = json.dumps(DECISION) + "\n"
    (first.forum / "decisions.jsonl").write_text(line, encoding="utf-8")
    again = first.again()
    [one] = again.files.record.contributions
    assert one.fate == "reflected"
    assert one.lead.organisation == "Dune Radio Society"
    assert one.received_text == ""
    [version] = one.versions
    assert (version.kind, version.by, version.second_reader) == (
        "transcription", "A. Typist", "B. Two",
    )  # fmt: skip
    shown = again.files.files["outcome.html"].decode()
    assert "Dune Radio Society (Civil society) (as transcribed)" in shown
    assert "A. Typist" not in again.files.files["public/outcome.html"].decode()
