"""Plans become SQL: trees lowered, passed over and rendered in a dialect."""

from metricops.sql.compiled import Column, CompiledQuery
from metricops.sql.lower import lower
from metricops.sql.render import compile_plan, render
from metricops.sql.rosters import compile_roster

__all__ = ["Column", "CompiledQuery", "compile_plan", "compile_roster", "lower", "render"]
