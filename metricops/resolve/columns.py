"""Columns that definitions name, compared with those that the warehouse lists."""

from collections.abc import Iterable, Iterator, Mapping

from metricops.diagnostics import Diagnostic, did_you_mean, error
from metricops.expressions import ColumnUse, in_table, parse_sql
from metricops.manifest import Manifest, Relation, Roster, SemanticModel, SimpleMetric, Threshold, TimeSpine
from metricops.source import Fragment, Span

Columns = Mapping[Relation, tuple[str, ...] | None]


def check_columns(manifest: Manifest, columns: Columns) -> tuple[Diagnostic, ...]:
    """Every column that a model, spine or roster names and its table lacks, and every table that does not exist.

    `columns` maps a relation to its columns in any case, or to None when there is no such table; relations that it
    does not list are not questioned.
    """
    found: list[Diagnostic] = []
    for model in manifest.models.values():
        called = (model.name.lower(), model.relation.name.lower())
        parsed = (in_table(parse_sql(expr), called) for expr in _expressions(manifest, model))
        uses = (use for one in parsed for use in one.columns)
        found += _of_table(f'semantic model "{model.name}"', model.relation, model.span, uses, columns)
    for spine in manifest.spines:
        found += _of_table(f'time spine "{spine.name}"', spine.relation, spine.span, _uses(spine), columns)
    for threshold, roster in rosters(manifest):
        what = f'the roster of threshold "{threshold.name}"'
        found += _of_table(what, roster.relation, roster.span, _of_roster(roster), columns)
    return tuple(dict.fromkeys(found))


def rosters(manifest: Manifest) -> Iterator[tuple[Threshold, Roster]]:
    """Every roster with the threshold that names it."""
    for metric in manifest.operating:
        for threshold in metric.contract.thresholds if metric.contract else ():
            if threshold.for_each:
                yield threshold, threshold.for_each


def _of_roster(roster: Roster) -> Iterator[ColumnUse]:
    called = (roster.relation.name.lower(),)
    for text in (*roster.columns, *((roster.where,) if roster.where else ())):
        yield from in_table(parse_sql(text), called).columns


def _expressions(manifest: Manifest, model: SemanticModel) -> Iterator[Fragment]:
    yield from (e.expr for e in model.entities)
    yield from (d.expr for d in model.dimensions)
    for metric in manifest.metrics.values():
        if isinstance(metric, SimpleMetric) and metric.model == model.name:
            yield metric.measure.expr


def _uses(spine: TimeSpine) -> Iterator[ColumnUse]:
    names = (spine.column, *(grain.column for grain in spine.custom_grains))
    return (ColumnUse(name, spine.span) for name in names)


def _of_table(
    what: str, relation: Relation, span: Span, uses: Iterable[ColumnUse], columns: Columns
) -> Iterator[Diagnostic]:
    if relation not in columns:
        return
    listed = columns[relation]
    if listed is None:
        hint = "metricops build makes the tables of models"
        yield error("R017", f'table "{relation}" of {what} does not exist', span, hint)
        return
    known = {name.lower() for name in listed}
    for use in uses:
        if use.name.lower() not in known:
            message = f'"{use.name}" is not a column of "{relation}"'
            yield error("R018", message, use.span, did_you_mean(use.name, listed))
