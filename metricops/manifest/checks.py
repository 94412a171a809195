"""Data-quality checks and the tier map, as read from `checks/`."""

from dataclasses import dataclass
from decimal import Decimal

from metricops.manifest.semantic import Relation
from metricops.manifest.waivers import Waiver
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
    """One declared rule: `kind` names its implementation, `arguments` are that kind's own, by name.

    `where` is the row condition however it was spelled (`when`, `row_condition`). `references` are other tables that
    arguments name; `places` say where an argument's values stand, one span for each of them. `owner_column` holds who
    mends a record; `waivers` are those in force on the day the check is run for.
    """

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
    references: tuple[tuple[str, Relation], ...] = ()
    places: tuple[tuple[str, tuple[Span, ...]], ...] = ()
    owner_column: str = ""
    waivers: tuple[Waiver, ...] = ()

    def argument(self, name: str) -> Argument:
        """An argument's value, None when it was not given."""
        return dict(self.arguments).get(name)

    def expression(self, name: str) -> Fragment | None:
        """An SQL argument, None when it was not given."""
        return dict(self.expressions).get(name)

    def reference(self, name: str) -> Relation | None:
        """The table that an argument names, None when it is not known."""
        return dict(self.references).get(name)

    def place(self, name: str, index: int = 0) -> Span:
        """Where the value of an argument stands, or that one of its values; the check's own place when unknown."""
        spans = dict(self.places).get(name, ())
        return spans[index] if index < len(spans) else spans[0] if spans else self.span


@dataclass(frozen=True, slots=True)
class TierMap:
    """Which columns of a table matter how much: tier 1 columns must be filled. `places` are those of columns."""

    on: str
    relation: Relation
    columns: tuple[tuple[int, tuple[str, ...]], ...]
    span: Span
    keys: tuple[str, ...] = ()
    owner: str = ""
    places: tuple[tuple[str, Span], ...] = ()
    owner_column: str = ""
