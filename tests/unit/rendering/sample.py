"""A sample outcome with every kind of block and paragraph, three languages and hostile text."""

from datetime import UTC, datetime
from itertools import count
from typing import Literal

from models.outcome import (
    Block,
    Card,
    Chart,
    Citation,
    Cover,
    Outcome,
    Paragraph,
    ParagraphBlock,
    Run,
    Section,
    Series,
    SourceEntry,
    Table,
    Words,
)

GROUPS = ("Government", "Civil society", "Private sector", "Technical community", "Academia")
ARABIC = "ينبغي أن تتاح مواد التدريب بلغات المنطقة، لا بالإنجليزية وحدها (CERT)."
SPANISH = (
    "Los equipos de respuesta funcionan cuando se conocen antes del incidente: la confianza no se "
    "construye durante la crisis."
)
FRENCH = "Nous avons ouvert un guichet unique ; les signalements ont doublé en un an."
CHINESE = "能力建设应当长期进行，而不是一次性的培训班。"
HOSTILE = "<script>alert(1)</script> & \"quoted\" ]]> {{ 7*7 }} \x00\x0b\ufffe \u202eevil\u202c"
LONG_WORD = "https-like-" + "Donaudampfschifffahrtsgesellschaftskapitän" * 4
WORDS = Words(
    contents="Contents", page="Page", of="of", back="Cited in", sources="Sources",
    prompt="To be written by a person", figure="Figure", table="Table", paragraph="Paragraph",
)  # fmt: skip

_CONTRIBUTORS = (
    ("C-0001", "Ministry of Communications of Freedonia", "Government", "Africa"),
    ("C-0002", "Network of Incident Response Teams", "Technical community", "Global"),
    ("C-0003", "Red de Derechos en Línea", "Civil society", "Latin America and the Caribbean"),
    ("C-0004", "Association des usagers du réseau", "Civil society", "Western Europe and others"),
    ("C-0005", "Small Exporters' Federation", "Private sector", "Asia-Pacific"),
    ("C-0006", "شبكة التعلم المفتوح", "Academia", "Asia-Pacific"),
    ("C-0007", "Institute for Network Studies", "Academia", "Eastern Europe"),
)


class _Writer:
    """Counts the numbers and ids of the paragraphs it makes."""

    def __init__(self) -> None:
        self._n = count(1)
        self._id = count(1)

    def __call__(
        self,
        *runs: Run | str,
        role: Literal["body", "quote", "prompt", "item", "entry", "notice"] = "body",
        cites: tuple[Citation, ...] = (),
        made_by: str = "machine",
        flags: tuple[str, ...] = (),
        numbered: bool = True,
        id: str = "",
    ) -> Paragraph:
        made = tuple(Run(text=run) if isinstance(run, str) else run for run in runs)
        return Paragraph(
            id=id or f"p{next(self._id):04d}",
            n=next(self._n) if numbered and role in ("body", "quote", "item") else None,
            role=role,
            text="".join(run.text for run in made),
            runs=made,
            made_by=made_by,
            citations=cites,
            flags=flags,
        )


def cite(number: int, language: str = "", *, quoted: bool = False) -> Citation:
    return Citation(
        contribution=f"C-{number:04d}", start=10, end=90, quoted=quoted, language=language
    )


def section(id: str, level: int, title: str, *content: Paragraph | Block, **more: bool) -> Section:
    carded = {id for one in content if isinstance(one, Card) for _, id in one.fields}
    blocks = tuple(
        ParagraphBlock(paragraph=one.id) if isinstance(one, Paragraph) else one
        for one in content
        if not (isinstance(one, Paragraph) and one.id in carded)
    )
    return Section(
        id=id,
        level=level,
        title=title,
        paragraphs=tuple(one for one in content if isinstance(one, Paragraph)),
        blocks=blocks,
        **more,
    )


def quotation(write: _Writer, number: int, words: str, language: str, who: str, **more: object) -> Paragraph:
    return write(
        "“",
        Run(text=words, style="quote", citation=0),
        "” — " + who + " ",
        Run(text=f"C-{number:04d}", style="cite", citation=0),
        role="quote",
        cites=(cite(number, language, quoted=True),),
        **more,  # type: ignore[arg-type]
    )


def make_outcome(direction: Literal["ltr", "rtl"] = "ltr", extra_entries: int = 0) -> Outcome:
    """The sample; `extra_entries` more contributions in annex 1 for speed and page breaks."""
    write = _Writer()
    sections = (
        *_front(write),
        *_themes(write),
        *_sessions(write),
        *_annexes(write, extra_entries),
    )
    cited = [f"C-{number:04d}" for number in range(1, 8)]
    return Outcome(
        view="secretariat",
        language="en" if direction == "ltr" else "ar",
        direction=direction,
        as_of=datetime(2016, 9, 15, 23, 59, tzinfo=UTC),
        cover=Cover(
            forum="Best Practice Forum on Cybersecurity",
            cycle="2016",
            title="Building confidence in the network: what worked, and where views differ",
            label="Compilation of inputs: working document",
            date="15 September 2016",
            coordinators=("Adaeze Okonkwo", "Inés Fernández <ines & co>"),
            editor="Tomasz Nowak",
            notice="This document compiles what was received. It is not a negotiated text and binds "
            "nobody. Counts describe the input received and do not measure support.",
        ),
        words=WORDS,
        sections=sections,
        sources=tuple(
            SourceEntry(
                reference=reference,
                paragraph=f"entry_{reference[2:]}",
                cited_in=tuple(
                    one.id
                    for part in sections
                    for one in part.paragraphs
                    if any(c.contribution == reference for c in one.citations)
                ),
            )
            for reference in (*cited, *(f"C-{9 + n:04d}" for n in range(extra_entries)))
        ),
    )


def _front(write: _Writer) -> tuple[Section, ...]:
    counts = Table(
        id="t_groups",
        caption="Who took part, by stakeholder group",
        head=("Stakeholder group", "Contributions", "Contributors", "Organisations", "Words"),
        rows=(
            ("Government", "4", "4", "4", "3,120"),
            ("Civil society", "14", "16", "13", "11,408"),
            ("Private sector", "6", "6", "6", "4,930"),
            ("Technical community", "9", "10", "8", "7,745"),
            ("Academia", "5", "5", "5", "6,017"),
        ),
        numeric=(1, 2, 3, 4),
    )
    return (
        section(
            "status", 1, "Status of this document",
            write("This is a working document of the ", Run(text="Best Practice Forum on Cybersecurity", style="strong"),
                  ". It was drafted from what was received until the date on its cover, and is open for comment on ",
                  Run(text="the forum's page", style="link", target="https://forum.example/draft?a=1&b=2"),
                  ". How it was made is told in ", Run(text="the section on production", style="link", target="#made"), ".",
                  made_by="template"),
            write("Names of countries and areas are those of the table of the profile and imply no opinion on status.",
                  role="notice", made_by="template"),
        ),
        section(
            "summary", 1, "Executive summary",
            write("Summarise in at most two pages what matters to a reader who reads nothing else. Themes by number "
                  "of contributions: trust before the incident (17), training that lasts (12), reporting (9).",
                  role="prompt", made_by="template"),
            write("Contributors agree that trust has to exist before an incident, and differ on who should build it.",
                  made_by="Adaeze Okonkwo", cites=(cite(2), cite(3))),
        ),
        section(
            "made", 1, "How this document was produced",
            write("The call for contributions was open from 1 July to 15 September 2016. 38 contributions arrived by form, "
                  "e-mail and survey; 2 of them after the date, and 3 texts were the same as another."),
            counts,
            Chart(id="f_groups", caption="Contributions by stakeholder group", kind="bars", unit="contributions",
                  categories=GROUPS, series=(Series(label="Contributions", values=(4, 14, 6, 9, 5)),)),
            Chart(id="f_themes", caption="Themes by stakeholder group", kind="stacked", unit="contributions",
                  categories=("Trust before the incident", "Training that lasts", "Reporting: one desk, or many",
                              "Rules for the disclosure of vulnerabilities that also work for small teams without "
                              "a legal department", LONG_WORD),
                  series=tuple(Series(label=g, values=v) for g, v in zip(GROUPS, (
                      (2, 1, 0, 1, 0), (6, 5, 3, 0, 1), (2, 1, 3, 1, 0), (5, 2, 2, 2, 0), (2, 3, 1, 0, 0.5)),
                      strict=True))),
        ),
    )  # fmt: skip


def _themes(write: _Writer) -> tuple[Section, ...]:
    return (
        section("part_b", 1, "Part B. What contributions say",
                write("Quotations are exact; what was left out is shown by […]. Each leads to its source in Annex 1.",
                      role="notice", made_by="template"), page_break=True),
        section(
            "trust", 2, "Trust before the incident",
            write("17 of 38 contributions speak of trust between those who respond: 6 from civil society, 5 from the "
                  "technical community, 2 each from government, the private sector and academia."),
            quotation(write, 2, "Teams that had met, exercised and shared low-level indicators for at least a year answered "
                      "within the hour; teams that had only each other's address took days […].", "en", "Technical community, global"),
            quotation(write, 3, SPANISH, "es", "Red de Derechos en Línea, civil society"),
            write("A federation of small firms put it as “", Run(text="nobody phones a stranger at three in the morning",
                  style="quote", citation=0), "” ", Run(text="C-0005", style="cite", citation=0),
                  ", and others said much the same ", Run(text="C-0001", style="cite", citation=1), " ",
                  Run(text="C-0007", style="cite", citation=2), ".", cites=(cite(5, "en", quoted=True), cite(1), cite(7))),
        ),
        section("trust_con", 3, "Where views converged",
                write("Exercises should include those who decide, not only those who operate.", role="item", cites=(cite(1), cite(2))),
                write("Contacts should be kept by role, so that they survive a change of staff.", role="item", cites=(cite(5),)),
                write("Small teams need a neighbour they may ask.", role="item", cites=(cite(7),))),
        section("trust_div", 3, "Where views diverged",
                write("No diverging view was recorded. Check the sources of this theme before saying that there was none.",
                      role="prompt", made_by="template")),
        section(
            "trust_pra", 3, "Practices and examples",
            *_card("card_desk", "One desk for reports", (
                ("Problem", write("Users did not know whom to tell; reports were lost between three bodies.", cites=(cite(4),))),
                ("What was done", write("“", Run(text=FRENCH, style="quote", citation=0), "” ", Run(text="C-0004", style="cite", citation=0),
                                        cites=(cite(4, "fr", quoted=True),))),
                ("What did not work", write("Say what the desk could not solve.", role="prompt", made_by="template")),
            )),
        ),
        section(
            "training", 2, "Training that lasts",
            quotation(write, 6, ARABIC, "ar", "Academia, Asia-Pacific"),
            quotation(write, 7, CHINESE, "zh", "Institute for Network Studies, academia", flags=("new evidence",)),
            write("Hostile: ", HOSTILE, " and ", Run(text="a bad link", style="link", target="javascript:alert(1)"),
                  ", a lost one ", Run(text="here", style="link", target="#nowhere"), " and a long word ", LONG_WORD, "."),
            write("First line\nsecond line\tafter a tab; ", Run(text="stressed", style="emphasis"), ".", cites=(cite(8),)),
        ),
    )  # fmt: skip


def _card(id: str, title: str, fields: tuple[tuple[str, Paragraph], ...]) -> tuple[Paragraph | Block, ...]:
    return (*(one for _, one in fields), Card(id=id, title=title, fields=tuple((k, p.id) for k, p in fields)))


def _sessions(write: _Writer) -> tuple[Section, ...]:
    return (
        section("part_c", 1, "Part C. What was heard in sessions", page_break=True),
        section("s_main", 2, "Session 4: Workshop on cooperation between response teams",
                write("Two rapporteurs filed notes on this session. They are merged for reading."),
                quotation(write, 2, "We cannot measure trust, but we know when it is missing.", "en",
                          "a participant from the technical community", flags=("rough transcript", "speaker not confirmed"))),
        section("part_d", 1, "Part D. Insights and next steps",
                write("Name the insights that a reader should take away, each with its paragraphs.", role="prompt",
                      made_by="template"), page_break=True),
    )  # fmt: skip


def _annexes(write: _Writer, extra: int) -> tuple[Section, ...]:
    listed = [
        write(Run(text=ref, style="strong"), f" {who}. {group}, {region}. Received 12 August 2016.", role="entry",
              id=f"entry_{ref[2:]}", made_by="template")
        for ref, who, group, region in _CONTRIBUTORS
    ]  # fmt: skip
    listed += [
        write(Run(text=f"C-{9 + n:04d}", style="strong"), f" Contributor number {n}, Civil society. Listed, not cited.",
              role="entry", id=f"entry_{9 + n:04d}", made_by="template")
        for n in range(extra)
    ]  # fmt: skip
    ledger = Table(
        id="t_ledger", caption="What became of each contribution",
        head=("Reference", "Received", "Stakeholder group", "Fate", "Reason", "Reflected in"),
        rows=tuple((ref, "2016-08-12", group, "reflected", "", "4, 9") for ref, _, group, _ in _CONTRIBUTORS)
        + (("C-0008", "2016-09-17", "Civil society", "quarantined",
            "The file is encrypted; ask the sender for one that is not, or for the text in a mail", ""),),
        links=tuple(f"entry_{ref[2:]}" for ref, *_ in _CONTRIBUTORS),
    )  # fmt: skip
    return (
        section("annex1", 1, "Annex 1. Contributions", *listed, annex=True, page_break=True),
        section("annex2", 1, "Annex 2. What became of each contribution", ledger, annex=True),
    )
