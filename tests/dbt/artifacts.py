"""dbt's artifacts as the tests keep them: only what metricops reads, so that no path of a machine is among it."""

import json
from pathlib import Path
from typing import Any

STRANGERS = Path(__file__).parents[1] / "unit" / "definitions" / "strangers"
NODE = (
    "resource_type", "name", "package_name", "unique_id", "alias", "schema", "database", "original_file_path",
    "patch_path", "version", "latest_version", "time_spine",
)  # fmt: skip
CONFIG = ("schema", "database", "alias")
DEFINED = ("name", "package_name", "original_file_path")
Keys = dict[str, Any]


def scrubbed(manifest: Keys) -> Keys:
    """A manifest.json without everything that metricops passes over."""
    about = manifest["metadata"]
    kept: Keys = {
        "metadata": {key: about[key] for key in ("dbt_schema_version", "dbt_version", "project_name", "adapter_type")},
        "nodes": {key: _node(node) for key, node in manifest["nodes"].items() if _is_built(node)},
        "sources": {
            key: {k: node[k] for k in ("source_name", "name", "identifier", "schema", "database")}
            for key, node in manifest["sources"].items()
        },
        "disabled": {
            key: [{k: node[k] for k in ("resource_type", "name")} for node in nodes]
            for key, nodes in manifest["disabled"].items()
        },
    }
    for kind in ("semantic_models", "metrics", "saved_queries"):
        kept[kind] = {key: {k: node[k] for k in DEFINED} for key, node in manifest[kind].items()}
    return kept


def keep(target: Path, project: str) -> None:
    """Write what dbt wrote to `target` beside a stranger's project."""
    folder = STRANGERS / project / "target"
    folder.mkdir(exist_ok=True)
    manifest = scrubbed(json.loads((target / "manifest.json").read_text(encoding="utf-8")))
    (folder / "manifest.json").write_text(json.dumps(manifest) + "\n", encoding="utf-8")
    semantic = (target / "semantic_manifest.json").read_text(encoding="utf-8")
    (folder / "semantic_manifest.json").write_text(semantic + "\n", encoding="utf-8")


def _is_built(node: Keys) -> bool:
    return node["resource_type"] in ("model", "seed", "snapshot")


def _node(node: Keys) -> Keys:
    ours = {key: value for key, value in node["config"]["meta"].items() if key == "metricops"}
    config = {key: node["config"].get(key) for key in CONFIG} | {"meta": ours}
    return {key: node[key] for key in NODE if key in node} | {"config": config}
