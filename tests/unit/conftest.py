"""What several of these tests set up alike."""

from collections.abc import Iterator

import pytest

from bpforum import columns, made_parts


@pytest.fixture(scope="module")
def parts_of_three() -> Iterator[None]:
    """Parts of three contributions."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(columns, "SIZE", 3)
        patch.setattr(made_parts, "SIZE", 3)
        yield
