"""metricops schema: JSON Schema of the YAML files, for editors."""

from pathlib import Path

import click

from metricops.cli.options import Scope, shared, text_option
from metricops.cli.terminal import data, message
from metricops.cli.writing import write
from metricops.definitions.schema import KINDS, json_schema
from metricops.output.json_text import json_text


@click.command("schema")
@click.argument("kind", type=click.Choice(tuple(KINDS)), default="all", metavar="[KIND]")
@text_option("--out", metavar="DIR", help="Write the schema of every kind there, as KIND.json.")
@shared(formats=("json",))
def command(scope: Scope, kind: str, out: str | None) -> None:
    """Print the JSON Schema of a kind of YAML file, so that an editor completes and checks it.

    Kinds: all (by default), models, metrics, contracts, checks, definitions, decisions, experiments, people,
    forums, silences, scenarios.

    \b
    In an editor with the YAML language server, write them once and name them in its settings:
      "yaml.schemas": {".metricops/schema/models.json": "models/**/*.yml",
                       ".metricops/schema/checks.json": "checks/*.yml"}

    \b
    Examples:
      metricops schema checks
      metricops schema --out .metricops/schema
    """
    if out is None:
        data(json_text(json_schema(kind)))
        return
    for name in KINDS:
        write(Path(out) / f"{name}.json", json_text(json_schema(name)))
    message(f"{len(KINDS)} schemas written to {out}")
