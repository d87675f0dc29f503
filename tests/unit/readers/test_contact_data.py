"""Contact data out of short texts: what is left reads as a person would write it."""

import pytest

from bpforum.readers.contact_data import without_contact_data


@pytest.mark.parametrize(
    ("written", "left"),
    [
        ("Ada Okoro <ada@example.org>", "Ada Okoro"),
        (
            "to the office (Fax: +41 22 730 64 53 / office@example.org) by May",
            "to the office by May",
        ),
        ("Captions, Inc. P.O. Box 3066 Vela, CO 80132 1 877 825 5234", "Captions, Inc."),
        ("Delta Mesh, tel. +41 22 730 51 11", "Delta Mesh"),
        ("Resolution 45 (Rev. Vela, 2010), 14-16 August 2017", None),
        ("55/63, 56/121 and 12 tables", None),
    ],
)
def test_addresses_and_numbers_go_and_nothing_else(written: str, left: str | None) -> None:
    assert without_contact_data(written) == (written if left is None else left)
