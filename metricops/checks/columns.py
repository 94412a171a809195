"""The columns a check names: compared with those its tables have, and spelled as the warehouse spells them."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass

from sqlglot import exp
from sqlglot.dialects.dialect import Dialect

from metricops.checks.dates import is_date_name
from metricops.checks.kind import Kind
from metricops.checks.parameter import Parameter, ParameterType
from metricops.checks.vetting import vetted
from metricops.diagnostics import Diagnostic, did_you_mean, error
from metricops.expressions.fragments import place
from metricops.manifest import Check, Relation
from metricops.source import Fragment, Span

Columns = Mapping[Relation, tuple[str, ...]]
Types = Mapping[Relation, tuple[str, ...]]  # of the same columns, in the same order
NAMES_COLUMNS = (ParameterType.COLUMN, ParameterType.COLUMNS)


@dataclass(frozen=True, slots=True)
class Use:
    """A column named in a check; `date` when the word is taken for the name of a date instead."""

    name: str
    span: Span
    date: bool = False


def column_faults(check: Check, kind: Kind, columns: Columns) -> tuple[Diagnostic, ...]:
    """Columns that the check names and its tables lack; a table whose columns are not listed is not questioned."""
    return tuple(_faults(check, kind, columns))


def fragment_faults(
    fragment: Fragment, relation: Relation, table: str, listed: Collection[str]
) -> Iterator[Diagnostic]:
    """Columns that an SQL text names and the table, called `table` by people, lacks."""
    for use in _written(fragment, relation):
        yield from _compared(use, listed, table)


def spelled(tree: exp.Expr, names: Collection[str], dialect: str) -> exp.Expr:
    """A copy with columns written as the warehouse lists them, quoted where the dialect would fold their case."""
    listed, rules = {name.lower(): name for name in names}, Dialect.get_or_raise(dialect)
    copy = tree.copy()
    for node in copy.find_all(exp.Column):
        name = listed.get(node.name.lower())
        if name is not None and not node.table:
            node.set("this", exp.to_identifier(name, quoted=rules.case_sensitive(name) or None))
    return copy


def _faults(check: Check, kind: Kind, columns: Columns) -> Iterator[Diagnostic]:
    own = columns.get(check.relation)
    if own is not None:
        for use in _uses(check, kind):
            yield from _compared(use, own, check.on)
    for parameter in kind.arguments:
        if parameter.type is ParameterType.KEY:
            yield from _key_faults(check, kind, parameter, columns)


def _key_faults(check: Check, kind: Kind, parameter: Parameter, columns: Columns) -> Iterator[Diagnostic]:
    other = next(p for p in kind.arguments if p.type is ParameterType.TABLE)
    relation = check.reference(other.name)
    listed = columns.get(relation) if relation else None
    if listed is not None:
        key = parameter.value(check) or kind.arguments[0].value(check)
        span = check.place(parameter.name if parameter.value(check) else kind.arguments[0].name)
        yield from _compared(Use(str(key), span), listed, str(other.value(check)))


def _compared(use: Use, listed: Collection[str], table: str) -> Iterator[Diagnostic]:
    there = use.name.lower() in {name.lower() for name in listed}
    if use.date and there:
        hint = f"\"{use.name}\" in double quotes is the column; today and date_trunc('month', today) are dates"
        yield error("Q108", f'"{use.name}" is a date and also a column of "{table}"', use.span, hint)
    if not use.date and not there:
        hint = did_you_mean(use.name, listed)
        yield error("Q103", f'"{use.name}" is not a column of "{table}"', use.span, hint)


def _uses(check: Check, kind: Kind) -> Iterator[Use]:
    if check.owner_column:
        yield Use(check.owner_column, check.place("owner_column"))
    for parameter in kind.arguments:
        value = parameter.value(check) if parameter.type in NAMES_COLUMNS else None
        names = value if isinstance(value, tuple) else () if value is None else (value,)
        for index, name in enumerate(names):
            yield Use(str(name), check.place(parameter.spelling(check), index))
    for fragment in (check.where, *(fragment for _, fragment in check.expressions)):
        if fragment is not None:
            yield from _written(fragment, check.relation)


def _written(fragment: Fragment, relation: Relation) -> Iterator[Use]:
    """Columns of an SQL text; of `a.b` the column is b where a is the table, else a, whose part b is then."""
    for node in vetted(fragment).tree.find_all(exp.Column, bfs=False):
        first = node.parts[0] if node.table.lower() != relation.name.lower() else node.this
        yield Use(first.name, place(first, fragment), is_date_name(node))
