"""Passes over the lowered tree: one file, one pass, one function; in the order of this list."""

from metricops.sql.passes.cast_before_trunc import cast_before_trunc
from metricops.sql.passes.columns_of_tables import columns_of_tables
from metricops.sql.passes.counted_ifs import counted_ifs
from metricops.sql.passes.date_parts import date_parts
from metricops.sql.passes.days_compared import days_compared
from metricops.sql.passes.fields import fields
from metricops.sql.passes.monday_weeks import monday_weeks
from metricops.sql.passes.nested_joins import nested_joins
from metricops.sql.passes.null_safe import null_safe
from metricops.sql.passes.percentiles import percentiles
from metricops.sql.passes.plain_dates import plain_dates
from metricops.sql.passes.row_numbers import row_numbers
from metricops.sql.passes.settings import settings
from metricops.sql.passes.typed_nulls import typed_nulls

PASSES = (
    days_compared,
    nested_joins,
    typed_nulls,
    cast_before_trunc,
    monday_weeks,
    plain_dates,
    date_parts,
    percentiles,
    row_numbers,
    counted_ifs,
    null_safe,
    columns_of_tables,
    fields,
    settings,
)
