"""Warehouses: run a compiled query, list a relation's columns."""

from metricops.engines.connect import connect
from metricops.engines.duckdb import over
from metricops.engines.engine import Engine, OpenEngine
from metricops.engines.result import Result, ResultColumn
from metricops.engines.support import SUPPORT, Support

__all__ = ["SUPPORT", "Engine", "OpenEngine", "Result", "ResultColumn", "Support", "connect", "over"]
