"""Writes the reference pages that come from the code: codes, check kinds, commands, engines.

`python docs/generate.py` writes them; the tests fail when one is stale.
"""

import importlib
from collections.abc import Callable, Iterator
from pathlib import Path

import click

from metricops.checks import ALL, Kind, Parameter
from metricops.cli.commands import COMMANDS, main
from metricops.diagnostics.codes.build import BUILD
from metricops.diagnostics.codes.lint import LINT
from metricops.diagnostics.codes.load import LOAD
from metricops.diagnostics.codes.plan import PLAN
from metricops.diagnostics.codes.quality import QUALITY
from metricops.diagnostics.codes.rehearsal import REHEARSAL
from metricops.diagnostics.codes.resolve import RESOLVE
from metricops.diagnostics.codes.settings import SETTINGS
from metricops.engines import SUPPORT, Support

REFERENCE = Path(__file__).parent / "reference"
WIDTH = 100

FAMILIES = {
    "S: settings": SETTINGS,
    "L: reading files": LOAD,
    "R: linking definitions": RESOLVE,
    "P: questions": PLAN,
    "W: policy": LINT,
    "Q: thresholds and checks": QUALITY,
    "T: scenarios of thresholds": REHEARSAL,
    "B: building models": BUILD,
}
LEVELS = {
    Support.EXECUTED: "Queries are run on it, in the tests too.",
    Support.CHECKED: "SQL is written for it, and the vendor's own parser or engine reads it (`make dialects`).",
    Support.RENDERED: "SQL is written for it, and a parser that is not the vendor's reads it in the tests: "
    "read it before you rely on it.",
}
JUDGES = {
    "rows": "",
    "value": " Judges one number for the whole table.",
    "shape": " Looks at the columns, not at rows.",
}
EXAMPLES = {
    "expect": "where: stage = 'Won'\nexpect: amount > 0",
    "require": "require: [closed_at, amount]\nwhen: stage = 'Won'",
    "not_null": "expectation: not_null\ncolumn: owner_id",
    "is_null": "expectation: is_null\ncolumn: closed_at\nwhere: not is_closed",
    "accepted": "accepted: {column: stage, values: [Open, Won, Lost]}",
    "refused": "expectation: refused\ncolumn: competitor\nvalues: [test, n/a]",
    "within": "within: {column: discount, min: 0, max: 0.5}",
    "matches": "expectation: matches\ncolumn: email\nregex: '^[^@]+@[^@]+$'",
    "length_within": "expectation: length_within\ncolumn: country\nmin: 2\nmax: 2",
    "unique": "unique: [deal_id, line]",
    "exists": "exists: {column: account_id, in: dim_account}",
    "fresh": "fresh: {column: loaded_at, within: daily by 06:00}",
    "on_change": "on_change: {field: amount, requires: note, beyond: 25000}",
    "pair_greater": "expectation: pair_greater\na: ends_on\nb: starts_on\nor_equal: true",
    "pair_equal": "expectation: pair_equal\na: billed\nb: booked",
    "row_count": "expectation: row_count\nmin: 1",
    "column_max": "expectation: column_max\ncolumn: amount\nmax: 5000000",
    "column_min": "expectation: column_min\ncolumn: amount\nmin: 0",
    "column_sum": "expectation: column_sum\ncolumn: weight\nmin: 0.999\nmax: 1.001",
    "column_mean": "expectation: column_mean\ncolumn: cycle_days\nmax: 120",
    "column_exists": "expectation: column_exists\ncolumn: next_step",
    "matches_not": "expectation: matches_not\ncolumn: name\nregex: '(?i)test'",
    "matches_list": "expectation: matches_list\ncolumn: phone\nregexes: ['^[+][0-9 ]+$', '^0[0-9 ]+$']",
    "matches_none": "expectation: matches_none\ncolumn: email\nregexes: ['@example[.]', '@test[.]']",
    "like": "expectation: like\ncolumn: deal_id\npattern: D-%",
    "not_like": "expectation: not_like\ncolumn: name\npattern: '%test%'",
    "like_list": "expectation: like_list\ncolumn: sku\npatterns: [PLAN-%, SEAT-%]",
    "like_none": "expectation: like_none\ncolumn: sku\npatterns: [OLD-%, '%-TEST']",
    "length_is": "expectation: length_is\ncolumn: currency\nlength: 3",
    "is_json": "expectation: is_json\ncolumn: payload",
    "is_date": "expectation: is_date\ncolumn: signed_on_text",
    "fits_format": "expectation: fits_format\ncolumn: signed_on_text\nformat: '%d.%m.%Y'",
    "increasing": "expectation: increasing\ncolumn: closed_at\nby: deal_id",
    "decreasing": "expectation: decreasing\ncolumn: open_seats\nby: [day, deal_id]",
    "pair_accepted": "expectation: pair_accepted\na: country\nb: currency\npairs: [[DE, EUR], [US, USD]]",
    "distinct_in_row": "expectation: distinct_in_row\ncolumns: [buyer_id, seller_id]",
    "columns_sum": "expectation: columns_sum\ncolumns: [new_share, renewal_share]\ntotal: 1",
    "row_count_is": "expectation: row_count_is\ncount: 12\nwhere: is_open",
    "row_count_as": "expectation: row_count_as\nin: crm.crm_opportunities",
    "column_median": "expectation: column_median\ncolumn: cycle_days\nmax: 90",
    "column_stdev": "expectation: column_stdev\ncolumn: discount\nmax: 0.2",
    "column_quantiles": "expectation: column_quantiles\ncolumn: amount\nquantiles: [0.5, 0.9]\n"
    "ranges: [[1000, 50000], [null, 500000]]",
    "unique_count": "expectation: unique_count\ncolumn: stage\nmax: 8",
    "unique_share": "expectation: unique_share\ncolumn: email\nmin: 0.95",
    "filled_share": "expectation: filled_share\ncolumn: next_step\nmin: 0.8",
    "distinct_in": "expectation: distinct_in\ncolumn: stage\nvalues: [Open, Won, Lost]",
    "distinct_contain": "expectation: distinct_contain\ncolumn: region\nvalues: [EMEA, AMER]",
    "distinct_equal": "expectation: distinct_equal\ncolumn: stage\nvalues: [Open, Won, Lost]",
    "most_common": "expectation: most_common\ncolumn: currency\nvalues: [USD, EUR]\nties_okay: true",
    "columns_are": "expectation: columns_are\ncolumns: [deal_id, stage, amount]\nexact_match: false",
    "columns_in_order": "expectation: columns_in_order\ncolumns: [deal_id, stage, amount]",
    "column_count": "expectation: column_count\nmin: 3\nmax: 40",
    "column_count_is": "expectation: column_count_is\ncount: 12",
    "type_is": "expectation: type_is\ncolumn: amount\ntype: DECIMAL(12,2)",
    "type_in": "expectation: type_in\ncolumn: deal_id\ntypes: [INTEGER, BIGINT]",
}
"""One check of every kind, without its name and table."""


def codes() -> str:
    """Every diagnostic with what it means and what to do."""
    parts = [
        "# Codes\n",
        "Every fault has a code. An error keeps what it is about from being used; a warning stops nothing. "
        "The rest of the project works all the same.\n",
    ]
    for family, table in FAMILIES.items():
        parts.append(f"## {family}\n")
        for code, (title, text) in table.items():
            parts.append(f"### {code}\n\n**{title}.** {text}\n")
    return "\n".join(parts)


def checks() -> str:
    """Every check kind with its arguments and its other names."""
    parts = [
        "# Check kinds\n",
        "Great Expectations' names stand as keys, with its spellings of arguments. Every kind can be written as "
        "`expectation: NAME`. What every check takes besides its kind's arguments stands in "
        "[Checks](../checks.md).\n",
        *(_kind(kind) for kind in ALL),
    ]
    return "\n".join(parts)


def _kind(kind: Kind) -> str:
    example = EXAMPLES[kind.name].replace("\n", "\n    ")
    lines = [
        f"## {kind.name}\n",
        f"{kind.about}{JUDGES[kind.judges]}\n",
        f"```yaml\nchecks:\n  - name: {kind.name}_example\n    on: fct_deals\n    {example}\n```\n",
    ]
    if kind.aliases:
        lines.append(f"Great Expectations: {', '.join(f'`{name}`' for name in kind.aliases)}.\n")
    if kind.arguments:
        lines += ["| argument | written as | what it is |", "|---|---|---|", *map(_argument, kind.arguments), ""]
    return "\n".join(lines)


def _argument(parameter: Parameter) -> str:
    names = " or ".join(f"`{name}`" for name in parameter.names)
    written = ", ".join(f"`{choice}`" for choice in parameter.choices) or parameter.type.value
    needed = "; required" if parameter.required else ""
    default = f"; `{parameter.default}` by default" if parameter.default is not None else ""
    return f"| {names} | {written} | {parameter.about}{needed}{default} |"


def cli() -> str:
    """What `--help` says, for every command."""
    parts = [
        "# Commands\n",
        "Options that every command has may stand before or after its name.\n",
        "Exit codes: **0** fine; **2** a breach or a tier 1 violation, and nothing else; **1** everything that kept "
        "the run from its job: a wrong command line, faults in definitions, a warehouse that did not answer, "
        "a tier 1 rule that could not be judged. 1 wins over 2.\n",
        *(f"## {name}\n\n```text\n{text}\n```\n" for name, text in _helps()),
    ]
    return "\n".join(parts)


def _helps() -> Iterator[tuple[str, str]]:
    yield "metricops", _help(main, "metricops", None)
    for name in COMMANDS:
        command: click.Command = importlib.import_module(f"metricops.cli.{name}").command
        yield f"metricops {name}", _help(command, name, click.Context(main, info_name="metricops"))


def _help(command: click.Command, name: str, parent: click.Context | None) -> str:
    context = click.Context(command, parent, name, terminal_width=WIDTH, max_content_width=WIDTH)
    context.help_option_names = ["-h", "--help"]
    return "\n".join(line.rstrip() for line in command.get_help(context).splitlines())


def engines() -> str:
    """How far each warehouse is supported."""
    used = [level for level in Support if level in SUPPORT.values()]
    parts = [
        "# Engines and dialects\n",
        "| name | support |",
        "|---|---|",
        *(f"| `{name}` | {level} |" for name, level in SUPPORT.items()),
        "",
        *(f"* **{level}**: {LEVELS[level]}" for level in used),
        "",
        "A project's engine is named in [metricops.yml](settings.md). `metricops sql --dialect NAME` writes SQL for "
        "any of them, whatever the project's engine is.\n",
    ]
    return "\n".join(parts)


PAGES: dict[str, Callable[[], str]] = {
    "codes.md": codes,
    "checks.md": checks,
    "cli.md": cli,
    "engines.md": engines,
}


def write() -> None:
    """Writes every page anew."""
    for name, page in PAGES.items():
        (REFERENCE / name).write_text(page(), encoding="utf-8", newline="\n")


if __name__ == "__main__":
    write()
