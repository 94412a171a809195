"""Rendering: a query of checks becomes text in the engine's dialect."""

from sqlglot import exp
from sqlglot.dialects.dialect import Dialect

from metricops.sql.compiled import Column, CompiledQuery

RESERVED = frozenset(Dialect.get_or_raise("duckdb").generator_class.RESERVED_KEYWORDS)
ONLY_DUCKDB = ("JSON_VALID", "TRY_STRPTIME")
NO_TRY_CAST = frozenset({"postgres"})
NUMBER = r"^\s*[-+]?([0-9]+\.?[0-9]*|\.[0-9]+)([eE][-+]?[0-9]+)?\s*$"


class UnwritableError(Exception):
    """Carries why a rule cannot be written in the dialect; never leaves this package."""


def render(query: exp.Select, dialect: str) -> CompiledQuery:
    """The query as text, with its columns in order; every one of them has a name."""
    tree = query.copy()
    for identifier in tree.find_all(exp.Identifier):
        if identifier.name.lower() in RESERVED:
            identifier.set("quoted", True)
    sql = tree.sql(dialect=dialect, comments=False, pretty=True)
    table = query.find(exp.Table)
    about = f'the checks of "{table.name}"' if table is not None else "checks"
    return CompiledQuery(sql, dialect, tuple(Column(name) for name in query.named_selects), about=about)


def writable(tree: exp.Expr, dialect: str) -> exp.Expr:
    """A copy without what the dialect lacks; raises UnwritableError where there is nothing to put in its place."""
    copy = exp.Paren(this=tree.copy())
    for called in copy.find_all(exp.Anonymous):
        if called.name.upper() in ONLY_DUCKDB and dialect != "duckdb":
            raise UnwritableError(f"{called.name.upper()} cannot be written for {dialect}")
    if dialect in NO_TRY_CAST:
        for node in reversed(list(copy.find_all(exp.TryCast))):
            node.replace(_careful_cast(node, dialect))
    inner: exp.Expr = copy.this
    return inner.pop()


def _careful_cast(node: exp.TryCast, dialect: str) -> exp.Expr:
    if not node.to.is_type(*exp.DataType.NUMERIC_TYPES):
        raise UnwritableError(f"TRY_CAST to {node.to.sql(dialect)} cannot be written for {dialect}")
    text = exp.cast(node.this.copy(), "text")
    looks_right = exp.RegexpLike(this=text, expression=exp.Literal.string(NUMBER))
    return exp.Case(ifs=[exp.If(this=looks_right, true=exp.Cast(this=text.copy(), to=node.to.copy()))])
