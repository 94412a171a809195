"""Stage 1, read: the text of a YAML file becomes nodes with places; whatever is wrong with it becomes diagnostics."""

from dataclasses import dataclass

from metricops.definitions.characters import BOM, character_faults
from metricops.definitions.composer import Composer
from metricops.definitions.nodes import Node
from metricops.definitions.scalars import Scalar, Source
from metricops.diagnostics import Diagnostic


@dataclass(frozen=True, slots=True)
class Document:
    """A file's top-level keys with their nodes, and its faults; `readable` is False when its entries are unknown."""

    source: Source
    sections: tuple[tuple[Scalar, Node], ...] = ()
    faults: tuple[Diagnostic, ...] = ()
    readable: bool = True


def compose(file: str, text: str) -> Document:
    """The nodes of one file; never raises for anything a text can hold."""
    source = Source(file, text.removeprefix(BOM))
    faults = character_faults(source, text)
    if any(fault.severity == "error" for fault in faults):
        return Document(source, (), faults, False)
    composer = Composer(source)
    readable = composer.run()
    return Document(source, composer.sections() if readable else (), (*faults, *composer.faults), readable)
