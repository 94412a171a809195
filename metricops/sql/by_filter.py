"""Measures by filter: rows are measured once for each combination of filters, and then added up for every aggregate.

The other way, a CASE in each aggregate, computes as many aggregates over all rows as there are metrics and filters.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import chain, count

from sqlglot import exp

from metricops.plan.plan import SPLIT, Aggregate
from metricops.plan.rows import AnyOf
from metricops.sql import trees
from metricops.sql.aggregates import Partials, input_of
from metricops.sql.atoms import atoms
from metricops.sql.rows import Ctes, Rows, counted
from metricops.sql.signatures import Told, signature
from metricops.sql.splits import split_up

FEW = 3
"""Up to so many different filters stay in the aggregates, which is shorter SQL."""
GAIN = 2
"""So many times fewer columns must be computed over all rows."""
BY_FILTER = "__by_filter"


@dataclass(frozen=True, slots=True)
class Share:
    """A partial column of an aggregate: its measure in the rows that pass the tests."""

    measure: str
    tests: tuple[exp.Expr, ...]
    counts: bool

    def tree(self) -> exp.Expr:
        """The measure where the tests hold; a number of rows is 0 elsewhere."""
        passed = trees.all_of([test.copy() for test in self.tests])
        if passed is None:
            return trees.column(self.measure)
        return exp.Case(
            ifs=[exp.If(this=passed, true=trees.column(self.measure))], default=trees.number(0) if self.counts else None
        )


@dataclass(frozen=True, slots=True)
class ByFilter:
    """The aggregates of a part as shares of common measures."""

    rows: Rows
    told: tuple[Told, ...]
    measures: dict[str, exp.Expr]
    shares: tuple[tuple[Aggregate, tuple[Share, ...]], ...]

    def partials(self, name: str, times: Sequence[exp.Expr]) -> Ctes:
        """Partials by times and keys, in steps: all measures by filter, by split where there are several, and the
        shares of each aggregate."""
        below = f"{self.rows.part.name}{BY_FILTER}"
        keys = [*times, *self.rows.keys(self.rows.row())]
        told = [trees.named(one.tree.copy(), one.name) for one in self.told]
        columns = [trees.named(tree, column) for column, tree in self.measures.items()]
        ctes: Ctes = [(below, self.rows.scanned([*keys, *told], columns, len(keys) + len(told)))]
        kept = [trees.column(key.alias_or_name) for key in keys]
        if self.rows.part.splits:
            ctes.append((f"{below}_and_split", self._split(below, [time.alias_or_name for time in times])))
            below, kept = f"{below}_and_split", [*kept, trees.column(SPLIT)]
        return [*ctes, (name, trees.select([*kept, *self._added()], trees.table(below), None, len(kept)))]

    def _split(self, below: str, times: Sequence[str]) -> exp.Query:
        """The measures by the keys of each split."""
        kept = [*times, *(one.name for one in self.told)]
        extremes = (exp.Min, exp.Max)
        added = [
            trees.named((type(tree) if isinstance(tree, extremes) else exp.Sum)(this=trees.column(name)), name)
            for name, tree in self.measures.items()
        ]
        keys = [key.name for key in self.rows.own_keys]
        return split_up(self.rows.part.splits, below, kept, keys, added)

    def _added(self) -> Iterator[exp.Expr]:
        for agg, shares in self.shares:
            partial = Partials(agg)
            merged = partial.merged(tuple(share.tree() for share in shares))
            yield from (trees.named(tree, name) for tree, name in zip(merged, partial.columns, strict=True))


def by_filter(rows: Rows) -> ByFilter | None:
    """The measures that the part's aggregates share; None where that would not spare many columns."""
    aggregates, row = rows.part.aggregates, rows.row()
    if rows.rows_first or len({a.conditions for a in aggregates if a.conditions}) <= FEW:
        return None
    known = {p: tuple(atoms(row.predicate(p))) for p in dict.fromkeys(p for a in aggregates for p in a.conditions)}
    wanted = [tuple(dict.fromkeys(chain.from_iterable(known[p] for p in a.conditions))) for a in aggregates]
    only_wanted = AnyOf(tuple(dict.fromkeys(a.conditions for a in aggregates))) in rows.part.where
    told = signature(wanted, only_wanted, (k.name for k in rows.own_keys))
    tests = {atom: test for one in told for atom, test in one.tests.items()}
    measures: dict[exp.Expr, str] = {}
    shares = tuple((a, _shares(rows, a, own, tests, measures)) for a, own in zip(aggregates, wanted, strict=True))
    plain = {(share.measure, share.tests) for _, its in shares for share in its}
    if len(plain) < GAIN * (len(measures) + len(told)):
        return None
    return ByFilter(rows, told, {name: tree for tree, name in measures.items()}, shares)


def _shares(
    rows: Rows,
    agg: Aggregate,
    own: tuple[exp.Expr, ...],
    tests: dict[exp.Expr, exp.Expr],
    measures: dict[exp.Expr, str],
) -> tuple[Share, ...]:
    """The aggregate's shares; measures that are not known yet are added."""
    left = trees.all_of([atom.copy() for atom in own if atom not in tests])
    value = input_of(agg, rows.row().value(agg.value), left)
    made = Partials(agg).first_step(value, counted(left and left.copy()))
    asked = tuple(tests[atom] for atom in own if atom in tests)
    return tuple(Share(_measure(tree, measures), asked, agg.role == "rows") for tree in made)


def _measure(tree: exp.Expr, measures: dict[exp.Expr, str]) -> str:
    """The name of a measure, made of what it does and to which columns."""
    if tree not in measures:
        columns = [column.name for column in tree.find_all(exp.Column)]
        stem = "_".join([tree.key, *dict.fromkeys(columns)]) if columns or not isinstance(tree, exp.Count) else "rows"
        names = chain([f"__{stem}"], (f"__{stem}_{n}" for n in count(2)))
        measures[tree] = next(name for name in names if name not in measures.values())
    return measures[tree]
