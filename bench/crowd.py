"""Makes a forum of any size: a table of comments such as a rulemaking gets; compiles nothing.

Nobody wrote these words: sentences are drawn from frames and word lists made for this bench, with
topics, Zipf's law over the words, invented names in their tail, and half of all comments in
campaigns whose signatories change a few words, greet, or add a sentence of their own.
"""

import csv
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate, islice
from pathlib import Path
from random import Random  # noqa: TID251 - seeded; numpy's is slow for one word at a time

TOPICS: tuple[tuple[str, ...], ...] = tuple(
    tuple(topic.split())
    for topic in """
rural broadband coverage villages towers distance fibre terrain installation farms
subsidy backhaul

school curriculum teachers pupils lessons literacy classroom textbooks examination
parents skills mentoring

privacy consent profiling tracking cookies surveillance retention anonymity disclosure
dossier biometrics erasure

children safety minors guardians grooming filters helplines playgrounds bullying screens
bedtime resilience

spectrum licence auction interference frequencies antennas satellites bands mobile
carriers sharing refarming

accessibility captions disability keyboards contrast readers subtitles assistive
wheelchair hearing vision format

incident response breach malware passwords patches vulnerability hospitals ransomware
backup drill exercises

competition monopoly mergers prices switching bundles dominance interconnection startups
gatekeepers fees markets

journalism newsroom misinformation corrections editors headlines sources elections
rumours broadcasters archives press

energy consumption cooling datacentres carbon recycling batteries electricity waste heat
renewables repair

language dialects translation scripts keyboards indigenous speakers fonts domains
spelling oral heritage

health telemedicine clinics patients records pharmacies doctors diagnosis nurses
ambulances prescriptions consultations

payments banking wallets remittances fraud receipts merchants cash transfers identity
cards vouchers

labour drivers couriers contracts wages platforms unions ratings dismissal insurance
overtime pensions

copyright libraries musicians authors licences exceptions scans museums royalties
quotation remix catalogues

algorithms automated decisions explanation bias scoring audits appeal models training
benefits error
""".split("\n\n")
)
"""Words of a subject, the commonest first."""
NOUNS = """
proposal rule measure plan approach standard policy programme office report budget agency community
government company citizen family user provider service network system system process review period
question evidence experience practice example result cost risk benefit right duty access support
information data public region country municipality association member committee decision deadline
""".split()
ADJECTIVES = """
new local national public clear small large fair open common current serious simple practical
independent affordable reliable regular written early long modest careful shared full limited
honest heavy useful legal yearly poor rich distant ordinary older younger
""".split()
VERBS = """
support change improve protect delay publish explain fund review limit extend require measure report
replace test inspect join share describe remove simplify reconsider defend reduce finance monitor
""".split()
FRAMES = tuple(
    frame.split()
    for frame in (
        "The A N should V the T and the A T",
        "In our N the T of the A N is V-ed by the A T every year",
        "We ask you to V the T before the N of the T begins",
        "I have worked with T for many years and the N has never been so A as it is now",
        "Without A T no N can V its T",
        "Please V the A N so that T and T remain A",
        "It is not A to V the T while the N about T is not finished",
        "Our N in P has seen how the T can V a A N",
        "A A T would V more than any N that was promised",
        "Many of us in P depend on T and on a A T",
        "The N does not say who will V the T or how the T is to be paid",
        "When the A T fails the N has to V it without any T",
        "They V the T but nobody will V the N of T",
        "For a A N like ours the T costs more than the whole N of T",
        "First V the T then V the N and only after that speak of A T",
        "My neighbours in P say that T is a A N and they are right",
        "You could V the T with a A N as was done in P with the T",
        "What we need is T and T with a N that people can V",
        "Last year the T near P was so A that we had to V our own N",
        "I disagree with the N on T because it would V the A T",
    )
)
SPANISH = (
    "Pedimos que la propuesta sobre {0} tenga en cuenta a las familias de {1}",
    "En nuestra comunidad de {1} el acceso a {0} es todavía muy limitado y caro",
    "No se explica quién va a pagar {0} ni cómo se revisará cada año",
    "Apoyamos la medida si el plan de {0} se publica antes de la decisión",
)
_SYLLABLES = (
    "ba ker lo min dra tol ves ar qui san ge mor fel du ran hol bri ka stel on pi wer".split()
)
_GREETINGS = ("Dear Sir or Madam, ", "To whom it may concern: ", "Hello, ", "Good morning. ")
_CLOSINGS = (" Thank you for reading this.", " Yours sincerely, a resident of {0}.", " Regards.")
_GROUPS = (
    "Civil society", "Private sector", "Government", "Technical community", "Academia", "",
)  # fmt: skip
_COUNTRIES = (
    "Kenya", "Brazil", "France", "India", "Mexico", "Canada", "Senegal", "Japan", "Chile", "",
)  # fmt: skip
_FIRST = (
    "Ana Ben Carla Dmitri Elena Femi Grace Hugo Ines Jamal Kofi Lena Maria Noor Omar Paula".split()
)
HEAD = (
    "id", "created", "text", "name", "organisation", "group", "country", "language", "consent",
    "audience",
)  # fmt: skip


@dataclass
class _Zipf:
    """Words, the first the commonest."""

    words: Sequence[str]

    def __post_init__(self) -> None:
        self.weights = list(accumulate(1 / (rank + 2) for rank in range(len(self.words))))


TABLE = 250_000
"""Comments of a table."""


class Crowd:
    """Writes comments; the same seed and number give the same comments."""

    def __init__(self, seed: int = 4) -> None:
        """`seed` fixes everything."""
        self._chance = Random(seed)
        self._topics = [_Zipf(words) for words in TOPICS]
        self._general = {"N": _Zipf(NOUNS), "A": _Zipf(ADJECTIVES), "V": _Zipf(VERBS)}

    def rows(self, n: int) -> Iterator[tuple[str, ...]]:
        """`n` rows under `HEAD`; about half belong to campaigns of 5 to n/50 signatories."""
        made = 0
        waiting: list[tuple[str, int]] = []
        while made < n:
            if not waiting or self._chance.random() < 0.5:
                text, size = self.letter(), 1
                if self._chance.random() < 0.02:
                    size = min(max(5, n // 50), int(5 * self._chance.paretovariate(0.8)))
                    waiting.append((text, size))
                    continue
                text = self._spanish() if self._chance.random() < 0.04 else text
            else:
                # Copies arrive among everything else, not in a row.
                at = self._chance.randrange(len(waiting))
                text, size = waiting[at]
                text = self.edited(text)
                if size > 1:
                    waiting[at] = (waiting[at][0], size - 1)
                else:
                    waiting[at] = waiting[-1]
                    waiting.pop()
            made += 1
            yield self._row(made, text)

    def letter(self) -> str:
        """A comment of log-normal length about 60 words, on one topic or two."""
        chance = self._chance
        wanted = min(900, max(6, round(chance.lognormvariate(4.05, 0.7))))
        topics = chance.sample(self._topics, 2)
        sentences: list[str] = []
        words = 0
        while words < wanted:
            topic = topics[0] if chance.random() < 0.8 else topics[1]
            sentence = self._sentence(topic)
            words += sentence.count(" ") + 1
            sentences.append(sentence)
            if words > 80 and chance.random() < 0.2:
                sentences.append("\n\n")
        return " ".join(sentences).replace(" \n\n ", "\n\n").strip()

    def edited(self, text: str) -> str:
        """A signatory's copy: as it is, greeting, a few words changed, or a sentence added."""
        chance, kind = self._chance, self._chance.random()
        if kind < 0.4:
            return text
        if kind < 0.6:
            text = chance.choice(_GREETINGS) + text
            return text + chance.choice(_CLOSINGS).format(self._place())
        if kind < 0.85:
            words = text.split(" ")
            for _ in range(max(1, len(words) // 40)):
                words[chance.randrange(len(words))] = self._word("A")
            return " ".join(words)
        return f"{text}\n\n{self._sentence(chance.choice(self._topics))}"

    def _row(self, number: int, text: str) -> tuple[str, ...]:
        chance = self._chance
        minute = number * 37 % 43_200
        consent = "name withheld" if chance.random() < 0.01 else ""
        day, hour = 1 + minute // 1440 % 28, minute // 60 % 24
        organisation = ""
        if chance.random() < 0.1:
            organisation = f"{self._invented().title()} {self._word('N').title()}"
        return (
            f"cm-{number}",
            f"2026-{5 + minute // 21_600:02d}-{day:02d}T{hour:02d}:{minute % 60:02d}:00Z",
            text,
            f"{chance.choice(_FIRST)} {self._invented().title()}",
            organisation,
            chance.choice(_GROUPS),
            chance.choice(_COUNTRIES),
            "",
            consent,
            "members" if chance.random() < 0.002 else "",
        )

    def _sentence(self, topic: _Zipf) -> str:
        words = [self._fill(word, topic) for word in self._chance.choice(FRAMES)]
        return f"{words[0][:1].upper()}{' '.join(words)[1:]}."

    def _fill(self, word: str, topic: _Zipf) -> str:
        if word == "T":
            return self._chance.choices(topic.words, cum_weights=topic.weights)[0]
        if word == "P":
            return self._place()
        if word in self._general:
            return self._word(word)
        return f"{self._word('V').rstrip('e')}ed" if word == "V-ed" else word

    def _word(self, kind: str) -> str:
        one = self._general[kind]
        return self._chance.choices(one.words, cum_weights=one.weights)[0]

    def _place(self) -> str:
        return self._invented().title()

    def _invented(self) -> str:
        return "".join(self._chance.choice(_SYLLABLES) for _ in range(self._chance.randint(2, 4)))

    def _spanish(self) -> str:
        said = [
            self._chance.choice(SPANISH).format(self._invented(), self._place()) + "."
            for _ in range(self._chance.randint(2, 6))
        ]
        return " ".join(said)


def write_forum(folder: Path, n: int, encoder: str = "") -> None:
    """A forum of `n` comments in `folder`: `forum.toml` and `comments.csv`, or several tables."""
    folder.mkdir(parents=True, exist_ok=True)
    columns = ", ".join(
        f'{field} = "{column}"'
        for field, column in (
            ("external_id", "id"), ("received_at", "created"), ("text", "text"), ("name", "name"),
            ("organisation", "organisation"), ("stakeholder_group", "group"),
            ("country", "country"), ("language", "language"), ("consent", "consent"),
            ("audience", "audience"),
        )
    )  # fmt: skip
    names = _tables(n)
    sources = "".join(
        f'[[sources]]\nid = "{name}"\nkind = "csv"\npath = "{name}.csv"\n'
        f"columns = {{ {columns} }}\n"
        for name in names
    )
    (folder / "forum.toml").write_text(
        '[forum]\nid = "crowd"\ntitle = "Rulemaking on networks"\ncycle = "2026"\n'
        'profile = "igf"\nlanguages = ["en"]\ntimezone = "UTC"\n\n'
        + sources
        + (f'[themes]\nencoder = "{encoder}"\n' if encoder else "")
    )
    rows = Crowd().rows(n)
    for name in names:
        with (folder / f"{name}.csv").open("w", encoding="utf-8", newline="") as file:
            write = csv.writer(file)
            write.writerow(HEAD)
            write.writerows(islice(rows, TABLE))


def _tables(n: int) -> list[str]:
    """The names of the tables that hold `n` comments: one source takes no table over 500 MB."""
    more = range(2, -(-n // TABLE) + 1)
    return ["comments", *(f"comments-{number}" for number in more)]


def grow_forum(folder: Path, n: int, before: int) -> None:
    """`n` comments more, after the first `before`."""
    last = _tables(before)[-1]
    with (folder / f"{last}.csv").open("a", encoding="utf-8", newline="") as file:
        write = csv.writer(file)
        for number, row in enumerate(Crowd(seed=5).rows(n), start=before + 1):
            write.writerow((f"cm-{number}", *row[1:]))
