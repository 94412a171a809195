"""`type_is`, `type_in`: a column has a type, or one of several."""

from sqlglot import exp
from sqlglot.errors import SqlglotError

from metricops.checks.given import Given
from metricops.checks.kind import Kind
from metricops.checks.parameter import Parameter, ParameterType
from metricops.checks.rule import Listing, ShapeRule, Sight

COLUMN = Parameter("column", ParameterType.COLUMN, "the column", required=True)


def rule(given: Given) -> ShapeRule:
    """Types are compared as the warehouse understands them: TEXT and VARCHAR are one where it takes them for one.

    A type without a length or precision stands for all of them.
    """
    column, needed = given.text("column"), tuple(map(str, given.items(_argument(given))))

    def look(listing: Listing) -> Sight:
        found = listing.type_of(column)
        if found is None:
            return Sight(known=False)
        same = any(_same(found, type_, listing.dialect) for type_ in needed)
        wrong = f'"{column}" of "{given.check.on}" is of type {found}; {" or ".join(needed)} is needed'
        return Sight(found, "" if same else wrong)

    return ShapeRule(look)


def _argument(given: Given) -> str:
    return next(parameter.name for parameter in given.parameters if parameter.name != "column")


def _same(found: str, needed: str, dialect: str) -> bool:
    have, want = _type(found, dialect), _type(needed, dialect)
    if have is None or want is None:
        return found.lower() == needed.lower()
    return have == want or ("(" not in needed and have.this == want.this)


def _type(text: str, dialect: str) -> exp.DataType | None:
    try:
        return exp.DataType.build(text, dialect=dialect or None, udt=False)
    except SqlglotError:
        return None


TYPE_IS = Kind(
    name="type_is",
    about="The column has this type in the warehouse.",
    arguments=(
        COLUMN,
        Parameter("type", ParameterType.TEXT, "a type such as `VARCHAR`", required=True, aliases=("type_",)),
    ),
    rule=rule,
    judges="shape",
    aliases=("expect_column_values_to_be_of_type",),
)
TYPE_IN = Kind(
    name="type_in",
    about="The column has one of these types in the warehouse.",
    arguments=(
        COLUMN,
        Parameter("types", ParameterType.TEXTS, "types such as `VARCHAR`", required=True, aliases=("type_list",)),
    ),
    rule=rule,
    judges="shape",
    listed=("types",),
    aliases=("expect_column_values_to_be_in_type_list",),
)
