"""Data-quality checks and tiers: what every check has, and its kind's own keys kept as written."""

from typing import Annotated, Any, Literal

from pydantic import Field, model_validator
from pydantic.json_schema import JsonSchemaValue

from metricops.definitions.entry import PLACE, Entry
from metricops.definitions.fields import AnyArgument, Lower, OneOrMany, Pairs, Share, Text, lacks, needs
from metricops.definitions.nodes import Mapping

KIND, ARGUMENTS = PLACE + "kind", PLACE + "arguments"
HEADS = ("require", "exists", "unique", "accepted", "fresh", "on_change", "within")
EXPECTATION = "expect_"
RULE = "expect"
ROW_CONDITION = "row_condition"
LIFTED = ("mostly", ROW_CONDITION, "severity", "meta")


class CheckEntry(Entry):
    """One item of `checks:`.

    `kind` is the word that names the check (`require`, `unique`, an `expect_…` name), None for a plain
    `where`/`expect` rule. `arguments` holds every key of the kind's own in the order written, each value a Fragment,
    a tuple of values, an Arguments mapping or None; a Great Expectations check has its `kwargs` there.
    """

    name: Text | None = None
    on: Text
    tier: Annotated[int, Field(ge=1, le=3)] | None = None
    where: Text | None = None
    row_condition: Text | None = None
    expect: Text | None = None
    fix: str = ""
    description: str = ""
    owner: Text | None = None
    owner_column: Text | None = None
    severity: Annotated[Literal["critical", "warning", "info"], Lower] | None = None
    mostly: Share | None = None
    meta: AnyArgument = None
    keys: OneOrMany[Text] = ()
    require_rows: bool = False
    kind: Text | None = Field(None, validation_alias=KIND)
    arguments: Pairs[AnyArgument] = Field((), validation_alias=ARGUMENTS)

    @classmethod
    def known_keys(cls) -> tuple[str, ...]:
        """The keys of every check and the words that name a kind."""
        return (*super().known_keys(), *HEADS)

    @classmethod
    def _shape(cls, written: JsonSchemaValue) -> None:
        written["properties"].update(dict.fromkeys((*HEADS, "expectation", "kwargs"), True))
        written["patternProperties"] = {f"^{EXPECTATION}": {"type": "object"}}
        written["additionalProperties"] = True  # the kind's own keys

    @model_validator(mode="before")
    @classmethod
    def _placed(cls, value: Any) -> Any:
        if not isinstance(value, Mapping):
            return value
        own = {key: item for key, item in value.items() if key in cls.model_fields}
        rest = {key: item for key, item in value.items() if key not in cls.model_fields}
        kind, arguments = _kind(rest)
        if kind is None and not rest and "expect" not in own:
            raise lacks(RULE)
        if kind is None:  # a plain rule has no keys of its own: what is left over is unknown
            return {**own, **rest, PLACE: value.span}
        lifted = {key: item for key, item in arguments.items() if _is_lifted(key, item) and key not in own}
        kept = {key: item for key, item in arguments.items() if key not in lifted}
        written = {key: item for key, item in {**lifted, **own}.items() if item is not None}
        return {**written, KIND: kind, ARGUMENTS: Mapping(kept, value.span), PLACE: value.span}


def _is_lifted(key: str, item: Any) -> bool:
    """Whether a key belongs to every check; a condition written as a mapping is left for its reader."""
    return key in LIFTED and not (key == ROW_CONDITION and isinstance(item, Mapping))


def _kind(rest: dict[Any, Any]) -> tuple[Any, dict[Any, Any]]:
    """The word that names the check and the kind's own keys; Great Expectations' may stand one level deeper."""
    if "expectation" in rest:
        return rest["expectation"], _unfolded(rest, "kwargs", "expectation")
    expectation = next((key for key in rest if key.startswith(EXPECTATION)), None)
    if expectation is not None:
        return expectation, _unfolded(rest, expectation)
    head = next((word for word in HEADS if word in rest), None)
    return next((key for key in rest if key == head), None), rest


def _unfolded(rest: dict[Any, Any], nested: str, *dropped: str) -> dict[Any, Any]:
    """The keys beside `nested` and those under it."""
    inner = rest.get(nested) or {}
    if not isinstance(inner, dict):
        raise needs("a mapping", nested)
    return {**{key: item for key, item in rest.items() if key not in (nested, *dropped)}, **inner}


class TierMapEntry(Entry):
    """Which columns of one table belong to which tier: `{1: [amount, stage], 2: [competitor]}`.

    Beside the tiers stand `owner`, `owner_column` and `keys` of the checks that this makes.
    """

    columns: Pairs[OneOrMany[Text]] = Field(validation_alias=ARGUMENTS)

    @classmethod
    def _shape(cls, written: JsonSchemaValue) -> None:
        tier = {"anyOf": [{"type": "string"}, {"type": "array", "items": {"type": "string"}}]}
        written.update(
            properties={}, patternProperties={"^([1-3]|owner|owner_column|keys)$": tier}, additionalProperties=False
        )

    @model_validator(mode="before")
    @classmethod
    def _placed(cls, value: Any) -> Any:
        return {ARGUMENTS: value, PLACE: value.span} if isinstance(value, Mapping) else value
