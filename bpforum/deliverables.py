"""Makes the files of a run folder, as bytes, from what a run came to; writes none of them."""

from collections.abc import Iterable, Iterator, Sequence

from bpforum.data import data_path
from bpforum.drafting.compendium import practices
from bpforum.drafting.draft import Draft
from bpforum.members import Members
from bpforum.passages_file import passages_parquet
from bpforum.record_file import record_file
from bpforum.rendering.docx import render_docx
from bpforum.rendering.html import PageAssets, render_html
from bpforum.run_folder import PUBLIC, json_bytes
from bpforum.settled import Settled
from bpforum.themes_file import all_themes, public_themes
from models.decision import Decision
from models.outcome import Outcome


def faces(outcome: Outcome) -> dict[str, bytes]:
    """`outcome.json` and what is rendered from it: the same function that verify calls."""
    face = data_path("templates", "outcome")
    shell = (face / "shell.docx").read_bytes()
    page = PageAssets(
        page=(face / "page.html.jinja").read_text(encoding="utf-8"),
        style=(face / "page.css").read_text(encoding="utf-8"),
    )
    return {
        "outcome.json": json_bytes(outcome),
        "outcome.html": render_html(outcome, page),
        "outcome.docx": render_docx(outcome, shell),
    }


def secretariat_files(
    draft: Draft,
    record: Settled,
    decisions: Sequence[Decision],
    members: Members | None = None,
) -> Iterator[tuple[str, bytes | Iterable[bytes]]]:
    """The files at the top of the run folder, but `manifest.json`, `changes.json` and the tables.

    One after the other: of a large forum no two are held at once. `members`: what is kept of the
    record's file.
    """
    grouping, says = draft.material.grouping, draft.material.says
    yield from faces(draft.outcome).items()
    yield record_file(record, len(grouping.passages), members)
    yield "themes.json", json_bytes(all_themes(draft))
    yield "decisions.jsonl", b"".join(f"{one.model_dump_json()}\n".encode() for one in decisions)
    yield "passages.parquet", passages_parquet(grouping, draft.cited, says)
    yield "practices.json", json_bytes(practices(draft))
    yield "balance.json", json_bytes(draft.facts.balance)


def public_files(draft: Draft) -> Iterator[tuple[str, bytes]]:
    """The files below `public/` but the tables: nothing in them comes from a narrower audience
    (promise 9)."""
    for name, data in faces(draft.outcome).items():
        yield PUBLIC + name, data
    yield PUBLIC + "themes.json", json_bytes(public_themes(draft))
    yield PUBLIC + "practices.json", json_bytes(practices(draft))
    yield PUBLIC + "balance.json", json_bytes(draft.facts.balance)
