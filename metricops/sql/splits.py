"""Several splits of the same rows: added up once by all keys, and from there by the keys of each."""

from collections.abc import Sequence
from dataclasses import replace

from sqlglot import exp

from metricops.plan.plan import SPLIT
from metricops.plan.rows import Key, Shown
from metricops.sql import trees
from metricops.sql.aggregates import Partials
from metricops.sql.rows import Ctes, Rows

KEY = Key(SPLIT, Shown(SPLIT))


def split_up(
    splits: Sequence[Sequence[str]], finest: str, kept: Sequence[str], keys: Sequence[str], added: Sequence[exp.Expr]
) -> exp.Query:
    """What stands in the table `finest` by what is `kept` and all keys, `added` up by the keys of each split."""
    return trees.union([_split(n, split, finest, kept, keys, added) for n, split in enumerate(splits)])


def by_split(rows: Rows) -> Rows:
    """The part over what was split up: the number of the split is a key like the others."""
    return replace(rows, part=replace(rows.part, keys=(KEY, *rows.part.keys), splits=()))


def partials_by_split(rows: Rows, name: str, time: exp.Expr) -> Ctes:
    """Partials by time and the keys of each split, from those by all keys."""
    finest, steps = f"{rows.part.name}__finest", [Partials(a) for a in rows.part.aggregates]
    added = [
        trees.named(tree, column)
        for step in steps
        for tree, column in zip(step.merged(tuple(map(trees.column, step.columns))), step.columns, strict=True)
    ]
    keys = [key.name for key in rows.own_keys]
    split = split_up(rows.part.splits, finest, [time.alias_or_name], keys, added)
    return [*rows.partials(finest, [time]), (name, split)]


def _split(
    n: int, split: Sequence[str], finest: str, kept: Sequence[str], keys: Sequence[str], added: Sequence[exp.Expr]
) -> exp.Select:
    shown = [trees.column(key) if key in split else trees.named(exp.null(), key) for key in keys]
    columns = [*map(trees.column, kept), trees.named(trees.number(n), SPLIT), *shown, *(tree.copy() for tree in added)]
    made = trees.select(columns, trees.table(finest))
    own = [*kept, *(key for key in keys if key in split)]
    places = [i for i, column in enumerate(columns, 1) if isinstance(column, exp.Column) and column.name in own]
    made.set("group", exp.Group(expressions=[trees.number(place) for place in places]))
    return made
