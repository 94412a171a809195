"""Opens settings files: their text, their YAML nodes, and every fault that was met on the way."""

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import yaml

from metricops.diagnostics import Diagnostic, Related, error
from metricops.source import Span

Loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
DEEPEST = 50
SECRET = re.compile(
    r"""((?:password|pass|token|secret|private_key\w*)["']?[ \t]*:[ \t]*)(?!["']?\{\{)(\S[^\n]*)""", re.I
)
ADDRESS = re.compile(r"[A-Za-z][\w+.-]*://\S+")  # of a channel or a server, often with a token in it
BROKEN = "not valid YAML"


class Reading:
    """The settings files of one project as they are read: collects `faults` and `texts`."""

    def __init__(self, root: Path, env: Mapping[str, str]) -> None:
        self.root, self.env = root, env
        self.faults: list[Diagnostic] = []
        self.texts: dict[str, str] = {}

    def open(self, path: Path) -> tuple[str, yaml.MappingNode | None]:
        """The file's name in places, and its top mapping; None when it is absent, empty or broken."""
        file = self._shown(path)
        if not path.is_file():
            return file, None
        try:
            text = path.read_text(encoding="utf-8-sig")
        except (OSError, UnicodeDecodeError) as fault:
            why = "it is not UTF-8 text" if isinstance(fault, UnicodeDecodeError) else f"{fault.strerror}".lower()
            self.report(error("S002", f'"{file}" cannot be read: {why}', Span(file, 0, 1, 1, 1)))
            return file, None
        self.texts[file] = _blotted(text)
        return file, self._top(file, text)

    def report(self, fault: Diagnostic) -> None:
        """Adds a fault; a value that is looked at twice has its fault once."""
        if fault not in self.faults:
            self.faults.append(fault)

    def path(self, text: str) -> Path:
        """A path as settings write it: relative to the project, or from the home folder with `~/`."""
        home = self.env.get("HOME") or self.env.get("USERPROFILE")
        return Path(home, text[2:]) if home and text.startswith("~/") else self.root / text

    def _shown(self, path: Path) -> str:
        return path.relative_to(self.root).as_posix() if path.is_relative_to(self.root) else str(path)

    def _top(self, file: str, text: str) -> yaml.MappingNode | None:
        try:
            node = _compose(text)
        except yaml.YAMLError as fault:
            self.report(_syntax(fault, file))
            return None
        if node is None:
            return None
        if not isinstance(node, yaml.MappingNode):
            message = f'"{file}" holds {kind(node)}; a mapping of settings is needed'
            self.report(error("S006", message, span_of(node, file)))
            return None
        self._duplicates(node, file)
        return node

    def _duplicates(self, node: yaml.MappingNode, file: str) -> None:
        """Looks through mappings as written; an alias stands for a mapping that was looked at where it is written."""
        waiting, met = [node], {id(node)}
        while waiting:
            first: dict[str, Span] = {}
            for key, value in waiting.pop().value:
                span = span_of(key, file)
                if (name := str(key.value)) in first:
                    related = Related("first written", first[name])
                    self.report(error("S005", f'key "{name}" is written twice', span, "", related))
                first.setdefault(name, span)
                if isinstance(value, yaml.MappingNode) and id(value) not in met:
                    met.add(id(value))
                    waiting.append(value)


def span_of(node: yaml.Node, file: str) -> Span:
    """The place of a scalar, or of the first line of a collection."""
    start, end = node.start_mark, node.end_mark
    width = end.index - start.index if end.line == start.line else 1
    return Span(file, start.index, start.index + max(width, 1), start.line + 1, start.column + 1)


def kind(node: yaml.Node) -> str:
    """What stands there, in the words of a message."""
    if isinstance(node, yaml.MappingNode):
        return "a mapping"
    return "a list" if isinstance(node, yaml.SequenceNode) else f'"{node.value}"'


def _compose(text: str) -> yaml.Node | None:
    depth = 0
    for event in yaml.parse(text, Loader):
        depth += isinstance(event, yaml.CollectionStartEvent) - isinstance(event, yaml.CollectionEndEvent)
        if depth > DEEPEST:
            raise yaml.MarkedYAMLError(None, None, f"nested more than {DEEPEST} deep", event.start_mark)  # type: ignore[arg-type]
    node: yaml.Node | None = yaml.compose(text, Loader)
    return node


def _syntax(fault: Any, file: str) -> Diagnostic:
    mark = getattr(fault, "problem_mark", None) or getattr(fault, "context_mark", None)
    message = f"{BROKEN}: {getattr(fault, 'problem', None) or getattr(fault, 'reason', fault)}"
    if mark is None:
        return error("S003", message, Span(file, 0, 1, 1, 1))
    return error("S003", message, Span(file, mark.index, mark.index + 1, mark.line + 1, mark.column + 1))


def _blotted(text: str) -> str:
    """The text with addresses, and the rest of every line that holds a password, blotted out; places stay true."""
    text = SECRET.sub(lambda found: found[1] + "*" * len(found[2]), text)
    return ADDRESS.sub(lambda found: "*" * len(found[0]), text)
