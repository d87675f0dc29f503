"""Reads JSON as a model would, into plain dicts: what the model refuses is refused in its words.

To make a model of each of a million contributions takes twice as long as to look whether one could
be made.
"""

from collections.abc import Collection, Mapping
from typing import Any

from pydantic import BaseModel, ValidationError
from pydantic_core import SchemaValidator

Fields = Mapping[str, "Fields"]
"""Names of fields, and of those that are to be read of their values; of none means all."""
_Schema = dict[str, Any]


class PlainValues:
    """JSON of one model."""

    def __init__(
        self,
        model: type[BaseModel],
        made: Collection[type[BaseModel]] = (),
        only: Fields | None = None,
    ) -> None:
        """`made`: of these models values are made all the same.

        `only`: the fields that are read of JSON that has been found to be right before.
        """
        self._model = model
        schema = _unmade(dict(model.__pydantic_core_schema__), made)
        self._validator = SchemaValidator(_narrowed(schema, only) if only else schema)

    def read(self, text: bytes) -> dict[str, Any]:
        """The fields by name, with their defaults. Raises ValidationError, the model's own."""
        try:
            value: dict[str, Any] = self._validator.validate_json(text)
        except ValidationError:
            self._model.model_validate_json(text)
            raise
        return value


def _unmade(schema: Any, made: Collection[type[BaseModel]]) -> Any:
    """The same schema with a dict for each model, but for those that only a value can be asked."""
    if isinstance(schema, list):
        return [_unmade(one, made) for one in schema]
    if not isinstance(schema, dict):
        return schema
    kind = schema.get("type")
    if kind == "default":
        return {**schema, "schema": _unmade(schema["schema"], made)}
    if kind == "function-after" and schema["schema"]["type"] == "model":
        return schema
    if kind != "model":
        return {key: _unmade(value, made) for key, value in schema.items()}
    if schema["cls"] in made:
        return schema
    fields = {
        name: {
            "type": "typed-dict-field",
            "schema": _unmade(field["schema"], made),
            "required": field["schema"]["type"] != "default",
        }
        for name, field in schema["schema"]["fields"].items()
    }
    ref = {"ref": schema["ref"]} if "ref" in schema else {}
    behavior = schema["config"].get("extra_fields_behavior", "ignore")
    return {"type": "typed-dict", "fields": fields, "extra_behavior": behavior, **ref}


def _narrowed(schema: _Schema, only: Fields) -> _Schema:
    if not only:
        return schema
    if schema["type"] == "typed-dict":
        fields = {
            name: {
                **schema["fields"][name],
                "schema": _narrowed(schema["fields"][name]["schema"], more),
            }
            for name, more in only.items()
        }
        return {**schema, "fields": fields, "extra_behavior": "ignore"}
    if schema["type"] == "tuple":
        return {**schema, "items_schema": [_narrowed(one, only) for one in schema["items_schema"]]}
    return {**schema, "schema": _narrowed(schema["schema"], only)}
