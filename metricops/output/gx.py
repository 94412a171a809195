"""Great Expectations' validation result: the outcomes of checks in the JSON its readers know."""

from collections.abc import Iterable, Mapping
from typing import Any

from metricops.checks import KINDS, SEVERITIES, Kind, ParameterType
from metricops.evaluate.values import CheckResult, Status
from metricops.manifest import Check
from metricops.output.json_text import json_text

Document = dict[str, Any]
SUITE = "metricops"
NEVER_MISSING = ("not_null", "is_null")  # their subject is the missing value itself: GX counts none as missing
NESTED = (ParameterType.NUMBERS, ParameterType.RANGES)  # stand one level deeper
NO_EXCEPTION = {"raised_exception": False, "exception_traceback": None, "exception_message": None}
SEVERITY: Mapping[int, str] = {tier: severity for severity, tier in SEVERITIES.items()}


def validation_json(results: Iterable[CheckResult], suite: str = SUITE) -> str:
    """One suite with all checks; a check's table stands in its `kwargs.batch_id`."""
    return json_text(validation(results, suite))


def validation(results: Iterable[CheckResult], suite: str = SUITE) -> Document:
    """The same as plain values. A check that could not run is a failure with `raised_exception`."""
    documents = [_expectation_result(result) for result in results]
    passed = sum(document["success"] for document in documents)
    return {
        "success": passed == len(documents),
        "results": documents,
        "suite_name": suite,
        "suite_parameters": {},
        "statistics": {
            "evaluated_expectations": len(documents),
            "successful_expectations": passed,
            "unsuccessful_expectations": len(documents) - passed,
            "success_percent": _percent(passed, len(documents)),
        },
        "meta": {},
        "id": None,
    }


def _expectation_result(result: CheckResult) -> Document:
    failed = result.status is Status.NOT_JUDGED
    raised = {"raised_exception": True, "exception_traceback": None, "exception_message": result.reason}
    return {
        "success": result.status is Status.OK,
        "expectation_config": _config(result),
        "result": {} if failed else _counts(result),
        "meta": {},
        "exception_info": raised if failed else NO_EXCEPTION,
    }


def _config(result: CheckResult) -> Document:
    check = result.declared
    kind = KINDS.get(check.kind) if check else None
    own = {"check": result.check, "tier": result.tier, "owner": result.owner, "fix": result.fix}
    return {
        "type": type_of(check, kind) if check and kind else result.check,
        "kwargs": {"batch_id": result.table, **(kwargs_of(check, kind) if check and kind else {})},
        "meta": {SUITE: {**own, "place": result.span.place}},
        "severity": SEVERITY[result.tier],
    }


def type_of(check: Check, kind: Kind) -> str:
    """The expectation's name; a kind that Great Expectations lacks goes by its own."""
    return kind.aliases[_spelling(check, kind)] if kind.aliases else kind.name


def _spelling(check: Check, kind: Kind) -> int:
    """Which of the kind's expectations says the same as this check."""
    if check.kind in kind.aliases:
        return kind.aliases.index(check.kind)
    values = (parameter.value(check) for parameter in kind.arguments)
    several = any(isinstance(value, tuple) and len(value) > 1 for value in values)
    return len(kind.aliases) - 1 if several else 0


def kwargs_of(check: Check, kind: Kind) -> Document:
    """The arguments by Great Expectations' names for them, as far as they are not its defaults."""
    written: Document = {name: fragment.text for name, fragment in check.expressions}
    for parameter in kind.arguments:
        value = parameter.value(check)
        if value == parameter.default or parameter.name in written:
            continue
        name = parameter.name
        if kind.aliases and parameter.aliases:
            name = parameter.aliases[min(_spelling(check, kind), len(parameter.aliases) - 1)]
        written[name] = value[0] if name == "column" and isinstance(value, tuple) else value
    if kind.nested:
        written[kind.nested] = {p.names[-1]: written.pop(p.names[-1]) for p in kind.arguments if p.type in NESTED}
    if check.mostly != 1:
        written["mostly"] = check.mostly
    if check.where:
        written["row_condition"] = check.where.text
    return written


def _counts(result: CheckResult) -> Document:
    check = result.declared
    kind = KINDS.get(check.kind) if check else None
    if check and kind and kind.judges != "rows":
        known = kind.judges == "value" or result.observed is not None
        return {"observed_value": _observed(result, check, kind)} if known else {}
    counts: Document = {
        "element_count": result.rows,
        "unexpected_count": result.violations,
        "unexpected_percent": _percent(result.violations, result.eligible),
        "partial_unexpected_list": [],
    }
    if kind and kind.name in NEVER_MISSING:
        return counts
    missing = result.rows - result.eligible
    return counts | {
        "missing_count": missing,
        "missing_percent": _percent(missing, result.rows),
        "unexpected_percent_total": _percent(result.violations, result.rows),
        "unexpected_percent_nonmissing": _percent(result.violations, result.eligible),
    }


def _observed(result: CheckResult, check: Check, kind: Kind) -> object:
    """The value; quantiles stand beside their shares."""
    shares = next((p.value(check) for p in kind.arguments if p.type is ParameterType.NUMBERS), None)
    return result.observed if shares is None else {"quantiles": shares, "values": result.observed}


def _percent(part: int, whole: int) -> float | None:
    return part / whole * 100 if whole else None
