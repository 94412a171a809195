"""Codes of the family R: linking definitions. Each entry is code: (title, what it means and what to do)."""

RESOLVE: dict[str, tuple[str, str]] = {
    "R001": (
        "A name that queries could not read",
        "Names are letters, digits and underscores and begin with a letter. A double underscore is how queries write "
        "a path through entities, metric_time is each metric's own time, and a grain's name would be taken for a "
        "grain, so none of these can name a definition.",
    ),
    "R002": (
        "Defined twice",
        "Two definitions of one kind have the same name (upper and lower case are the same), or one metric is used "
        "twice in an expression without an alias. The first one counts; rename or remove the other.",
    ),
    "R003": (
        "A reference to something that is not defined",
        "The underlined name is not among the metrics, measures, dimensions or entities that were read. The nearest "
        "known name is suggested. The definition is left out until the reference is mended.",
    ),
    "R004": (
        "Metrics defined in a circle",
        "Following the inputs of the metric leads back to it. All metrics of the circle are left out; one of them "
        "must be built from something else.",
    ),
    "R005": (
        "A key that this kind of definition needs",
        "A simple metric needs an aggregation or a measure, a ratio its numerator and denominator, a derived metric "
        "an expression and inputs, a cumulative metric an input, a conversion two events and an entity. Add the key.",
    ),
    "R006": (
        "Keys that exclude each other",
        "Both keys are fine alone, but together they contradict each other, or one field is written in two places. "
        "Remove one of them.",
    ),
    "R007": (
        "A length of time that cannot be read",
        'Windows and offsets are a number and a unit, such as "7 days", "4 weeks" or "3 months". A refresh is such as '
        '"daily by 06:00" or "24 hours".',
    ),
    "R008": (
        "A grain that is unknown or too fine",
        "Grains are second to year, and the custom grains of a time spine where those are allowed. Nothing can be "
        "shown at a grain finer than the one its times are kept by.",
    ),
    "R009": (
        "A table that cannot be read from its name",
        "A table is written as ref('model'), source('source', 'table'), a model's name, or schema.table.",
    ),
    "R010": (
        "A time dimension that is missing or none",
        "Every measure is placed in time by a time dimension of its model: agg_time_dimension, on the model or on the "
        "metric, names it. A time dimension has type time and a granularity.",
    ),
    "R011": (
        "No primary entity, or several",
        "The dimensions of a model are addressed through its primary entity. A model with dimensions has exactly one: "
        "an entity of type primary, or the name given as primary_entity.",
    ),
    "R012": (
        "A time spine that is incomplete",
        "The column of the spine is listed among the model's columns and has a granularity.",
    ),
    "R013": (
        "Validity that cannot be used",
        "A slowly changing dimension has one start, one end and one natural entity. It has neither primary nor unique "
        "entities nor measures, because its rows are versions of one thing and not things of their own.",
    ),
    "R014": (
        "A dimension without its entity",
        "In definitions a dimension is written with its entity and inside a template, such as "
        "{{ Dimension('order__status') }}, so that it means the same whatever is joined later.",
    ),
    "R015": (
        "An expression that does not fit its inputs",
        "The expression of a derived metric is built from its inputs, by name or alias, and uses each of them.",
    ),
    "R016": (
        "An input that cannot be used here",
        "Cumulative metrics add up a simple metric. Conversions match events, so both sides are simple metrics that "
        "count: count, count_distinct or a sum of 1.",
    ),
    "R017": (
        "A table that does not exist",
        "The warehouse has no such table or view in this schema. Build the models, or mend the schema in the settings "
        "or the name in the definition.",
    ),
    "R018": (
        "A column that does not exist",
        "The table is there, and its columns do not include the underlined name. Upper and lower case are the same.",
    ),
    "R019": (
        "A target that cannot be read",
        "A target is an amount over one whole period, which begins on its first day: a quarter in January, April, July "
        "or October unless the fiscal year starts elsewhere. Seasonality shares a quarter out in three parts, a year "
        "in four or twelve.",
    ),
    "R020": (
        "A target set twice on one day",
        "Two rows for the same metric, segment and period were set on the same day, so that neither can be the "
        "current version. Remove one, or give it the day on which it was really set.",
    ),
}
