"""Owns the profiles as data: a body's lists, ours or a forum's own; guesses nothing missing.

A profile is a TOML file in the fields of `models.profile.Profile`. A list that it does not have is
that of the profile it `extends`, at last that of `lists.toml`, and for the name table and the
regional groups that of `countries.toml`; a list that it has takes the other's place whole. Single
entries of the name table are changed by `[overrides.TR]` with `name`, `region` or `synonyms`.
A forum's own lie in its folder `profiles/`, and come before ours of the same name.
"""

import tomllib
from difflib import get_close_matches
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from bpforum.errors import UnusableForum
from models.profile import Profile

_OURS = Path(__file__).resolve().parent
_SHARED = ("lists", "countries")
_MOST_STEPS = 8


def profile_names(folder: Path | None = None) -> tuple[str, ...]:
    """The profiles that `load_profile` would find, sorted."""
    files = [path for path in _OURS.glob("*.toml") if path.stem not in _SHARED]
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
    path = _path(name, folder)
    content = _extended(path, folder)
    for shared in _SHARED:
        content = _content(_OURS / f"{shared}.toml") | content
    overrides = content.pop("overrides", {})
    if isinstance(overrides, dict) and overrides:
        content["countries"] = _overridden(content["countries"], overrides, path)
    try:
        return Profile.model_validate(content)
    except ValidationError as error:
        wrong = "\n".join(
            f"  {'.'.join(map(str, one['loc']))}: {one['msg']}" for one in error.errors()
        )
        raise UnusableForum(f"{path} is not a profile:\n{wrong}") from error


def _path(name: str, folder: Path | None, but: Path | None = None) -> Path:
    """A forum's own `igf` may extend ours: `but` is the file that asks."""
    own = folder / "profiles" / f"{name}.toml" if folder else None
    return own if own and own.is_file() and own != but else _OURS / f"{name}.toml"


def _extended(path: Path, folder: Path | None) -> dict[str, Any]:
    """The file's lists and, for what it lacks, those of the profiles that it extends."""
    content, seen = _content(path), [path]
    while "extends" in content:
        name, here = content.pop("extends"), seen[-1]
        if name not in profile_names(folder):
            raise UnusableForum(
                f"{here}: extends: there is no profile {name!r}; "
                f"the profiles are {', '.join(profile_names(folder))}."
            )
        below = _path(name, folder, but=here)
        if below in seen or len(seen) > _MOST_STEPS:
            raise UnusableForum(f"{here}: extends: {name!r} extends this profile in turn.")
        seen.append(below)
        lower = _content(below)
        overrides = {**_table(lower, "overrides"), **_table(content, "overrides")}
        content = {**lower, **content} | ({"overrides": overrides} if overrides else {})
    return content


def _table(content: dict[str, Any], name: str) -> dict[str, Any]:
    value = content.get(name, {})
    return value if isinstance(value, dict) else {}


def _overridden(countries: Any, overrides: dict[str, Any], path: Path) -> Any:
    """The name table with a body's own names and groupings."""
    by_code = {one.get("code"): dict(one) for one in countries if isinstance(one, dict)}
    for code, changes in overrides.items():
        if code not in by_code or not isinstance(changes, dict):
            raise UnusableForum(f"{path}: overrides.{code}: there is no such code in the table.")
        if unknown := sorted(set(changes) - {"name", "region", "synonyms"}):
            raise UnusableForum(
                f"{path}: overrides.{code}: {unknown[0]!r} is not one of name, region, synonyms."
            )
        entry = by_code[code]
        # The former names stay words for the place, so that it is still recognised.
        former = [*entry.get("name", {}).values(), *entry.get("synonyms", [])]
        for key, value in changes.items():
            if key == "name" and isinstance(value, dict):
                entry["name"] = {**entry.get("name", {}), **value}
            else:
                entry[key] = value
        if "name" in changes and "synonyms" not in changes:
            entry["synonyms"] = list(dict.fromkeys(former))
    return list(by_code.values())


def _content(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise UnusableForum(f"{path} cannot be read: {error}") from error
