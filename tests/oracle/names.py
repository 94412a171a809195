"""Group-by names and objects: `customer__region__country`, `metric_time__month`, `Dimension('x').grain('week')`."""

import ast
from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from typing import Any

from tests.oracle.dates import GRAINS

METRIC_TIME = "metric_time"


@dataclass(frozen=True)
class Item:
    """One thing to group or filter by: the entity links, its own name, and a grain or a date part for times."""

    path: tuple[str, ...]
    name: str
    grain: str = ""
    part: str = ""

    @property
    def label(self) -> str:
        """The name of its output column."""
        suffix = f"__extract_{self.part}" if self.part else f"__{self.grain}" if self.grain else ""
        return "__".join((*self.path, self.name)) + suffix


@dataclass(frozen=True)
class MetricValue:
    """A metric per entity, used as an attribute in a filter."""

    metric: str
    group_by: tuple[Item, ...]


def read_item(asked: str | Mapping[str, Any], custom: Collection[str]) -> Item:
    """An item from a name, an object in text or a mapping of name, grain and date_part."""
    if isinstance(asked, str):
        found = read_template(asked, custom) if "(" in asked else read_name(asked, custom)
        assert isinstance(found, Item)
        return found
    item = read_name(str(asked["name"]), custom)
    return replace(item, grain=asked.get("grain") or item.grain, part=asked.get("date_part") or item.part)


def read_name(text: str, custom: Collection[str]) -> Item:
    """An item from a name whose parts are joined by double underscores."""
    *path, name = text.lower().split("__")
    if path and name.startswith("extract_"):
        return Item(tuple(path[:-1]), path[-1], part=name.removeprefix("extract_"))
    if path and (name in GRAINS or name in custom):
        return Item(tuple(path[:-1]), path[-1], grain=name)
    return Item(tuple(path), name)


def read_template(text: str, custom: Collection[str]) -> Item | MetricValue:
    """An item from the call inside a template; the calls read like Python and are parsed as such."""
    return read_call(ast.parse(text.strip(), mode="eval").body, custom)


def read_call(node: ast.expr, custom: Collection[str]) -> Item | MetricValue:
    assert isinstance(node, ast.Call)
    arguments = [ast.literal_eval(a) for a in node.args]
    options = {k.arg: ast.literal_eval(k.value) for k in node.keywords if k.arg}
    if isinstance(node.func, ast.Attribute):
        item = read_call(node.func.value, custom)
        assert isinstance(item, Item)
        field = {"grain": "grain", "date_part": "part"}[node.func.attr]
        return replace(item, **{field: arguments[0].lower()})
    assert isinstance(node.func, ast.Name)
    if node.func.id == "Metric":
        group_by = arguments[1] if len(arguments) > 1 else options["group_by"]
        return MetricValue(arguments[0].lower(), tuple(read_name(g, custom) for g in group_by))
    item = read_name(arguments[0], custom)
    links = tuple(e.lower() for e in options.get("entity_path", ()))
    if node.func.id == "TimeDimension":
        grain = arguments[1] if len(arguments) > 1 else options.get("time_granularity_name", "")
        item = replace(item, grain=grain.lower(), part=options.get("date_part_name", "").lower())
    return replace(item, path=(*links, *item.path))
