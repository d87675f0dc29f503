"""Turns texts into unit vectors: owns which encoder is used and under what name; keeps no vector.

Weights come with installed packages and are checked by their digest: nothing is ever fetched.
Vectors are stored by an encoder's name: whatever changes a vector has to change the name.
"""

from bpforum.text.encoders.choice import KINDS, MANY, Choice, choose
from bpforum.text.encoders.english import EnglishEncoder
from bpforum.text.encoders.hashing import HashingEncoder
from bpforum.text.encoders.protocol import LONGEST, Encoder, Vectors
from bpforum.text.encoders.universal import UniversalEncoder
from bpforum.text.encoders.word_universal import WordUniversalEncoder

__all__ = [
    "KINDS",
    "LONGEST",
    "MANY",
    "Choice",
    "Encoder",
    "EnglishEncoder",
    "HashingEncoder",
    "UniversalEncoder",
    "Vectors",
    "WordUniversalEncoder",
    "choose",
]
