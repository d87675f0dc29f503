"""Finds the files that encoders compute with, and refuses those that are not what they should be.

They come with installed packages and with bpforum itself: nothing is ever fetched. A package of the
same version with other numbers in it would be another encoder under the same name.
"""

from functools import cache
from hashlib import file_digest
from importlib.util import find_spec
from pathlib import Path

from bpforum.errors import WeightsDiffer, WeightsMissing


def has_package(module: str) -> bool:
    """Whether `module` is installed; it is not imported."""
    return find_spec(module) is not None


@cache
def checked(module: str, name: str, sha256: str) -> Path:
    """The file `name` in the package of `module`, which is not imported; hashed once a process.

    Raises WeightsMissing where package or file are not there, WeightsDiffer where the file's
    SHA-256 is not `sha256`.
    """
    spec = find_spec(module)
    places = (spec.submodule_search_locations or []) if spec else []
    for place in places:
        path = Path(place, name)
        if path.is_file():
            return _same(path, sha256)
    raise WeightsMissing(
        f"{name} of the package {module} is not installed. Install bpforum anew from its lock "
        "file, or choose another encoder under [themes] in forum.toml."
    )


def _same(path: Path, sha256: str) -> Path:
    with path.open("rb") as file:
        found = file_digest(file, "sha256").hexdigest()
    if found != sha256:
        raise WeightsDiffer(
            f"{path} is not the file that this version of bpforum computes with: its SHA-256 is "
            f"{found}, and should be {sha256}. Vectors made with it would not compare with those "
            "in the store. Install its package anew from bpforum's lock file."
        )
    return path
