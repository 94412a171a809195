"""Templates of dbt inside YAML: `{{ var('x') }}` is put in, and what only dbt can render is found."""

import re
from collections.abc import Iterator, Mapping

from pydantic import BaseModel

from metricops.definitions.nodes import Mapping as Keys
from metricops.definitions.nodes import Node, Sequence
from metricops.definitions.scalars import Scalar
from metricops.source import Fragment

SECTIONS = frozenset({"models", "semantic_models", "metrics", "saved_queries", "sources"})
LATER = frozenset({"filter", "where", "description", "tests", "data_tests"})
"""Keys whose templates dbt leaves alone when it reads YAML."""
OURS = frozenset({"filter", "where", "model", "meta"})
"""Fields whose templates are read here, or are nobody's."""
HARMLESS = frozenset({"enabled", "materialized"})
FOREIGN = re.compile(r"\{\{-?\s*(?!(?:Dimension|TimeDimension|Entity|Metric)\b)|\{%")
VARIABLE = re.compile(
    r"""\{\{-?\s*var\(\s*(?P<q>['"])(?P<name>\w+)(?P=q)\s*
        (?:,\s*(?:(?P<d>['"])(?P<text>.*?)(?P=d)|(?P<bare>[\w.+-]+))\s*)?\)\s*-?\}\}""",
    re.VERBOSE,
)


def is_template(text: str) -> bool:
    """Whether a text holds what only dbt can render."""
    return FOREIGN.search(text) is not None


def rendered(node: Node, variables: Mapping[str, str]) -> Node:
    """The node with the project's variables put in wherever dbt would; the place of a text stays what it was."""
    match node:
        case Scalar():
            return _rendered(node, variables) if is_template(node) else node
        case Sequence():
            return Sequence((rendered(item, variables) for item in node), node.span)
        case Keys():
            items = ((k, v if k in LATER else rendered(v, variables)) for k, v in node.items())
            return Keys(items, node.span)
    return node


def _rendered(scalar: Scalar, variables: Mapping[str, str]) -> Scalar:
    def value(found: re.Match[str]) -> str:
        default = found["text"] if found["d"] else found["bare"]
        return variables.get(found["name"], found[0] if default is None else default)

    return scalar.saying(VARIABLE.sub(value, scalar))


def unread(entry: BaseModel) -> Iterator[tuple[str, Fragment]]:
    """The fields of an entry that only dbt can render, with their names; those of metrics under a model are theirs."""
    for name, value in entry:
        if name in OURS or name in HARMLESS:
            continue
        for item in value if isinstance(value, tuple) else (value,):
            if isinstance(item, Fragment) and is_template(item.text):
                yield name, item
            elif isinstance(item, BaseModel) and name != "metrics":
                yield from unread(item)
