"""Lineage: which models and sources each model's SQL reads, as its templates say."""

from collections.abc import Iterator, Sequence
from pathlib import Path

from metricops.build.templates import Template, parse
from metricops.source import fragment


def lineage(files: Sequence[Path]) -> dict[str, tuple[str, ...]]:
    """For every model its models (`fct_orders`) and sources (`crm.accounts`), names in lower case.

    A file that cannot be read or parsed has none here; building says why.
    """
    found: dict[str, tuple[str, ...]] = {}
    for file in files:
        try:
            template = parse(fragment(file.read_text(encoding="utf-8"), file.name))
        except (OSError, UnicodeDecodeError):
            continue
        if isinstance(template, Template):
            found[file.stem.lower()] = tuple(dict.fromkeys(_reads(template)))
    return found


def _reads(template: Template) -> Iterator[str]:
    for call, _ in template.calls("ref"):
        if call.arguments:
            yield str(call.arguments[-1]).lower()
    for call, _ in template.calls("source"):
        yield ".".join(str(part) for part in call.arguments).lower()
