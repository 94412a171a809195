"""The little of JSON Schema that docs/schema uses: enough to say whether a document fits."""

from typing import Any

TYPES: dict[str, type | tuple[type, ...]] = {
    "object": dict,
    "array": list,
    "string": str,
    "number": (int, float),
    "integer": int,
    "boolean": bool,
    "null": type(None),
}
KNOWN = {
    *("$schema", "title", "description", "format", "type", "required", "properties", "items", "enum", "const"),
    "additionalProperties",
}


def faults(value: Any, schema: dict[str, Any], at: str = "$") -> list[str]:
    """Every place where the document does not fit."""
    assert set(schema) <= KNOWN, f"{at}: {set(schema) - KNOWN} is not understood here"
    found = []
    if "const" in schema and value != schema["const"]:
        found.append(f"{at}: {value!r} is not {schema['const']!r}")
    if "enum" in schema and value not in schema["enum"]:
        found.append(f"{at}: {value!r} is not one of {schema['enum']}")
    if "type" in schema and not _fits(value, schema["type"]):
        return [*found, f"{at}: {value!r} is not {schema['type']}"]
    if isinstance(value, dict):
        found += _object(value, schema, at)
    if isinstance(value, list) and "items" in schema:
        found += [fault for i, item in enumerate(value) for fault in faults(item, schema["items"], f"{at}[{i}]")]
    return found


def _object(value: dict[str, Any], schema: dict[str, Any], at: str) -> list[str]:
    found = [f"{at}: {name} is missing" for name in schema.get("required", []) if name not in value]
    properties, rest = schema.get("properties", {}), schema.get("additionalProperties")
    for name, item in value.items():
        if name in properties:
            found += faults(item, properties[name], f"{at}.{name}")
        elif rest is not None:
            found += faults(item, rest, f"{at}.{name}")
        elif properties:
            found.append(f"{at}: {name} is not in the schema")
    return found


def _fits(value: Any, types: str | list[str]) -> bool:
    names = [types] if isinstance(types, str) else types
    if isinstance(value, bool):
        return "boolean" in names
    return any(isinstance(value, TYPES[name]) for name in names)
