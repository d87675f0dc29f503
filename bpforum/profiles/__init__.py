"""Owns the profiles as data: a body's lists, ours or a forum's own; guesses nothing missing.

A profile is a TOML file in the fields of `models.profile.Profile`. One that names no countries has
the table of the United Nations, `countries.toml`. A forum's own lie in its folder `profiles/`, and
come before ours of the same name.
"""

import tomllib
from difflib import get_close_matches
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from bpforum.errors import UnusableForum
from models.profile import Profile

_OURS = Path(__file__).resolve().parent
_NOT_PROFILES = ("countries",)


def profile_names(folder: Path | None = None) -> tuple[str, ...]:
    """The profiles that `load_profile` would find, sorted."""
    files = [path for path in _OURS.glob("*.toml") if path.stem not in _NOT_PROFILES]
    if folder is not None:
        files += (folder / "profiles").glob("*.toml")
    return tuple(sorted({path.stem for path in files}))


def load_profile(name: str, folder: Path | None = None) -> Profile:
    """The profile `name`, from the forum's `folder` or ours.

    Raises UnusableForum where there is none, or where the file is not a profile.
    """
    names = profile_names(folder)
    if name not in names:
        near = get_close_matches(name.casefold(), names, n=1)
        raise UnusableForum(
            f"forum.profile: there is no profile {name!r}; "
            + (f"did you mean {near[0]!r}? " if near else "")
            + f"The profiles are {', '.join(names)}. "
            f"For your own write profiles/{name}.toml in the forum's folder."
        )
    own = folder / "profiles" / f"{name}.toml" if folder else None
    path = own if own and own.is_file() else _OURS / f"{name}.toml"
    content = _content(path)
    if "countries" not in content:
        content |= _content(_OURS / "countries.toml")
    try:
        return Profile.model_validate(content)
    except ValidationError as error:
        wrong = "\n".join(
            f"  {'.'.join(map(str, one['loc']))}: {one['msg']}" for one in error.errors()
        )
        raise UnusableForum(f"{path} is not a profile:\n{wrong}") from error


def _content(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise UnusableForum(f"{path} cannot be read: {error}") from error
