"""Signatures: a few small columns that tell rows apart by the filters they meet, so that filters can be asked later."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import chain, count
from math import prod

from sqlglot import exp

from metricops.sql import trees
from metricops.sql.atoms import compares, equality, exclusive, literals

MOST_COLUMNS = 12
MOST_COMBINATIONS = 1024
"""Of the filters that a row meets; more of them would leave few rows to each."""


@dataclass(frozen=True, slots=True)
class Told:
    """One column of a signature: which of several values something has, or whether a condition holds."""

    name: str
    tree: exp.Expr
    tests: dict[exp.Expr, exp.Expr]  # for each condition, what is asked of the column instead
    values: int  # how many different ones the column has

    @property
    def about(self) -> str | None:
        """The only column that its conditions compare with values."""
        compared = {compares(atom) for atom in self.tests}
        return compared.pop() if len(compared) == 1 else None


def signature(wanted: Sequence[Sequence[exp.Expr]], only_wanted: bool, taken: Iterable[str]) -> tuple[Told, ...]:
    """Columns for the conditions that most aggregates want, as long as they leave few combinations.

    `wanted` holds the conditions of each aggregate, all of which is met for one of them by every row that is read if
    `only_wanted`; what finds no place must stay in the aggregates.
    """
    uses = Counter(chain.from_iterable(wanted))
    limited = _subjects(wanted) if only_wanted else frozenset()
    chosen: tuple[Told, ...] = ()
    for one in sorted(_possible(uses, limited, set(taken)), key=lambda told: -sum(uses[atom] for atom in told.tests)):
        more = (*chosen, one)
        if len(more) <= MOST_COLUMNS and _combinations(more) <= MOST_COMBINATIONS:
            chosen = more
    return chosen


def _subjects(wanted: Sequence[Sequence[exp.Expr]]) -> frozenset[exp.Expr]:
    """What every aggregate compares with values of its own."""
    compared = [frozenset(found[0] for atom in own if (found := equality(atom))) for own in wanted]
    return compared[0].intersection(*compared[1:])


def _possible(uses: Iterable[exp.Expr], limited: frozenset[exp.Expr], taken: set[str]) -> Iterator[Told]:
    """Values of one thing exclude each other and share a column; any other condition has one of its own."""
    compared: dict[exp.Expr, dict[exp.Expr, tuple[exp.Literal, ...]]] = {}
    alone: list[exp.Expr] = []
    for atom in uses:
        if found := equality(atom):
            compared.setdefault(found[0], {})[atom] = found[1]
        else:
            alone.append(atom)
    for subject, atoms in compared.items():
        values = tuple(dict.fromkeys(chain.from_iterable(atoms.values())))
        if subject in limited:
            yield _kept(subject, values, atoms, taken)
        elif len(values) > 1 and exclusive(values):
            yield _which(subject, values, atoms, taken)
        else:
            alone += atoms
    yield from (_whether(atom, taken) for atom in alone)


def _kept(subject: exp.Expr, values: tuple[exp.Literal, ...], atoms: Iterable[exp.Expr], taken: set[str]) -> Told:
    """The value itself, which is one of few in the rows that are read, so that conditions stay as they are."""
    name = _free(_named_after(subject), taken)
    tests = {atom: atom.transform(lambda node: trees.column(name) if node == subject else node) for atom in atoms}
    return Told(name, subject.copy(), tests, len(values))


def _which(
    subject: exp.Expr,
    values: tuple[exp.Literal, ...],
    atoms: dict[exp.Expr, tuple[exp.Literal, ...]],
    taken: set[str],
) -> Told:
    """Numbers for the values: `kind = 'a'` becomes `kind_is = 1`."""
    name = _free(f"{_named_after(subject)}_is", taken)
    ifs = [_if(exp.EQ(this=subject.copy(), expression=one.copy()), n) for n, one in enumerate(values, 1)]
    numbers = {one: n for n, one in enumerate(values, 1)}
    tests = {atom: _one_of(name, [numbers[one] for one in dict.fromkeys(own)]) for atom, own in atoms.items()}
    return Told(name, exp.Case(ifs=ifs, default=trees.number(0)), tests, len(values) + 1)


def _named_after(subject: exp.Expr) -> str:
    return next((column.name for column in subject.find_all(exp.Column)), "value")


def _one_of(name: str, numbers: list[int]) -> exp.Expr:
    first, *rest = (trees.number(n) for n in numbers)
    if not rest:
        return exp.EQ(this=trees.column(name), expression=first)
    return exp.In(this=trees.column(name), expressions=[first, *rest])


def _whether(atom: exp.Expr, taken: set[str]) -> Told:
    """1 where the condition holds, 0 where it does not or nobody knows."""
    name = _free("filter_1", taken)
    test = exp.EQ(this=trees.column(name), expression=trees.number(1))
    return Told(name, exp.Case(ifs=[_if(atom.copy(), 1)], default=trees.number(0)), {atom: test}, 2)


def _if(condition: exp.Expr, number: int) -> exp.If:
    return exp.If(this=condition, true=trees.number(number))


def _free(name: str, taken: set[str]) -> str:
    """The name, or with the next number that makes it free; it is taken from now on."""
    stem = name.rstrip("0123456789_")
    found = next(n for n in chain([name], (f"{stem}_{i}" for i in count(2))) if n.lower() not in taken)
    taken.add(found.lower())
    return found


def _combinations(columns: Sequence[Told]) -> int:
    """How many combinations of values there are at most: comparisons of one column cut it into few stretches."""
    alike: dict[str, list[Told]] = {}
    for told in columns:
        alike.setdefault(told.about or told.name, []).append(told)
    return prod(min(prod(told.values for told in its), _stretches(its)) for its in alike.values())


def _stretches(columns: Sequence[Told]) -> int:
    """Values, what lies between them, and NULL; no limit where something else than one column is compared."""
    if columns[0].about is None:
        return MOST_COMBINATIONS + 1
    values = {literal for told in columns for atom in told.tests for literal in literals(atom)}
    return 2 * len(values) + 2
