"""manifest.json: where dbt builds every model and finds every source, who defines what, and what models say of data."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from json import loads
from typing import Any

from metricops.definitions.artifacts_json import node_at
from metricops.definitions.artifacts_nodes import OURS, made, mapping, said
from metricops.definitions.nodes import Mapping as Placed
from metricops.definitions.scalars import Source
from metricops.manifest import Relation

SCHEMA = "/manifest/"  # in the address of the schema that the file names as its own
BUILT = ("model", "seed", "snapshot")
DEFINED = ("semantic_models", "metrics", "saved_queries")
SPINES = "spines"
Node = dict[str, Any]
Name = tuple[str, str]  # a kind and a name in lower case


@dataclass(frozen=True, slots=True)
class Origin:
    """The package, and the file in it, that define something."""

    package: str
    file: str


@dataclass(frozen=True, slots=True)
class Home:
    """The database and the schema of dbt's target, as far as its models agree on them."""

    database: str | None = None
    schema: str | None = None


@dataclass(frozen=True, slots=True)
class DbtManifest:
    """What is needed of the file, by names in lower case.

    `tables` holds models, seeds and snapshots by name and sources as `source.table`; `home` is where dbt's target
    stands, whose database is left out of them. `adapter` is the kind of warehouse. `origins` holds semantic models,
    metrics, saved queries and spines, `disabled` what dbt was told to pass over, `telling` the keys of models with a
    `meta` of ours.
    """

    source: Source
    project: str = ""
    adapter: str = ""
    home: Home = Home()
    tables: Mapping[str, Relation] = field(default_factory=dict)
    origins: Mapping[Name, Origin] = field(default_factory=dict)
    disabled: frozenset[Name] = frozenset()
    customs: frozenset[str] = frozenset()  # schemas of models' own, as configured
    telling: Mapping[str, str] = field(default_factory=dict)

    def named(self, relation: Relation) -> str | None:
        """The model that stands there."""
        return next((name for name, table in self.tables.items() if table == relation), None)

    def tables_in(self, schema: str) -> dict[str, Relation]:
        """The tables as they stand when dbt's target is another one with this schema."""
        home = self.home.schema
        if not home or not schema or home == schema:
            return dict(self.tables)
        custom = {f"{home}_{own}": f"{schema}_{own}" for own in self.customs} | {home: schema}
        return {n: replace(t, schema=custom.get(t.schema or "", t.schema)) for n, t in self.tables.items()}

    def facts(self, name: str) -> Placed | None:
        """What a model says of its data: an entry of `models:`, with places in this file."""
        at = re.search(rf'"{re.escape(self.telling[name])}"\s*:\s*(?=\{{)', self.source.text)
        node = node_at(self.source, at.end()) if at else None
        if not isinstance(node, Placed) or said(node) is None:
            return None
        config = mapping(node, "config")
        own = made(config, meta=made(mapping(config, "meta"), **{OURS: said(node)}))
        return made(node, name=node.at("name"), config=own)


def read_manifest(source: Source) -> DbtManifest | None:
    """The file's contents; None when it is no manifest of dbt's. Raises ValueError when it is not JSON."""
    root = loads(source.text)
    about = _mapping(root, "metadata")
    if SCHEMA not in str(about.get("dbt_schema_version")):
        return None
    project = str(about.get("project_name"))
    built = sorted(_built(root), key=lambda node: _standing(node, project))
    home = Home(_shared(built, "database"), _shared(built, "schema"))
    return DbtManifest(
        source,
        project,
        str(about.get("adapter_type")),
        home,
        dict(_tables(built, _nodes(root, "sources"), home.database)),
        dict(_origins(root, built)),
        frozenset(_disabled(root)),
        frozenset(str(own) for node in built if (own := _mapping(node, "config").get("schema"))),
        {_lower(node, "name"): str(node.get("unique_id")) for node in built if _tells(node)},
    )


def _built(root: Node) -> Iterator[Node]:
    return (node for node in _nodes(root, "nodes") if node.get("resource_type") in BUILT)


def _standing(node: Node, project: str) -> tuple[bool, bool]:
    """Of nodes with one name the last counts: the project's own, in its latest version."""
    return node.get("package_name") == project, node.get("version") == node.get("latest_version")


def _shared(built: Iterable[Node], key: str) -> str | None:
    """What all models have that say nothing of their own."""
    plain = (node for node in built if node.get("resource_type") == "model" and not _mapping(node, "config").get(key))
    found = {str(node.get(key) or "") for node in plain}
    return (found.pop() or None) if len(found) == 1 else None


def _tables(built: Iterable[Node], sources: Iterable[Node], home: object) -> Iterator[tuple[str, Relation]]:
    for node in built:
        yield _lower(node, "name"), _relation(node, "alias", home)
    for node in sources:
        yield f"{_lower(node, 'source_name')}.{_lower(node, 'name')}", _relation(node, "identifier", home)


def _relation(node: Node, key: str, home: object) -> Relation:
    schema, database = node.get("schema"), node.get("database")
    elsewhere = str(database) if database and database != home else None
    return Relation(str(node.get(key) or node.get("name")), str(schema) if schema else None, elsewhere)


def _origins(root: Node, built: Iterable[Node]) -> Iterator[tuple[Name, Origin]]:
    for kind in DEFINED:
        for node in _nodes(root, kind):
            package, file = str(node.get("package_name")), str(node.get("original_file_path"))
            yield (kind, _lower(node, "name")), Origin(package, file)
    for node in built:
        if node.get("time_spine"):
            package, _, file = str(node.get("patch_path")).partition("://")
            yield (SPINES, _lower(node, "name")), Origin(package, file)


def _disabled(root: Node) -> Iterator[Name]:
    for found in _mapping(root, "disabled").values():
        for node in found if isinstance(found, list) else ():
            if isinstance(node, dict):
                kind = str(node.get("resource_type"))
                yield f"{kind.removesuffix('y')}ies" if kind.endswith("y") else f"{kind}s", _lower(node, "name")


def _tells(node: Node) -> bool:
    return OURS in _mapping(_mapping(node, "config"), "meta")


def _nodes(root: Node, key: str) -> Iterator[Node]:
    return (node for node in _mapping(root, key).values() if isinstance(node, dict))


def _mapping(node: object, key: str) -> Node:
    found = node.get(key) if isinstance(node, dict) else None
    return found if isinstance(found, dict) else {}


def _lower(node: Node, key: str) -> str:
    return str(node.get(key)).lower()
