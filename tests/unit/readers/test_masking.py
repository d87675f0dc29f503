"""E-mail addresses and phone numbers are masked, whatever else looks like a number is not."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bpforum.readers.masking import MASK, mask


def masked(text: str) -> list[str]:
    """What was masked of `text`."""
    result = mask(text)
    assert len(result) == len(text)
    found, piece = [], ""
    for before, after in zip(text + " ", result + " ", strict=True):
        if after == MASK:
            piece += before
        elif piece:
            found.append(piece)
            piece = ""
    return found


@pytest.mark.parametrize(
    ("text", "contact"),
    [
        ("write to jnacif@anatel.gov.br.", "jnacif@anatel.gov.br"),
        ("(Fax: x / spumail@itu.int by 20 February)", "spumail@itu.int"),
        ("E-mail:a.b+c@sub.example.co.uk", "a.b+c@sub.example.co.uk"),
        ("mailto:ana@example.org?subject=x", "ana@example.org"),
        ("correo: maría.núñez@ejemplo.es", "maría.núñez@ejemplo.es"),
        ("john [at] example.org says", "john [at] example.org"),
        ("john(at)example[dot]org", "john(at)example[dot]org"),
        ("john {at} example (dot) org", "john {at} example (dot) org"),
        ("ana arroba ejemplo punto org", "ana arroba ejemplo punto org"),
        ("it is john at example dot org", "john at example dot org"),
        ("john @ example.org", "john @ example.org"),
    ],
)
def test_addresses_are_masked(text: str, contact: str) -> None:
    assert masked(text) == [contact]


@pytest.mark.parametrize(
    ("text", "contact"),
    [
        ("telephone +41 22 730 6315, e-mail", "+41 22 730 6315"),
        ("Phone number: +1 202 6477847", "+1 202 6477847"),
        ("Tel:+41 22 730 6819 Fax", "+41 22 730 6819"),
        ("call +41 (0)22 730 51 11 now", "+41 (0)22 730 51 11"),
        ("or (+44) 20 7946 0958", "(+44) 20 7946 0958"),
        ("0041 22 730 6819", "0041 22 730 6819"),
        ("ring (022) 730 6819", "(022) 730 6819"),
        ("ring (202) 647-7847 today", "(202) 647-7847"),
        ("ring 022 730 68 19", "022 730 68 19"),
        ("01.42.34.56.78", "01.42.34.56.78"),
        ("202-647-7847", "202-647-7847"),
        ("dial 1 877 825 5234 now", "1 877 825 5234"),
        ("Monument CO 80132 1 877 825 5234", "1 877 825 5234"),
        ("ana arobase exemple point fr", "ana arobase exemple point fr"),
        ("0221/123 45 67", "0221/123 45 67"),
        ("0791234567", "0791234567"),
        ("Tel. 730 6819", "730 6819"),
        ("Teléfono: 5 5123 4567", "5 5123 4567"),
        ("Mobile: 555 1234", "555 1234"),
        ("Fax: 730.64.53", "730.64.53"),
    ],
)
def test_phone_numbers_are_masked(text: str, contact: str) -> None:
    assert masked(text) == [contact]


@pytest.mark.parametrize(
    "text",
    [
        "UN General Assembly resolutions 55/63, 56/121, 57/239, 58/199, and 64/211",
        "Recommendation X.1205 and Y.2060",
        "2014-02-20", "20.02.2014", "02/20/2014", "20 02 2014", "14 January 2004", "2016-2019",
        "26-27 February 2004", "from 2010 to 2014, 2012 2013 2014", "BDT 2/5/14 9:02 AM",
        "50,000,000 people", "1 250 000 000 dollars", "US$ 1.250.000", "12 500 CHF", "0.123456789",
        "192.168.100.200 and 10.0.0.1", "2001:db8::1", "RFC 2119, RFC 8259", "section 3.2.2.1",
        "paragraphs 48-50 and 13 b-d", "WTDC14/22-E", "USA/22/7", "CII-98/CONF-601.2",
        "ISBN 978-92-1-123456-7", "ISBN 0-306-40615-2", "telephone 50 000 000 users",
        "phones in 2014 and 2015", "a hotel 2014-2016", "https://example.org/2014/0791234567/x",
        "www.itu.int/md/S14-PP-C/0123456789", "@forum is on social media", "in room 12 @ 10:30",
        "look at example two", "they met at noon", "(2004) 50 000 000", "A/RES/70/125", "22-1/1",
        "there at this point in time", "looking at one point or", "are at seventeen dot eight",
        "Az.: 02-1600-40/15", "220.440 4676", "200 300 2014",
        "doc_multi-en-1161|1160.asp", "5 10 15 20 25 30", "Telex 421 000", "18.000 pesos",
    ],
)  # fmt: skip
def test_other_numbers_stay(text: str) -> None:
    assert masked(text) == []


def test_nothing_but_contact_data_changes() -> None:
    text = "Ask Ana (ana@example.org, +41 22 730 6819) about 57/239."
    assert mask(text) == f"Ask Ana ({MASK * 15}, {MASK * 15}) about 57/239."


@given(st.text(alphabet="atdo@.+0123456789 ()[]-/\n:tel█é\U0001f41d", max_size=80))
def test_length_and_line_ends_never_change(text: str) -> None:
    result = mask(text)
    assert len(result) == len(text)
    assert [n for n, c in enumerate(result) if c == "\n"] == [
        n for n, c in enumerate(text) if c == "\n"
    ]


@pytest.mark.parametrize(
    "text",
    ["a@" * 50_000, "a." * 50_000 + "@", "1 " * 50_000, "(" * 100_000, "+1" * 50_000,
     "a at b dot " * 10_000, "1-" * 50_000 + "@", "x" * 100_000 + "@", "http://" * 20_000],
)  # fmt: skip
def test_crafted_text_takes_no_longer(text: str) -> None:
    started = time.process_time()
    mask(text)
    assert time.process_time() - started < 2
