"""`like` and its like: the whole text of a column fits an SQL pattern, one of a list, or none."""

from sqlglot import exp

from metricops.checks.parameter import Parameter, ParameterType
from metricops.checks.patterns import of_kind

ONE = Parameter(
    "pattern", ParameterType.TEXT, "`%` stands for any text, `_` for one character", True, aliases=("like_pattern",)
)
LIST = Parameter("patterns", ParameterType.TEXTS, "such patterns", required=True, aliases=("like_pattern_list",))

LIKE = of_kind(
    "like",
    "Every filled cell of the column fits the pattern as a whole.",
    "match_like_pattern",
    ONE,
    exp.Like,
)
NOT_LIKE = of_kind(
    "not_like",
    "No cell of the column fits the pattern.",
    "not_match_like_pattern",
    ONE,
    exp.Like,
    met=False,
)
LIKE_LIST = of_kind(
    "like_list",
    "Every filled cell of the column fits one of the patterns, or all of them.",
    "match_like_pattern_list",
    LIST,
    exp.Like,
)
LIKE_NONE = of_kind(
    "like_none",
    "No cell of the column fits any of the patterns.",
    "not_match_like_pattern_list",
    LIST,
    exp.Like,
    met=False,
)
