"""Rendering: a tree becomes text that an analyst can read, in one dialect."""

import re

from sqlglot import exp

from metricops.plan.plan import SPLIT, Plan
from metricops.sql.compiled import Column, CompiledQuery
from metricops.sql.dialects import dialect_named
from metricops.sql.lower import lower
from metricops.sql.passes import PASSES
from metricops.sql.reserved import RESERVED

HIDDEN = ("window_start", "window_end", SPLIT)
FEW = 3  # metrics of a query that its messages name
PLAIN = re.compile(r"[a-z_][a-z0-9_]*")


def compile_plan(plan: Plan, dialect: str = "duckdb", schema: str | None = None) -> CompiledQuery:
    """The plan's SQL in a dialect, with its output columns; raises QueryError for a dialect that is not known."""
    known = dialect_named(dialect)
    tree = lower(plan, schema, known)
    for one in PASSES:
        tree = one(tree, known)
    return CompiledQuery(render(tree, known.name, plan.sources), known.name, _columns(plan), about=_about(plan))


def render(tree: exp.Expr, dialect: str, sources: tuple[str, ...] = ()) -> str:
    """SQL text, formatted; identifiers are quoted where they need it."""
    for identifier in tree.find_all(exp.Identifier):
        if not PLAIN.fullmatch(identifier.name) or identifier.name in RESERVED:
            identifier.set("quoted", True)
    text = tree.sql(dialect=dialect, pretty=True, comments=False)
    told = "; ".join(sources).replace("*/", "* /").replace("/*", "/ *")
    return f"/* {told} */\n{text}" if sources else text


def _about(plan: Plan) -> str:
    """The first few metrics and what they are split by; a name with two underscores is evidence beside a metric."""
    names = list(dict.fromkeys(o.name for o in plan.outputs if "__" not in o.name))
    keys = dict.fromkeys(key for key in plan.keys if key not in HIDDEN)
    listed, by = ", ".join(names[:FEW]), ", ".join(keys)
    listed += f" and {len(names) - FEW} more" if len(names) > FEW else ""
    return f"{listed} by {by}" if listed and by else listed or f"the values of {by}"


def _columns(plan: Plan) -> tuple[Column, ...]:
    if plan.kind == "extremes":
        return tuple(Column(f"{k}__{end}") for k in plan.keys for end in ("min", "max"))
    return (*(Column(k) for k in plan.keys), *(Column(o.name, o.unit) for o in plan.outputs))
