"""Collects what is wrong while definitions are linked, and knows what could not be decoded in the first place."""

from collections.abc import Callable, Collection
from dataclasses import dataclass, field
from typing import TypeVar

from metricops.definitions import Definitions
from metricops.diagnostics import Diagnostic, Related, did_you_mean, error
from metricops.errors import DiagnosedError
from metricops.source import Fragment, Span

T = TypeVar("T")
MODELS = ("models", "semantic_models")
METRICS = ("metrics", "contracts")  # a KPI without its contract would be another one


@dataclass(slots=True)
class Faults:
    """The faults of one definition, or of all; a `broken` definition is left out."""

    found: list[Diagnostic] = field(default_factory=list)
    broken: bool = False

    def add(self, code: str, message: str, span: Span, hint: str = "", *related: Related) -> None:
        """One more error."""
        self.found.append(error(code, message, span, hint, *related))
        self.broken = True

    def take(self, parse: Callable[[Fragment], T], fragment: Fragment) -> T | None:
        """What `parse` makes of the fragment; its faults are kept instead when it refuses."""
        try:
            return parse(fragment)
        except DiagnosedError as refusal:
            self.found += refusal.diagnostics
            self.broken = True
            return None

    def unless(self, outcome: T | Diagnostic) -> T | None:
        """The outcome, or None when it is a fault, which is kept."""
        if isinstance(outcome, Diagnostic):
            self.found.append(outcome)
            self.broken = True
            return None
        return outcome

    def merge(self, other: "Faults") -> None:
        """Keeps the other's faults, without being broken by them."""
        self.found += other.found


@dataclass(slots=True)
class Absent:
    """What did not resolve: whatever refers to it is left out in silence, because the fault is told elsewhere."""

    names: set[str] = field(default_factory=set)
    metrics: set[str] = field(default_factory=set)  # of the names; a check may be called the same
    models_missing: bool = False

    @classmethod
    def of(cls, definitions: Definitions) -> "Absent":
        """What was absent before linking began."""
        names = {left.name.lower() for left in definitions.left_out}
        metrics = {left.name.lower() for left in definitions.left_out if left.kind in METRICS}
        models = any(left.kind in MODELS for left in definitions.left_out)
        return cls(names, metrics, models or bool(definitions.unread))

    def add(self, name: str) -> None:
        """One more name that did not resolve."""
        self.names.add(name)

    def add_metric(self, name: str) -> None:
        """One more metric that did not resolve."""
        self.names.add(name)
        self.metrics.add(name)

    def add_model(self, name: str) -> None:
        """One more model that did not resolve: any dimension or measure may be missing with it."""
        self.names.add(name)
        self.models_missing = True

    def excuses(self, name: str, known: Collection[str]) -> bool:
        """Whether an unknown name is not worth a fault of its own."""
        return name in self.names or (self.models_missing and not did_you_mean(name, known))


@dataclass(frozen=True, slots=True)
class Lookup:
    """Finds names among the known ones and reports those that are not there."""

    what: str
    known: Collection[str]
    absent: Absent

    def find(self, word: Fragment, faults: Faults, hint: str = "") -> str:
        """The name in lower case; a name that is not known breaks what needs it."""
        name = word.text.strip().lower()
        if name in self.known:
            return name
        faults.broken = True
        if not self.absent.excuses(name, self.known):
            near = did_you_mean(name, self.known)
            faults.add("R003", f'{self.what} "{word.text}" is not defined', word.span, near or hint)
        return name
