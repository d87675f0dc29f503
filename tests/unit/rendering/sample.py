"""A sample outcome with every kind of block and paragraph, three languages and hostile text."""

from datetime import UTC, datetime
from itertools import count
from typing import Any, Literal

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
ENGLISH = (
    "Teams that had met, exercised and shared low-level indicators for at least a year answered "
    "within the hour; teams that had only each other's address took days […]."
)
ARABIC = "ينبغي أن تتاح مواد التدريب بلغات المنطقة، لا بالإنجليزية وحدها (CERT)."
ARABIC_TEXT = (
    "تقول المساهمات إن الثقة بين فرق الاستجابة تبنى قبل الحادث لا أثناءه وإن التمارين المشتركة "
    "هي أفضل سبيل إليها"
)
SPANISH = (
    "Los equipos de respuesta funcionan cuando se conocen antes del incidente: la confianza no se "
    "construye durante la crisis."
)
FRENCH = "Nous avons ouvert un guichet unique ; les signalements ont doublé en un an."
CHINESE = "能力建设应当长期进行，而不是一次性的培训班。"
HOSTILE = '<script>alert(1)</script> & "quoted" ]]> {{ 7*7 }} \x00\x0b\ufffe \u202eevil\u202c'
LONG_WORD = "https-like-" + "Donaudampfschifffahrtsgesellschaftskapitän" * 4
WORDS = Words(
    contents="Contents",
    page="Page",
    of="of",
    back="Cited in",
    sources="Sources",
    prompt="To be written by a person",
    figure="Figure",
    table="Table",
    paragraph="Paragraph",
)

LONG_LABEL = (
    "Rules for the disclosure of vulnerabilities that also work for small teams without a legal "
    "department"
)

_CONTRIBUTORS = (
    ("C-0001", "Ministry of Communications of Freedonia", "Government", "Africa"),
    ("C-0002", "Network of Incident Response Teams", "Technical community", "Global"),
    ("C-0003", "Red de Derechos en Línea", "Civil society", "Latin America and the Caribbean"),
    ("C-0004", "Association des usagers du réseau", "Civil society", "Western Europe and others"),
    ("C-0005", "Small Exporters' Federation", "Private sector", "Asia-Pacific"),
    ("C-0006", "شبكة التعلم المفتوح", "Academia", "Asia-Pacific"),
    ("C-0007", "Institute for Network Studies", "Academia", "Eastern Europe"),
)
_REASON = "The file is encrypted; ask the sender for one that is not, or for the text in a mail"


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
    """A section of `content` in order; a card's paragraphs stand in the card alone."""
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


def quotation(
    write: _Writer, number: int, words: str, language: str, who: str, *flags: str
) -> Paragraph:
    return write(
        "“",
        Run(text=words, **_quoted(0)),
        "” — " + who + " ",
        Run(text=f"C-{number:04d}", style="cite", citation=0),
        role="quote",
        cites=(cite(number, language, quoted=True),),
        flags=flags,
    )


def _quoted(citation: int) -> dict[str, Any]:
    return {"style": "quote", "citation": citation}


def make_outcome(direction: Literal["ltr", "rtl"] = "ltr", extra_entries: int = 0) -> Outcome:
    """The sample; `extra_entries` more contributions in annex 1 for speed and page breaks."""
    write = _Writer()
    sections = (*_front(write), *_themes(write), *_rest(write), *_annexes(write, extra_entries))
    numbers = (*range(1, 8), *range(9, 9 + extra_entries))
    outcome = Outcome(
        view="secretariat",
        language="en",
        as_of=datetime(2016, 9, 15, 23, 59, tzinfo=UTC),
        cover=Cover(
            forum="Best Practice Forum on Cybersecurity",
            cycle="2016",
            title="Building confidence in the network: what worked, and where views differ",
            label="Compilation of inputs: working document",
            date="15 September 2016",
            coordinators=("Adaeze Okonkwo", "Inés Fernández <ines & co>"),
            editor="Tomasz Nowak",
            notice="This document compiles what was received. It is not a negotiated text and "
            "binds nobody. Counts describe the input received and do not measure support.",
        ),
        words=WORDS,
        sections=sections,
        sources=_sources(tuple(f"C-{number:04d}" for number in numbers), sections),
    )
    return outcome if direction == "ltr" else _in_arabic(outcome)


def _sources(references: tuple[str, ...], sections: tuple[Section, ...]) -> tuple[SourceEntry, ...]:
    citing: dict[str, dict[str, None]] = {reference: {} for reference in references}
    for part in sections:
        for paragraph in part.paragraphs:
            for one in paragraph.citations:
                citing.get(one.contribution, {})[paragraph.id] = None
    return tuple(
        SourceEntry(reference=one, paragraph=f"entry_{one[2:]}", cited_in=tuple(found))
        for one, found in citing.items()
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
    bars = Chart(
        id="f_groups",
        caption="Contributions by stakeholder group",
        kind="bars",
        unit="contributions",
        categories=GROUPS,
        series=(Series(label="Contributions", values=(4, 14, 6, 9, 5)),),
    )
    values = ((2, 1, 0, 1, 0), (6, 5, 3, 0, 1), (2, 1, 3, 1, 0), (5, 2, 2, 2, 0), (2, 3, 1, 0, 0.5))
    stacked = Chart(
        id="f_themes",
        caption="Themes by stakeholder group",
        kind="stacked",
        unit="contributions",
        categories=(
            "Trust before the incident",
            "Training that lasts",
            "Reporting: one desk, or many",
            LONG_LABEL,
            LONG_WORD,
        ),
        series=tuple(Series(label=GROUPS[at], values=row) for at, row in enumerate(values)),
    )
    status = write(
        "This is a working document of the ",
        Run(text="Best Practice Forum on Cybersecurity", style="strong"),
        ". It was drafted from what was received until the date on its cover, and is open for "
        "comment on ",
        Run(text="the forum's page", style="link", target="https://forum.example/draft?a=1&b=2"),
        ". How it was made is told in ",
        Run(text="the section on production", style="link", target="#made"),
        ".",
        made_by="template",
    )
    names = write(
        "Names of countries and areas are those of the table of the profile and imply no opinion "
        "on status.",
        role="notice",
        made_by="template",
    )
    prompt = write(
        "Summarise in at most two pages what matters to a reader who reads nothing else. Themes by "
        "number of contributions: trust before the incident (17), training that lasts (12).",
        role="prompt",
        made_by="template",
    )
    human = write(
        "Contributors agree that trust has to exist before an incident, and differ on who should "
        "build it.",
        made_by="Adaeze Okonkwo",
        cites=(cite(2), cite(3)),
    )
    made = write(
        "The call for contributions was open from 1 July to 15 September 2016. 38 contributions "
        "arrived by form, e-mail and survey; 2 of them after the date, and 3 texts were the same "
        "as another."
    )
    return (
        section("status", 1, "Status of this document", status, names),
        section("summary", 1, "Executive summary", prompt, human),
        section("made", 1, "How this document was produced", made, counts, bars, stacked),
    )


def _themes(write: _Writer) -> tuple[Section, ...]:
    return (
        section(
            "part_b",
            1,
            "Part B. What contributions say",
            write(
                "Quotations are exact; what was left out is shown by […]. Each leads to its source "
                "in Annex 1.",
                role="notice",
                made_by="template",
            ),
            page_break=True,
        ),
        section(
            "trust",
            2,
            "Trust before the incident",
            write(
                "17 of 38 contributions speak of trust between those who respond: 6 from civil "
                "society, 5 from the technical community, 2 each from government, the private "
                "sector and academia."
            ),
            write(Run(text="What was said", style="strong"), made_by="template", numbered=False),
            quotation(write, 2, ENGLISH, "en", "Technical community, global"),
            quotation(write, 3, SPANISH, "es", "Red de Derechos en Línea, civil society"),
            write(
                "A federation of small firms put it as “",
                Run(text="nobody phones a stranger at three in the morning", **_quoted(0)),
                "” ",
                Run(text="C-0005", style="cite", citation=0),
                ", and others said much the same ",
                Run(text="C-0001", style="cite", citation=1),
                " ",
                Run(text="C-0007", style="cite", citation=2),
                ".",
                cites=(cite(5, "en", quoted=True), cite(1), cite(7)),
            ),
        ),
        *_views(write),
        section(
            "training",
            2,
            "Training that lasts",
            quotation(write, 6, ARABIC, "ar", "Academia, Asia-Pacific"),
            quotation(write, 7, CHINESE, "zh", "Institute for Network Studies", "new evidence"),
            write(
                "Hostile: ",
                HOSTILE,
                " and ",
                Run(text="a bad link", style="link", target="javascript:alert(1)"),
                ", a lost one ",
                Run(text="here", style="link", target="#nowhere"),
                " and a long word ",
                LONG_WORD,
                ".",
            ),
            write(
                "First line\nsecond line\tafter a tab; ",
                Run(text="stressed", style="emphasis"),
                ".",
                cites=(cite(8),),
            ),
        ),
    )


def _views(write: _Writer) -> tuple[Section, ...]:
    items = (
        ("Exercises should include those who decide, not only those who operate.", (1, 2)),
        ("Contacts should be kept by role, so that they survive a change of staff.", (5,)),
        ("Small teams need a neighbour they may ask.", (5, 7)),
    )
    french = (Run(text=FRENCH, **_quoted(0)), "” ", Run(text="C-0004", style="cite", citation=0))
    fields = (
        ("Problem", write("Users did not know whom to tell.", cites=(cite(4),))),
        ("What was done", write("“", *french, cites=(cite(4, "fr", quoted=True),))),
        (
            "What did not work",
            write("Say what the desk could not solve.", role="prompt", made_by="template"),
        ),
    )
    card = Card(
        id="card_desk",
        title="One desk for reports",
        fields=tuple((label, paragraph.id) for label, paragraph in fields),
    )
    return (
        section(
            "trust_con",
            3,
            "Where views converged",
            *(
                write(text, role="item", cites=tuple(map(cite, ids)), numbered=at < 1)
                for at, (text, ids) in enumerate(items)
            ),
        ),
        section(
            "trust_div",
            3,
            "Where views diverged",
            write(
                "No diverging view was recorded. Check the sources of this theme before saying "
                "that there was none.",
                role="prompt",
                made_by="template",
            ),
        ),
        section("trust_pra", 3, "Practices", *(one for _, one in fields), card),
    )


def _rest(write: _Writer) -> tuple[Section, ...]:
    return (
        section("part_c", 1, "Part C. What was heard in sessions", page_break=True),
        section(
            "s_main",
            2,
            "Session 4: Workshop on cooperation between response teams",
            write("Two rapporteurs filed notes on this session. They are merged for reading."),
            quotation(
                write,
                2,
                "We cannot measure trust, but we know when it is missing.",
                "en",
                "a participant from the technical community",
                "rough transcript",
                "speaker not confirmed",
            ),
        ),
        section(
            "part_d",
            1,
            "Part D. Insights and next steps",
            write(
                "Name the insights that a reader should take away, each with its paragraphs.",
                role="prompt",
                made_by="template",
            ),
            page_break=True,
        ),
    )


def _annexes(write: _Writer, extra: int) -> tuple[Section, ...]:
    contributors = (
        *_CONTRIBUTORS,
        *((f"C-{9 + n:04d}", f"Contributor {n}", "Civil society", "Africa") for n in range(extra)),
    )
    listed = [
        write(
            Run(text=reference, style="strong"),
            f" {who}. {group}, {region}. Received 12 August 2016.",
            role="entry",
            id=f"entry_{reference[2:]}",
            made_by="template",
        )
        for reference, who, group, region in contributors
    ]
    ledger = Table(
        id="t_ledger",
        caption="What became of each contribution",
        head=("Reference", "Received", "Stakeholder group", "Fate", "Reason", "Reflected in"),
        rows=(
            *(
                (ref, "2016-08-12", group, "reflected", "", "4, 9")
                for ref, _, group, _ in _CONTRIBUTORS
            ),
            ("C-0008", "2016-09-17", "Civil society", "quarantined", _REASON, ""),
        ),
        links=tuple(f"entry_{ref[2:]}" for ref, *_ in _CONTRIBUTORS),
    )
    return (
        section("annex1", 1, "Annex 1. Contributions", *listed, annex=True, page_break=True),
        section("annex2", 1, "Annex 2. What became of each contribution", ledger, annex=True),
    )


def _in_arabic(outcome: Outcome) -> Outcome:
    """The same document from right to left: its fixed words filled with an Arabic sentence."""

    def fill(text: str) -> str:
        words = (ARABIC_TEXT.split() * (1 + len(text) // 40))[: max(1, len(text.split()))]
        return " ".join(words)

    def filled(paragraph: Paragraph) -> Paragraph:
        if paragraph.role == "entry" or HOSTILE in paragraph.text:
            return paragraph
        runs = tuple(
            run.model_copy(update={"text": f" {fill(run.text)} "})
            if run.style in ("plain", "strong") and len(run.text) > 8
            else run
            for run in paragraph.runs
        )
        text = "".join(run.text for run in runs)
        return paragraph.model_copy(update={"runs": runs, "text": text})

    sections = tuple(
        one.model_copy(
            update={
                "title": fill(one.title),
                "paragraphs": tuple(filled(paragraph) for paragraph in one.paragraphs),
            }
        )
        for one in outcome.sections
    )
    cover = outcome.cover.model_copy(
        update={"title": fill(outcome.cover.title), "notice": fill(outcome.cover.notice)}
    )
    changed = {"sections": sections, "cover": cover, "language": "ar", "direction": "rtl"}
    return Outcome.model_validate(outcome.model_copy(update=changed).model_dump())
