"""Codes of the family S: the project's settings. Each entry is code: (title, what it means and what to do)."""

SETTINGS: dict[str, tuple[str, str]] = {
    "S001": (
        "No project here",
        "A project is a folder with a metricops.yml or a dbt_project.yml; it is looked for in the folder given and in "
        "every folder above it. `metricops init` writes a small one.",
    ),
    "S002": (
        "A settings file cannot be read",
        "The file exists, but the operating system refused it, or it is not UTF-8 text. "
        "Check who may read it and how it was saved.",
    ),
    "S003": (
        "A settings file is not YAML",
        "The text breaks YAML's own rules at the place shown. Check indentation, colons and quotes there.",
    ),
    "S004": (
        "A key is not known",
        "Settings have a fixed set of keys, so that a misspelled one does not quietly mean its default. "
        "Correct the key or remove it.",
    ),
    "S005": (
        "A key stands twice",
        "Which of the two is meant cannot be known. Keep one.",
    ),
    "S006": (
        "A setting has the wrong form",
        "The value is not of the kind that the key needs: a text, a whole number, a list of texts, a mapping, "
        "or one of a few words. The message says which.",
    ),
    "S007": (
        "The engine is named twice",
        "`engine:` holds the connection itself, `profile:` takes it from dbt's profiles.yml. Keep one of them.",
    ),
    "S008": (
        "A profile cannot be found",
        "dbt's profiles.yml is looked for in the project's folder, then in the folder that DBT_PROFILES_DIR names, "
        "then in ~/.dbt; the first one found is read. Add the profile there, or write `engine:` in metricops.yml.",
    ),
    "S009": (
        "A target is not in its profile",
        "A profile has one or more outputs, and its target names one of them. Correct `target:`.",
    ),
    "S010": (
        "An environment variable is missing",
        "env_var('NAME') needs the variable to be set; env_var('NAME', 'default') does not.",
    ),
    "S011": (
        "A template that settings do not understand",
        "Of dbt's template language, settings read {{ env_var('NAME') }} and {{ env_var('NAME', 'default') }} only; "
        "nothing is executed.",
    ),
    "S012": (
        "A connection is incomplete",
        "The engine needs a setting that is not there, such as the path of a DuckDB file.",
    ),
    "S013": (
        "A channel that is no variable's name",
        "Addresses of channels hold secrets, so they stand in environment variables. `notify:` maps an owner to the "
        "name of theirs.",
    ),
}
