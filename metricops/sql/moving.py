"""Many windows of few lengths: pieces of time beside every group are added up by frames, not window by window."""

from collections.abc import Sequence

from sqlglot import exp

from metricops.plan.frames import InPeriods
from metricops.sql import trees
from metricops.sql.aggregates import Partials
from metricops.sql.frames import over
from metricops.sql.periods import PERIODS, REACH, WINDOW, pieces_table
from metricops.sql.pieces import PIECE, Pieces
from metricops.sql.rows import Ctes, Rows

MOST_LENGTHS = 4
MANY = 5000
"""Pieces in all windows; fewer are joined, which is shorter SQL."""
GAIN = 4
PIECES, GROUPS, SEEN = "pieces", "groups", "__seen"


def lengths(frame: InPeriods, cut: Pieces) -> tuple[int, ...]:
    """How many pieces the windows hold, when they are many of few lengths; else none.

    Every piece between their ends must be an end of some window: the grid is made of those and must have no gaps.
    """
    reach = [cut.reach(look) for look in frame.looks or frame.periods]
    ends = {end for pair in reach for end in pair}
    held = [last - first + 1 for first, last in reach]
    found = tuple(sorted(set(held)))
    gapless = len(ends) == max(ends) - min(ends) + 1
    pays = sum(held) > max(MANY, GAIN * len(ends) * len(found))
    return found if gapless and pays and len(found) <= MOST_LENGTHS else ()


def moving(rows: Rows, name: str, below: str, held: Sequence[int]) -> Ctes:
    """The windows with rows, each read off the grid at its last piece."""
    pieces, grid = f"{rows.part.name}__every_piece", f"{rows.part.name}__moving"
    first, last = (
        trees.select([trees.named(trees.column(end, PERIODS), PIECE)], pieces_table(rows.part)) for end in REACH
    )
    every = exp.Union(this=first, expression=last, distinct=True)
    return [(pieces, every), (grid, _grid(rows, pieces, below, held)), (name, _read(rows, grid, held))]


def _grid(rows: Rows, pieces: str, below: str, held: Sequence[int]) -> exp.Select:
    """Every piece beside every group, with what the frames that end there add up to."""
    piece = trees.column(PIECE, PIECES)
    keys = [trees.column(k.name, GROUPS) for k in rows.own_keys]
    columns = [trees.named(tree, column) for n in held for column, tree in _columns(rows, below, n)]
    made = trees.select([piece, *keys, *columns], trees.table(pieces, PIECES))
    on: list[exp.Expr] = [exp.EQ(this=trees.column(PIECE, below), expression=piece.copy())]
    if keys:
        own = [trees.column(k.name) for k in rows.own_keys]
        groups = trees.select(own, trees.table(below), distinct=True)
        trees.joined(made, trees.subquery(groups, GROUPS), None)
        on += [trees.same(trees.column(k.name, below), key.copy()) for k, key in zip(rows.own_keys, keys, strict=True)]
    trees.joined(made, trees.table(below), trees.all_of(on))
    made.set("windows", [_window(n, keys, piece) for n in held])
    return made


def _columns(rows: Rows, below: str, held: int) -> list[tuple[str, exp.Expr]]:
    steps = [Partials(a) for a in rows.part.aggregates]
    finals = [
        (_named(p.agg.column, held), p.second_step(tuple(trees.column(c, below) for c in p.columns))) for p in steps
    ]
    seen = (_named(SEEN, held), exp.Count(this=trees.column(PIECE, below)))
    return [(column, over(tree, _frame(held))) for column, tree in (*finals, seen)]


def _window(held: int, keys: Sequence[exp.Expr], piece: exp.Expr) -> exp.Window:
    return exp.Window(
        this=exp.to_identifier(_frame(held)),
        partition_by=[key.copy() for key in keys],
        order=exp.Order(expressions=[piece.copy()]),  # never NULL, so it need not say where NULL stands
        spec=exp.WindowSpec(kind="ROWS", start=trees.number(held - 1), start_side="PRECEDING", end="CURRENT ROW"),
    )


def _read(rows: Rows, grid: str, held: Sequence[int]) -> exp.Select:
    keys = [trees.column(w, PERIODS) for w in WINDOW] + [trees.column(k.name, grid) for k in rows.own_keys]
    columns = [trees.named(_of_length(a.column, grid, held), a.column) for a in rows.part.aggregates]
    seen = exp.GT(this=_of_length(SEEN, grid, held), expression=trees.number(0))
    made = trees.select([*keys, *columns], pieces_table(rows.part), seen)
    at = exp.EQ(this=trees.column(PIECE, grid), expression=trees.column(REACH[1], PERIODS))
    return trees.joined(made, trees.table(grid), at, side="")


def _of_length(column: str, grid: str, held: Sequence[int]) -> exp.Expr:
    """The column of the frame that is as long as the period."""
    columns = [trees.column(_named(column, n), grid) for n in held]
    if len(held) == 1:
        return columns[0]
    first, last = (trees.column(end, PERIODS) for end in REACH)
    apart = exp.Sub(this=last, expression=first)
    ifs = [
        exp.If(this=exp.EQ(this=apart.copy(), expression=trees.number(n - 1)), true=one)
        for n, one in zip(held, columns, strict=True)
    ]
    return exp.Case(ifs=ifs)


def _named(column: str, held: int) -> str:
    return f"{column}__{held}"


def _frame(held: int) -> str:
    return f"last_{held}"
