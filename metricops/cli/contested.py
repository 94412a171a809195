"""Contested words: which metric a use means, and what is said where nobody has decided yet."""

from dataclasses import dataclass

from metricops.diagnostics import did_you_mean
from metricops.errors import MetricopsError
from metricops.manifest import Definition, Manifest, Unresolved


@dataclass(frozen=True, slots=True)
class Meaning:
    """The metrics that were meant, and the lines that must stand under their numbers."""

    metrics: tuple[str, ...]
    notes: tuple[str, ...] = ()
    unresolved: bool = False


def meant(manifest: Manifest, names: tuple[str, ...], use: str | None) -> Meaning:
    """Names with every contested word replaced; raises MetricopsError where a use is missing or unknown."""
    if use is not None and not any(_contested(manifest, name) for name in names):
        asked = ", ".join(f'"{name}"' for name in names) or "a query without metrics"
        raise MetricopsError(f"--use is for contested words; {asked} can mean one thing only")
    found = [_meant(manifest, name, use) for name in names]
    return Meaning(
        tuple(dict.fromkeys(metric for meaning in found for metric in meaning.metrics)),
        tuple(note for meaning in found for note in meaning.notes),
        any(meaning.unresolved for meaning in found),
    )


def _contested(manifest: Manifest, name: str) -> Definition | None:
    """The definition of a word that is no metric's name."""
    return None if name.lower() in manifest.metrics else manifest.definitions.get(name.lower())


def _meant(manifest: Manifest, name: str, use: str | None) -> Meaning:
    definition = _contested(manifest, name)
    if definition is None:
        return Meaning((name,))
    if use is None:
        raise MetricopsError(f'"{name}" is contested; --use says what the number is for:\n{_uses(definition)}')
    canonical = {known.lower(): metric for known, metric in definition.canonical}
    if use.lower() in canonical:
        metric = canonical[use.lower()]
        return Meaning((metric,), (f'"{name}" for "{use}" is {metric}.',))
    for question in definition.unresolved:
        if use.lower() in question.question.lower():
            return Meaning(tuple(metric for _, metric in question.positions), (_undecided(name, question),), True)
    hint = did_you_mean(use, canonical)
    raise MetricopsError(f'"{name}" has no use "{use}"{f" ({hint})" if hint else ""}; it has:\n{_uses(definition)}')


def _uses(definition: Definition) -> str:
    lines = [f'  --use "{use}" means {metric}' for use, metric in definition.canonical]
    lines += [f"  undecided: {question.question}" for question in definition.unresolved]
    return "\n".join(lines)


def _undecided(name: str, question: Unresolved) -> str:
    positions = ", ".join(f"{team} says {metric}" for team, metric in question.positions)
    by = f" by {question.by}" if question.by else ""
    return f'"{name}" is unresolved: {question.question} {positions}; {question.decides} decides{by}.'
