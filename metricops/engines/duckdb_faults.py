"""What DuckDB says when it refuses a statement, taken apart."""

import json
import re
from dataclasses import dataclass

NAMED = re.compile(r'Table with name "?(?P<table>[^" ]+)"? does not exist|column named "(?P<column>[^"]+)"')
CANDIDATES = re.compile(r"Candidate bindings: :? ?(?P<names>.*)")


@dataclass(frozen=True, slots=True)
class Refusal:
    """A refused statement: `kind` is DuckDB's word for the fault; `position` an offset in bytes, None when not told.

    `table` or `column` is the missing one; `candidates` are the names that DuckDB would have known.
    """

    kind: str
    message: str
    table: str = ""
    column: str = ""
    candidates: tuple[str, ...] = ()
    position: int | None = None


def refusal(text: str) -> Refusal:
    """A fault's text taken apart, whether it is DuckDB's JSON or its plain words."""
    kind, _, rest = text.partition(" Error: ")
    facts = _facts(rest) or {"exception_message": rest.split("\n\nLINE ")[0]}
    message = facts["exception_message"]
    named = NAMED.search(message)
    subtype, name = facts.get("error_subtype", ""), facts.get("name", "")
    table = name if subtype == "MISSING_ENTRY" and facts.get("type") == "Table" else ""
    column = name if subtype == "COLUMN_NOT_FOUND" else _referenced(message)
    position = facts.get("position", "")
    return Refusal(
        kind=kind,
        message=message.split("\n")[0].strip(),
        table=table or (named["table"] if named and named["table"] else ""),
        column=column or (named["column"] if named and named["column"] else ""),
        candidates=_candidates(facts.get("candidates", ""), message),
        position=int(position) if position.isdigit() else None,
    )


def _facts(text: str) -> dict[str, str]:
    try:
        found = json.loads(text) if text.startswith("{") else {}
    except ValueError:
        return {}
    return found if "exception_message" in found else {}


def _referenced(message: str) -> str:
    found = re.match(r'Referenced column "([^"]+)" not found', message)
    return found[1] if found else ""


def _candidates(listed: str, message: str) -> tuple[str, ...]:
    found = CANDIDATES.search(message)
    names = listed.split(",") if listed else found["names"].split(",") if found else []
    return tuple(name.strip().strip('"').split(".")[-1].strip('"') for name in names if name.strip())
