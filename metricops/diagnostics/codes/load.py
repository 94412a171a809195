"""Codes of the family L: reading files. Each entry is code: (title, what it means and what to do)."""

LOAD: dict[str, tuple[str, str]] = {
    "L001": (
        "A file cannot be read",
        "The file is missing, is not a file, or its permissions keep it closed. Nothing it defines is known; "
        "the other files are read all the same.",
    ),
    "L002": (
        "A file is not UTF-8",
        "The file was saved in another encoding, most often by an older editor or a spreadsheet. "
        "Save it as UTF-8; nothing in it is read until then.",
    ),
    "L003": (
        "A file starts with a byte-order mark",
        'The mark is invisible and YAML does not need it. The file is read; saving it as "UTF-8" without the mark '
        "ends the warning.",
    ),
    "L004": (
        "A control character stands in a file",
        "YAML allows no control characters besides tabs and line breaks; most come from pasting. "
        'Delete the character, or write it as an escape ("\\u0007") between double quotes.',
    ),
    "L005": (
        "A file is empty",
        "The file holds nothing but comments or blanks. That is allowed; delete the file if it is not needed.",
    ),
    "L010": (
        "A file is not valid YAML",
        "The text cannot be taken apart into keys and values. The usual causes are a quote or bracket that is not "
        'closed, a value with ": " in it that needs quotes, and keys that do not stand in one column. '
        "Nothing in the file is read until this is mended.",
    ),
    "L011": (
        "A tab indents a line",
        "YAML is indented by spaces only. Replace the tab; most editors can do so for a whole file.",
    ),
    "L012": (
        "A file holds several documents",
        'Only the first document of a file is read. Move what follows the "---" to a file of its own.',
    ),
    "L013": (
        "A key is written twice",
        "A mapping has each key once; which of two values is meant cannot be known, so the entry is left out. "
        "Remove one of them. Of a top-level section that is written twice, both are read.",
    ),
    "L014": (
        "An alias stands inside its own value",
        'An alias ("*name") repeats the value behind its anchor ("&name"). Inside that value it would repeat for ever. '
        "Write the part that is needed instead.",
    ),
    "L015": (
        "Aliases stand for too many values",
        "Aliases that repeat aliases grow very fast. The file is not read, so that it cannot exhaust the machine. "
        "Write the values out, or generate the file.",
    ),
    "L016": (
        "Values are nested too deep",
        "No definition needs that many levels; the file is not read. Look for brackets that are never closed.",
    ),
    "L017": (
        "An alias has no anchor",
        'An alias ("*name") repeats a value that carries the anchor "&name" further up in the same file. '
        "Add the anchor, mend the name, or put a text that starts with * in quotes.",
    ),
    "L018": (
        "A key is not text",
        "A list or a mapping stands where a key is needed. Put it in quotes if it is meant as text.",
    ),
    "L019": (
        "A tag is not supported",
        "Tags such as !name have no meaning here. Remove the tag; a text that starts with ! stands in quotes.",
    ),
    "L020": (
        "A merge has nothing to merge",
        'The key "<<" copies the keys of a mapping, or of a list of mappings, most often through an alias.',
    ),
    "L021": (
        "A template without quotes",
        'YAML takes a value that starts with "{{" for a mapping. Put the whole value in quotes: '
        "filter: \"{{ Dimension('order__status') }} = 'done'\".",
    ),
    "L022": (
        "A file is not a mapping of sections",
        'A file starts with sections such as "models:", "metrics:" or "checks:", and their entries stand below them.',
    ),
    "L030": (
        "A section is not known",
        "The top-level key is neither one of metricops nor of dbt, so what stands under it is not read. "
        "A name that is nearly right is an error, any other a warning.",
    ),
    "L031": (
        "A key is not known",
        "The key has no meaning where it stands, and its entry is left out. Mend its spelling, move it to where it "
        "belongs, or remove it. Information of the project's own belongs under config.meta, beside metricops.",
    ),
    "L032": (
        "A required key is missing",
        "The entry cannot be used without this key, or the key has no value. The entry is left out.",
    ),
    "L033": (
        "A value has the wrong type",
        "The message says what is needed and what stands there. The entry is left out.",
    ),
    "L034": (
        "A value is not one of those allowed",
        "The message lists the values that are allowed. The entry is left out.",
    ),
    "L035": (
        "A key looks like a slip",
        "dbt passes over keys that it does not know in models and columns, and so does metricops. "
        "This one is nearly a key that would mean something.",
    ),
    "L036": (
        "A check without a rule",
        'A check says what it looks for: "expect" with SQL, one of the short forms, or the name and arguments of one '
        "of Great Expectations' expectations.",
    ),
    "L037": (
        "A template only dbt can render",
        "Of dbt's templates in YAML, `{{ var('x') }}` is put in from dbt_project.yml; any other needs dbt. `dbt parse` "
        "writes what it makes of them to target/, which is then read in place of the entry. Until then the entry is "
        "left out; of a source, only the place of its tables is not known.",
    ),
    "L038": (
        "An artifact of dbt cannot be read",
        "target/manifest.json or target/semantic_manifest.json is not whole, or no file of dbt's. Nothing of it is "
        "used; `dbt parse` writes it anew.",
    ),
    "L039": (
        "A table of targets that cannot be read",
        "A CSV file under targets/ starts with the names of its columns: metric, period_start, period, amount and "
        "set_on are needed; set_by, reason and seasonality are known; every other column is a dimension. Each row has "
        "a value for every column; one with a comma in it stands in double quotes.",
    ),
    "L040": (
        "No suite of Great Expectations",
        'A suite is JSON with a list "expectations", each with its "type" and "kwargs", as Great Expectations saves '
        'it; several may stand in a list "suites", as `metricops check --export gx` prints them.',
    ),
    "L041": (
        "An expectation without a table",
        "Great Expectations keeps the table apart from the suite. Name it with --on TABLE, as in a check's `on`.",
    ),
}
