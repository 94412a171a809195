"""Parts of a date by the names that a dialect has for them; days of the week stay ISO, 1 for Monday."""

from sqlglot import exp

from metricops.sql import trees
from metricops.sql.dialects import Dialect

FIRST_DAY = {"DAYOFWEEK": 1, "DOW": 0}  # what a Sunday is where weeks are not ISO
DAYS = 7


def date_parts(tree: exp.Select, dialect: Dialect) -> exp.Select:
    """`EXTRACT(ISODOW FROM day)` → `(EXTRACT(DOW FROM day) + 6) % 7 + 1`, or `EXTRACT(DAYOFWEEK_ISO FROM day)`."""
    names = dict(dialect.date_parts)
    for found in [e for e in tree.find_all(exp.Extract) if e.name.upper() in names] if names else ():
        found.replace(_named(names[found.name.upper()], found.expression))
    return tree


def _named(name: str, time: exp.Expr) -> exp.Expr:
    if name.startswith("to"):
        return exp.Anonymous(this=name, expressions=[time])
    made = exp.Extract(this=exp.var(name), expression=time)
    if name not in FIRST_DAY:
        return made
    moved = exp.Add(this=made, expression=trees.number(DAYS - 1 - FIRST_DAY[name]))
    within = exp.Mod(this=exp.Paren(this=moved), expression=trees.number(DAYS))
    return exp.Paren(this=exp.Add(this=within, expression=trees.number(1)))
