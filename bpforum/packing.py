"""Writes frozen models as plain JSON values and makes them again without validating; keeps none.

For caches of our own alone, whose seal says that they are as they were written.
"""

from collections.abc import Callable
from datetime import datetime
from functools import cache
from types import NoneType, UnionType
from typing import Annotated, Any, Literal, TypeVar, Union, get_args, get_origin

from pydantic import AwareDatetime

from models.base import Model

_M = TypeVar("_M", bound=Model)
_Change = Callable[[Any], Any]
_PLAIN = (str, int, float, bool)


def pack(value: Model) -> dict[str, Any]:
    """The fields of `value` that are not as they are by default, as JSON has them."""
    shape = _shape(type(value))
    packed = {}
    for name in shape.fields:
        held = getattr(value, name)
        if shape.defaults.get(name, _REQUIRED) != held:
            change = shape.packing.get(name)
            packed[name] = change(held) if change else held
    return packed


def unpack(kind: type[_M], packed: dict[str, Any]) -> _M:
    """The model that `pack` packed. Raises KeyError, TypeError or ValueError where it is none."""
    shape = _shape(kind)
    values = {**shape.fields, **packed}
    if len(values) != len(shape.fields) or not shape.required <= packed.keys():
        raise ValueError(f"not the fields of {kind.__name__}")
    for name in packed:
        if change := shape.unpacking.get(name):
            values[name] = change(packed[name])
    return kind.trusted(values)


_REQUIRED = object()


class _Shape:
    """What there is to know of a class of models."""

    def __init__(self, kind: type[Model]) -> None:
        self.fields: dict[str, Any] = {}
        self.defaults: dict[str, Any] = {}
        self.packing: dict[str, _Change] = {}
        self.unpacking: dict[str, _Change] = {}
        for name, field in kind.model_fields.items():
            if field.default_factory is not None:
                raise TypeError(f"{kind.__name__}.{name}: its default is made anew each time")
            if not field.is_required():
                self.defaults[name] = field.default
            self.fields[name] = None if field.is_required() else field.default
            packing, unpacking = _changes(field.annotation)
            if packing and unpacking:
                self.packing[name], self.unpacking[name] = packing, unpacking
        self.required = self.fields.keys() - self.defaults.keys()


_shape = cache(_Shape)


def _changes(annotation: Any) -> tuple[_Change | None, _Change | None]:
    """How values of a type are packed and unpacked; None where they stay as they are."""
    origin, args = get_origin(annotation), get_args(annotation)
    if origin is Annotated:
        return _changes(args[0])
    if origin is Literal or annotation in _PLAIN:
        return None, None
    if annotation in (datetime, AwareDatetime):
        return datetime.isoformat, datetime.fromisoformat
    if isinstance(annotation, type) and issubclass(annotation, Model):
        return pack, lambda packed: unpack(annotation, packed)
    if origin in (Union, UnionType):
        others = [one for one in args if one is not NoneType]
        if len(others) == 1:
            return tuple(map(_unless_none, _changes(others[0])))  # type: ignore[return-value]  # two
    if origin is tuple and len(args) == 2 and args[1] is ...:
        packing, unpacking = _changes(args[0])
        if packing is None or unpacking is None:
            return list, tuple
        return (
            lambda values: [packing(one) for one in values],
            lambda values: tuple(unpacking(one) for one in values),
        )
    raise TypeError(f"{annotation} cannot be packed")


def _unless_none(change: _Change | None) -> _Change | None:
    return change and (lambda value: None if value is None else change(value))
