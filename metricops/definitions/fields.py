"""The types of fields: texts that keep their place, words of a list, shares, and mappings as pairs."""

from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Annotated, Any, TypeVar

from pydantic import BeforeValidator, GetCoreSchemaHandler, GetJsonSchemaHandler, PlainValidator, WithJsonSchema
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import CoreSchema, PydanticCustomError, core_schema

from metricops.definitions.nodes import BROKEN, Argument, Mapping, argument
from metricops.definitions.scalars import Scalar
from metricops.source import Fragment

T = TypeVar("T")
NONE = "none"


def needs(what: str, under: str = "") -> PydanticCustomError:
    """The fault of a value of the wrong type, or of one of its keys; `what` is said after "needs"."""
    return PydanticCustomError("needs", "{what}", {"what": what, "under": under})


def lacks(key: str) -> PydanticCustomError:
    """The fault of a mapping without a key that it needs."""
    return PydanticCustomError("lacks", "{key}", {"key": key})


def _fragment(value: Any) -> Fragment:
    if isinstance(value, Scalar):
        return value.fragment
    if isinstance(value, Fragment):
        return value
    raise needs("text")


def _said(value: Any) -> Any:
    if isinstance(value, str) and not value.strip():
        raise needs("a text that says something")
    return value


def _lower(value: Any) -> Any:
    return value.lower() if isinstance(value, str) else value


def _many(value: Any) -> Any:
    return [value] if isinstance(value, Scalar | Mapping) else value


def _pairs(value: Any) -> Any:
    if not isinstance(value, Mapping):
        raise needs("a mapping")
    return list(value.items())


def _none_or_many(value: Any) -> Any:
    words = _many(value)
    return [] if isinstance(words, list) and [_lower(word) for word in words] == [NONE] else words


def _day(value: Any) -> date:
    try:
        return date.fromisoformat(value)
    except (TypeError, ValueError):
        raise needs("a date such as 2026-11-30") from None


def _share(value: Any) -> Decimal:
    try:
        number = Decimal(value.rstrip("% ")) / (100 if value.endswith("%") else 1)
    except (AttributeError, InvalidOperation):
        raise needs("a share such as 5% or 0.05") from None
    if not 0 <= number <= 1:
        raise needs("a share from 0% to 100%")
    return number


def _argument(value: Any) -> Argument:
    if value is BROKEN:
        raise needs("a value")
    return argument(value)


class _AsFragment:
    """Makes a scalar a fragment, in which every character knows its place."""

    @classmethod
    def __get_pydantic_core_schema__(cls, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        return core_schema.no_info_plain_validator_function(_fragment)

    @classmethod
    def __get_pydantic_json_schema__(cls, schema: CoreSchema, handler: GetJsonSchemaHandler) -> JsonSchemaValue:
        return {"type": ["string", "number", "boolean"]}


class _AsArgument:
    """Keeps a value whose shape only its reader knows."""

    @classmethod
    def __get_pydantic_core_schema__(cls, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        return core_schema.no_info_plain_validator_function(_argument)

    @classmethod
    def __get_pydantic_json_schema__(cls, schema: CoreSchema, handler: GetJsonSchemaHandler) -> JsonSchemaValue:
        return {}


class _OrList:
    """Says in JSON Schema that one value may stand for a list of one."""

    @classmethod
    def __get_pydantic_json_schema__(cls, schema: CoreSchema, handler: GetJsonSchemaHandler) -> JsonSchemaValue:
        many = handler(schema)
        return {"anyOf": [many["items"], many]}


class _AsMapping:
    """Says in JSON Schema that pairs are written as a mapping."""

    @classmethod
    def __get_pydantic_json_schema__(cls, schema: CoreSchema, handler: GetJsonSchemaHandler) -> JsonSchemaValue:
        return {"type": "object", "additionalProperties": handler(schema)["items"]["prefixItems"][1]}


Text = Annotated[Fragment, _AsFragment]
Lower = BeforeValidator(_lower)
Said = Annotated[str, BeforeValidator(_said)]
"""A text that says something."""
Day = Annotated[date, PlainValidator(_day), WithJsonSchema({"type": "string", "format": "date"})]
Share = Annotated[Decimal, PlainValidator(_share), WithJsonSchema({"type": ["string", "number"]})]
AnyArgument = Annotated[Argument, _AsArgument]

OneOrMany = Annotated[tuple[T, ...], BeforeValidator(_many), _OrList]
NoneOrMany = Annotated[tuple[T, ...], BeforeValidator(_none_or_many), _OrList]
Pairs = Annotated[tuple[tuple[Text, T], ...], BeforeValidator(_pairs), _AsMapping]
"""A mapping with names of the user's own, in the order written: `((name, value), …)`."""
