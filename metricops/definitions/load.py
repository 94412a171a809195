"""Stages 1 and 2 in order: files or texts become Definitions."""

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from metricops.definitions.compose import Document, compose
from metricops.definitions.decode import decode
from metricops.definitions.definitions import Definitions
from metricops.definitions.files import read_text
from metricops.definitions.scalars import Source
from metricops.project.files import find_files, shown_name


def read(paths: Sequence[Path], root: Path) -> Definitions:
    """Everything the YAML files under `paths` say; faults are in `diagnostics`, named relative to `root`.

    Never raises for what a file holds, nor for one that cannot be read.
    """
    return decode(_documents(paths, root))


def read_texts(texts: Mapping[str, str]) -> Definitions:
    """The same for texts by name, without a file system."""
    return decode(compose(file, text) for file, text in texts.items())


def _documents(paths: Sequence[Path], root: Path) -> Iterator[Document]:
    for file in find_files(paths):
        shown = shown_name(file, root)
        text, fault = read_text(file, shown)
        yield compose(shown, text) if fault is None else Document(Source(shown, text), (), (fault,), False)
