"""Distinct counts over windows: each value once with the windows that saw it, or with the time it was seen before."""

from collections.abc import Iterator, Sequence

from sqlglot import exp

from metricops.periods import Period
from metricops.plan.frames import InPeriods
from metricops.plan.plan import Aggregate
from metricops.plan.rows import Predicate
from metricops.sql import trees
from metricops.sql.aggregates import present
from metricops.sql.periods import PERIODS, REACH, WINDOW, in_pieces, looked_at, pieces_table, window
from metricops.sql.pieces import PIECE, pieces
from metricops.sql.rows import Ctes, Rows, one_when

FEW = 24
"""So many pairs of a window and a filter are columns of their own; for more it is cheaper to look back."""
VALUE, BEFORE = "__value", "before"


def distinct(rows: Rows, frame: InPeriods) -> Ctes:
    """Counts of the distinct values of one expression, for every window and group with rows."""
    rows, filters = looked_at(rows, frame), tuple(dict.fromkeys(a.conditions for a in rows.part.aggregates))
    return _marked(rows, frame, filters) if len(frame.periods) * len(filters) <= FEW else _first(rows, frame, filters)


# ── few windows: a mark for each ────────────────────────────────────────────────────────────────────────────


def _marked(rows: Rows, frame: InPeriods, filters: Sequence[tuple[Predicate, ...]]) -> Ctes:
    """Values with a mark for every window that saw them, counted once for all windows, then a row a window."""
    part, row = rows.part, rows.row()
    each, counted = f"{part.name}__values", f"{part.name}__counts"
    value = trees.named(row.value(part.aggregates[0].value), VALUE)
    day = trees.as_day(row.value(frame.time))
    marks = [
        trees.named(exp.Max(this=trees.when(_seen(rows, day, look, one), trees.number(1))), _mark(w, f))
        for w, look in enumerate(frame.looks or frame.periods, 1)
        for f, one in enumerate(filters, 1)
    ]
    keys = rows.keys(row)
    values = rows.scanned([*keys, value], marks, len(keys) + 1)
    own = [trees.column(k.name) for k in rows.own_keys]
    columns = [c for w in range(1, len(frame.periods) + 1) for f in range(1, len(filters) + 1) for c in _counts(w, f)]
    counts = trees.select([*own, *columns], trees.table(each), None, len(own))
    windows = [_of_window(rows, counted, w, period, filters) for w, period in enumerate(frame.periods, 1)]
    return [(each, values), (counted, counts), (part.name, trees.stacked(windows, "windows"))]


def _seen(rows: Rows, day: exp.Expr, look: Period, conditions: tuple[Predicate, ...]) -> exp.Expr:
    """The row lies in the window and meets the filters."""
    inside = trees.between(day.copy(), trees.moment(look.start), trees.moment(look.end))
    own = rows.row().all(conditions)
    return inside if own is None else trees.all_of([inside, own]) or inside


def _counts(window: int, filter_: int) -> Iterator[exp.Expr]:
    """How many values were seen, and whether any row was: one without a value counts for that."""
    mark = trees.column(_mark(window, filter_))
    seen = exp.EQ(this=mark, expression=trees.number(1))
    yield trees.named(exp.Count(this=trees.when(seen, trees.column(VALUE))), f"{mark.name}__count")
    yield trees.named(exp.Count(this=mark.copy()), f"{mark.name}__rows")


def _of_window(
    rows: Rows, counted: str, number: int, period: Period, filters: Sequence[tuple[Predicate, ...]]
) -> exp.Select:
    met = {one: trees.column(f"{_mark(number, f)}__rows") for f, one in enumerate(filters, 1)}
    any_row = trees.any_of([exp.GT(this=rows_.copy(), expression=trees.number(0)) for rows_ in met.values()])
    counts = {one: trees.column(f"{_mark(number, f)}__count") for f, one in enumerate(filters, 1)}
    columns = [
        trees.named(
            present(counts[a.conditions].copy(), met[a.conditions].copy())
            if filters[1:]
            else counts[a.conditions].copy(),
            a.column,
        )
        for a in rows.part.aggregates
    ]
    own = [trees.column(k.name) for k in rows.own_keys]
    return trees.select([*window(period), *own, *columns], trees.table(counted), any_row)


def _mark(window: int, filter_: int) -> str:
    return f"in_{window}" if filter_ == 1 else f"in_{window}_filter_{filter_}"


# ── many windows: a value is new in those that begin after it was seen before ───────────────────────────────


def _first(rows: Rows, frame: InPeriods, filters: Sequence[tuple[Predicate, ...]]) -> Ctes:
    """Values by piece of time, each with the piece in which it was seen before: a window counts those that are new."""
    part, row, cut = rows.part, rows.row(), pieces(frame)
    each, before, new = (f"{part.name}__{step}" for step in ("values", "seen_before", "new_values"))
    piece = trees.named(cut.number(trees.as_day(row.value(frame.time))), PIECE)
    keys = [piece, *rows.keys(row), trees.named(row.value(part.aggregates[0].value), VALUE)]
    met = [trees.named(exp.Max(this=one_when(row.all(one))), f"met_{f}") for f, one in enumerate(filters, 1)]
    values = rows.scanned(keys, met, len(keys))
    stack = [_new(rows, before, f, one, filters) for f, one in enumerate(filters, 1)]
    return [
        *in_pieces(part, frame, cut),
        (each, values),
        (before, _before(rows, each, len(filters))),
        (new, trees.union(stack)),
        (part.name, _of_periods(rows, new)),
    ]


def _before(rows: Rows, each: str, filters: int) -> exp.Select:
    own = [trees.column(name) for name in (*(k.name for k in rows.own_keys), VALUE)]
    columns: list[exp.Expr] = [trees.column(PIECE), *own]
    for f in range(1, filters + 1):
        met = trees.column(f"met_{f}")
        seen = trees.when(exp.EQ(this=met, expression=trees.number(1)), trees.column(PIECE))
        earlier = exp.Window(
            this=exp.Max(this=seen),
            partition_by=[one.copy() for one in own],
            order=exp.Order(expressions=[exp.Ordered(this=trees.column(PIECE), nulls_first=False)]),
            spec=exp.WindowSpec(
                kind="ROWS", start="UNBOUNDED", start_side="PRECEDING", end=trees.number(1), end_side="PRECEDING"
            ),
        )
        columns += [met.copy(), trees.named(earlier, f"before_{f}")]
    return trees.select(columns, trees.table(each))


def _new(
    rows: Rows, before: str, number: int, of: tuple[Predicate, ...], filters: Sequence[tuple[Predicate, ...]]
) -> exp.Select:
    """How many values were seen in a piece and last in which one before, of the rows that meet one filter."""
    keys: list[exp.Expr] = [trees.column(PIECE), *(trees.column(k.name) for k in rows.own_keys)]
    keys.append(trees.named(trees.column(f"before_{number}"), BEFORE))
    columns: list[exp.Expr] = []
    for f, one in enumerate(filters, 1):
        none = exp.cast(exp.null(), "BIGINT")
        count, any_ = exp.Count(this=trees.column(VALUE)), exp.Count(this=exp.Star())
        columns.append(trees.named(count if one == of else none, f"count_{f}"))
        columns.append(trees.named(any_ if one == of else none.copy(), f"rows_{f}"))
    met = exp.EQ(this=trees.column(f"met_{number}"), expression=trees.number(1))
    return trees.select([*keys, *columns], trees.table(before), met, len(keys))


def _of_periods(rows: Rows, new: str) -> exp.Select:
    filters = tuple(dict.fromkeys(a.conditions for a in rows.part.aggregates))
    first, last = (trees.column(end, PERIODS) for end in REACH)
    seen = trees.column(BEFORE, new)
    unseen = trees.any_of([exp.Is(this=seen, expression=exp.null()), exp.LT(this=seen.copy(), expression=first.copy())])

    def column(agg: Aggregate) -> exp.Expr:
        f = filters.index(agg.conditions) + 1
        counted = exp.Sum(this=trees.when(unseen.copy(), trees.column(f"count_{f}", new)))
        return present(exp.cast(counted, "BIGINT"), exp.Sum(this=trees.column(f"rows_{f}", new)))

    keys = [trees.column(w, PERIODS) for w in WINDOW] + [trees.column(k.name, new) for k in rows.own_keys]
    columns = [trees.named(column(a), a.column) for a in rows.part.aggregates]
    made = trees.select([*keys, *columns], pieces_table(rows.part), keys=len(keys))
    return trees.joined(made, trees.table(new), trees.between(trees.column(PIECE, new), first, last), side="")
