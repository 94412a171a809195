"""Data-quality checks and the tier map, as read from `checks/`."""

from dataclasses import dataclass
from decimal import Decimal

from metricops.manifest.semantic import Relation
from metricops.source import Fragment, Span

Argument = str | int | bool | Decimal | None | tuple["Argument", ...]


@dataclass(frozen=True, slots=True)
class SourceTable:
    """A raw table that dbt declares under `sources:`; `name` is `source.table`."""

    name: str
    relation: Relation
    span: Span
    columns: tuple[str, ...] = ()
    loaded_at: str = ""


@dataclass(frozen=True, slots=True)
class Freshness:
    """How old the newest row may be."""

    column: str
    within: str


@dataclass(frozen=True, slots=True)
class Check:
    """One declared rule: `kind` names its implementation, `arguments` are that kind's own, by name."""

    name: str
    kind: str
    on: str
    relation: Relation
    tier: int
    span: Span
    where: Fragment | None = None
    expressions: tuple[tuple[str, Fragment], ...] = ()
    arguments: tuple[tuple[str, Argument], ...] = ()
    mostly: Decimal = Decimal(1)
    owner: str = ""
    fix: str = ""
    keys: tuple[str, ...] = ()
    require_rows: bool = False

    def argument(self, name: str) -> Argument:
        """An argument's value, None when it was not given."""
        return dict(self.arguments).get(name)

    def expression(self, name: str) -> Fragment | None:
        """An SQL argument, None when it was not given."""
        return dict(self.expressions).get(name)


@dataclass(frozen=True, slots=True)
class TierMap:
    """Which columns of a table matter how much: tier 1 columns must be filled."""

    on: str
    relation: Relation
    columns: tuple[tuple[int, tuple[str, ...]], ...]
    span: Span
