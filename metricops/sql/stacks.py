"""Plans that one query answers: their rows stand one below the other, each marked with the plan that it answers."""

from collections.abc import Sequence

from sqlglot import exp

from metricops.plan.plan import Plan
from metricops.plan.stacking import Stack
from metricops.sql import trees
from metricops.sql.combine import COMBINED
from metricops.sql.dialects import Dialect
from metricops.sql.lower import PLAIN, tables_of, with_tables
from metricops.sql.parts import partial_ctes
from metricops.sql.rows import Ctes

STACKED = "question_set"


def lower_stack(stack: Stack, schema: str | None = None, dialect: Dialect = PLAIN) -> exp.Select:
    """The stack as a tree: what several plans read is read first, then each plan's answer, then all of them."""
    first = stack.plans[0]
    tables: Ctes = [table for part in stack.shared for table in partial_ctes(part, schema, first.calendar)]
    for n, plan in sorted(enumerate(stack.plans), key=lambda pair: any(part.rolls_up for part in pair[1].parts)):
        made, below = tables_of(plan, schema, f"{COMBINED}_{n}", dialect)
        tables += [*below, (_answer(n), made)]
    columns = columns_of(stack)
    below_each_other: exp.Query | None = None
    for n, plan in enumerate(stack.plans):
        one = _shown(n, plan, columns)
        below_each_other = (
            one if below_each_other is None else exp.Union(this=below_each_other, expression=one, distinct=False)
        )
    assert below_each_other is not None, "a stack has plans"
    every = [trees.column(c) for c in (STACKED, *columns)]
    return with_tables(trees.select(every, trees.subquery(below_each_other, "answers")), tables)


def columns_of(stack: Stack) -> tuple[str, ...]:
    """Every column that a plan has, once: keys first."""
    keys = (key for plan in stack.plans for key in plan.keys)
    return tuple(dict.fromkeys((*keys, *(o.name for plan in stack.plans for o in plan.outputs))))


def _answer(n: int) -> str:
    return f"answer_{n}"


def _columns(plan: Plan) -> tuple[str, ...]:
    return (*plan.keys, *(output.name for output in plan.outputs))


def _shown(n: int, plan: Plan, columns: Sequence[str]) -> exp.Select:
    """A plan's rows with NULL in the columns that it does not have."""
    own = _columns(plan)
    values = [trees.column(c) if c in own else trees.named(exp.null(), c) for c in columns]
    return trees.select([trees.named(trees.number(n), STACKED), *values], trees.table(_answer(n)))
