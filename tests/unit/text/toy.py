"""Small made-up forums: passages whose vectors lie around a few topics, and real sentences."""

from collections.abc import Sequence
from functools import cache

import numpy as np
from numpy.typing import NDArray

from bpforum.text.encoders import UniversalEncoder
from models.ids import passage_id
from models.passage import Passage

Rows = NDArray[np.float32]
SPECTRUM = (
    "Spectrum fees for small networks should follow the number of people served.",
    "The regulator asks for three spectrum fees, and a licence costs more than the radio.",
    "Exempt spectrum has worked in our valley, and interference was solved among neighbours.",
    "A light licence with low spectrum fees would let villages use the better band.",
    "We ask the regulator to publish interference reports and to keep the band exempt.",
    "Interference from a hotel ended when the regulator moved its licence to another band.",
)
TRAINING = (
    "Training of technicians happens on our own roofs, three afternoons a week.",
    "Young women learn to repair the antennas in a training that the school pays for.",
    "The training manual is a set of audio recordings in the language of the teachers.",
    "Technicians who finish the training teach the next class of the school.",
    "Our teachers lost interest until the training was paid by the hour.",
    "Without training for new technicians the school would still call somebody from the capital.",
)
MONEY = (
    "Monthly fees of the members pay for electricity, and a reserve fund for new batteries.",
    "A reserve fund that only the assembly may open has saved the network twice.",
    "The grant paid for towers, but the members pay the batteries from a reserve fund.",
    "Electricity is our largest cost, and donors never pay for batteries.",
    "Each household puts a tenth of its fee into the reserve fund.",
    "When the grant ended, the reserve fund paid the electricity bill for a year.",
)


def passage(text: str, number: int, language: str = "en", question: str = "") -> Passage:
    """The only passage of contribution `number`."""
    reference = f"C-{number:04d}"
    return Passage(
        id=passage_id(reference, 0, text),
        contribution=reference,
        source="inbox",
        external_id=str(number),
        start=0,
        end=len(text),
        text=text,
        language=language,
        question=question,
    )


def pieces(*topics: Sequence[str]) -> list[Passage]:
    """One contribution for each sentence."""
    return [passage(text, n + 1) for n, text in enumerate(t for topic in topics for t in topic)]


def voices(passages: Sequence[Passage]) -> dict[str, str]:
    """Everybody speaks for themselves."""
    return {one.id: one.contribution for one in passages}


@cache
def encoder() -> UniversalEncoder:
    """The real encoder, loaded once."""
    return UniversalEncoder()


def encode(texts: Sequence[str]) -> Rows:
    """Real vectors."""
    return encoder().encode(list(texts))


def around(topics: Sequence[int], spread: float = 0.3, seed: int = 0) -> Rows:
    """A unit row for each entry, near the axis of its topic."""
    rows = np.random.default_rng(seed).normal(0, spread / 4, (len(topics), 16))
    rows[np.arange(len(topics)), list(topics)] += 1
    unit: Rows = (rows / np.linalg.norm(rows, axis=1, keepdims=True)).astype(np.float32)
    return unit
