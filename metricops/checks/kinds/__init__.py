"""The check kinds: a module for each or for its family, listed here literally. A new kind is one file and one line."""

from collections.abc import Mapping

from metricops.checks.kind import Kind
from metricops.checks.kinds.accepted import ACCEPTED
from metricops.checks.kinds.column_exists import COLUMN_EXISTS
from metricops.checks.kinds.column_quantiles import COLUMN_QUANTILES
from metricops.checks.kinds.column_share import FILLED_SHARE, UNIQUE_COUNT, UNIQUE_SHARE
from metricops.checks.kinds.column_type import TYPE_IN, TYPE_IS
from metricops.checks.kinds.column_value import (
    COLUMN_MAX,
    COLUMN_MEAN,
    COLUMN_MEDIAN,
    COLUMN_MIN,
    COLUMN_STDEV,
    COLUMN_SUM,
)
from metricops.checks.kinds.columns_sum import COLUMNS_SUM
from metricops.checks.kinds.distinct_in_row import DISTINCT_IN_ROW
from metricops.checks.kinds.distinct_values import DISTINCT_CONTAIN, DISTINCT_EQUAL, DISTINCT_IN
from metricops.checks.kinds.exists import EXISTS
from metricops.checks.kinds.expect import EXPECT
from metricops.checks.kinds.fresh import FRESH
from metricops.checks.kinds.is_null import IS_NULL
from metricops.checks.kinds.length_is import LENGTH_IS
from metricops.checks.kinds.length_within import LENGTH_WITHIN
from metricops.checks.kinds.like import LIKE, LIKE_LIST, LIKE_NONE, NOT_LIKE
from metricops.checks.kinds.matches import MATCHES, MATCHES_LIST, MATCHES_NONE, MATCHES_NOT
from metricops.checks.kinds.most_common import MOST_COMMON
from metricops.checks.kinds.not_null import NOT_NULL
from metricops.checks.kinds.on_change import ON_CHANGE
from metricops.checks.kinds.pair_accepted import PAIR_ACCEPTED
from metricops.checks.kinds.pair_equal import PAIR_EQUAL
from metricops.checks.kinds.pair_greater import PAIR_GREATER
from metricops.checks.kinds.parseable import FITS_FORMAT, IS_DATE, IS_JSON
from metricops.checks.kinds.refused import REFUSED
from metricops.checks.kinds.require import REQUIRE
from metricops.checks.kinds.row_count import ROW_COUNT, ROW_COUNT_AS, ROW_COUNT_IS
from metricops.checks.kinds.sequence import DECREASING, INCREASING
from metricops.checks.kinds.table_columns import COLUMN_COUNT, COLUMN_COUNT_IS, COLUMNS_ARE, COLUMNS_IN_ORDER
from metricops.checks.kinds.unique import UNIQUE
from metricops.checks.kinds.within import WITHIN

ALL: tuple[Kind, ...] = (
    *(EXPECT, REQUIRE, NOT_NULL, IS_NULL, ACCEPTED, REFUSED, WITHIN),
    *(MATCHES, MATCHES_NOT, MATCHES_LIST, MATCHES_NONE, LIKE, NOT_LIKE, LIKE_LIST, LIKE_NONE),
    *(LENGTH_WITHIN, LENGTH_IS, IS_JSON, IS_DATE, FITS_FORMAT, INCREASING, DECREASING),
    *(UNIQUE, EXISTS, FRESH, ON_CHANGE),
    *(PAIR_GREATER, PAIR_EQUAL, PAIR_ACCEPTED, DISTINCT_IN_ROW, COLUMNS_SUM),
    *(ROW_COUNT, ROW_COUNT_IS, ROW_COUNT_AS),
    *(COLUMN_MAX, COLUMN_MIN, COLUMN_SUM, COLUMN_MEAN, COLUMN_MEDIAN, COLUMN_STDEV, COLUMN_QUANTILES),
    *(UNIQUE_COUNT, UNIQUE_SHARE, FILLED_SHARE, DISTINCT_IN, DISTINCT_CONTAIN, DISTINCT_EQUAL, MOST_COMMON),
    *(COLUMN_EXISTS, COLUMNS_ARE, COLUMNS_IN_ORDER, COLUMN_COUNT, COLUMN_COUNT_IS, TYPE_IS, TYPE_IN),
)

KINDS: Mapping[str, Kind] = {name: kind for kind in ALL for name in kind.names}
