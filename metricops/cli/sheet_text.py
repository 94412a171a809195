"""A metric's sheet as a terminal shows it."""

from collections.abc import Iterator
from textwrap import wrap

from metricops.output.records import Record

INDENT = "  "
WIDTH = 100


def sheet_text(record: Record) -> str:
    """The sheet for a terminal."""
    name = record["label"] if record["label"] == record["metric"] else f"{record['label']} ({record['metric']})"
    head = f"{name}: {record['kind']}{_in(record['unit'])}, {record['span']}"
    parts = [head, *([record["description"]] if record["description"] else []), ""]
    parts += [f"{name:<16}{text}" for name, text in _facts(record) if text]
    for threshold in record["thresholds"]:
        parts += ["", *_threshold_lines(threshold)]
    parts += ["", "Built from", *(INDENT + line for line in record["lineage"])]
    names = ", ".join(["metric_time", *record["dimensions"]])
    parts += ["", "Can be split by", *wrap(names, WIDTH, initial_indent=INDENT, subsequent_indent=INDENT)]
    return "\n".join([*parts, "", "SQL", *(INDENT + line for line in record["sql"].splitlines())]) + "\n"


def _in(unit: str) -> str:
    return f" in {unit}" if unit else ""


def _facts(record: Record) -> Iterator[tuple[str, str]]:
    yield "Source", record["source_of_truth"]
    yield "Refresh", record["refresh"]
    contract = record["contract"]
    if contract is None:
        return
    yield "Purpose", contract["purpose"]
    yield "Owner", contract["owner"]
    yield "Steward", contract["steward"]
    yield from ((role.capitalize(), who) for role, who in contract["raci"].items())
    yield "Indicator", f"{contract['indicator']}, good is {contract['good']}" if contract["owner"] else ""
    yield "Includes", contract["includes"]
    excludes = contract["excludes"]
    yield "Excludes", "" if excludes is None else ", ".join(excludes) or "none"
    yield "Confidence", _confidence(contract)
    yield from (("Caveat", text) for text in contract["caveats"])
    yield "Drivers", ", ".join(contract["drivers"])


def _confidence(contract: Record) -> str:
    confidence = contract["confidence"]
    if confidence is None:
        return ""
    note = f": {confidence.note}" if confidence.note else ""
    needs = (
        f" (needs {contract['required']}: {'met' if contract['met'] else 'not met'})" if contract["required"] else ""
    )
    return f"{confidence.level}{needs}{note}"


def _threshold_lines(threshold: Record) -> Iterator[str]:
    by = f" by {', '.join(threshold['by'])}" if threshold["by"] else ""
    yield f"Threshold {threshold['name']}{by}, tier {threshold['tier']}, {threshold['span']}"
    yield f"{INDENT}red     {threshold['red']}"
    if threshold["yellow"]:
        yield f"{INDENT}yellow  {threshold['yellow']}"
    within = f" within {threshold['within']}" if threshold["within"] else ""
    if threshold["worth"]:
        yield f"{INDENT}worth   {threshold['worth']}"
    for action in threshold["actions"]:
        to = f" to {action['to']}" if action["to"] else ""
        yield f"{INDENT}{action['kind']}{to}: {action['do']}{within}"
