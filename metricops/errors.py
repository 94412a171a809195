"""What can be raised: faults of the user's text, faults of the world, and nothing else on purpose."""

from metricops.diagnostics import Diagnostic


class MetricopsError(Exception):
    """Anything metricops raises on purpose; its text is one that a person can act on."""


class DiagnosedError(MetricopsError):
    """User text with faults; `diagnostics` holds all of them, with places."""

    def __init__(self, diagnostics: tuple[Diagnostic, ...]) -> None:
        self.diagnostics = diagnostics
        super().__init__("\n".join(str(d) for d in diagnostics))


class DefinitionsError(DiagnosedError):
    """The definitions cannot be used as they stand."""


class QueryError(DiagnosedError):
    """A query was refused."""


class ProjectError(DiagnosedError):
    """No project could be found or its settings cannot be read."""


class EngineError(MetricopsError):
    """The outside world: a warehouse that did not answer, a missing table, a locked file, a timeout."""

    def __init__(self, message: str, *, hint: str = "", sql: str = "") -> None:
        self.message, self.hint, self.sql = message, hint, sql
        super().__init__(f"{message}\n  {hint}" if hint else message)


class StoppedError(KeyboardInterrupt):
    """Ctrl-C, or a scheduler that ends the process, while something ran; the text says what, and for how long."""


class LedgerError(MetricopsError):
    """The ledger could not be read or written."""
