"""Row conditions of Great Expectations: its conditions and its condition strings as SQL, and SQL as its conditions."""

import re
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from sqlglot import exp

from metricops.checks.dates import is_date_name
from metricops.checks.given import column, constant
from metricops.checks.predicate import all_of, any_of, filled, missing
from metricops.checks.vetting import vetted
from metricops.errors import QueryError
from metricops.manifest.checks import Argument
from metricops.source import Fragment

CALL = re.compile(r"""col\(\s*(?P<quote>["'])(?P<name>.+?)(?P=quote)\s*\)\s*(?P<rest>.*)""", re.DOTALL)
NULLITY = {".notnull()": filled, ".isnull()": missing}
COMPARED = re.compile(r"(?P<operator>==|!=|<=|>=|<|>)\s*(?P<value>.+)", re.DOTALL)
QUOTED = re.compile(r"""(?:date\(\s*)?(?P<quote>["'])(?P<text>.*)(?P=quote)\s*\)?""", re.DOTALL)
NUMBER = re.compile(r"[-+]?\d+(\.\d+)?")

OPERATORS: Mapping[str, type[exp.Binary]] = {
    "==": exp.EQ,
    "!=": exp.NEQ,
    "<": exp.LT,
    "<=": exp.LTE,
    ">": exp.GT,
    ">=": exp.GTE,
}
Condition = dict[str, Any]


def sql_of(condition: Mapping[str, Any]) -> str | None:
    """A condition as SQL in the language of checks; None for one that is not understood."""
    tree = _tree(condition)
    return tree.sql(dialect="duckdb") if tree is not None else None


def sql_of_text(text: str) -> str | None:
    """A condition string such as `col("stage") == "Won"` as SQL; None for any other text, which may be SQL itself."""
    call = CALL.fullmatch(text.strip())
    if call is None:
        return None
    rest, subject = call["rest"].strip(), column(call["name"])
    nullity = NULLITY.get(re.sub(r"\s", "", rest).lower())
    compared = COMPARED.fullmatch(rest)
    value = _written(compared["value"].strip()) if compared else None
    if nullity:
        return nullity(subject).sql(dialect="duckdb")
    if compared is None or value is None:
        return None
    return OPERATORS[compared["operator"]](this=subject, expression=constant(value)).sql(dialect="duckdb")


def condition_of(where: Fragment) -> Condition | None:
    """SQL as a condition, where it is comparisons of columns with values and tests for NULL joined by AND or OR."""
    try:
        return _condition(vetted(where).tree)
    except QueryError:
        return None


def _tree(condition: Mapping[str, Any]) -> exp.Expr | None:
    match condition:
        case {"type": "and" | "or" as word, "conditions": [_, *_] as written}:
            parts = [_tree(part) if isinstance(part, Mapping) else None for part in written]
            joined = [exp.paren(part) for part in parts if part is not None]
            return None if len(joined) < len(parts) else all_of(*joined) if word == "and" else any_of(*joined)
        case {"type": "nullity", "column": {"name": str(name)}, "is_null": bool(is_null)}:
            return missing(column(name)) if is_null else filled(column(name))
        case {"type": "comparison", "column": {"name": str(name)}, "operator": str(operator), "parameter": value}:
            return _comparison(column(name), operator, value)
    return None


def _comparison(subject: exp.Expr, operator: str, value: Any) -> exp.Expr | None:
    if operator in ("IN", "NOT_IN") and isinstance(value, list) and value:
        member = exp.In(this=subject, expressions=[_sql(item) for item in value])
        return exp.Not(this=exp.paren(member)) if operator == "NOT_IN" else member
    kind = OPERATORS.get(operator)
    return (
        kind(this=subject, expression=_sql(value)) if kind and isinstance(value, str | int | float | Decimal) else None
    )


def _sql(value: Any) -> exp.Expr:
    return constant(Decimal(str(value)) if isinstance(value, float) else value)


def _written(text: str) -> Argument:
    quoted = QUOTED.fullmatch(text)
    if quoted:
        return quoted["text"]
    return Decimal(text) if NUMBER.fullmatch(text) else None


def _condition(node: exp.Expr) -> Condition | None:
    match node:
        case exp.Paren():
            return _condition(node.this)
        case exp.And() | exp.Or():
            return _joined(node)
        case exp.Is() if isinstance(node.expression, exp.Null) and _is_column(node.this):
            return {"type": "nullity", "column": {"name": node.this.name}, "is_null": True}
        case exp.Not() if isinstance(node.this, exp.Is):
            inner = _condition(node.this)
            return {**inner, "is_null": False} if inner else None
        case exp.In() if _is_column(node.this) and node.expressions:
            values = [_value(item) for item in node.expressions]
            known = all(value is not None for value in values)
            return _compared(node.this, "IN", values) if known else None
    operator = next((word for word, kind in OPERATORS.items() if type(node) is kind), None)
    value = _value(node.expression) if operator else None
    return _compared(node.this, operator, value) if operator and value is not None and _is_column(node.this) else None


def _joined(node: exp.And | exp.Or) -> Condition | None:
    """Great Expectations has no OR inside an AND, and no OR inside another."""
    word = "and" if isinstance(node, exp.And) else "or"
    parts = [_condition(part) for part in node.flatten()]
    if not all(parts) or any(part and part["type"] == "or" for part in parts):
        return None
    return {"type": word, "conditions": parts}


def _compared(subject: exp.Expr, operator: str, value: object) -> Condition:
    return {"type": "comparison", "column": {"name": subject.name}, "operator": operator, "parameter": value}


def _is_column(node: exp.Expr) -> bool:
    return isinstance(node, exp.Column) and not node.table and not is_date_name(node)


def _value(node: exp.Expr) -> str | int | float | None:
    sign = -1 if isinstance(node, exp.Neg) else 1
    literal = node.this if isinstance(node, exp.Neg) else node
    if not isinstance(literal, exp.Literal):
        return None
    if literal.is_string:
        return str(literal.this)
    return sign * int(literal.this) if literal.is_int else sign * float(literal.this)
