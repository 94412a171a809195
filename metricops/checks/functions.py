"""The functions that may be called in the SQL of a check: scalar, repeatable, and blind to files, clock and session."""

from sqlglot import exp

CALLABLE: frozenset[type[exp.Expr]] = frozenset(
    {
        # missing values and choices
        exp.Case, exp.Coalesce, exp.Greatest, exp.If, exp.Least, exp.Nullif,
        # numbers
        exp.Abs, exp.Ceil, exp.Exp, exp.Floor, exp.IsInf, exp.IsNan, exp.Ln, exp.Log, exp.Pow, exp.Round,
        exp.SafeDivide, exp.Sign, exp.Sqrt, exp.Trunc,
        # text
        exp.Ascii, exp.ByteLength, exp.Chr, exp.Concat, exp.ConcatWs, exp.Contains, exp.EndsWith, exp.Initcap,
        exp.JarowinklerSimilarity, exp.Left, exp.Length, exp.Levenshtein, exp.Lower, exp.Pad, exp.RegexpExtract,
        exp.RegexpFullMatch, exp.RegexpILike, exp.RegexpLike, exp.RegexpReplace, exp.Replace, exp.Reverse, exp.Right,
        exp.Split, exp.SplitPart, exp.StartsWith, exp.StrPosition, exp.Substring, exp.Translate, exp.Trim,
        exp.MD5, exp.SHA2, exp.Unicode, exp.Upper,
        # types
        exp.Cast, exp.TryCast, exp.Date, exp.StrToDate, exp.StrToTime, exp.TimeToStr, exp.TsOrDsToDate,
        exp.TsOrDsToTimestamp, exp.Typeof,
        # dates
        exp.AddMonths, exp.DateAdd, exp.DateDiff, exp.DateFromParts, exp.DateSub, exp.DateTrunc, exp.Day,
        exp.DayOfMonth, exp.DayOfWeek, exp.DayOfWeekIso, exp.DayOfYear, exp.Dayname, exp.Extract, exp.Hour,
        exp.LastDay, exp.Minute, exp.Month, exp.Monthname, exp.MonthsBetween, exp.Quarter, exp.Second,
        exp.TimestampTrunc, exp.TimeToUnix, exp.ToDays, exp.UnixToTime, exp.Week, exp.WeekOfYear, exp.Year,
        # lists and JSON inside a column
        exp.Array, exp.ArrayContains, exp.ArraySize, exp.JSONExtract, exp.JSONExtractScalar,
        # operators that are functions to the parser
        exp.And, exp.Or, exp.Xor,
    }
)  # fmt: skip

BY_NAME = frozenset(
    {
        "damerau_levenshtein", "date_part", "datepart", "even", "gcd", "hamming", "isfinite", "isoyear", "jaccard",
        "jaro_similarity", "json_valid", "lcm", "prefix", "strip_accents", "strlen", "suffix",
        "try_strptime", "weekday", "yearweek",
    }
)  # fmt: skip

SPELLINGS = frozenset(
    {
        "array_contains", "epoch", "instr", "isodow", "json_extract_string", "len", "list_contains", "make_date",
        "regexp_full_match", "regexp_matches", "strftime", "strpos", "strptime", "substr",
    }
)  # fmt: skip

CLOCKS: tuple[type[exp.Expr], ...] = (
    exp.CurrentDate, exp.CurrentDatetime, exp.CurrentTime, exp.CurrentTimestamp, exp.CurrentTimestampLTZ,
    exp.Localtime, exp.Localtimestamp, exp.Systimestamp, exp.UtcDate, exp.UtcTime, exp.UtcTimestamp,
)  # fmt: skip
CLOCK_NAMES = frozenset(
    {"now", "get_current_timestamp", "transaction_timestamp", "current_localtime", "getdate", "sysdate"}
)


def is_callable(node: exp.Expr) -> bool:
    """Whether this function may be called."""
    if isinstance(node, exp.Anonymous):
        return node.name.lower() in BY_NAME
    return type(node) in CALLABLE


def reads_clock(node: exp.Expr) -> bool:
    """Whether this function looks at the clock, which makes a run unrepeatable."""
    return isinstance(node, CLOCKS) or (isinstance(node, exp.Anonymous) and node.name.lower() in CLOCK_NAMES)


def name_of(node: exp.Expr) -> str:
    """A function's name as people write it."""
    if isinstance(node, exp.Anonymous):
        return node.name.lower()
    return node.sql_name().lower() if isinstance(node, exp.Func) else node.key


def known_names() -> frozenset[str]:
    """The names of all callable functions, for suggestions."""
    typed = (kind.sql_names() for kind in CALLABLE if issubclass(kind, exp.Func))
    return BY_NAME | SPELLINGS | {name.lower() for names in typed for name in names}
