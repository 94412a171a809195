"""Stage 2, decode: nodes become entries; every fault of every file is found in one pass, and hides no other entry."""

from collections.abc import Iterable, Iterator
from collections.abc import Mapping as KeysAndValues
from contextlib import suppress
from types import MappingProxyType
from typing import Any

from pydantic import ValidationError

from metricops.definitions.compose import Document
from metricops.definitions.definitions import Definitions, LeftOut, Named, Waiting
from metricops.definitions.faults import TEMPLATE, decoding_faults, wrong_type_of
from metricops.definitions.locate import Path
from metricops.definitions.nodes import Broken, Mapping, Node, Sequence
from metricops.definitions.scalars import Scalar
from metricops.definitions.sections import DBT_SECTIONS, PRIVATE, SECTIONS, Section
from metricops.definitions.separate import item_at, without_items
from metricops.definitions.strangers import near_misses
from metricops.definitions.templates import SECTIONS as TEMPLATED
from metricops.definitions.templates import is_template, rendered
from metricops.definitions.waiting import readable, wanted
from metricops.diagnostics import Diagnostic, did_you_mean, error, warning

MATCH = "match"
UNDER_MODELS = ("metrics", "measures")
Variables = KeysAndValues[str, str]
NO_VARIABLES: Variables = MappingProxyType({})


def decode(documents: Iterable[Document], variables: Variables = NO_VARIABLES) -> Definitions:
    """The entries of all documents, in their order, with the faults of reading and decoding.

    `variables` are dbt's, put in where dbt would.
    """
    decoder = _Decoder(variables)
    for document in documents:
        decoder.take(document)
    return decoder.definitions()


class _Decoder:
    """Gathers entries and faults, document by document."""

    def __init__(self, variables: Variables) -> None:
        self.variables, self.foreign = variables, False
        self.entries: dict[str, list[Any]] = {section.field: [] for section in SECTIONS.values()}
        self.faults: list[Diagnostic] = []
        self.left_out: list[LeftOut] = []
        self.unread: list[str] = []
        self.waiting: list[Waiting] = []
        self.texts: dict[str, str] = {}

    def definitions(self) -> Definitions:
        """What was gathered."""
        entries: dict[str, Any] = {field: tuple(items) for field, items in self.entries.items()}
        return Definitions(
            **entries,
            left_out=tuple(self.left_out),
            unread=tuple(self.unread),
            waiting=tuple(self.waiting),
            diagnostics=tuple(self.faults),
            texts=self.texts,
        )

    def take(self, document: Document) -> None:
        """Decodes one file."""
        self.texts[document.source.file] = document.source.text
        self.faults += document.faults
        self.foreign = is_template(document.source.text)
        if not document.readable:
            self.unread.append(document.source.file)
        elif any(key == MATCH for key, _ in document.sections):
            self._one_silence(document)
        else:
            for key, node in document.sections:
                self._section(key, node)

    def _one_silence(self, document: Document) -> None:
        """A file of `silences/` may be one silence, without the section around it."""
        first = document.sections[0][0]
        self._entry(SECTIONS["silences"], Mapping(document.sections, first.span), "silence", None)

    def _section(self, key: Scalar, node: Node) -> None:
        section = SECTIONS.get(key)
        if section is None:
            self._unknown_section(key)
        elif node is not None and not isinstance(node, Broken):
            for item, name, own_key in self._items(section, key, node):
                if item is None:
                    self.faults.append(wrong_type_of(name, "a mapping", item, (own_key or key).span))
                else:
                    self._entry(section, item, name, own_key)

    def _unknown_section(self, key: Scalar) -> None:
        if key in DBT_SECTIONS or key.startswith(PRIVATE):
            return
        if hint := did_you_mean(key, SECTIONS):
            self.faults.append(error("L030", f'unknown section "{key}"', key.span, hint))
        else:
            self.faults.append(warning("L030", f'section "{key}" is not known and not read', key.span))

    def _items(self, section: Section, key: Scalar, node: Node) -> Iterator[tuple[Node, str, Scalar | None]]:
        """The entries under a section with what people call them and, where it has one, the key of each."""
        match section.shape, node:
            case "single", Mapping():
                yield node, f'"{key}"', key
            case "mapping", Mapping():
                yield from ((item, f'{section.noun} "{name}"', name) for name, item in node.items())
            case "list", Sequence():
                yield from ((item, _called(section, item, i), None) for i, item in enumerate(node, 1))
            case _:
                needed = "a list" if section.shape == "list" else "a mapping"
                self.faults.append(wrong_type_of(f'"{key}"', needed, node, key.span))

    def _entry(self, section: Section, node: Node, name: str, key: Scalar | None) -> None:
        templates = self.foreign and section.key in TEMPLATED
        if templates:
            node = rendered(node, self.variables)
        value, node = self._validated(section, node, name, key, templates)
        if section.key == "models":
            self.faults += near_misses(node)
        if value is not None and templates and not value.disabled:
            value, waiting = readable(section.key, value)
            self.waiting += waiting
        if value is None or value.disabled:
            return
        if section.shape == "single":
            self.entries[section.field] += value.time_spine_table_configurations
        else:
            self.entries[section.field].append(Named(key.fragment, value) if key is not None else value)

    def _validated(
        self, section: Section, node: Node, name: str, key: Scalar | None, templates: bool
    ) -> tuple[Any, Node]:
        """The entry without those of its items that have faults, None when it cannot be saved."""
        try:
            return section.entry.model_validate(node), node
        except ValidationError as fault:
            errors = fault.errors(include_url=False)
        faults, paths = decoding_faults(errors, section.entry, node, name, key, templates=templates)
        saved, value = without_items(node, paths) if () not in paths else None, None
        with suppress(ValidationError):
            value = section.entry.model_validate(saved) if saved is not None else None
        left_out = _entry_left_out(section, node, key) if value is None else _items_left_out(node, paths)
        if faults and all(fault.code == TEMPLATE for fault in faults):
            names = tuple((left.kind, left.name.lower()) for left in left_out)
            self.waiting.append(Waiting(wanted(section.key, node) if value is None else names, left_out, tuple(faults)))
        else:
            self.faults += faults
            self.left_out += left_out
        return value, node if saved is None else saved


def _entry_left_out(section: Section, node: Node, key: Scalar | None) -> tuple[LeftOut, ...]:
    """An entry, with the metrics or measures that stand under it."""
    if key is not None:
        return (LeftOut(section.key, str(key), key.span),)
    under = ((kind, node.at(kind) if isinstance(node, Mapping) else None) for kind in UNDER_MODELS)
    items = (_named(kind, item) for kind, found in under if isinstance(found, Sequence) for item in found)
    return tuple(left for left in (_named(section.key, node), *items) if left)


def _items_left_out(node: Node, paths: Iterable[Path]) -> tuple[LeftOut, ...]:
    """The metrics of an entry that stand at these paths."""
    found = (_named("metrics", item_at(node, path)) for path in sorted(paths) if path[-2] == "metrics")
    return tuple(left for left in found if left)


def _named(kind: str, node: Node) -> LeftOut | None:
    name = _own_name(node)
    return LeftOut(kind, str(name), name.span) if name is not None else None


def _called(section: Section, node: Node, index: int) -> str:
    name = _own_name(node)
    return f'{section.noun} "{name}"' if name is not None else f"{section.noun} {index}"


def _own_name(node: Node) -> Scalar | None:
    """The `name`, or a contested word's `term`."""
    if not isinstance(node, Mapping):
        return None
    name = node.at("name") or node.at("term")
    return name if isinstance(name, Scalar) else None
