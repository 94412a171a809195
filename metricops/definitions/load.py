"""Stages 1 and 2 in order: files or texts become Definitions."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path

from metricops.definitions.artifacts import artifacts, beside, in_folder, is_artifact
from metricops.definitions.artifacts_merge import Warehouse, merged
from metricops.definitions.artifacts_names import what_cannot_be_read, whatever_is_missing
from metricops.definitions.compose import Document, compose
from metricops.definitions.decode import NO_VARIABLES, Variables, decode
from metricops.definitions.definitions import Definitions
from metricops.definitions.files import read_text
from metricops.definitions.scalars import Source
from metricops.definitions.target_files import is_table, target_document
from metricops.project.files import find_files, shown_name


def read(
    paths: Sequence[Path],
    root: Path,
    *,
    variables: Variables = NO_VARIABLES,
    target: Path | None = None,
    warehouse: Warehouse | None = None,
) -> Definitions:
    """Everything the YAML files under `paths` say; faults are in `diagnostics`, named relative to `root`.

    dbt's artifacts among `paths` add all that YAML does not define. Those in dbt's `target` folder say where tables
    stand in this warehouse, if they are of its kind, and what YAML says in templates that only dbt can render.
    `variables` are dbt's. Never raises for what a file holds, nor for one that cannot be read.
    """
    files = tuple(find_files(paths))
    named = tuple(beside(file for file in files if _is_artifact(file)))
    written = decode(_documents((file for file in files if file not in named), root), variables)
    if named or target is None:
        folder = named[0].resolve().parent.parent if named else None  # the project that has the target folder
        return merged(written, artifacts(_texts(named, root), folder), whatever_is_missing(written))
    found = artifacts(_texts(in_folder(target), root), root, severe=False)
    return merged(written, found, what_cannot_be_read(written, found.manifest, root), warehouse)


def read_texts(texts: Mapping[str, str], variables: Variables = NO_VARIABLES) -> Definitions:
    """The same for texts by name, without a file system."""
    named = {file: text for file, text in texts.items() if is_artifact(file, text)}
    written = decode((_read(file, text) for file, text in texts.items() if file not in named), variables)
    return merged(written, artifacts(named), whatever_is_missing(written))


def _read(file: str, text: str) -> Document:
    return target_document(file, text) if is_table(file) else compose(file, text)


def _is_artifact(file: Path) -> bool:
    return file.suffix.lower() == ".json" and is_artifact(file.name, read_text(file, file.name)[0])


def _texts(files: Iterable[Path], root: Path) -> dict[str, str]:
    return {shown: read_text(file, shown)[0] for file in files if (shown := shown_name(file, root))}


def _documents(files: Iterable[Path], root: Path) -> Iterator[Document]:
    for file in files:
        shown = shown_name(file, root)
        text, fault = read_text(file, shown)
        yield _read(shown, text) if fault is None else Document(Source(shown, text), (), (fault,), False)
