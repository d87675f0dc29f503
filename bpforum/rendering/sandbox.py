"""Owns the Jinja environment of the faces; refuses attributes that reach into Python.

Escaping is on and an unknown name is an error: a template can be wrong, but not silently.
"""

from functools import lru_cache
from types import CodeType
from typing import NoReturn

from jinja2 import StrictUndefined, Template
from jinja2.sandbox import SandboxedEnvironment


def make_environment() -> SandboxedEnvironment:
    """A sandbox that knows no other templates."""
    return SandboxedEnvironment(
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )


def template_in(environment: SandboxedEnvironment, source: str) -> Template:
    """The template `source`, which finds filters and globals in `environment` when it is rendered.

    Both views, and whoever verifies, render the same few: each is compiled once.
    """
    code = _compiled(source, frozenset(environment.filters))
    return Template.from_code(environment, code, environment.make_globals(None))


@lru_cache(maxsize=8)
def _compiled(source: str, filters: frozenset[str]) -> CodeType:
    environment = make_environment()
    own = filters - set(environment.filters)
    environment.filters.update(dict.fromkeys(own, _not_yet))
    return environment.compile(source)


def _not_yet(*_: object) -> NoReturn:
    """Stands for a filter of one document while a template is compiled."""
    raise LookupError("the filter is known when the template is rendered")
