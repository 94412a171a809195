"""A project's root and its settings, from metricops.yml, dbt_project.yml and dbt's profiles.yml."""

from metricops.project.find import find
from metricops.project.read import settings
from metricops.project.settings import (
    ENGINE_TYPES,
    DuckDBSettings,
    EngineSettings,
    ModelSetting,
    OtherSettings,
    Paths,
    PostgresSettings,
    Settings,
)

__all__ = [
    "ENGINE_TYPES",
    "DuckDBSettings",
    "EngineSettings",
    "ModelSetting",
    "OtherSettings",
    "Paths",
    "PostgresSettings",
    "Settings",
    "find",
    "settings",
]
