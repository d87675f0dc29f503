"""Owns the Jinja environment of the faces; refuses attributes that reach into Python.

Escaping is on and an unknown name is an error: a template can be wrong, but not silently.
"""

from collections.abc import Mapping

from jinja2 import DictLoader, StrictUndefined
from jinja2.sandbox import SandboxedEnvironment


def make_environment(sources: Mapping[str, str] | None = None) -> SandboxedEnvironment:
    """A sandbox that knows the templates `sources`, by name."""
    return SandboxedEnvironment(
        loader=DictLoader(dict(sources or {})),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
