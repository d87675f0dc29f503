"""Writes frozen models as columns of plain JSON values and makes them again without validating;
keeps none.

For caches of our own alone, whose seal says that they are as they were written. Columns, since what
is the same in many values is written, read and held once.
"""

from collections.abc import Callable, Sequence
from datetime import datetime
from functools import cache
from itertools import islice
from types import NoneType, UnionType
from typing import Annotated, Any, Literal, NamedTuple, TypeVar, Union, get_args, get_origin

from pydantic import AwareDatetime

from models.base import Model, Wide

_M = TypeVar("_M", bound=Model)
Shared = dict[type[Model], dict[tuple[Any, ...], Model]]
"""Values within others that were made already: equal ones are one."""
_Values = list[Any]
_MOST_SHARED = 65_536
"""Of a class; beyond this each is made by itself."""
_FEW = 3
"""Values of which there are so many times fewer than places are written once each."""


def pack(values: Sequence[Model]) -> dict[str, Any]:
    """The fields of `values`, which are of one class, by name; none that all have by default."""
    if not values:
        return {}
    shape, packed = _shape(type(values[0])), {}
    for name, column in shape.columns.items():
        held = [getattr(one, name) for one in values]
        if name not in shape.defaults or held.count(shape.defaults[name]) < len(held):
            packed[name] = column.pack(held)
    return packed


def unpack(kind: type[_M], packed: dict[str, Any], size: int, shared: Shared) -> list[_M]:
    """The `size` models that `pack` packed; `shared` is filled with what is in them.

    Raises AttributeError, KeyError, IndexError, TypeError or ValueError where they are none.
    """
    return kind.trusted_all(_columns(kind, packed, size, shared), size)


def _columns(
    kind: type[Model], packed: dict[str, Any], size: int, shared: Shared
) -> dict[str, _Values]:
    shape = _shape(kind)
    if not packed.keys() <= shape.columns.keys():
        raise ValueError(f"not the fields of {kind.__name__}")
    columns = {}
    for name, column in shape.columns.items():
        if name in packed:
            found = column.unpack(packed[name], size, shared)
            if len(found) != size:
                raise ValueError(f"not {size} of {name}")
        elif name not in shape.defaults and size:
            raise ValueError(f"{name} is missing")
        elif issubclass(kind, Wide):
            continue  # its class has it
        else:
            found = [shape.defaults.get(name)] * size
        columns[name] = found
    return columns


class _Column(NamedTuple):
    """How the values of one field are written and read; `is_plain`: nothing is made of them."""

    pack: Callable[[_Values], Any]
    unpack: Callable[[Any, int, Shared], _Values]
    is_plain: bool = False


class _Shape:
    """What there is to know of a class of models."""

    def __init__(self, kind: type[Model]) -> None:
        self.defaults: dict[str, Any] = {}
        self.columns: dict[str, _Column] = {}
        for name, field in kind.model_fields.items():
            if field.default_factory is not None:
                raise TypeError(f"{kind.__name__}.{name}: its default is made anew each time")
            if not field.is_required():
                self.defaults[name] = field.default
            self.columns[name] = _column(field.annotation)
        self.is_plain = all(one.is_plain for one in self.columns.values())


_shape = cache(_Shape)


def _column(annotation: Any) -> _Column:
    """How values of a type are packed and unpacked."""
    origin, args = get_origin(annotation), get_args(annotation)
    if origin is Annotated:
        return _column(args[0])
    if origin is Literal or annotation in (str, int, float, bool):
        return _Column(squeezed, spread, is_plain=True)
    if annotation in (datetime, AwareDatetime):
        return _Column(
            lambda values: [one.isoformat() for one in values],
            lambda packed, size, shared: list(map(datetime.fromisoformat, packed)),
        )
    if isinstance(annotation, type) and issubclass(annotation, Model):
        return _within(annotation)
    if origin in (Union, UnionType):
        others = [one for one in args if one is not NoneType]
        if len(others) == 1:
            return _unless_none(_column(others[0]))
    if origin is tuple and len(args) == 2 and args[1] is ...:
        return _several(_column(args[0]))
    raise TypeError(f"{annotation} cannot be packed")


def squeezed(values: list[Any]) -> Any:
    """Values that JSON has too; where there are few different ones each of these once."""
    distinct = {one: n for n, one in enumerate(dict.fromkeys(values))}
    if len(distinct) * _FEW > len(values):
        return values
    return {"of": list(distinct), "at": [distinct[one] for one in values] * (len(distinct) > 1)}


def spread(packed: Any, size: int, _: Shared | None = None) -> list[Any]:
    """The `size` values that `squeezed` wrote."""
    if isinstance(packed, list):
        return packed
    of, at = packed["of"], packed["at"]
    return [of[n] for n in at] if len(of) > 1 else of * size


def _within(kind: type[Model]) -> _Column:
    """A value in another: where it has plain values alone, equal ones are made once."""

    def read(packed: Any, size: int, shared: Shared) -> list[Model]:
        if not _shape(kind).is_plain:
            return unpack(kind, packed, size, shared)
        columns = _columns(kind, packed, size, shared)
        known = shared.setdefault(kind, {})
        rows = list(zip(*columns.values(), strict=True))
        fresh = [row for row in dict.fromkeys(rows) if row not in known]
        others = dict(zip(columns, zip(*fresh, strict=True), strict=True)) if fresh else {}
        made = dict(zip(fresh, kind.trusted_all(others, len(fresh)), strict=True))
        if len(known) >= _MOST_SHARED:
            return [made.get(row) or known[row] for row in rows]
        known |= made
        return list(map(known.__getitem__, rows))

    return _Column(pack, read)


def _unless_none(column: _Column) -> _Column:
    if column.is_plain:
        return column

    def write(values: _Values) -> Any:
        at = [n for n, one in enumerate(values) if one is not None]
        return {"at": at, "of": column.pack([values[n] for n in at])}

    def read(packed: Any, size: int, shared: Shared) -> _Values:
        found: _Values = [None] * size
        of = column.unpack(packed["of"], len(packed["at"]), shared)
        for n, one in zip(packed["at"], of, strict=True):
            found[n] = one
        return found

    return _Column(write, read)


def _several(column: _Column) -> _Column:
    def write(values: _Values) -> Any:
        every = [one for several in values for one in several]
        return {"sizes": squeezed(list(map(len, values))), "of": column.pack(every)}

    def read(packed: Any, size: int, shared: Shared) -> _Values:
        sizes = spread(packed["sizes"], size, shared)
        every = column.unpack(packed["of"], sum(sizes), shared)
        if set(sizes) == {1}:
            return list(zip(every, strict=True))
        rest = iter(every)
        return [tuple(islice(rest, n)) for n in sizes]

    return _Column(write, read)
