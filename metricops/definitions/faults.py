"""Validation errors as diagnostics: what is wrong, what is needed, and where it stands."""

import re
from collections.abc import Mapping as MappingType
from typing import Any

from metricops.definitions.checks import HEADS, RULE, CheckEntry
from metricops.definitions.contracts import ContractEntry
from metricops.definitions.entry import Entry
from metricops.definitions.locate import Path, Spot, locate
from metricops.definitions.metrics import MetricEntry
from metricops.definitions.nodes import Broken, Mapping, Node, Sequence
from metricops.definitions.scalars import Scalar
from metricops.definitions.templates import is_template
from metricops.diagnostics import Diagnostic, did_you_mean, error
from metricops.source import Span

NEEDS = {
    "string": "text",
    "int": "a whole number",
    "float": "a number",
    "decimal": "a number",
    "finite": "a number",
    "bool": "true or false",
    "tuple": "a list",
    "model": "a mapping",
    "dataclass": "a mapping",
}
LIMITS = {"greater_than_equal": ("ge", "at least"), "less_than_equal": ("le", "at most")}
TEMPLATE = "L037"
CHOICES = ("literal_error", "enum")
Error = MappingType[str, Any]


def decoding_faults(
    errors: list[Any],
    entry: type[Entry],
    node: Node | Broken,
    name: str,
    key: Scalar | None,
    *,
    templates: bool = False,
) -> tuple[list[Diagnostic], set[Path]]:
    """The diagnostics of one entry, and the paths of the items that can be left out to mend it.

    An empty path among them means that the entry as a whole must be left out. With `templates`, a value that is one
    may be of the right type once dbt has rendered it.
    """
    spots = [(locate(_path(fault), entry, node, name, key), fault) for fault in errors]
    spots_at_fault = ((spot, fault) for spot, fault in spots if not _reported(spot, fault))
    faults = [(templates and _template(spot)) or _diagnostic(spot, fault) for spot, fault in spots_at_fault]
    return faults, {spot.separate for spot, _ in spots}


def template_fault(name: str, span: Span | None) -> Diagnostic:
    """A value that is known only once dbt has rendered it; `name` says of what it is."""
    hint = "`dbt parse` writes what it stands for to target/, where it is then read"
    return error(TEMPLATE, f"{name} is a template that only dbt can render", span, hint)


def _path(fault: Error) -> Path:
    """The way to the mapping at fault, or to the value."""
    path: Path = fault["loc"]
    if under := fault.get("ctx", {}).get("under"):
        return (*path, under)
    return path[:-1] if fault["type"] in ("missing", "extra_forbidden") else path


def wrong_type_of(name: str, needed: str, node: Node | Broken, span: Span | None) -> Diagnostic:
    """A value that is of another type than its field."""
    return error("L033", f"{name} needs {needed}, not {_shown(node)}", span)


def _reported(spot: Spot, fault: Error) -> bool:
    """Whether the value has been reported when the file was read."""
    return isinstance(spot.node, Broken) and fault["type"] != "extra_forbidden"


def _template(spot: Spot) -> Diagnostic | None:
    if isinstance(spot.node, Scalar) and is_template(spot.node):
        return template_fault(spot.name, spot.span)
    return None


def _diagnostic(spot: Spot, fault: Error) -> Diagnostic:
    kind: str = fault["type"]
    if kind == "missing":
        return _missing(spot, str(fault["loc"][-1]))
    if kind == "lacks":
        return _missing(spot, fault["ctx"]["key"])
    if kind == "extra_forbidden":
        return _unknown(spot, str(fault["loc"][-1]))
    if kind in CHOICES:
        return _not_a_choice(spot, fault["ctx"]["expected"])
    if kind in LIMITS:
        limit, words = LIMITS[kind]
        return _wrong_type(spot, f"a number of {words} {fault['ctx'][limit]:g}")
    if kind == "needs":
        return _wrong_type(spot, fault["ctx"]["what"])
    return _wrong_type(spot, NEEDS.get(kind.split("_")[0], fault["msg"].lower()))


def _wrong_type(spot: Spot, needed: str) -> Diagnostic:
    if needed == NEEDS["model"] and spot.entry is not None and spot.entry.short:
        needed = f"text or {needed}"
    return wrong_type_of(spot.name, needed, spot.node, spot.span)


def _missing(spot: Spot, key: str) -> Diagnostic:
    if spot.entry is CheckEntry and key == RULE:
        words = ", ".join(f'"{word}"' for word in (RULE, *HEADS))
        return error("L036", f"{spot.name} needs a rule: one of {words}, or an expect_… name", spot.span)
    if isinstance(spot.node, Mapping):
        written = next((other for other in spot.node if other == key), None)
        if written is not None:
            return error("L032", f'"{key}" of {spot.name} needs a value', written.span)
        return error("L032", f'{spot.name} needs "{key}"', spot.node.span)
    return error("L032", f'{spot.name} needs "{key}"', spot.span)


def _unknown(spot: Spot, key: str) -> Diagnostic:
    written = next((other for other in spot.node if other == key), None) if isinstance(spot.node, Mapping) else None
    hint = did_you_mean(key, spot.entry.known_keys() if spot.entry else ())
    if spot.entry is MetricEntry and key in ContractEntry.known_keys():
        hint = f'"{key}" stands under config.meta.metricops'
    return error("L031", f'unknown key "{key}" in {spot.name}', written.span if written else spot.span, hint)


def _not_a_choice(spot: Spot, expected: str) -> Diagnostic:
    choices = re.findall(r"'([^']*)'", expected)
    said = f'"{spot.node}"' if isinstance(spot.node, Scalar) else _shown(spot.node)
    message = f"{spot.name} cannot be {said}; it is one of {', '.join(choices)}"
    return error("L034", message, spot.span, did_you_mean(str(spot.node), choices))


def _shown(node: Node | Broken) -> str:
    if isinstance(node, Mapping):
        return "a mapping"
    if isinstance(node, Sequence):
        return "a list"
    return f'"{node}"' if isinstance(node, Scalar) else "nothing"
