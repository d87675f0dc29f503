"""Bytes become the right characters, or are refused."""

import hashlib
from pathlib import Path

import pytest

from bpforum.readers.encoding import DecodedText, decode_text
from models.submission import Rejected

SHARED = Path(__file__).parents[4] / "shared/data/netmundial"
FRENCH = "L’accès à l’énergie « d’abord » : 50 €… où l’été ?"
POLISH = "Społeczność lokalna powinna zarządzać łączem; źródło: żółw i gęś."
RUSSIAN = "Доступ к сети должен быть открытым для всех сообществ, где бы они ни жили."
GREEK = "Η πρόσβαση στο διαδίκτυο είναι δικαίωμα όλων των κοινοτήτων."
JAPANESE = "インターネットへのアクセスは、すべての人の権利です。地域社会が運営します。"


def text_of(data: bytes, declared: str = "") -> DecodedText:
    decoded = decode_text(data, declared)
    assert isinstance(decoded, DecodedText)
    return decoded


@pytest.mark.parametrize(
    "encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "cp1252"]
)
def test_western_text_survives_any_usual_encoding(encoding: str) -> None:
    assert text_of(FRENCH.encode(encoding)).text == FRENCH


@pytest.mark.parametrize(
    ("text", "encoding"),
    [
        (FRENCH.replace("€", "euros"), "mac_roman"),
        ("Les communautés gèrent déjà leurs réseaux où l'État n'était pas présent.", "cp850"),
        (POLISH, "cp1250"),
        (POLISH, "iso8859_2"),
        (RUSSIAN * 3, "cp1251"),
        (RUSSIAN * 3, "koi8_r"),
        (GREEK * 3, "cp1253"),
        (JAPANESE * 3, "shift_jis"),
        (JAPANESE * 3, "euc_jp"),
    ],
)
def test_legacy_code_pages_are_told_apart(text: str, encoding: str) -> None:
    assert text_of(text.encode(encoding)).text == text


def test_a_declared_character_set_is_believed_where_it_can_be_true() -> None:
    assert text_of(RUSSIAN.encode("koi8_r"), "koi8-r").text == RUSSIAN
    assert text_of(RUSSIAN.encode(), "koi8-r").text == RUSSIAN, "strict UTF-8 is never chance"
    assert text_of(FRENCH.encode("cp1252"), "iso-8859-1").text == FRENCH
    assert text_of(FRENCH.encode("cp1252"), "no-such-charset").text == FRENCH
    assert text_of(FRENCH.encode("cp1252"), "base64").text == FRENCH


def test_stray_legacy_bytes_in_utf8_are_read_and_flagged() -> None:
    decoded = text_of("Où est l’été ? ".encode() * 5 + b"l\x92\xe9t\xe9")
    assert decoded.text.endswith("l’été")
    assert decoded.flags == ("some bytes were not UTF-8 and were read as CP1252",)


@pytest.mark.parametrize(
    "data",
    [
        b"".join(hashlib.sha256(bytes([n])).digest() for n in range(64)),
        b"text\x00\x01\x02\x00" * 200,
        b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 8,
        b"\xff\xfe" + b"\x00\x00\x01\x00\x02\x00" * 100,
    ],
)
def test_what_is_no_text_is_refused(data: bytes) -> None:
    refused = decode_text(data)
    assert isinstance(refused, Rejected)
    assert refused.reasons[0].code == "not-text"
    assert refused.reasons[0].remedy


def test_a_single_nul_does_not_cost_the_text() -> None:
    decoded = text_of(b"Norms\x00 matter. " * 1)
    assert decoded.text == "Norms\ufffd matter. "
    assert decoded.flags == ("replaced 1 control characters",)


def test_nothing_is_an_empty_text() -> None:
    assert text_of(b"").text == ""


@pytest.mark.skipif(not SHARED.is_dir(), reason="the shared NETmundial files are not here")
def test_real_contributions_keep_their_quotes_and_apostrophes() -> None:
    texts = {path.name: text_of(path.read_bytes()) for path in sorted(SHARED.glob("*.txt"))}
    assert {name for name, text in texts.items() if text.encoding != "cp1252"} == {
        "010A.txt",
        "010B.txt",
    }
    assert not [name for name, text in texts.items() if "\ufffd" in text.text or text.flags]
    assert "The Experts’ Meeting on Cyberspace Law" in texts["001A.txt"].text
    assert "Mr. Jérôme Huet" in texts["001B.txt"].text
    assert "“Droit de l’informatique et des télécoms”" in texts["001B.txt"].text
    assert "on Internet matters…at the" in texts["013B.txt"].text.replace("\n", " ")
