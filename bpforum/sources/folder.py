"""Owns collecting from a folder of files; changes nothing there, and never looks outside it."""

import errno
import os
import stat
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from email.parser import BytesHeaderParser
from email.policy import compat32
from pathlib import Path
from unicodedata import normalize
from zoneinfo import ZoneInfo

from bpforum.errors import UnusableForum
from bpforum.readers.guard import MOST_BYTES
from bpforum.readers.mail.headers import read_headers, sent_at
from bpforum.readers.mail.outlook_date import outlook_sent_at
from bpforum.readers.packed.archive import is_litter
from bpforum.readers.packed.media_types import media_type_of
from bpforum.sources.containers import expand
from bpforum.sources.register import Register, RegisterLine, read_register
from bpforum.sources.telling import said_of
from models.base import Instant
from models.call import Question
from models.forum import SourceConfig
from models.ids import Digest, digest
from models.submission import Received

_MOST_HEADERS = 64 * 1024
_MAILS = (".eml", ".msg")


class FolderSource:
    """The files below a folder, in the order of their paths."""

    def __init__(
        self,
        config: SourceConfig,
        folder: Path,
        zone: ZoneInfo,
        questions: Sequence[Question] = (),
    ) -> None:
        self._root = folder / config.path
        self._zone = zone
        self._questions = questions
        if not self._root.is_dir():
            what = "is a file, not a folder" if self._root.exists() else "does not exist"
            raise UnusableForum(
                f"sources.{config.id}.path: {self._root} {what}; make the folder, or correct path."
            )
        real, forum = self._root.resolve(), folder.resolve()
        if real == forum or real in forum.parents:
            raise UnusableForum(
                f"sources.{config.id}.path: {config.path!r} holds the forum itself, with what it "
                "wrote; put the files into a folder of their own, such as inbox."
            )
        self._real = real
        self._register_path = _register_path(config, folder, self._root)
        self._register_name = config.register_file or ""
        self._register = (
            read_register(self._register_path, config.columns)
            if self._register_path
            else Register()
        )
        self._containers: dict[str, Digest] = {}

    def collect(self) -> Iterator[Received]:
        """The files, and what is in those that hold others; then register lines without a file."""
        seen: set[str] = set()
        for path in self._paths():
            item = self._received(path)
            seen.add(item.external_id)
            for one in self._within(item):
                seen.add(one.external_id)
                yield one
        for name, line in sorted(self._register.lines.items()):
            if name not in seen:
                missing = (
                    f"The register names this file in line {line.number}, but the folder does not "
                    "have it; put it there, or correct the path."
                    if name
                    else f"Line {line.number} of the register names no file."
                )
                yield self._told(name or f"register line {line.number}", line, missing)

    def containers(self) -> dict[str, Digest]:
        """The register, where there is one, and what was opened while collecting."""
        register = {self._register_name: self._register.digest} if self._register_name else {}
        return {**register, **self._containers}

    def _paths(self) -> Iterator[Path]:
        """Everything to hand over, sorted as the ids are; a folder only if it cannot be read."""
        found: list[Path] = []

        def refused(error: OSError) -> None:
            if Path(error.filename) == self._root:
                raise UnusableForum(f"The folder {self._root} cannot be read: {error.strerror}.")
            found.append(Path(error.filename))

        for here, folders, files in os.walk(self._root, onerror=refused):
            kept = [name for name in folders if not is_litter(name)]
            links = [name for name in kept if (Path(here) / name).is_symlink()]
            folders[:] = [name for name in kept if name not in links]
            # What a link within the folder leads to is collected where it lies.
            found += [Path(here) / name for name in links if not self._is_inside(Path(here) / name)]
            found += [Path(here) / name for name in files if not is_litter(name)]
        return iter(sorted((path for path in found if not self._is_register(path)), key=self._name))

    def _is_register(self, path: Path) -> bool:
        register = self._register_path
        return (
            register is not None
            and path.name == register.name
            and path.resolve() == register.resolve()
        )

    def _received(self, path: Path) -> Received:
        name = self._name(path)
        line = self._register.lines.get(name)
        if path.is_symlink() and not self._is_inside(path):
            return self._told(
                name, line, "This is a link that leads out of the folder; put the file itself here."
            )
        try:
            data, changed = _read(path)
        except OSError as error:
            return self._told(name, line, _in_words(error))
        except _TooLarge as large:
            return self._told(name, line, str(large))
        return self._told(name, line, "", data, changed)

    def _within(self, item: Received) -> Iterator[Received]:
        """What is in `item`, if it holds others; each with what the register says of it."""
        found = expand(item, self._zone, questions=self._questions)
        if found == (item,) or found[0].external_id == item.external_id:
            yield from found
            return
        self._containers[item.external_id] = digest(item.data)
        for one in found:
            line = self._register.lines.get(one.external_id)
            yield self._with_line(one, line) if line else one

    def _with_line(self, item: Received, line: RegisterLine) -> Received:
        """Of a thing in a container the register may say more, or other things, than of that."""
        said = said_of(line.cells, self._zone, otherwise_at=item.received_at, channel=item.channel)
        return item.model_copy(
            update={
                "received_at": said.received_at,
                "channel": said.channel,
                "fields": {**item.fields, **said.fields},
                "trouble": item.trouble or line.trouble or said.trouble,
            }
        )

    def _told(
        self,
        name: str,
        line: RegisterLine | None,
        trouble: str,
        data: bytes = b"",
        changed: Instant | None = None,
    ) -> Received:
        suffix = os.path.splitext(name)[1].lower()
        if suffix in _MAILS:
            # When a mail was saved says nothing; a copy of the folder must give the same times.
            changed = (outlook_sent_at(data) if suffix == ".msg" else _sent(data)) or changed
        said = said_of(
            line.cells if line else {},
            self._zone,
            otherwise_at=changed or self._changed(name),
            channel="mail" if suffix in _MAILS else "file",
        )
        return Received(
            external_id=name,
            data=data,
            media_type=media_type_of(name),
            received_at=said.received_at,
            channel=said.channel,
            fields=said.fields,
            trouble=trouble or (line.trouble if line else "") or said.trouble,
        )

    def _changed(self, name: str) -> Instant:
        """When something that could not be read was put there; else when the folder changed."""
        for path in (self._root / name, self._register_path or self._root, self._root):
            try:
                return _instant(path.lstat())
            except (OSError, ValueError):
                continue
        return datetime.fromtimestamp(0, UTC)

    def _name(self, path: Path) -> str:
        """The external id: the path below the folder with `/`, NFC; stray bytes as `\\xff`."""
        relative = path.relative_to(self._root).as_posix()
        name = os.fsencode(relative).decode("utf-8", "backslashreplace")
        is_folder = path.is_dir() and not path.is_symlink()
        return normalize("NFC", name) + ("/" if is_folder else "")

    def _is_inside(self, path: Path) -> bool:
        try:
            return path.resolve(strict=True).is_relative_to(self._real)
        except (OSError, RuntimeError):  # it leads nowhere, or round in circles
            return False


class _TooLarge(Exception):
    """The file is larger than we read; says so in words for the secretary."""


def _register_path(config: SourceConfig, folder: Path, root: Path) -> Path | None:
    """Paths in `forum.toml` start from the forum; people also mean the folder itself."""
    if not config.register_file:
        return None
    for path in (folder / config.register_file, root / config.register_file):
        if path.is_file():
            return path
    raise UnusableForum(
        f"sources.{config.id}.register: there is no file {config.register_file!r}, neither in "
        f"{folder} nor in {root}."
    )


def _read(path: Path) -> tuple[bytes, Instant]:
    # Not blocking: a pipe that somebody left there would have us wait for ever.
    handle = os.open(path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0))
    with os.fdopen(handle, "rb") as file:
        status = os.fstat(handle)
        if not stat.S_ISREG(status.st_mode):
            raise OSError(errno.EINVAL, "not a regular file")
        data = file.read(MOST_BYTES + 1) if status.st_size <= MOST_BYTES else b""
    if max(status.st_size, len(data)) > MOST_BYTES:
        raise _TooLarge(
            f"The file is larger than {MOST_BYTES // 2**20} MB; ask for a smaller one or its text."
        )
    return data, _instant(status)


def _sent(mail: bytes) -> Instant | None:
    """The date in a mail's header, of which only the beginning is looked at."""
    message = BytesHeaderParser(policy=compat32).parsebytes(mail[:_MOST_HEADERS])
    return sent_at(read_headers(message).get("date", ""))


def _instant(status: os.stat_result) -> Instant:
    return datetime.fromtimestamp(status.st_mtime, UTC)


def _in_words(error: OSError) -> str:
    if error.errno in (errno.EACCES, errno.EPERM):
        return "The file cannot be opened: permission denied. Allow bpforum to read it."
    if error.errno == errno.ENOENT:
        return "The file went away while it was being collected; collect again."
    return f"The file cannot be read: {error.strerror or error}."
