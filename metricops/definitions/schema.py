"""JSON Schema of every kind of file, for editors."""

from typing import Any

from pydantic.json_schema import models_json_schema

from metricops.definitions.sections import DBT_SECTIONS, SECTIONS, Section

DRAFT = "https://json-schema.org/draft/2020-12/schema"
KINDS: dict[str, tuple[str, ...]] = {
    "all": tuple(SECTIONS),
    "models": (
        "models",
        "semantic_models",
        "metrics",
        "saved_queries",
        "sources",
        "time_spine_table_configurations",
        "project_configuration",
    ),
    "metrics": ("metrics", "contracts", "saved_queries"),
    "contracts": ("contracts",),
    "checks": ("checks", "tiers", "waivers"),
    "definitions": ("definitions",),
    "decisions": ("decisions",),
    "experiments": ("experiments",),
    "people": ("people", "rights"),
    "forums": ("forums",),
    "silences": ("silences",),
    "targets": ("targets",),
    "scenarios": ("scenarios",),
}
"""The sections that belong in one kind of file; every file may hold any."""


def json_schema(kind: str) -> dict[str, Any]:
    """The schema (draft 2020-12) of a file of this kind; raises KeyError for a kind that is not in `KINDS`."""
    sections = [SECTIONS[key] for key in KINDS[kind]]
    references, definitions = models_json_schema(
        [(section.entry, "validation") for section in sections], title=f"metricops {kind}"
    )
    entries = {section.key: references[section.entry, "validation"] for section in sections}
    return {
        "$schema": DRAFT,
        **definitions,
        "type": "object",
        "properties": {
            **{section.key: _under(section, entries[section.key]) for section in sections},
            **dict.fromkeys(sorted(DBT_SECTIONS), True),
        },
        "patternProperties": {r"^(x-|\.|_)": True},
        "additionalProperties": False,
    }


def _under(section: Section, entry: dict[str, Any]) -> dict[str, Any]:
    """What stands under the key of a section, or nothing."""
    match section.shape:
        case "list":
            return {"type": ["array", "null"], "items": entry}
        case "mapping":
            return {"type": ["object", "null"], "additionalProperties": entry}
        case "single":
            return entry
