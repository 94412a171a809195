"""Patterns: regular expressions and LIKE patterns in checks, alone and in lists, met or not met."""

import re
from collections.abc import Callable

from sqlglot import exp

from metricops.checks.given import Given, constant
from metricops.checks.kind import Kind
from metricops.checks.parameter import Parameter, ParameterType
from metricops.checks.predicate import all_of, any_of, filled, negated
from metricops.checks.rule import RowRule, Rule

COLUMN = Parameter("column", ParameterType.COLUMN, "the column", required=True)
MATCH_ON = Parameter(
    "match_on", ParameterType.CHOICE, "how many of them must match", default="any", choices=("any", "all")
)


def of_kind(
    name: str, about: str, expectation: str, argument: Parameter, match: type[exp.Binary], *, met: bool = True
) -> Kind:
    """A kind of check on patterns: the `argument` holds one or a list of them, and `met` says whether it must match.

    A list must be met by `any` of its patterns, or by `all` where `match_on` says so; none of it where not `met`.
    """
    several = argument.type is ParameterType.TEXTS
    return Kind(
        name=name,
        about=about,
        arguments=(COLUMN, argument, *((MATCH_ON,) if several and met else ())),
        rule=_rule(argument.name, match, met=met),
        listed=(argument.name,) if several else (),
        aliases=(f"expect_column_values_to_{expectation}",),
        impossible=_unreadable(argument.name) if match is exp.RegexpLike else _nothing,
    )


def _rule(argument: str, match: type[exp.Binary], *, met: bool) -> Callable[[Given], Rule]:
    def rule(given: Given) -> RowRule:
        """Judged on filled cells, read as text."""
        column = given.column("column")
        text = exp.cast(column.copy(), "text")
        each = [match(this=text.copy(), expression=constant(pattern)) for pattern in given.items(argument)]
        every = met and argument.endswith("s") and given.text("match_on") == "all"
        found = (all_of(*each) if every else any_of(*each)) or exp.true()
        violation = negated(found) if met else found
        return RowRule(scope=given.scope, eligible=filled(column), violation=violation, implied=True)

    return rule


def _unreadable(argument: str) -> Callable[[Given], tuple[str, str] | None]:
    def unreadable(given: Given) -> tuple[str, str] | None:
        """What is wrong with the first expression that is none."""
        for pattern in given.items(argument):
            try:
                re.compile(str(pattern))
            except re.error as fault:
                return argument, f'"{pattern}" is not a regular expression: {fault}'
        return None

    return unreadable


def _nothing(_: Given) -> None:
    return None
