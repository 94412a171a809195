"""Codes of the family B: building models. Each entry is code: (title, what it means and what to do)."""

BUILD: dict[str, tuple[str, str]] = {
    "B001": (
        "A template that is not run",
        "`metricops build` reads ref, source, var and config with plain values; it runs no other template. "
        "Write the model without it, or build the project with dbt: metricops needs only the tables.",
    ),
    "B002": (
        "A model that does not exist",
        "ref('NAME') names a model or a seed of this project. Correct the name or add the file.",
    ),
    "B003": (
        "A source that is not declared",
        "source('SOURCE', 'TABLE') names a table under `sources:` in a YAML file beside the models.",
    ),
    "B004": (
        "A variable without a value",
        "var('NAME') takes its value from `vars:` in dbt_project.yml; var('NAME', default) needs none.",
    ),
    "B005": (
        "Models that need each other",
        "Each model of the circle is needed before itself. Move what they share into a model of its own.",
    ),
    "B006": (
        "A name used twice",
        "Models, seeds and the tables of sources that live in one schema need names of their own.",
    ),
    "B007": (
        "A setting of a model that is not supported",
        "`metricops build` makes tables and views. Incremental models, hooks and the like need dbt.",
    ),
    "B008": (
        "A model failed",
        "The warehouse refused the model's SQL, in its own words. Nothing was changed: the previous build stands.",
    ),
    "B009": (
        "A model is not one SELECT",
        "A model's file holds one SELECT statement; metricops writes the CREATE around it.",
    ),
}
