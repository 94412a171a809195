"""`columns_are`, `columns_in_order`, `column_count`, `column_count_is`: which columns a table has, and how many."""

from decimal import Decimal

from metricops.checks.bounds import BOUNDS, impossible, in_words
from metricops.checks.given import Given
from metricops.checks.kind import Kind
from metricops.checks.parameter import Parameter, ParameterType
from metricops.checks.rule import Listing, ShapeRule, Sight
from metricops.manifest.checks import Argument


def columns_are(given: Given) -> ShapeRule:
    """In any order; without `exact_match` there may be others."""
    needed, exact = given.names("columns"), given.flag("exact_match")

    def look(listing: Listing) -> Sight:
        missing = _beside(needed, listing.names)
        others = _beside(listing.names, needed) if exact else ()
        told = (f"lacks {_quoted(missing)}" if missing else "", f"also has {_quoted(others)}" if others else "")
        return Sight(tuple(sorted(listing.names)), _told(given, " and ".join(word for word in told if word)))

    return ShapeRule(look)


def columns_in_order(given: Given) -> ShapeRule:
    """These columns and no others, in this order."""
    needed = given.names("columns")

    def look(listing: Listing) -> Sight:
        same = [name.lower() for name in listing.names] == [name.lower() for name in needed]
        return Sight(listing.names, "" if same else _told(given, f"has the columns {_quoted(listing.names)}"))

    return ShapeRule(look)


def column_count(given: Given) -> ShapeRule:
    """How many columns there are."""

    def look(listing: Listing) -> Sight:
        many = len(listing.names)
        wrong = f"has {many} columns; {in_words(given)} is needed"
        return Sight(many, "" if _inside(many, given) else _told(given, wrong))

    return ShapeRule(look)


def column_count_is(given: Given) -> ShapeRule:
    """How many columns there are."""
    needed = given.argument("count")

    def look(listing: Listing) -> Sight:
        many = len(listing.names)
        return Sight(many, "" if many == needed else _told(given, f"has {many} columns; {needed} are needed"))

    return ShapeRule(look)


def _inside(many: int, given: Given) -> bool:
    low, high = given.argument("min"), given.argument("max")
    above = not _is_number(low) or many > low or (many == low and not given.flag("strict_min"))  # type: ignore[operator]
    below = not _is_number(high) or many < high or (many == high and not given.flag("strict_max"))  # type: ignore[operator]
    return above and below


def _is_number(value: Argument) -> bool:
    return isinstance(value, int | Decimal)


def _beside(names: tuple[str, ...], others: tuple[str, ...]) -> tuple[str, ...]:
    known = {name.lower() for name in others}
    return tuple(name for name in names if name.lower() not in known)


def _quoted(names: tuple[str, ...]) -> str:
    return ", ".join(f'"{name}"' for name in names)


def _told(given: Given, wrong: str) -> str:
    return f'"{given.check.on}" {wrong}' if wrong else ""


COLUMNS_ARE = Kind(
    name="columns_are",
    about="The table has these columns, in any order, and no others.",
    arguments=(
        Parameter("columns", ParameterType.TEXTS, "the columns' names", required=True, aliases=("column_set",)),
        Parameter("exact_match", ParameterType.FLAG, "`false` lets the table have others", default=True),
    ),
    rule=columns_are,
    judges="shape",
    listed=("columns",),
    aliases=("expect_table_columns_to_match_set",),
)
COLUMNS_IN_ORDER = Kind(
    name="columns_in_order",
    about="The table has these columns in this order, and no others.",
    arguments=(
        Parameter("columns", ParameterType.TEXTS, "the columns' names", required=True, aliases=("column_list",)),
    ),
    rule=columns_in_order,
    judges="shape",
    listed=("columns",),
    aliases=("expect_table_columns_to_match_ordered_list",),
)
COLUMN_COUNT = Kind(
    name="column_count",
    about="The number of columns lies between `min` and `max`.",
    arguments=BOUNDS,
    rule=column_count,
    judges="shape",
    listed=("min", "max"),
    aliases=("expect_table_column_count_to_be_between",),
    impossible=impossible,
)
COLUMN_COUNT_IS = Kind(
    name="column_count_is",
    about="The table has this many columns.",
    arguments=(Parameter("count", ParameterType.NUMBER, "the number of columns", required=True, aliases=("value",)),),
    rule=column_count_is,
    judges="shape",
    aliases=("expect_table_column_count_to_equal",),
)
