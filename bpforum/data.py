"""Owns where the files that travel with bpforum lie; refuses to write there.

In a checkout `templates/` and `examples/` stand beside the package; in an installed wheel hatch has
put them below `bpforum/_data/` (force-include in pyproject.toml).
"""

from pathlib import Path

_PACKAGE = Path(__file__).resolve().parent


def data_path(*parts: str) -> Path:
    """The file or folder `parts`, such as `("templates", "outcome", "page.css")`.

    Raises FileNotFoundError, naming what was looked for, where it is not there.
    """
    installed = _PACKAGE / "_data"
    # Never both: beside an installed package stands whatever else is installed.
    path = (installed if installed.is_dir() else _PACKAGE.parent).joinpath(*parts)
    if not path.exists():
        raise FileNotFoundError(f"{'/'.join(parts)} is missing from this installation of bpforum")
    return path
