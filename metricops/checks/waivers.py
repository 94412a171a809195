"""Waivers as conditions: which rows that break a check are let pass."""

from collections.abc import Collection, Iterator
from dataclasses import replace

from sqlglot import exp

from metricops.checks.columns import Columns, fragment_faults
from metricops.checks.dates import AsOf
from metricops.checks.given import column, reading
from metricops.checks.predicate import all_of, any_of
from metricops.diagnostics import Diagnostic, did_you_mean, error
from metricops.manifest import Check, WaivedKey, Waiver


def usable(check: Check, columns: Columns) -> tuple[Check, tuple[Diagnostic, ...]]:
    """The check with the waivers that fit its table, and what is wrong with the others: they let nothing pass."""
    faults = {waiver: tuple(_faults(check, waiver, columns)) for waiver in check.waivers}
    kept = tuple(waiver for waiver in check.waivers if not faults[waiver])
    return replace(check, waivers=kept), tuple(fault for found in faults.values() for fault in found)


def condition(check: Check, waiver: Waiver, as_of: AsOf) -> exp.Expr:
    """Rows that the waiver lets pass; never NULL, so that its opposite holds on all others."""
    if waiver.where is not None:
        return exp.Coalesce(this=exp.paren(reading(waiver.where, check.relation, as_of)), expressions=[exp.false()])
    return exp.Coalesce(this=any_of(*(_matches(check, key) for key in waiver.keys)), expressions=[exp.false()])


def label(conditions: Collection[exp.Expr]) -> exp.Expr:
    """The number, from 1, of the first waiver that lets a row pass; NULL for rows that none does."""
    numbered = enumerate(conditions, 1)
    return exp.Case(ifs=[exp.If(this=each.copy(), true=exp.Literal.number(n)) for n, each in numbered])


def key_columns(check: Check, key: WaivedKey) -> tuple[tuple[str, str], ...]:
    """The columns of a waived key with their values; a bare value is the check's first key's."""
    return tuple((name or check.keys[0], value) for name, value in key)


def _matches(check: Check, key: WaivedKey) -> exp.Expr:
    same = (
        exp.EQ(this=exp.cast(column(name), "text"), expression=exp.Literal.string(value))
        for name, value in key_columns(check, key)
    )
    return all_of(*same) or exp.false()


def _faults(check: Check, waiver: Waiver, columns: Columns) -> Iterator[Diagnostic]:
    listed = columns.get(check.relation)
    if any(not name for key in waiver.keys for name, _ in key) and not check.keys:
        message = f'check "{check.name}" has no key that a bare value could be of'
        yield error("Q120", message, waiver.span, "key: {column: value}, or keys: [column] on the check")
    elif listed is not None:
        places, known = dict(waiver.places), {name.lower() for name in listed}
        for name in dict.fromkeys(name for key in waiver.keys for name, _ in key if name):
            if name.lower() not in known:
                span, hint = places.get(name, waiver.span), did_you_mean(name, listed)
                yield error("Q103", f'"{name}" is not a column of "{check.on}"', span, hint)
        if waiver.where is not None:
            yield from fragment_faults(waiver.where, check.relation, check.on, listed)
