"""dbt's artifacts: `manifest.json` and `semantic_manifest.json`, found in a folder or among texts."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from json import JSONDecodeError
from pathlib import Path

from metricops.definitions.artifacts_json import node_at
from metricops.definitions.artifacts_manifest import DbtManifest, read_manifest
from metricops.definitions.artifacts_semantic import SemanticManifest, home_of
from metricops.definitions.nodes import Mapping as Placed
from metricops.definitions.scalars import Source
from metricops.diagnostics import Diagnostic, error, warning
from metricops.source import Span

MANIFEST, SEMANTIC = "manifest.json", "semantic_manifest.json"
START = 2_000  # characters in which a file says what it is
HINT = "`dbt parse` writes it anew"


@dataclass(frozen=True, slots=True)
class Artifacts:
    """The two files, each None where it is not there, and what kept one from being read.

    That is an error when the files were named themselves (`severe`); those of a project only add to its YAML. `root`
    is the folder that the files of origins stand in.
    """

    manifest: DbtManifest | None = None
    semantic: Source | None = None
    faults: tuple[Diagnostic, ...] = ()
    severe: bool = True
    root: Path | None = None

    def entries(self) -> SemanticManifest | None:
        """The entries of semantic_manifest.json. Raises JSONDecodeError where it is not JSON."""
        root = node_at(self.semantic) if self.semantic else None
        if not isinstance(root, Placed):
            return None
        if self.manifest is None:
            return SemanticManifest(root, home_of(root), lambda _: None)
        return SemanticManifest(root, self.manifest.home.database, self.manifest.named)


def is_artifact(file: str, text: str) -> bool:
    """Whether a file is one of the two; any other JSON is YAML to us."""
    if not file.lower().endswith(".json"):
        return False
    return _is_manifest(text) or '"project_configuration"' in text


def artifacts(texts: Mapping[str, str], root: Path | None = None, *, severe: bool = True) -> Artifacts:
    """What these texts hold, by shown name."""
    manifest, semantic, faults = None, None, []
    for file, text in texts.items():
        source = Source(file, text)
        try:
            if _is_manifest(text):
                manifest = read_manifest(source)
            else:
                semantic = source
        except JSONDecodeError as fault:
            faults.append(unreadable(source, fault, severe=severe))
    return Artifacts(manifest, semantic, tuple(faults), severe, root)


def in_folder(folder: Path) -> Iterator[Path]:
    """The two files in dbt's target folder, those that are there."""
    return (file for name in (MANIFEST, SEMANTIC) if (file := folder / name).is_file())


def beside(files: Iterable[Path]) -> Iterator[Path]:
    """These artifacts, each with its twin where that stands beside it."""
    for file in files:
        yield file
        if twin := {MANIFEST: SEMANTIC, SEMANTIC: MANIFEST}.get(file.name):
            yield from (other for other in in_folder(file.parent) if other.name == twin)


def unreadable(source: Source, fault: JSONDecodeError, *, severe: bool) -> Diagnostic:
    """Why an artifact is not used."""
    place = Span(source.file, fault.pos, fault.pos + 1, fault.lineno, fault.colno)
    report = error if severe else warning
    return report("L038", f"the file is not JSON: {fault.msg.lower()}", place, HINT)


def _is_manifest(text: str) -> bool:
    start = text[:START]
    return '"dbt_schema_version"' in start and "/manifest/" in start
