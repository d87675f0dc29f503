"""What people say of consent; what we do not understand never widens anything."""

import pytest

from models.audience import narrowest, stated_consent


@pytest.mark.parametrize(
    ("words", "scope"),
    [
        ("full", "full"), ("Yes, you may publish it", "full"), ("Sí", "full"), ("Oui", "full"),
        ("name withheld", "name_withheld"), ("Please withhold my name", "name_withheld"),
        ("sin mi nombre", "name_withheld"), ("anonyme", "name_withheld"),
        ("publish, but not my name", "name_withheld"), ("yes, no name", "name_withheld"),
        ("counts only", "counts_only"), ("Do not publish", "counts_only"), ("No", "counts_only"),
        ("please don't publish", None), ("not to be published", None), ("ask my boss", None),
        ("ne publiez rien", None),
    ],
)  # fmt: skip
def test_what_a_contributor_said(words: str, scope: str | None) -> None:
    consent = stated_consent(words)
    assert consent is not None
    assert consent.scope == scope
    assert consent.basis == ("stated" if scope else "not_asked")


def test_nothing_said_is_not_an_answer() -> None:
    assert stated_consent("  ") is None


def test_what_is_made_of_several_is_for_the_narrowest_audience() -> None:
    assert narrowest() == "public"
    assert narrowest("public", "members", "public") == "members"
    assert narrowest("members", "secretariat") == "secretariat"
