"""`metricops check --export salesforce`: validation formulas instead of a run."""

from collections.abc import Sequence

import click

from metricops.api import Project
from metricops.checks import PICKLIST, Fields, salesforce
from metricops.cli.terminal import data
from metricops.output.validation_rules import validation_rules_json, validation_rules_text

ENFORCED = 1  # the tier that a CRM refuses to save without


def export_rules(project: Project, form: str, names: Sequence[str], tier: int | None, fields: Sequence[str]) -> None:
    """Prints the formula of every check named, else of a tier, else of tier 1. No warehouse is asked."""
    wanted = [c for c in project.checks(names=names) if names or c.tier == (tier or ENFORCED)]
    rules = [salesforce(check, project.manifest.calendar, _named(fields)) for check in wanted]
    data(validation_rules_json(rules) if form == "json" else validation_rules_text(rules))


def _named(texts: Sequence[str]) -> Fields:
    """`close_date=CloseDate` or `stage=StageName:picklist`, by column in lower case."""
    found = {}
    for text in texts:
        column, _, rest = text.partition("=")
        name, _, kind = rest.partition(":")
        if not column.strip() or not name.strip() or kind not in ("", PICKLIST):
            message = f'"{text}" names no field; needed as COLUMN=FIELD or COLUMN=FIELD:{PICKLIST}'
            raise click.BadParameter(message, param_hint="--field")
        found[column.strip().lower()] = (name.strip(), bool(kind))
    return found
