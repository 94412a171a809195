"""Atoms of filters: the conditions that AND joins, and what is known of how they exclude each other."""

import re
from collections.abc import Iterable, Iterator, Sequence

from sqlglot import exp

from metricops.sql import trees

WORD = re.compile(r"[^\W\d]")
BOOLEANS = frozenset({"t", "true", "y", "yes", "on", "f", "false", "n", "no", "off"})
COMPARISONS = (exp.EQ, exp.NEQ, exp.LT, exp.LTE, exp.GT, exp.GTE, exp.In, exp.Between, exp.Is)
JOINED = (exp.Not, exp.And, exp.Or, exp.Paren)
SIMPLE = (*COMPARISONS, *JOINED, exp.Column, exp.Identifier, exp.Literal, exp.Boolean, exp.Null)


def atoms(condition: exp.Expr) -> Iterator[exp.Expr]:
    """The conditions that all must hold; what could fail where another does not hold stays with that other."""
    plain = condition.unnest()
    if isinstance(plain, exp.And) and all(isinstance(node, SIMPLE) for node in plain.walk()):
        for term in plain.flatten():
            yield from atoms(term)
    else:
        yield plain


def equality(atom: exp.Expr) -> tuple[exp.Expr, tuple[exp.Literal, ...]] | None:
    """What is compared, and the literals of which it must be one; None of any other condition."""
    if isinstance(atom, exp.In) and atom.expressions and not isinstance(atom.this, exp.Literal):
        literals = tuple(one for one in atom.expressions if isinstance(one, exp.Literal))
        return (atom.this, literals) if len(literals) == len(atom.expressions) else None
    if isinstance(atom, exp.EQ):
        for subject, literal in ((atom.this, atom.expression), (atom.expression, atom.this)):
            if isinstance(literal, exp.Literal) and not isinstance(subject, exp.Literal):
                return subject, (literal,)
    return None


def either(conditions: Sequence[exp.Expr]) -> exp.Expr:
    """At least one holds; values of one thing are listed."""
    compared = [equality(one.unnest()) for one in conditions]
    subjects = {found[0] if found else None for found in compared}
    if len(conditions) == 1 or len(subjects) > 1 or None in subjects:
        return trees.any_of(conditions)
    values = dict.fromkeys(literal for found in compared if found for literal in found[1])
    subject = next(found[0] for found in compared if found)
    return exp.In(this=subject.copy(), expressions=[value.copy() for value in values])


def exclusive(literals: Iterable[exp.Literal]) -> bool:
    """Whether one value can be equal to no two of them, whatever its type and collation."""
    known = tuple(literals)
    if all(one.is_int for one in known):
        return len({int(one.this) for one in known}) == len(known)
    words = {one.this.casefold() for one in known if one.is_string and WORD.match(one.this)}
    return len(words) == len(known) and len(words & BOOLEANS) <= 1


def compares(atom: exp.Expr) -> str | None:
    """The only column, as text, that the condition compares with values; None when it says something else."""
    columns = {column.sql() for column in atom.find_all(exp.Column)}
    plain = len(columns) == 1 and all(isinstance(node, SIMPLE) for node in atom.walk())
    return columns.pop() if plain else None


def literals(atom: exp.Expr) -> frozenset[str]:
    """The values with which it compares."""
    return frozenset(one.sql() for one in atom.find_all(exp.Literal))
