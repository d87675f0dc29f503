"""The space in which passages are grouped: owns centring and the lexical part; encodes nothing.

What is made here serves fitting alone. Placing compares encoder vectors with stored centroids, so
that a passage's place never depends on what else arrived with it.
"""

from collections import Counter
from collections.abc import Sequence
from statistics import median
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sklearn.decomposition import TruncatedSVD
from sklearn.feature_extraction.text import TfidfVectorizer

Matrix = NDArray[np.float64]
Encoded = NDArray[np.floating[Any]]

DECIMALS = 6
"""What every vector is rounded to before anything is compared."""
FEWEST_TO_CENTRE = 10
"""Below this the mean is the texts themselves, and what is left of them is noise."""
FEWEST_OF_A_LANGUAGE = 30
FEWEST_FOR_WORDS = 60
"""Below this the lexical part says who wrote a passage rather than what about."""
SHORT = 25
"""Median words of a passage below which the lexical part is left out."""
MIXED = 0.15
"""Share of passages outside the main language above which the lexical part is left out."""
LEXICAL_WEIGHT = 0.5
COMPONENTS = 128


def unit(rows: Encoded) -> Matrix:
    """Rows scaled to length 1, rounded; rows of zeros stay zeros."""
    wide = np.asarray(rows, dtype=np.float64)
    norms = np.linalg.norm(wide, axis=-1, keepdims=True)
    scaled: Matrix = np.round(wide / np.where(norms > 0, norms, 1.0), DECIMALS) + 0.0
    return scaled  # the sum took the sign off zeros


def combine(encoded: Encoded, texts: Sequence[str], languages: Sequence[str]) -> Matrix:
    """Vectors to group `texts` by, n x (d + up to 128), from encoder vectors `encoded`, n x d.

    unit(encoded - mean of its language), beside half-weighted TF-IDF reduced to 128 components
    where passages are long enough and share a language. Rows are in the order given, but for the
    same result whatever the order, give them sorted by passage id.
    """
    centred = unit(centre(encoded, languages))
    if not _has_common_words(texts, languages):
        return centred
    lexical = _lexical(texts)
    return centred if lexical is None else np.hstack([centred, LEXICAL_WEIGHT * lexical])


def centre(encoded: Encoded, languages: Sequence[str]) -> Matrix:
    """`encoded` minus the mean: of the passage's language where it has 30, else of all."""
    rows = np.asarray(encoded, dtype=np.float64)
    if len(rows) < FEWEST_TO_CENTRE:
        return rows
    means = np.tile(rows.mean(axis=0), (len(rows), 1))
    for language, count in sorted(Counter(languages).items()):
        if count >= FEWEST_OF_A_LANGUAGE:
            spoken = np.array([one == language for one in languages])
            means[spoken] = rows[spoken].mean(axis=0)
    centred: Matrix = rows - means
    return centred


def _has_common_words(texts: Sequence[str], languages: Sequence[str]) -> bool:
    if len(texts) < FEWEST_FOR_WORDS or median(len(text.split()) for text in texts) < SHORT:
        return False
    main = Counter(languages).most_common(1)[0][1]
    return 1 - main / len(languages) <= MIXED


def _lexical(texts: Sequence[str]) -> Matrix | None:
    try:
        table = TfidfVectorizer(sublinear_tf=True, min_df=2, max_df=0.3).fit_transform(texts)
    except ValueError:  # no word is left between the two bounds
        return None
    components = min(COMPONENTS, *(side - 1 for side in table.shape))
    if components < 2:
        return None
    return unit(TruncatedSVD(components, random_state=0).fit_transform(table))
