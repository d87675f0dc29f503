"""Which column is which: as declared, or proposed by headers and cells; never by a guess."""

import csv
import io
import tomllib
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bpforum.sources.tables.answers import answer_of, tick_columns
from bpforum.sources.tables.columns import Table
from bpforum.sources.tables.mapping import Places, Proposal, find_places
from bpforum.sources.tables.proposal import propose
from bpforum.sources.tables.table import table_rows
from bpforum.sources.tables.tables import open_tables
from models.call import Question
from models.submission import Rejected

DATA = Path(__file__).parents[5] / "shared" / "data"
LONG = ("Training in the languages that people speak at home.", "A fund that small towns can use.")
HEADERS = (
    "ID", "Name", "text", "Comment", "Q [a]", "Q [b]", "Q - x", "Q - y", "", "First name", "Nom",
    "Prénom", "a / b", "A + B", "E-mail", "Date", "What works?", "Response", "Q1", "title", "url",
    "Other (please specify)", '{"ImportId":"x"}', "consent", "question",
)  # fmt: skip
CELLS = (
    "", "1", "2", "x", "Yes", "No", *LONG, "2026-05-03", "05/13/2026", "a@b.org", "Kenya",
    "Response", "Other (please specify)", "https://a.org", "a\nb", '"q"', "What works?", "id",
)  # fmt: skip
QUESTIONS = (
    Question(id="q1", text="What works in capacity building?"),
    Question(id="q2", text="What does not work in capacity building?"),
)


def _table(*rows: Sequence[str]) -> Table:
    text = io.StringIO()
    csv.writer(text).writerows(rows)
    return _opened("a.csv", text.getvalue().encode())


def _opened(name: str, data: bytes) -> Table:
    tables = open_tables(name, data)
    assert not isinstance(tables, Rejected)
    return tables.shown[0]


def _answers(table: Table, *names: str) -> list[str]:
    places = find_places(table, {}, {"q": names if len(names) > 1 else names[0]})
    assert isinstance(places, Places), places
    columns = places.questions["q"]
    return [answer_of(columns, x, tick_columns(columns, table.lines)) for x in table.lines]


class TestDeclared:
    """What `columns` and `questions` of a source name."""

    def test_a_field_may_take_two_columns(self) -> None:
        table = _table(["First", "Last", "A + B"], ["Ann", "Lee", "x"])
        places = find_places(table, {"name": "First + Last", "text": "A + B"}, {})
        assert isinstance(places, Places)
        assert [one.at for one in places.columns["name"]] == [0, 1]
        assert [one.at for one in places.columns["text"]] == [2]

    def test_every_name_that_is_missing_or_meant_twice_is_told(self) -> None:
        table = _table(["id", "Q", "", "T"], ["", "Response", "Other", "x"], ["1", "a", "b", "c"])
        assert find_places(table, {"text": "Q", "name": "N"}, {"q1": ("T", "Z")}) == (
            "columns.text: more than one column is called 'Q'; write 'Q / Response' or 'Q / Other'",
            "columns.name: there is no column 'N'",
            "questions.q1: there is no column 'Z'",
        )

    def test_boxes_that_were_ticked_become_a_list_of_their_names(self) -> None:
        for yes, no in (("1", "0"), ("Yes", "No"), ("x", ""), ("TRUE", "FALSE"), ("Oui", "Non")):
            table = _table(
                ["id", "W [Radio]", "W [Print, web]", "W [Other]"], ["1", yes, no, "drums"],
                ["2", yes, yes, ""], ["3", no, no, ""],
            )  # fmt: skip
            assert _answers(table, "W") == ["Radio; drums", "Radio; Print, web", ""]

    def test_a_box_that_holds_its_own_name_is_a_box(self) -> None:
        table = _table(["Which? - Radio", "Which? - Print"], ["Radio", ""], ["Radio", "Print"])
        assert _answers(table, "Which?") == ["Radio", "Radio; Print"]

    def test_a_choice_and_its_other_are_one_answer(self) -> None:
        table = _table(
            ["Tool", "Other, please specify"], ["Radio", ""], ["Other", "drums\nand bells"]
        )
        names = ("Tool", "Other, please specify")
        assert _answers(table, *names) == ["Radio", "Other\n\ndrums\nand bells"]

    def test_a_yes_or_no_that_stands_alone_is_kept_as_it_is(self) -> None:
        table = _table(["Agree?", "Why"], ["No", "Because."], ["Yes", ""])
        assert _answers(table, "Agree?", "Why") == ["No; Because.", "Yes"]
        assert _answers(table, "Agree?") == ["No", "Yes"]

    def test_a_scale_says_what_was_rated(self) -> None:
        table = _table(["R [Speed]", "R [Price]"], ["1", "5"], ["2", ""])
        assert _answers(table, "R") == ["Speed: 1; Price: 5", "Speed: 2"]


def _with(header: str, *cells: str) -> Proposal:
    return propose(_table(["Comment", header], *zip(LONG, cells, strict=False)))


class TestProposed:
    """What is proposed where nobody declared anything."""

    @pytest.mark.parametrize(
        ("header", "cells", "field"),
        [
            ("ID", ("7", "8"), "external_id"), ("Numéro", ("7", "8"), "external_id"),
            ("Your name", ("Ann", "Bob"), "name"), ("¿Cuál es su nombre?", ("Ana", "Eva"), "name"),
            ("Quel est votre nom ?", ("Léa", "Zoé"), "name"), ("País", ("Perú", "Mali"), "country"),
            ("Organización", ("ISOC", "UIT"), "organisation"), ("Langue", ("fr", "en"), "language"),
            ("Which stakeholder group do you belong to?", ("Government", "Civil society"),
             "stakeholder_group"),
            ("Horodateur", ("2026/05/03 10:00", "2026/05/04"), "received_at"),
            ("Marca temporal", ("13/05/2026 10:00:00", "02/03/2026 9:00"), "received_at"),
            ("whatever", ("2026-05-03", "2026-05-04"), "received_at"),
            ("Autorizo la publicación de mi nombre", ("Sí", "No"), "consent"),
            ("Position", ("Support", "Oppose"), "position"),
            ("Position", ("Director", "Engineer"), "function"),
            ("Asunto", ("Becas", "Radio"), "title"), ("EndDate", ("2026-05-03", "2026-05-04"),
             "received_at"), ("Permalink", ("https://a.org/1", "https://a.org/2"), "url"),
        ],
    )  # fmt: skip
    def test_a_field_is_known_by_its_header_and_its_cells(
        self, header: str, cells: tuple[str, ...], field: str
    ) -> None:
        proposal = _with(header, *cells)
        assert proposal.columns == {"text": "Comment", field: header}
        assert proposal.is_certain

    @pytest.mark.parametrize(
        ("header", "cells"),
        [
            ("E-mail", ("a@b.org", "c@d.org")), ("Teléfono", ("+41 79 123 45 67", "")),
            ("Adresse postale", ("12, rue du Lac, 1200 Genève, Suisse", "x")),
            ("IP", ("10.0.0.1", "10.0.0.2")), ("¿Su correo electrónico?", ("a@b.org", "")),
            ("Name", ("a@b.org", "c@d.org")), ("Notes", ("+41 79 123 45 67", "+41 79 765 43 21")),
            ("User agent", ("Mozilla/5.0 (X11; Linux x86_64; rv:1) Gecko Firefox like this", "b")),
        ],
    )  # fmt: skip
    def test_contact_data_are_never_mapped(self, header: str, cells: tuple[str, ...]) -> None:
        proposal = _with(header, *cells)
        assert (proposal.columns, proposal.is_certain) == ({"text": "Comment"}, True)
        assert proposal.unread == (header,)

    @pytest.mark.parametrize(
        ("header", "cells"),
        [
            ("ID", ("7", "7")), ("Title", ("Mr", "Ms")), ("Country", ("1", "2")),
            ("Date", ("soon", "later")), ("Does your organisation train people?", ("1", "0")),
            ("URL", ("none", "nothing")), ("Recipient Last Name", ("Doe", "Roe")),
        ],
    )  # fmt: skip
    def test_a_header_whose_cells_say_something_else_is_not_believed(
        self, header: str, cells: tuple[str, ...]
    ) -> None:
        assert _with(header, *cells).columns == {"text": "Comment"}

    def test_first_and_last_name_are_a_name(self) -> None:
        rows = [["Prénom", "Nom", "Texte"], ["Zoé", "Diop", LONG[0]], ["Léa", "Sow", LONG[1]]]
        assert propose(_table(*rows)).columns == {"text": "Texte", "name": "Prénom + Nom"}
        rows[0] = ["First name", "Last name", "Text"]
        assert propose(_table(*rows)).columns["name"] == "First name + Last name"

    def test_the_calls_questions_are_found_by_their_text_or_id(self) -> None:
        table = _table(
            ["Q2", "1. What works in capacity-building ?", "Anything else?"],
            [LONG[0], LONG[1], "No."], [LONG[1], LONG[0], "Thanks to all of you for this."],
        )  # fmt: skip
        proposal = propose(table, QUESTIONS)
        assert proposal.questions == {"q1": "1. What works in capacity-building ?", "q2": "Q2"}
        assert proposal.columns == {"text": "Anything else?"}
        assert proposal.is_certain

    def test_a_question_in_several_columns_is_one_answer(self) -> None:
        asked = QUESTIONS[0].text
        table = _table([f"{asked} [Radio]", f"{asked} [Print]"], ["Yes", "No"], ["No", "Yes"])
        proposal = propose(table, QUESTIONS)
        assert (proposal.questions, proposal.is_certain) == ({"q1": asked}, True)
        assert proposal.notes[-1] == "No column was found for q2."

    def test_the_only_long_column_is_the_text_and_two_are_contested(self) -> None:
        one = propose(_table(["a", "b"], ["7", LONG[0]], ["8", LONG[1]]))
        assert (one.columns, one.is_certain) == ({"text": "b"}, True)
        two = propose(_table(["a", "b"], LONG, LONG[::-1]))
        assert (two.questions, two.is_certain) == ({"q1": "a", "q2": "b"}, False)
        assert "'a', 'b' all hold what people wrote" in two.contested[0]

    def test_long_answers_beside_the_text_are_never_left_out_in_silence(self) -> None:
        proposal = propose(_table(["Comment", "Why do you think so?"], LONG, LONG[::-1]), QUESTIONS)
        assert (proposal.columns, proposal.is_certain) == ({"text": "Comment"}, False)

    @pytest.mark.parametrize("header", ["Name", "Consent", "Country"])
    def test_two_columns_of_one_meaning_are_contested(self, header: str) -> None:
        rows = [["Comment", header, header.upper() + " "], [LONG[0], "a", "b"], [LONG[1], "c", "d"]]
        assert not propose(_table(*rows)).is_certain

    def test_an_answer_that_looks_like_an_address_is_asked_about(self) -> None:
        rows = [["Comment", "Your contact with us: how was it?"], LONG, LONG[::-1]]
        proposal = propose(_table(*rows))
        assert not proposal.is_certain
        assert "may hold contact data" in proposal.contested[0]

    def test_what_is_printed_can_be_pasted(self) -> None:
        table = _table(["ID", 'Say "why" \\ how?', "Q [a]", "Q [b]"], ["1", LONG[0], "1", "0"])
        proposal = propose(table, (Question(id="q1", text="Q"),))
        written = tomllib.loads(proposal.toml())
        assert written == {
            "columns": {"external_id": "ID", "text": 'Say "why" \\ how?'},
            "questions": {"q1": "Q"},
        }
        assert isinstance(find_places(table, written["columns"], written["questions"]), Places)

    def test_nothing_is_proposed_for_a_table_of_numbers(self) -> None:
        proposal = propose(_table(["a", "b"], ["1", "2"], ["3", "4"]))
        assert not proposal.is_certain
        assert proposal.contested == ("no column could be told to hold what people wrote",)

    @settings(deadline=None, derandomize=True, max_examples=150)
    @given(st.data())
    def test_any_table_ends_with_all_its_rows_or_with_a_reason(self, data: st.DataObject) -> None:
        width = data.draw(st.integers(1, 6))
        head = st.lists(st.sampled_from(HEADERS), min_size=1, max_size=width)
        rows = st.lists(st.lists(st.sampled_from(CELLS), max_size=width), max_size=6)
        text = io.StringIO()
        csv.writer(text).writerows([data.draw(head), *data.draw(rows)])
        bytes_ = text.getvalue().encode()
        asked = data.draw(st.sampled_from([(), QUESTIONS]))
        found = table_rows(
            "a.csv", bytes_, ZoneInfo("UTC"), datetime(2026, 5, 3, tzinfo=UTC), asked
        )
        if not isinstance(found, Rejected):
            assert len(found) == len(_opened("a.csv", bytes_).lines)


@pytest.mark.skipif(not DATA.is_dir(), reason="no shared data beside the project")
@pytest.mark.parametrize(
    ("path", "columns"),
    [
        ("german-citizens/cycling-moers-ehrenfeld.csv", {
            "external_id": "ID", "text": "text", "title": "title", "received_at": "created",
            "url": "URL"}),
        ("german-citizens/ottensen-thematic.csv", {
            "external_id": "document_id", "text": "text", "title": "title", "url": "url"}),
        ("polis/bg2050-volunteers/comments.csv", {
            "external_id": "comment-id", "text": "comment-body"}),
        ("polis/brexit-consensus/comments.csv", {
            "external_id": "comment-id", "text": "comment-body"}),
        ("polis/bg2050-volunteers/participants-votes.csv", None),
        ("sib200/fra_Latn/dev.tsv", {"external_id": "index_id", "text": "text"}),
    ],
)  # fmt: skip
def test_real_exports_are_understood(path: str, columns: dict[str, str] | None) -> None:
    proposal = propose(_opened(path, (DATA / path).read_bytes()))
    assert proposal.is_certain == (columns is not None), proposal
    assert columns is None or proposal.columns == columns
