"""Lineage: which models and sources each model's SQL reads, as its templates say."""

from collections.abc import Iterator, Sequence
from pathlib import Path

from metricops.build.templates import calls_in
from metricops.source import Fragment, fragment


def lineage(files: Sequence[Path]) -> dict[str, tuple[str, ...]]:
    """For every model its models (`fct_orders`) and sources (`crm.accounts`), names in lower case.

    A file that cannot be read has none here; what it reads through macros is not known.
    """
    found: dict[str, tuple[str, ...]] = {}
    for file in files:
        try:
            text = fragment(file.read_text(encoding="utf-8"), file.name)
        except (OSError, UnicodeDecodeError):
            continue
        found[file.stem.lower()] = tuple(dict.fromkeys(_reads(text)))
    return found


def _reads(text: Fragment) -> Iterator[str]:
    for call, _ in calls_in(text):
        if call.name == "ref" and call.arguments:
            yield str(call.arguments[-1]).lower()
        elif call.name == "source":
            yield ".".join(str(part) for part in call.arguments).lower()
