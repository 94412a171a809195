"""Formulas of a CRM's validation rules: calls and leaves, put together and written over lines."""

from collections.abc import Iterable
from dataclasses import dataclass

WIDTH = 88
STEP = "  "


@dataclass(frozen=True, slots=True)
class Call:
    """A function with its arguments."""

    name: str
    arguments: tuple["Formula", ...]


Formula = Call | str  # a text is written as it is
TRUE, FALSE = "TRUE", "FALSE"


def every(conditions: Iterable[Formula]) -> Formula:
    """All of these; nested ones are one call, each condition stands once and is not asked again inside another."""
    whole = _joined("AND", conditions, TRUE, FALSE)
    if not isinstance(whole, Call) or whole.name != "AND":
        return whole
    facts = frozenset(each for each in whole.arguments if not isinstance(each, Call) or each.name == "NOT")
    return _joined("AND", (each if each in facts else _given(each, facts) for each in whole.arguments), TRUE, FALSE)


def some(conditions: Iterable[Formula]) -> Formula:
    """At least one of these."""
    return _joined("OR", conditions, FALSE, TRUE)


def opposite(condition: Formula) -> Formula:
    """Not this; two negations are none."""
    if isinstance(condition, Call) and condition.name == "NOT":
        return condition.arguments[0]
    constants: dict[Formula, Formula] = {TRUE: FALSE, FALSE: TRUE}
    return constants.get(condition) or Call("NOT", (condition,))


def written(formula: Formula, indent: str = "") -> str:
    """The formula as text, broken over lines where one is not enough."""
    flat = _flat(formula)
    if isinstance(formula, str) or len(indent) + len(flat) <= WIDTH:
        return flat
    inside = indent + STEP
    parts = ",\n".join(inside + written(argument, inside) for argument in formula.arguments)
    return f"{formula.name}(\n{parts}\n{indent})"


def quoted(text: str) -> str:
    """A text as a literal. Raises ValueError for one that a formula cannot hold."""
    if not text.isprintable():
        raise ValueError(text)
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'


def _joined(name: str, conditions: Iterable[Formula], neutral: Formula, decides: Formula) -> Formula:
    flat: dict[Formula, None] = {}
    for condition in conditions:
        nested = condition.arguments if isinstance(condition, Call) and condition.name == name else (condition,)
        flat.update(dict.fromkeys(nested))
    if decides in flat:
        return decides
    kept = [condition for condition in flat if condition != neutral]
    return neutral if not kept else kept[0] if len(kept) == 1 else Call(name, tuple(kept))


def _given(formula: Formula, facts: frozenset[Formula]) -> Formula:
    """The formula where these conditions are known to hold."""
    if formula in facts:
        return TRUE
    if isinstance(formula, Call) and formula.name in ("AND", "OR"):
        parts = [_given(argument, facts) for argument in formula.arguments]
        return every(parts) if formula.name == "AND" else some(parts)
    return formula


def _flat(formula: Formula) -> str:
    if isinstance(formula, str):
        return formula
    return f"{formula.name}({', '.join(map(_flat, formula.arguments))})"
