"""What every model here shares: frozen, closed to unknown keys, times aware and in UTC."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Annotated, Any, ClassVar, Self

from pydantic import AfterValidator, AwareDatetime, BaseModel, ConfigDict

_set = object.__setattr__


class Model(BaseModel):
    """A value: it is never changed after it was made, and an unknown key is an error.

    Which of its fields were given and which are defaults is not remembered: nothing here asks, and
    a set for each of a million contributions would take more memory than what they say.
    """

    model_config = ConfigDict(frozen=True, extra="forbid", validate_default=True)

    _every_field: ClassVar[set[str]] = set()

    @classmethod
    def __pydantic_init_subclass__(cls, **_: Any) -> None:
        """One set of names for all values of a class."""
        cls._every_field = set(cls.model_fields)

    def model_post_init(self, _: Any, /) -> None:
        """Called by Pydantic for each new value."""
        _set(self, "__pydantic_fields_set__", self._every_field)

    def model_copy(self, *, update: Mapping[str, Any] | None = None, deep: bool = False) -> Self:
        """The same value but for `update`, which is not validated."""
        if deep:
            return super().model_copy(update=update, deep=True)
        known = self.__dict__
        if len(known) > len(self._every_field):  # what was worked out from the fields stays behind
            known = {name: known[name] for name in self.__class__.model_fields}
        made = self.__class__.__new__(self.__class__)
        _set(made, "__dict__", {**known, **(update or {})})
        _set(made, "__pydantic_fields_set__", self._every_field)
        _set(made, "__pydantic_extra__", None)
        _set(made, "__pydantic_private__", None)
        return made


def _in_utc(at: datetime) -> datetime:
    return at.astimezone(UTC)


Instant = Annotated[AwareDatetime, AfterValidator(_in_utc)]
"""An aware point in time, kept in UTC."""
