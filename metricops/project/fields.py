"""A mapping of a settings file, read key by key; whatever is wrong is collected, and the default is used."""

from collections.abc import Iterable, Iterator, Mapping
from typing import TypeVar

import yaml

from metricops.diagnostics import did_you_mean, error
from metricops.project.reading import Reading, kind, span_of
from metricops.project.templates import TemplateError, expand
from metricops.source import Span

TRUE = ("true", "yes", "on", "y")

Value = TypeVar("Value")


class Fields:
    """The keys of one mapping; a missing mapping has none."""

    def __init__(self, reading: Reading, file: str, node: yaml.Node | None = None) -> None:
        self.reading, self.file, self.node = reading, file, node
        pairs = node.value if isinstance(node, yaml.MappingNode) else []
        self._keys = {str(key.value): key for key, _ in pairs}
        self._nodes = {str(key.value): value for key, value in pairs}

    def __contains__(self, key: str) -> bool:
        return key in self._nodes and not _is_null(self._nodes[key])

    def __iter__(self) -> Iterator[str]:
        return iter(self._nodes)

    def key(self, key: str) -> Span:
        """The place of the key itself."""
        return span_of(self._keys[key], self.file)

    def span(self, key: str) -> Span:
        """The place of the key's value."""
        return span_of(self._nodes[key], self.file)

    @property
    def start(self) -> Span | None:
        """The place of the mapping."""
        return span_of(self.node, self.file) if self.node is not None else None

    def text(self, key: str, default: str = "") -> str:
        """A text, with its environment variables put in."""
        if key not in self:
            return default
        found = self._expanded(self._nodes[key], f'"{key}" needs a text')
        return default if found is None else found

    def texts(self, key: str, default: tuple[str, ...]) -> tuple[str, ...]:
        """A list of texts."""
        if key not in self:
            return default
        node = self._nodes[key]
        if not isinstance(node, yaml.SequenceNode):
            self._wrong(node, f'"{key}" needs a list of texts, such as [{", ".join(default)}]')
            return default
        items = [self._expanded(item, f'"{key}" needs a list of texts') for item in node.value]
        return tuple(item for item in items if item is not None)

    def number(self, key: str, default: int, least: int, most: int) -> int:
        """A whole number between two limits, both allowed."""
        text = self.text(key, str(default))
        if text.isdecimal() and least <= int(text) <= most:
            return int(text)
        self._wrong(self._nodes[key], f'"{key}" needs a whole number from {least} to {most}')
        return default

    def choice(self, key: str, values: Mapping[str, Value], default: Value) -> Value:
        """One of a few words, in any case."""
        if key not in self:
            return default
        text = self.text(key)
        if text.lower() in values:
            return values[text.lower()]
        needed = f'"{key}" needs one of {", ".join(values)}'
        self._wrong(self._nodes[key], needed, did_you_mean(text, values))
        return default

    def fields(self, key: str) -> "Fields":
        """A mapping inside this one."""
        node = self._nodes.get(key) if key in self else None
        if node is not None and not isinstance(node, yaml.MappingNode):
            self._wrong(node, f'"{key}" needs a mapping')
            node = None
        return Fields(self.reading, self.file, node)

    def is_mapping(self, key: str) -> bool:
        """Whether a mapping stands under the key."""
        return isinstance(self._nodes[key], yaml.MappingNode)

    def scalar(self, key: str) -> str | None:
        """A value as dbt would print it in a model; None when it is no single value. What only dbt can render stays
        as it is written."""
        node = self._nodes[key]
        if not isinstance(node, yaml.ScalarNode):
            return None
        if _is_null(node):
            return "None"
        try:
            text = expand(node.value, self.reading.env)
        except TemplateError:
            text = str(node.value)
        return str(text.lower() in TRUE) if node.tag.endswith(":bool") else text

    def only(self, known: Iterable[str]) -> None:
        """Reports every key that is not among the known ones."""
        names = tuple(known)
        for key in self:
            if key not in names:
                hint = did_you_mean(key, names) or f"known here: {', '.join(names)}"
                self.reading.report(error("S004", f'key "{key}" is not known', self.key(key), hint))

    def wrong(self, key: str, code: str, message: str, hint: str = "") -> None:
        """Reports a fault at a key's value."""
        self.reading.report(error(code, message, self.span(key), hint))

    def missing(self, key: str) -> None:
        """Reports a key that is needed and not there."""
        self.reading.report(error("S012", f'"{key}" is missing', self.start))

    def _expanded(self, node: yaml.Node, needed: str) -> str | None:
        if not isinstance(node, yaml.ScalarNode):
            self._wrong(node, needed)
            return None
        try:
            return expand(node.value, self.reading.env)
        except TemplateError as fault:
            self.reading.report(error(fault.code, str(fault), span_of(node, self.file)))
            return None

    def _wrong(self, node: yaml.Node, needed: str, hint: str = "") -> None:
        message = f"{needed}; {kind(node)} stands here"
        self.reading.report(error("S006", message, span_of(node, self.file), hint))


def _is_null(node: yaml.Node) -> bool:
    return isinstance(node, yaml.ScalarNode) and bool(node.tag.endswith(":null"))
