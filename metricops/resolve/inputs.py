"""Metrics as other metrics read them: name, alias, filters and offset."""

from collections.abc import Iterable
from dataclasses import dataclass

from metricops.definitions import MeasureInputEntry, MetricInputEntry
from metricops.expressions import parse_sql
from metricops.manifest import MetricInput
from metricops.resolve import times
from metricops.resolve.faults import Faults, Lookup
from metricops.resolve.legacy import StandIns
from metricops.resolve.names import named
from metricops.resolve.vocabulary import Vocabulary
from metricops.source import Fragment


@dataclass(frozen=True, slots=True)
class Inputs:
    """Links inputs to the metrics they name."""

    vocabulary: Vocabulary

    def one(self, entry: MetricInputEntry, faults: Faults) -> MetricInput:
        """One input; an unknown metric breaks what reads it."""
        name = entry.name.text.strip().lower()
        self.vocabulary.metric(name, entry.name.span, faults)
        alias = named("alias", entry.alias, faults) if entry.alias else ""
        offset = times.offset(entry.offset_window, faults, self.vocabulary.grains)
        to_grain = times.standard_grain(entry.offset_to_grain, faults)
        if entry.offset_window and entry.offset_to_grain:
            message = f'"{entry.name.text}" has both an offset_window and an offset_to_grain'
            faults.add("R006", message, entry.offset_to_grain.span, "one of them must go")
        return MetricInput(name, entry.name.span, alias, entry.filter, offset, to_grain)

    def many(self, entries: Iterable[MetricInputEntry], faults: Faults) -> tuple[MetricInput, ...]:
        """Inputs that an expression tells apart by name or alias."""
        inputs = tuple(self.one(entry, faults) for entry in entries)
        seen: set[str] = set()
        for entry in inputs:
            if entry.column in seen:
                message = f'metric "{entry.name}" is used twice as "{entry.column}"'
                faults.add("R002", message, entry.span, "each use needs an alias of its own")
            seen.add(entry.column)
        return inputs


@dataclass(frozen=True, slots=True)
class Measured:
    """Inputs that may name a legacy measure in place of a metric."""

    inputs: Inputs
    stand_ins: StandIns
    lookup: Lookup

    def read(
        self, metric: MetricInputEntry | None, measure: MeasureInputEntry | None, faults: Faults
    ) -> MetricInput | None:
        """The input, whichever of the two it was written as; None when neither was."""
        if metric is not None:
            return self.inputs.one(metric, faults)
        if measure is None:
            return None
        name = self.lookup.find(measure.name, faults)
        return self.stand_ins.input(measure, name) if name in self.stand_ins.measures else None


def check_expression(expr: Fragment, inputs: tuple[MetricInput, ...], faults: Faults) -> None:
    """Reports what the expression names besides its inputs, and inputs it does not name."""
    parsed = faults.take(parse_sql, expr)
    if parsed is None:
        return
    columns = [i.column for i in inputs]
    used = {use.name.lower() for use in parsed.columns}
    for use in parsed.columns:
        if use.name.lower() not in columns:
            hint = f"the inputs are {', '.join(columns)}"
            faults.add("R015", f'"{use.name}" is not an input of this metric', use.span, hint)
    for entry in inputs:
        if entry.column not in used:
            faults.add("R015", f'input "{entry.column}" is not used in the expression', entry.span)
