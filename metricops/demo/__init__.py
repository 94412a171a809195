"""The demo: small CRM, billing, customer success and finance exports, generated and always the same."""

from metricops.demo.dates import DEMO_AS_OF
from metricops.demo.table import Table
from metricops.demo.warehouse import generate
from metricops.demo.writing import write

__all__ = ["DEMO_AS_OF", "Table", "generate", "write"]
