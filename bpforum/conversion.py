"""Owns the conversion of a word processor's older formats to .docx; refuses to run what is in them.

LibreOffice does it, where it is installed: anew for each file, with a profile in which macros and
links are off, within limits on memory, time and output, and shut off from network and files
(`jail.py`). Where the system does not allow that, a file that refers to anything outside of itself
is refused.
"""

import contextlib
import os
import re
import shutil
import signal
import subprocess
import tempfile
import threading
import zlib
from io import BytesIO
from pathlib import Path
from typing import Literal
from zipfile import BadZipFile, ZipFile

from bpforum.jail import NOT_CLOSED, WORK, command
from models.submission import Rejected

Suffix = Literal[".odt", ".rtf", ".doc"]

MOST_BYTES = 50 * 2**20
"""Of the document made."""
MEMORY = 2**30
"""Address space: LibreOffice 7.4 converts a report of five pages within half of it."""
_FILTERS: dict[Suffix, str] = {
    ".odt": "writer8",
    ".rtf": "Rich Text Format",
    ".doc": "MS Word 97",
}
_TARGET = "docx:MS Word 2007 XML"
_PLACES = (
    "/usr/lib/libreoffice/program/soffice",
    "/usr/lib64/libreoffice/program/soffice",
    "/opt/libreoffice/program/soffice",
    "/Applications/LibreOffice.app/Contents/MacOS/soffice",
    "C:/Program Files/LibreOffice/program/soffice.exe",
    "C:/Program Files (x86)/LibreOffice/program/soffice.exe",
)
_OPTIONS = (
    "--headless", "--invisible", "--nologo", "--nodefault", "--norestore", "--nolockcheck",
    "--nofirststartwizard",
)  # fmt: skip
_SET_UP_ANEW = 81
"""How LibreOffice ends when it has made a new profile and wants to be started again."""
_PROFILE = """<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry">
<item oor:path="/org.openoffice.Office.Common/Security/Scripting">
<prop oor:name="MacroSecurityLevel" oor:op="fuse"><value>3</value></prop></item>
<item oor:path="/org.openoffice.Office.Common/Security/Scripting">
<prop oor:name="DisableMacrosExecution" oor:op="fuse"><value>true</value></prop></item>
<item oor:path="/org.openoffice.Office.Common/Security/Scripting">
<prop oor:name="BlockUntrustedRefererLinks" oor:op="fuse"><value>true</value></prop></item>
<item oor:path="/org.openoffice.Office.Writer/Content/Update">
<prop oor:name="Link" oor:op="fuse"><value>2</value></prop></item>
<item oor:path="/org.openoffice.Office.Common/Misc">
<prop oor:name="FirstRun" oor:op="fuse"><value>false</value></prop></item>
</oor:items>
"""
# In .rtf and .doc: fields that load, linked objects, templates. In .odt: any address but a link's.
_LOADS = re.compile(
    rb"INCLUDE(?:PICTURE|TEXT)?\b|\bIMPORT\b|\bDDE(?:AUTO)?\b|\bLINK\b|\\obj(?:data|link|autlink|sub)"
    rb"|\\\*\\template|\\linkself|\bDATABASE\b|\\(?:file|unc|share)tbl|file:|\\\\\\\\",
    re.IGNORECASE,
)
_ADDRESS = re.compile(
    rb"<([\w.-]+:[\w.-]+)\b[^<>]{0,4000}?\bxlink:href\s*=\s*[\"']([^\"']{0,2000})"
)
_INSIDE = re.compile(rb"(?:\./)?(?:Pictures|Object|ObjectReplacements|media|Thumbnails)[ /]|#|$")
_CLICKED = (b"text:a", b"draw:a", b"office:annotation")
_PARTS = ("content.xml", "styles.xml", "settings.xml", "META-INF/manifest.xml")
_one_at_a_time = threading.Lock()


def convert(data: bytes, suffix: Suffix, seconds: float) -> bytes | Rejected:
    """`data` as .docx, or why it cannot be had; a file in a zip has to be guarded before.

    Takes at most `seconds` and runs one conversion at a time. The bytes made may differ from run to
    run (dates, ids), what a reader finds in them does not.
    """
    program = find_program()
    if program is None:
        return _refuse(
            "no-converter",
            f"This kind of file ({suffix}) can only be read with LibreOffice, which is not here.",
            "Install LibreOffice on the machine that runs bpforum and run again, or save the file "
            "as .docx and add that.",
        )
    if suffix == ".odt" and _is_encrypted(data):
        return _refuse(
            "password",
            "This document is protected by a password.",
            "Ask the sender to save it without a password and send it again.",
        )
    with _one_at_a_time, tempfile.TemporaryDirectory(prefix="bpforum-") as made:
        folder = Path(made).resolve()
        (folder / f"document{suffix}").write_bytes(data)
        profile = folder / "profile" / "user"
        profile.mkdir(parents=True)
        (profile / "registrymodifications.xcu").write_text(_PROFILE, encoding="utf-8")
        status = _run(program, suffix, folder, seconds, closed=True)
        if status == NOT_CLOSED:
            if refers_outside(data, suffix):
                return _refuse(
                    "not-isolated",
                    "This file refers to things outside it, and this machine cannot shut "
                    "LibreOffice off from them.",
                    "Save the file as .docx and add that, or convert it on a Linux machine that "
                    "allows user namespaces.",
                )
            status = _run(program, suffix, folder, seconds, closed=False)
        return _result(status, folder, suffix)


def find_program() -> str | None:
    """The path of LibreOffice, where it is installed."""
    for name in ("soffice", "libreoffice"):
        if (found := shutil.which(name)) is not None:
            return _binary(found)
    return next((_binary(place) for place in _PLACES if Path(place).is_file()), None)


def refers_outside(data: bytes, suffix: Suffix) -> bool:
    """Whether `data` may load something from outside; in doubt it does. Linear in the size."""
    if suffix != ".odt":
        return (
            _LOADS.search(data) is not None or _LOADS.search(data.replace(b"\0", b"")) is not None
        )
    return any(
        tag not in _CLICKED and not _INSIDE.match(address)
        for part in _parts(data)
        for tag, address in _ADDRESS.findall(part)
    ) or any(b"text:section-source" in part or b"dde-" in part for part in _parts(data))


def _binary(path: str) -> str:
    """The program itself, not the script that starts it and waits."""
    resolved = Path(path).resolve()
    binary = resolved.with_name("soffice.bin")
    return str(binary if binary.is_file() else resolved)


def _is_encrypted(data: bytes) -> bool:
    return any(b"manifest:encryption-data" in part for part in _parts(data))


def _parts(data: bytes) -> list[bytes]:
    """The parts of an .odt that can refer to others; what cannot be inflated is left out."""
    found: list[bytes] = []
    try:
        archive = ZipFile(BytesIO(data))
        for name in [name for name in archive.namelist() if name.endswith(_PARTS)][:200]:
            with archive.open(name) as part:
                found.append(part.read(MOST_BYTES))
    except (BadZipFile, OSError, ValueError, zlib.error, EOFError, RuntimeError):
        return found
    return found


def _run(program: str, suffix: Suffix, folder: Path, seconds: float, *, closed: bool) -> int | None:
    """How LibreOffice ended; None where it was stopped because it took too long."""
    inside = WORK if closed else str(folder)
    address = Path(inside).as_uri() if os.path.isabs(inside) else f"file://{inside}"
    started = [
        program, *_OPTIONS, f"-env:UserInstallation={address}/profile",
        f"--infilter={_FILTERS[suffix]}", "--convert-to", _TARGET,
        "--outdir", inside, f"{inside}/document{suffix}",
    ]  # fmt: skip
    line = command(
        started, folder, closed=closed, memory=MEMORY, seconds=int(seconds) + 1,
        output=2 * MOST_BYTES,
    )  # fmt: skip
    status: int | None = _SET_UP_ANEW
    for _ in range(3):
        if status != _SET_UP_ANEW:
            break
        shutil.rmtree(folder / "root", ignore_errors=True)
        status = _wait(line, folder, seconds)
    return status


def _wait(line: list[str], folder: Path, seconds: float) -> int | None:
    child = subprocess.Popen(  # noqa: S603 - LibreOffice, found by us
        line, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        env={}, cwd=folder, start_new_session=os.name == "posix",
    )  # fmt: skip
    try:
        return child.wait(seconds)
    except subprocess.TimeoutExpired:
        return None
    finally:
        _kill(child)


def _kill(child: subprocess.Popen[bytes]) -> None:
    if os.name == "posix":
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(child.pid, signal.SIGKILL)
    with contextlib.suppress(OSError):
        child.kill()
    child.wait()


def _result(status: int | None, folder: Path, suffix: Suffix) -> bytes | Rejected:
    if status is None:
        return _refuse("took-too-long", "Converting this file took too long, and was stopped.")
    made = folder / "document.docx"
    if not made.is_file() or made.is_symlink():
        return _refuse(
            "not-opened",
            f"LibreOffice cannot open this {suffix} file: it is damaged, or protected by a "
            "password.",
        )
    if made.stat().st_size > MOST_BYTES:
        return _refuse("too-large", "Converted, this file is far larger than a document needs.")
    return made.read_bytes()


_ASK = "Ask the sender to open it, save it as Word .docx without a password and send it again."


def _refuse(code: str, message: str, remedy: str = _ASK) -> Rejected:
    return Rejected.because(code, message, remedy=remedy)
