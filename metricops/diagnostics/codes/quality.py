"""Codes of the family Q: checks and thresholds. Each entry is code: (title, what it means and what to do)."""

QUALITY: dict[str, tuple[str, str]] = {
    "Q001": (
        "No rule in a threshold",
        "A threshold begins with its rule: below, above, at least or at most a level; between or outside two numbers; "
        "falls, rises or moves by a percentage against a baseline; outside limits; outside a number of mads. "
        "Replace the underlined word with one of these.",
    ),
    "Q002": (
        "A number, level or name is missing in a threshold",
        "The sentence needs a value where the underlined word stands: a number (3.0, 1,250, two), a percentage (15%), "
        "money ($500k) or a metric's name. Percentages are fractions, so 40% is 0.40.",
    ),
    "Q003": (
        "A change without a baseline",
        'A change is measured against something: "vs trailing 8 weeks", "vs previous 4 weeks", "vs last year", '
        '"vs target", "vs control" or "vs" another metric. Windows count days, weeks, months, quarters or years.',
    ),
    "Q004": (
        "Words that do not belong to a threshold",
        'After the rule only these may follow, once each: "and by at least N", "with at least N rows", '
        '"for N windows", "for dimension = value" and "by" a date. Remove the rest or quote a value with spaces.',
    ),
    "Q005": (
        "An impossible number in a threshold",
        "The sentence is well formed but can never hold, or always does: an upper end below the lower one, "
        "more windows than there are, a change of nothing, or a date that is not in the calendar.",
    ),
    "Q006": (
        "A threshold about another metric",
        "A threshold stands on its metric and names no other one in front. Begin the sentence with its rule.",
    ),
    "Q007": (
        "A condition whose parts do not fit",
        "The structured form has a rule and what belongs to it: a level for below, above, at least and at most; low "
        "and high for between and outside; by and vs for falls, rises and moves; points for outside limits; mads for "
        "outside mads.",
    ),
    "Q008": (
        "A setting of a threshold that cannot be used",
        "Limits per segment are numbers that replace the level of a rule with one, and need `by`. `keep` is a number "
        "of windows. `for_each` is a table with one column for each name in `by`, such as "
        "`dim_segment.segment where active`.",
    ),
    "Q009": (
        "An unknown kind of action",
        "After a breach one can investigate, mitigate, reallocate or escalate.",
    ),
    "Q010": (
        "An unknown tier",
        "Tier 1 is enforced, tier 2 is coached, tier 3 is counted.",
    ),
    "Q020": (
        "A waiver whose key cannot be read",
        "`key` of a waiver is a value of the check's first key, a mapping of columns to values, or a list of either. "
        "A condition stands under `where` instead.",
    ),
    "Q021": (
        "A waiver for a check without records",
        "Waivers let single records pass. A check on a count, an aggregate, the newest row or the table's columns has "
        "none: mend its limit instead.",
    ),
    "Q030": (
        "A silence that matches nothing it could",
        "`match` names at least one of: a metric, a threshold by its name, and dimensions that the thresholds go by. "
        "All of them must hold for a finding to be silenced.",
    ),
    "Q101": (
        "SQL that cannot stand in a check",
        "A check holds one SQL condition over the columns of one row: no queries, aggregates, windows, aliases or "
        'parameters. To compare with another table use the kind "exists", or join in a model and check the model.',
    ),
    "Q102": (
        "A function that cannot be called in a check",
        "Only functions that give the same answer for the same row can be called: none that read files, settings, the "
        'clock or chance, and none that look at many rows. "today" and "as_of" stand for the as-of date.',
    ),
    "Q103": (
        "A column the checked table does not have",
        "The warehouse lists the table's columns and the underlined name is not among them. The other checks of the "
        "table still run; this one is not judged.",
    ),
    "Q104": (
        "An unknown check kind",
        "A check is one of the short forms (expect, require, accepted, within, unique, exists, fresh, on_change, …) or "
        "one of the supported expectations by its Great Expectations name. The check reference lists them.",
    ),
    "Q105": (
        "An argument the check kind does not take",
        "Each kind takes its own arguments, and each of them once. The hint names the nearest or lists them all.",
    ),
    "Q106": (
        "A check lacks an argument",
        "The kind cannot be evaluated without it. Add the named argument to the check.",
    ),
    "Q107": (
        "An argument that cannot be used as written",
        "It has the wrong type, is not one of the choices, or can never be met together with another argument.",
    ),
    "Q108": (
        "A word that is a date and a column",
        "In a check words such as today, as_of and month_start stand for dates, and this table has a column of that "
        "name. The name in double quotes is the column; a date can be written in another way.",
    ),
    "Q109": (
        "A check the engine's dialect cannot express",
        "The SQL has no equivalent for this engine. Write the condition another way; the other checks still run.",
    ),
    "Q120": (
        "A bare key for a check without one",
        "A value without a column is that of the check's first key. This check has no `keys` and its table no known "
        "key: write the column beside the value.",
    ),
}
