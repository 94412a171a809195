"""Codes of the family P: planning a query. Each entry is code: (title, what it means and what to do)."""

PLAN: dict[str, tuple[str, str]] = {
    "P001": ("Unknown metric", "No metric has this name. `metricops list` shows the names; the nearest is suggested."),
    "P002": ("Metric left out", "The metric's definition has faults and was left out. `metricops lint` shows them."),
    "P003": ("SQL in place of a metric", "Metrics are asked for by name, so that one name means one number."),
    "P004": ("Contested word", "The word has several versions. Name one, or say the use with `--use`."),
    "P005": ("Unknown saved query", "No saved query has this name. `metricops list saved-queries` shows them."),
    "P006": ("Not a date", "Dates are written in ISO form: 2026-11-15, or 2026-11-15 13:00:00."),
    "P007": ("Not a window", "Windows are 28d, 4w, 3 months, 1 quarter, mtd, qtd, ytd, next 60 days, previous 4w."),
    "P008": ("Column asked for twice", "Two group-bys give the same column; one of them can go."),
    "P009": ("Empty query", "A query needs at least one metric or one group-by."),
    "P010": ("SQL cannot be read", "The expression is not SQL; the caret stands where reading stopped."),
    "P011": (
        "Not an expression",
        "A scalar expression is needed; queries, statements and subqueries belong in a model, where they can be built.",
    ),
    "P012": (
        "Template cannot be read",
        "A template holds one call of Dimension, TimeDimension, Entity or Metric with literal arguments.",
    ),
    "P013": (
        "Unknown call in a template",
        "Templates are read, never run: only Dimension, TimeDimension, Entity and Metric exist.",
    ),
    "P014": ("Unknown date part", "Date parts are year, quarter, month, day, doy and dow (1 is Monday)."),
    "P020": ("Unknown grain", "Grains run from nanosecond to year, and a time spine may define custom ones."),
    "P021": (
        "Ambiguous path",
        "The name is reached by several join paths of equal length. The full names listed always mean one path.",
    ),
    "P022": (
        "Join would multiply rows",
        "The joined model has many rows for one key, so numbers would be counted more than once. Group a measure of "
        "that model instead, or declare a bridge model for many-to-many.",
    ),
    "P023": ("Unreachable name", "No join path leads from the metric's model to this dimension or entity."),
    "P024": ("Not a time dimension", "Only time dimensions have grains and date parts."),
    "P025": ("Grain too fine", "The column is kept at a coarser grain than the one asked for."),
    "P026": ("No common model", "Without metrics, one model must reach every name of the query."),
    "P027": ("Time spine missing", "The query needs a table with a row for every period: a model with `time_spine:`."),
    "P028": ("Order outside the query", "Only columns of the query can be ordered by."),
    "P029": ("Limit below zero", "A limit is 0 or more rows."),
    "P030": ("Metric filter without group_by", "A metric in a filter says by which entities it is computed."),
    "P031": (
        "Not computed this way",
        "A metric with a window of its own cannot be read over another, a window that is counted from one date cannot "
        "move with time, and an offset by periods that are no days cannot be looked at over windows of days.",
    ),
    "P032": (
        "Offset without time",
        "An input that looks at an earlier time needs metric_time in the group-by, or a window as of a date.",
    ),
    "P033": (
        "Window without time",
        "A windowed metric without time in the query needs the date at which its window ends (`--as-of`). Without "
        "metrics there is nothing to read over a window, and a range of days limits metric_time.",
    ),
    "P034": (
        "Days without a time zone",
        "The metric's time is declared by day or coarser, so its days cannot be moved to another time zone.",
    ),
    "P035": ("Unknown time zone", "Time zones are named as in the IANA database: Europe/Berlin, America/New_York."),
    "P036": ("Unknown check", "No check has this name. `metricops list checks` shows the names."),
    "P037": ("Unknown dialect", "SQL is written for the engines that the documentation lists, by their names there."),
    "P038": (
        "Missing in this dialect",
        "The warehouse has nothing that computes this exactly, and an inexact number is never given unasked.",
    ),
    "P039": (
        "Which threshold is replayed",
        "A backtest replays one threshold. The metric has none, none of this name, or several and the name of one is "
        "needed.",
    ),
    "P040": (
        "A replay without days",
        "A backtest needs a first day that is not after the last one, or a length of time to look back over.",
    ),
    "P041": (
        "A range without days",
        "The first day of a range stands before its last one, or is the same. Both are included.",
    ),
}
