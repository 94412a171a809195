"""What every entry of a YAML file has in common: a place, a short form, and no tolerance for unknown keys."""

from typing import Annotated, Any, ClassVar

from pydantic import BaseModel, ConfigDict, Field, GetCoreSchemaHandler, model_validator
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import CoreSchema, core_schema

from metricops.definitions.fields import Text
from metricops.definitions.nodes import Mapping
from metricops.definitions.scalars import Scalar
from metricops.source import Span

PLACE = "\0"  # no YAML text can hold this character, so it never meets a key

OFF = ("false", "no", "off")


class _AsGiven:
    """Takes a place as it is; it never comes from YAML."""

    @classmethod
    def __get_pydantic_core_schema__(cls, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        return core_schema.any_schema()


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

    span: Annotated[Span, _AsGiven] = Field(validation_alias=PLACE, repr=False)

    @model_validator(mode="before")
    @classmethod
    def _placed(cls, value: Any) -> Any:
        if isinstance(value, Mapping):
            written = {key: item for key, item in value.items() if item is not None and key not in cls.unused}
            return {**written, PLACE: value.span}
        if isinstance(value, Scalar) and cls.short:
            return {cls.short: value, PLACE: value.span}
        return value

    @property
    def disabled(self) -> bool:
        """Whether dbt was told to pass it over."""
        return False

    @classmethod
    def known_keys(cls) -> tuple[str, ...]:
        """The keys that can be written, as they are spelled in YAML."""
        names = (str(field.validation_alias or name) for name, field in cls.model_fields.items())
        return (*(name for name in names if not name.startswith(PLACE)), *sorted(cls.unused))

    @classmethod
    def __get_pydantic_json_schema__(cls, schema: CoreSchema, handler: Any) -> JsonSchemaValue:
        """The mapping as people write it, or its short form when it has one."""
        full: JsonSchemaValue = handler(schema)
        written = handler.resolve_ref_schema(full)
        hidden = [name for name in written["properties"] if name.startswith(PLACE)]
        for name in hidden:
            del written["properties"][name]
        written["properties"].update(dict.fromkeys(sorted(cls.unused), True))
        written["required"] = [name for name in written.get("required", ()) if name not in hidden]
        cls._shape(written)
        if cls.short:  # changed in place, because other entries refer to it
            mapping = dict(written)
            written.clear()
            written["anyOf"] = [mapping["properties"][cls.short], mapping]
        return full

    @classmethod
    def _shape(cls, written: JsonSchemaValue) -> None:
        """Changes the JSON Schema of an entry that is more than its fields."""


class DbtEntry(Entry):
    """A mapping that belongs to dbt: keys that metricops does not know are dbt's business."""

    model_config = ConfigDict(extra="ignore")


class Switch(DbtEntry):
    """A `config` of dbt's that can switch its resource off; a template in `enabled` counts as on."""

    enabled: Text | None = None

    @property
    def off(self) -> bool:
        """Whether `enabled` plainly says so."""
        return self.enabled is not None and self.enabled.text.lower() in OFF
