"""Warehouses: run a compiled query, list a relation's columns."""

from metricops.engines.connect import connect, reads
from metricops.engines.duckdb import over
from metricops.engines.duckdb_file import Beside
from metricops.engines.engine import Engine, OpenEngine
from metricops.engines.result import Result, ResultColumn
from metricops.engines.support import SUPPORT, Support

__all__ = ["SUPPORT", "Beside", "Engine", "OpenEngine", "Result", "ResultColumn", "Support", "connect", "over", "reads"]
