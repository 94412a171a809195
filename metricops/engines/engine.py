"""What an engine is: a dialect, running a compiled query, and the columns of a relation."""

from types import TracebackType
from typing import Protocol, Self

from metricops.engines.result import Result, ResultColumn
from metricops.manifest import Relation
from metricops.sql.compiled import CompiledQuery


class Engine(Protocol):
    """A warehouse; whatever goes wrong in it is raised as EngineError."""

    @property
    def dialect(self) -> str:
        """The dialect its queries are written in."""

    def run(self, query: CompiledQuery, *, timeout: float | None = None) -> Result:
        """The rows of a query, as exact as the driver gives them; `timeout` in seconds, None for no limit."""

    def columns(self, relation: Relation) -> tuple[ResultColumn, ...] | None:
        """The columns of a table or view in order; None when it does not exist."""


class OpenEngine(Engine, Protocol):
    """An engine with a connection of its own, to be closed after use; it is its own context manager."""

    def close(self) -> None:
        """Ends the connection; closing twice is no fault."""

    def __enter__(self) -> Self: ...

    def __exit__(
        self, kind: type[BaseException] | None, fault: BaseException | None, trace: TracebackType | None
    ) -> None: ...
