"""How well each warehouse is supported, by the level of its dialect; documentation and tests read this table."""

from metricops.sql.dialects import DIALECTS, Support

__all__ = ["SUPPORT", "Support"]

SUPPORT: dict[str, Support] = {name: dialect.support for name, dialect in DIALECTS.items()}
