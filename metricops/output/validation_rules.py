"""Checks as validation rules for a CRM: formula, message and fields of each, and the checks that have none."""

from collections.abc import Sequence

from metricops.checks import Exported
from metricops.output.json_text import json_text
from metricops.output.records import Record


def validation_rules_text(rules: Sequence[Exported]) -> str:
    """Every rule with its formula, ready to be pasted; what cannot be said stands at the end with the reason."""
    parts = [_rule(rule) for rule in rules if rule.formula]
    refused = [f"  {rule.check.name}: {rule.reason}" for rule in rules if not rule.formula]
    if refused:
        parts.append("\n".join(["No formula for:", *refused, ""]))
    return "\n".join(parts)


def validation_rules_json(rules: Sequence[Exported]) -> str:
    """The same as JSON."""
    return json_text({"version": 1, "rules": [_record(rule) for rule in rules]})


def _rule(rule: Exported) -> str:
    fields = ", ".join(f"{name} ({column})" for column, name in rule.fields)
    return f"{rule.check.name}\n  on: {rule.check.on}\n  message: {rule.message}\n  fields: {fields}\n{rule.formula}\n"


def _record(rule: Exported) -> Record:
    check = rule.check
    return {
        "check": check.name,
        "table": check.on,
        "tier": check.tier,
        "formula": rule.formula or None,
        "message": rule.message or None,
        "fields": dict(rule.fields),
        "reason": rule.reason or None,
        "span": check.span.place,
    }
