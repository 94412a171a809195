"""Partials kept of a warehouse's rows: what they hold, whether they are still true, and plans that read them.

What needs sqlglot is imported from its own file: whether partials are fresh is asked where nothing is compiled.
"""

from metricops.partials.identity import Identity, identity
from metricops.partials.state import Partials, read, write
from metricops.partials.values import Kept, Outcome

__all__ = ["Identity", "Kept", "Outcome", "Partials", "identity", "read", "write"]
