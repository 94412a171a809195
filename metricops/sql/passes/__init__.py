"""Passes over the lowered tree: one file, one pass, one function; in the order of this list."""

from metricops.sql.passes.cast_before_trunc import cast_before_trunc
from metricops.sql.passes.typed_nulls import typed_nulls

PASSES = (typed_nulls, cast_before_trunc)
