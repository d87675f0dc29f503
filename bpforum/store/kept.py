"""Owns what runs keep so that nothing is asked or worked out twice; none of it is the record's."""

from collections.abc import Iterable, Iterator, Mapping, Sequence

from bpforum.store import answers, vectors, worked_out
from bpforum.store.database import Database
from models.assistance import Answer, KeptAnswer
from models.ids import Digest
from models.outcome import View


class Kept:
    """A base of `Store`."""

    _database: Database

    def known_vectors(self, encoder: str) -> Iterator[Sequence[Digest]]:
        """Which texts have a vector: their digests in order, some at a time."""
        with self._database.read() as connection:
            yield from vectors.known(connection, encoder)

    def vectors(self, encoder: str, digests: Iterable[Digest]) -> Iterator[tuple[Digest, bytes]]:
        """The known vectors of texts with their digest: float32, little-endian."""
        with self._database.read() as connection:
            yield from vectors.find(connection, encoder, digests)

    def every_vector(self, encoder: str) -> Iterator[tuple[Sequence[Digest], bytes]]:
        """All known vectors, some at a time: their texts' digests, and all their bytes."""
        with self._database.read() as connection:
            yield from vectors.every(connection, encoder)

    def put_vectors(self, encoder: str, found: Mapping[Digest, bytes]) -> None:
        """Keeps vectors; those that are known stay as they are."""
        with self._database.write(lasting=False) as connection:
            vectors.put(connection, encoder, found)

    def worked_out(self, kind: str, basis: Digest) -> Iterator[tuple[int, bytes]]:
        """What earlier runs made of submissions on this basis, in parts by number, in order."""
        with self._database.read() as connection:
            yield from worked_out.find(connection, kind, basis)

    def keep_worked_out(self, kind: str, basis: Digest, parts: Mapping[int, bytes]) -> None:
        """Keeps parts for later runs; there is one of each number."""
        with self._database.write(lasting=False) as connection:
            worked_out.put(connection, kind, basis, parts)

    def answers(self, model: str, asked: Iterable[Digest]) -> dict[Digest, Answer]:
        """What a language model answered to questions that it was asked before."""
        with self._database.read() as connection:
            return answers.find(connection, model, asked)

    def last_answer(self, theme: str, view: View) -> KeptAnswer | None:
        """The newest answer about a theme, for the document of one view."""
        with self._database.read() as connection:
            return answers.last(connection, theme, view)

    def put_answers(self, kept: Iterable[KeptAnswer]) -> None:
        """Keeps what a language model answered; what is known stays as it is."""
        with self._database.write() as connection:
            answers.put(connection, kept)
