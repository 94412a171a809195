"""What every entry of a YAML file has in common: a place, a short form, and no tolerance for unknown keys."""

from typing import Any, ClassVar

from pydantic import BaseModel, ConfigDict, Field, model_validator
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import CoreSchema

from metricops.definitions.nodes import Mapping, Scalar
from metricops.source import Span

PLACE = "\0"  # no YAML text can hold this character, so it never meets a key


class Entry(BaseModel):
    """One mapping of a file; a key without a value counts as not written.

    `short` names the field that a bare word stands for; `unused` are keys that dbt knows and metricops does not read;
    the items of a `separable` field can be left out one by one when they have faults.
    """

    model_config = ConfigDict(
        frozen=True, extra="forbid", arbitrary_types_allowed=True, allow_inf_nan=False, defer_build=True
    )
    short: ClassVar[str] = ""
    unused: ClassVar[frozenset[str]] = frozenset()
    separable: ClassVar[frozenset[str]] = frozenset()

    span: Span = Field(validation_alias=PLACE, repr=False)

    @model_validator(mode="before")
    @classmethod
    def _placed(cls, value: Any) -> Any:
        if isinstance(value, Mapping):
            written = {key: item for key, item in value.items() if item is not None and key not in cls.unused}
            return {**written, PLACE: value.span}
        if isinstance(value, Scalar) and cls.short:
            return {cls.short: value, PLACE: value.span}
        return value

    @classmethod
    def known_keys(cls) -> tuple[str, ...]:
        """The keys that can be written, as they are spelled in YAML."""
        names = (str(field.validation_alias or name) for name, field in cls.model_fields.items())
        return (*(name for name in names if not name.startswith(PLACE)), *sorted(cls.unused))

    @classmethod
    def __get_pydantic_json_schema__(cls, schema: CoreSchema, handler: Any) -> JsonSchemaValue:
        """The mapping's schema, or the short form's when there is one."""
        full: JsonSchemaValue = handler(schema)
        if not cls.short:
            return full
        word = handler.resolve_ref_schema(full)["properties"][cls.short]
        return {"anyOf": [word, full]}


class DbtEntry(Entry):
    """A mapping that belongs to dbt: keys that metricops does not know are dbt's business."""

    model_config = ConfigDict(extra="ignore")
