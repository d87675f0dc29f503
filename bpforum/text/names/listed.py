"""Word lists written as running text: owns how they become sets, holds none."""


def listed(text: str) -> frozenset[str]:
    """The words of a list written as running text."""
    return frozenset(text.split())
