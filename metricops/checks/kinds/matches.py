"""`matches` and its like: the text of a column matches a regular expression somewhere, one of a list, or none."""

from sqlglot import exp

from metricops.checks.parameter import Parameter, ParameterType
from metricops.checks.patterns import of_kind

ONE = Parameter("regex", ParameterType.TEXT, "the regular expression, in the engine's own flavour", required=True)
LIST = Parameter("regexes", ParameterType.TEXTS, "regular expressions", required=True, aliases=("regex_list",))

MATCHES = of_kind(
    "matches",
    "Every filled cell of the column matches the regular expression; `^` and `$` anchor it.",
    "match_regex",
    ONE,
    exp.RegexpLike,
)
MATCHES_NOT = of_kind(
    "matches_not",
    "No cell of the column matches the regular expression.",
    "not_match_regex",
    ONE,
    exp.RegexpLike,
    met=False,
)
MATCHES_LIST = of_kind(
    "matches_list",
    "Every filled cell of the column matches one of the regular expressions, or all of them.",
    "match_regex_list",
    LIST,
    exp.RegexpLike,
)
MATCHES_NONE = of_kind(
    "matches_none",
    "No cell of the column matches any of the regular expressions.",
    "not_match_regex_list",
    LIST,
    exp.RegexpLike,
    met=False,
)
