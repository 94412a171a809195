"""Values of a workshop: contested words with what every version says and comes to, and the papers made of them."""

from dataclasses import dataclass
from datetime import date

from metricops.manifest import Definition, Metric, Version
from metricops.units import Number


@dataclass(frozen=True, slots=True)
class Standpoint:
    """A version as it stands today; `metric` is None when its definition has faults, `value` when nobody knows it."""

    version: Version
    metric: Metric | None
    models: tuple[str, ...] = ()  # that it reads
    source: str = ""  # of truth, as the contract or those models say
    value: Number | None = None


@dataclass(frozen=True, slots=True)
class Contested:
    """A contested word with its versions; `kpis` read one of them, `owner` is the role with the person's name."""

    definition: Definition
    standpoints: tuple[Standpoint, ...]
    kpis: tuple[str, ...] = ()
    owner: str = ""


@dataclass(frozen=True, slots=True)
class Kit:
    """The papers as pairs of file name and Markdown, in the order in which they are needed."""

    terms: tuple[str, ...]
    as_of: date | None
    files: tuple[tuple[str, str], ...]
