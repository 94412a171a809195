"""Stages 1 and 2 in order: files or texts become Definitions."""

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from metricops.definitions.artifacts import artifacts, beside, is_artifact, texts_in
from metricops.definitions.artifacts_merge import merged
from metricops.definitions.artifacts_names import what_cannot_be_read, whatever_is_missing
from metricops.definitions.compose import Document, compose
from metricops.definitions.decode import NO_VARIABLES, Variables, decode
from metricops.definitions.definitions import Definitions
from metricops.definitions.files import read_text
from metricops.definitions.scalars import Source
from metricops.project.files import find_files, shown_name


def read(
    paths: Sequence[Path],
    root: Path,
    *,
    variables: Variables = NO_VARIABLES,
    target: Path | None = None,
    adapter: str = "",
) -> Definitions:
    """Everything the YAML files under `paths` say; faults are in `diagnostics`, named relative to `root`.

    dbt's artifacts among `paths` add all that YAML does not define. Those in dbt's `target` folder say where tables
    stand, if they are of this kind of warehouse, and what YAML says in templates that only dbt can render.
    `variables` are dbt's. Never raises for what a file holds, nor for one that cannot be read.
    """
    files = tuple(find_files(paths))
    named = _named(files, root)
    written = decode(_documents(files, root, named), variables)
    if named or target is None:
        return merged(written, artifacts(named), whatever_is_missing(written))
    found = artifacts(texts_in(target, root), severe=False)
    return merged(written, found, what_cannot_be_read(written, found.manifest, root), adapter)


def read_texts(texts: Mapping[str, str], variables: Variables = NO_VARIABLES) -> Definitions:
    """The same for texts by name, without a file system."""
    named = {file: text for file, text in texts.items() if is_artifact(file, text)}
    written = decode((compose(file, text) for file, text in texts.items() if file not in named), variables)
    return merged(written, artifacts(named), whatever_is_missing(written))


def _named(files: Sequence[Path], root: Path) -> dict[str, str]:
    """The texts of artifacts among these files, each with its twin beside it."""
    found = [file for file in files if file.suffix == ".json" and is_artifact(file.name, read_text(file, "")[0])]
    return {shown: read_text(file, shown)[0] for file in beside(found) if (shown := shown_name(file, root))}


def _documents(files: Sequence[Path], root: Path, named: Mapping[str, str]) -> Iterator[Document]:
    for file in files:
        shown = shown_name(file, root)
        if shown not in named:
            text, fault = read_text(file, shown)
            yield compose(shown, text) if fault is None else Document(Source(shown, text), (), (fault,), False)
