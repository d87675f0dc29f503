"""What every model here shares: frozen, closed to unknown keys, times aware and in UTC."""

from collections import deque
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import UTC, datetime
from itertools import repeat
from typing import Annotated, Any, ClassVar, Self

from pydantic import AfterValidator, AwareDatetime, BaseModel, ConfigDict

_set = object.__setattr__
_delete = object.__delattr__
_set_names, _set_extra, _set_private = (
    vars(BaseModel)[f"__pydantic_{name}__"].__set__ for name in ("fields_set", "extra", "private")
)
_MOST_SHARED = 30
"""Fields of a class whose values share the table of their names: Python's own bound."""


class Model(BaseModel):
    """A value: it is never changed after it was made, and an unknown key is an error.

    Which of its fields were given and which are defaults is not remembered: nothing here asks, and
    a set for each of a million contributions would take more memory than what they say. For the
    same reason fields are set one by one: then Python keeps a value's names with its class, and a
    passage takes half the memory.
    """

    model_config = ConfigDict(frozen=True, extra="forbid", validate_default=True)

    _every_field: ClassVar[set[str]] = set()
    _is_narrow: ClassVar[bool] = False
    _seldom: ClassVar[frozenset[str]] = frozenset()

    @classmethod
    def __pydantic_init_subclass__(cls, **_: Any) -> None:
        """One set of names for all values of a class."""
        cls._every_field = set(cls.model_fields)
        cls._is_narrow = len(cls.model_fields) <= _MOST_SHARED

    def model_post_init(self, _: Any, /) -> None:
        """Called by Pydantic for each new value."""
        if self._is_narrow:
            given = self.__dict__
            _delete(self, "__dict__")
            _fill(self, given)
        _set(self, "__pydantic_fields_set__", self._every_field)

    def model_copy(self, *, update: Mapping[str, Any] | None = None, deep: bool = False) -> Self:
        """The same value but for `update`, which is not validated."""
        if deep:
            return super().model_copy(update=update, deep=True)
        # What was worked out from the fields stays behind. Asking a narrow value for its dict would
        # have Python make one, and keep it.
        if self._is_narrow:
            known = {name: getattr(self, name) for name in self.__class__.model_fields}
        else:
            known = self.__dict__
            if len(known) > len(self._every_field):
                known = {name: known[name] for name in self.__class__.model_fields}
        return self.trusted({**known, **(update or {})})

    @classmethod
    def trusted(cls, values: dict[str, Any]) -> Self:
        """The value with these `values` of all its fields in their order; none is validated."""
        made = cls.__new__(cls)
        if cls._is_narrow:
            _fill(made, values)
        else:
            _set(made, "__dict__", values)
        _set(made, "__pydantic_fields_set__", cls._every_field)
        _set(made, "__pydantic_extra__", None)
        _set(made, "__pydantic_private__", None)
        return made

    @classmethod
    def trusted_all(cls, columns: Mapping[str, Sequence[Any]], size: int) -> list[Self]:
        """The `size` values with these of each field; none is validated.

        All fields are there; of a `Wide` value those that are as by default in all may be left out.
        """
        seldom = {name: columns[name] for name in columns if name in cls._seldom}
        names = [name for name in columns if name not in seldom]
        if not (cls._is_narrow or issubclass(cls, Wide)):
            rows = zip(*(columns[name] for name in names), strict=True) if size else ()
            return [cls.trusted(dict(zip(names, row, strict=True))) for row in rows]
        if any(len(columns[name]) != size for name in names):
            raise ValueError(f"not {size} of each field")
        absent = cls._every_field - columns.keys() - cls._seldom if size else ()
        by_default: Mapping[str, Sequence[Any]] = {
            name: [getattr(cls, name)] for name in sorted(absent)
        }
        # Python learns the names from the first; from then on a value has place for all of them.
        # Of a million the turns of a loop over their fields would be the greater part.
        found: list[Self] = []
        for some, more in ((slice(0, min(1, size)), by_default), (slice(1, size), {})):
            others = list(map(cls.__new__, repeat(cls, len(range(size)[some]))))
            for name in names:
                _give(others, name, columns[name][some])
            for name, column in more.items():
                _give(others, name, column)
            _each(_set_names, others, repeat(cls._every_field))
            _each(_set_extra, others, repeat(None))
            _each(_set_private, others, repeat(None))
            found += others
        for name, column in seldom.items():
            default = getattr(cls, name)
            for made, value in zip(found, column, strict=True):
                if value != default:
                    _set(made, name, value)
        return found


class Wide(Model):
    """A value of many fields, some of them seldom given: it keeps those only where they are.

    Defaults, which cannot be changed, stand with the class. Python shares the names of so few
    fields that without this every contribution would hold a table of its own, twice the size of
    what is in it.
    """

    _seldom: ClassVar[frozenset[str]] = frozenset()
    """Fields with defaults; at most 30 others, better a few less."""

    @classmethod
    def __pydantic_init_subclass__(cls, **more: Any) -> None:
        """The defaults are the class's."""
        super().__pydantic_init_subclass__(**more)
        for name, field in cls.model_fields.items():
            if not field.is_required():
                setattr(cls, name, field.default)

    @property
    def __dict__(self) -> dict[str, Any]:
        """All fields in their order, as Pydantic reads and sets them."""
        return {name: getattr(self, name) for name in self.__class__.model_fields}

    @__dict__.setter
    def __dict__(self, values: dict[str, Any]) -> None:
        seldom = self.__class__._seldom
        for name, value in values.items():
            if name not in seldom or getattr(self, name) != value:
                _set(self, name, value)


def _give(values: Sequence[Model], name: str, column: Iterable[Any]) -> None:
    _each(_set, values, repeat(name), column)


def _each(do: Callable[..., None], *columns: Iterable[Any]) -> None:
    deque(map(do, *columns), 0)


def _fill(value: Model, fields: Mapping[str, Any]) -> None:
    for name, one in fields.items():
        _set(value, name, one)


def _in_utc(at: datetime) -> datetime:
    return at.astimezone(UTC)


Instant = Annotated[AwareDatetime, AfterValidator(_in_utc)]
"""An aware point in time, kept in UTC."""
