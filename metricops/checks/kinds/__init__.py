"""The check kinds: one module each, listed here literally. A new kind is one file and one line."""

from collections.abc import Mapping

from metricops.checks.kind import Kind
from metricops.checks.kinds.accepted import ACCEPTED
from metricops.checks.kinds.column_exists import COLUMN_EXISTS
from metricops.checks.kinds.column_value import COLUMN_MAX, COLUMN_MEAN, COLUMN_MIN, COLUMN_SUM
from metricops.checks.kinds.exists import EXISTS
from metricops.checks.kinds.expect import EXPECT
from metricops.checks.kinds.fresh import FRESH
from metricops.checks.kinds.is_null import IS_NULL
from metricops.checks.kinds.length_within import LENGTH_WITHIN
from metricops.checks.kinds.matches import MATCHES
from metricops.checks.kinds.not_null import NOT_NULL
from metricops.checks.kinds.on_change import ON_CHANGE
from metricops.checks.kinds.pair_equal import PAIR_EQUAL
from metricops.checks.kinds.pair_greater import PAIR_GREATER
from metricops.checks.kinds.refused import REFUSED
from metricops.checks.kinds.require import REQUIRE
from metricops.checks.kinds.row_count import ROW_COUNT
from metricops.checks.kinds.unique import UNIQUE
from metricops.checks.kinds.within import WITHIN

ALL: tuple[Kind, ...] = (
    EXPECT,
    REQUIRE,
    NOT_NULL,
    IS_NULL,
    ACCEPTED,
    REFUSED,
    WITHIN,
    MATCHES,
    LENGTH_WITHIN,
    UNIQUE,
    EXISTS,
    FRESH,
    ON_CHANGE,
    PAIR_GREATER,
    PAIR_EQUAL,
    ROW_COUNT,
    COLUMN_MAX,
    COLUMN_MIN,
    COLUMN_SUM,
    COLUMN_MEAN,
    COLUMN_EXISTS,
)

KINDS: Mapping[str, Kind] = {name: kind for kind in ALL for name in kind.names}
