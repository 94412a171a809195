"""Rehearsing: the scenarios of a project are read, linked and played; no warehouse is asked."""

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from metricops.definitions import read, read_texts
from metricops.diagnostics import Diagnostic
from metricops.output.rehearsals import missed_text
from metricops.pipeline.loading import Loaded
from metricops.project.files import find_files
from metricops.rehearse.linking import link
from metricops.rehearse.playing import play
from metricops.rehearse.scenario import Played, Scenario

SECTION = re.compile(r"^scenarios\s*:", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Scenarios:
    """The scenarios that can be played, the faults of the others, and the texts that these point into."""

    found: tuple[Scenario, ...]
    diagnostics: tuple[Diagnostic, ...]
    texts: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Rehearsal:
    """Every scenario as it was played, and the faults of those that could not be."""

    played: tuple[Played, ...]
    diagnostics: tuple[Diagnostic, ...]
    texts: Mapping[str, str]


def scenarios(loaded: Loaded, folders: Sequence[Path], root: Path) -> Scenarios:
    """Those under `folders`, and those that stand among the other definitions.

    They are read apart: a fault of a scenario keeps no threshold from being judged.
    """
    own = read(tuple(find_files([f for f in folders if f.exists()])), root)
    beside = read_texts({file: text for file, text in loaded.texts.items() if SECTION.search(text)})
    found, faults = link((*own.scenarios, *beside.scenarios), loaded.manifest)
    return Scenarios(found, (*own.diagnostics, *faults), {**beside.texts, **own.texts})


def rehearse(loaded: Loaded, given: Scenarios, history: int, metrics: Collection[str] = ()) -> Rehearsal:
    """The scenarios of these metrics, by default all, played in their order."""
    chosen = (s for s in given.found if not metrics or s.metric.name in metrics)
    played = tuple(play(scenario, loaded.manifest, history) for scenario in chosen)
    return Rehearsal(played, given.diagnostics, given.texts)


def missed(loaded: Loaded, scenario: Scenario, history: int) -> tuple[str, ...]:
    """What is said otherwise than expected, a line each that ends with the place of the expectation."""
    outcomes = play(scenario, loaded.manifest, history).missed
    return tuple(f"{missed_text(outcome)} ({outcome.point.expected.span.place})" for outcome in outcomes)
