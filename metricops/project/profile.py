"""Finds a connection in dbt's profiles.yml: the profile's output that its target names."""

from pathlib import Path

from metricops.diagnostics import did_you_mean, error
from metricops.project.fields import Fields
from metricops.project.reading import Reading
from metricops.source import Span

FILE = "profiles.yml"


def output(reading: Reading, profile: str, place: Span, own: Fields) -> Fields | None:
    """The fields of the profile's output that `target` in `own` names, or else the profile's own target.

    None, with a fault at `place` or in the file, when there is no such profile or target.
    """
    path = _file(reading)
    if path is None:
        places = "the project's folder, DBT_PROFILES_DIR or ~/.dbt"
        message = f'profile "{profile}" is named here, but there is no {FILE} in {places}'
        reading.report(error("S008", message, place, 'add one, or write "engine:" in metricops.yml'))
        return None
    known = len(reading.faults)
    profiles = Fields(reading, *reading.open(path))
    if len(reading.faults) > known:
        return None
    if profile not in profiles:
        names = [name for name in profiles if name != "config"]
        hint = did_you_mean(profile, names) or f"known there: {', '.join(names) or 'none'}"
        reading.report(error("S008", f'profile "{profile}" is not in {profiles.file}', place, hint))
        return None
    return _target(reading, profiles.fields(profile), profile, own)


def _target(reading: Reading, found: Fields, profile: str, own: Fields) -> Fields | None:
    outputs = found.fields("outputs")
    said = own if "target" in own else found
    name = said.text("target", "default")
    if name in outputs:
        return outputs.fields(name)
    place = said.span("target") if "target" in said else found.start
    hint = did_you_mean(name, outputs) or f"known there: {', '.join(outputs) or 'none'}"
    message = f'target "{name}" is not among the outputs of profile "{profile}"'
    reading.report(error("S009", message, place, hint))
    return None


def _file(reading: Reading) -> Path | None:
    folders = [reading.root]
    if folder := reading.env.get("DBT_PROFILES_DIR"):
        folders.append(reading.path(folder))
    folders.append(reading.path("~/.dbt"))
    return next((folder / FILE for folder in folders if (folder / FILE).is_file()), None)
