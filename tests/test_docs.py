"""The documentation is held to the code: examples run, reference pages are fresh, links lead somewhere.

A fenced block is checked by its language. `console`: lines that begin with `$ ` are run in the demo project, one
session a page, and what stands below each must be what it prints; a line `…` stands for any lines. `python`: run in the
same place, `>>>` lines with what they print. `yaml`: decoded without a fault. A comment above a block says otherwise:
`<!-- fragment -->` is a piece of a file or of another tool's (Python is compiled then, and run where that
tool is there), `<!-- settings -->` a metricops.yml, and
`<!-- project: empty -->` lets the page's session stand in an empty folder from there on.

METRICOPS_UPDATE=1 writes the outputs of console blocks and the generated pages anew.
"""

import doctest
import importlib.util
import os
import re
import shlex
import shutil
from collections.abc import Iterator
from dataclasses import dataclass, field, fields
from pathlib import Path
from types import ModuleType
from typing import Any

import click
import pytest
import yaml
from click.testing import CliRunner

from metricops.checks import ALL, KINDS
from metricops.cli import main
from metricops.cli.commands import COMMANDS
from metricops.definitions import contracts, decisions, models, people, read_texts, scenarios, terms, thresholds
from metricops.definitions.checks import CheckEntry
from metricops.definitions.entry import Entry
from metricops.definitions.sections import ALL as SECTIONS
from metricops.diagnostics import pictures
from metricops.diagnostics.codes import CODES
from metricops.periods import Calendar
from metricops.project import ENGINE_TYPES, Paths, settings
from metricops.project.engine import DUCKDB_KEYS, POSTGRES_KEYS
from metricops.project.read import KEYS
from metricops.resolve import resolve
from metricops.sql.dialects import DIALECTS

REPOSITORY = Path(__file__).resolve().parents[1]
DOCS = REPOSITORY / "docs"
OWN = tuple(REPOSITORY / name for name in ("README.md", "ARCHITECTURE.md", "CONTRIBUTING.md", "CHANGELOG.md"))
PAGES = (*OWN, *sorted(DOCS.rglob("*.md")))
UPDATE = os.environ.get("METRICOPS_UPDATE") == "1"
DEMO = "metricops init --demo demo"
ELISION = "…"
LANGUAGES = {"console", "python", "yaml", "text", "bash", "crontab", "json", "csv", ""}
BLOCK = re.compile(
    r"(?:^<!-- (?P<marker>[^>]+) -->\n+)?^```(?P<language>\w*)\n(?P<body>.*?)^```$", re.MULTILINE | re.DOTALL
)


@dataclass(frozen=True)
class Block:
    """A fenced block of a page."""

    page: Path
    line: int
    language: str
    marker: str
    body: str

    @property
    def place(self) -> str:
        return f"{name_of(self.page)}:{self.line}"


def name_of(page: Path) -> str:
    return page.relative_to(REPOSITORY).as_posix()


def blocks(page: Path, *languages: str) -> list[Block]:
    text = page.read_text(encoding="utf-8")
    found = (
        Block(page, text.count("\n", 0, m.start("body")), m["language"], m["marker"] or "", m["body"])
        for m in BLOCK.finditer(text)
    )
    return [block for block in found if not languages or block.language in languages]


def every(*languages: str) -> list[Any]:
    found = [block for page in PAGES for block in blocks(page, *languages)]
    return [pytest.param(block, id=block.place) for block in found]


def having(*languages: str) -> list[Any]:
    return [pytest.param(page, id=name_of(page)) for page in PAGES if blocks(page, *languages)]


@pytest.mark.parametrize("page", PAGES, ids=name_of)
def test_every_block_is_of_a_kind_that_is_checked(page: Path) -> None:
    assert {block.language for block in blocks(page)} <= LANGUAGES
    assert page.read_text(encoding="utf-8").count("```") == 2 * len(blocks(page))


# ── sessions at the command line ────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True)
class Demo:
    """The demo project, made once, and what making it printed."""

    root: Path
    printed: str


@pytest.fixture(scope="session")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Demo:
    folder = tmp_path_factory.mktemp("docs")
    before = Path.cwd()
    os.chdir(folder)
    try:
        made = CliRunner().invoke(main, shlex.split(DEMO)[1:])
    finally:
        os.chdir(before)
    assert made.exit_code == 0, made.output
    return Demo(folder / "demo", made.output)


@dataclass
class Session:
    """A person at the command line of one page."""

    demo: Demo
    folder: Path
    exit: int = 0
    empties: int = field(default=0)

    def stand_in_an_empty_folder(self) -> None:
        self.empties += 1
        empty = self.folder / f"empty_{self.empties}"
        empty.mkdir()
        os.chdir(empty)

    def stand_in_the_demo(self) -> None:
        shutil.copytree(self.demo.root, self.folder / "demo")
        os.chdir(self.folder / "demo")

    def run(self, line: str) -> str:
        """What a line prints, without blanks at the ends of lines."""
        words = shlex.split(line)
        match words:
            case ["cd", folder]:
                os.chdir(folder)
                return ""
            case ["echo", "$?"]:
                return f"{self.exit}\n"
            case ["cat", file]:
                return Path(file).read_text(encoding="utf-8")
            case ["metricops", *rest]:
                return self.metricops(line, rest)
        raise AssertionError(f'"{line}" cannot be run by this test')

    def metricops(self, line: str, words: list[str]) -> str:
        if line == DEMO:
            shutil.copytree(self.demo.root, Path("demo"))
            return self.demo.printed
        result = CliRunner().invoke(main, words)
        self.exit = result.exit_code
        assert "internal error" not in result.output, result.output
        return "".join(f"{text.rstrip()}\n" for text in result.output.splitlines())


@pytest.fixture
def session(demo: Demo, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Session:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("COLUMNS", "100")
    return Session(demo, tmp_path)


def steps(body: str) -> Iterator[tuple[str, str]]:
    """The commands of a block, each with the text below it."""
    assert body.startswith("$ "), f"a console block begins with a command, not with {body[:20]!r}"
    for part in re.split(r"^\$ ", body, flags=re.MULTILINE)[1:]:
        command, _, shown = part.partition("\n")
        yield command, shown


def agrees(shown: str, printed: str) -> bool:
    """Whether what stands on the page is what was printed, up to lines that were left out."""
    pattern = "".join(r"(?:.*\n)*?" if line.strip() == ELISION else re.escape(line + "\n") for line in _lines(shown))
    return re.fullmatch(pattern, "".join(line + "\n" for line in _lines(printed))) is not None


def _lines(text: str) -> list[str]:
    return text.strip("\n").split("\n") if text.strip("\n") else []


def renewed(shown: str, printed: str) -> str:
    """What agrees stays; else the printed text, with as many lines before and after its one elision as before."""
    if agrees(shown, printed):
        return shown
    old, new = _lines(shown), _lines(printed)
    if [line.strip() for line in old].count(ELISION) != 1:
        return "".join(line + "\n" for line in new)
    at = [line.strip() for line in old].index(ELISION)
    kept = [*new[:at], ELISION, *new[len(new) - (len(old) - at - 1) :]]
    return "".join(line + "\n" for line in kept)


@pytest.mark.parametrize("page", having("console"))
def test_sessions_print_what_they_show(page: Path, session: Session) -> None:
    text = page.read_text(encoding="utf-8")
    stands = False
    for block in blocks(page, "console"):
        if block.marker == "project: empty":
            session.stand_in_an_empty_folder()
            stands = True
        elif not stands:
            session.stand_in_the_demo()
            stands = True
        played = [(command, shown, session.run(command)) for command, shown in steps(block.body)]
        if UPDATE:
            written = (f"$ {command}\n{renewed(shown, printed) if shown else ''}" for command, shown, printed in played)
            text = text.replace(f"```console\n{block.body}```", f"```console\n{''.join(written)}```")
            continue
        for command, shown, printed in played:
            assert not shown or agrees(shown, printed), f"{block.place}: $ {command}\n{printed}"
    if UPDATE:
        page.write_text(text, encoding="utf-8")


@pytest.mark.parametrize("block", every("bash", "crontab", "yaml"))
def test_commands_in_other_files_exist(block: Block) -> None:
    for words in re.findall(r"(?<![\w./-])metricops ((?:[\w-]+|--?[\w-]+)(?: [^\n|;&<>)]*)?)", block.body):
        name, *rest = words.split()
        if block.language == "yaml" and name not in COMMANDS:
            continue
        assert name in COMMANDS, f"{block.place}: metricops {name}"
        known = options_of(name)
        assert {word.split("=")[0] for word in rest if word.startswith("--")} <= known, f"{block.place}: {words}"


def options_of(name: str) -> set[str]:
    found = main.get_command(click.Context(main), name)
    assert found is not None
    options = (parameter for parameter in found.params if isinstance(parameter, click.Option))
    return {word for option in options for word in option.opts}


@pytest.mark.parametrize("page", PAGES, ids=name_of)
def test_targets_of_make_exist(page: Path) -> None:
    makefile = (REPOSITORY / "Makefile").read_text(encoding="utf-8")
    targets = set(re.findall(r"^([\w-]+):", makefile, re.MULTILINE))
    assert set(re.findall(r"(?:^|`)make ([a-z]+)\b", page.read_text(encoding="utf-8"), re.MULTILINE)) <= targets


# ── examples in files ───────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("block", every("yaml"))
def test_yaml_is_decoded_without_a_fault(block: Block, tmp_path: Path) -> None:
    if block.marker == "fragment":
        yaml.safe_load(block.body)
        return
    if block.marker == "settings":
        (tmp_path / "metricops.yml").write_text(block.body, encoding="utf-8")
        read = settings(tmp_path, {"PGPASSWORD": "secret"})
        assert not read.diagnostics, pictures(read.diagnostics, read.texts)
        return
    found = read_texts({block.place: block.body})
    assert not found.diagnostics, pictures(found.diagnostics, found.texts)


def run_where_it_can_be(block: Block) -> None:
    """Compiles a piece for another tool, and runs it where that tool is installed."""
    code = compile(block.body, block.place, "exec")
    needed = re.findall(r"^(?:from|import) (\w+)", block.body, re.MULTILINE)
    if all(importlib.util.find_spec(name) for name in needed):
        exec(code, {"__name__": "example"})


@pytest.mark.parametrize("page", having("python"))
def test_python_runs(page: Path, session: Session) -> None:
    session.stand_in_the_demo()
    names: dict[str, Any] = {"__name__": "example"}
    runner = doctest.DocTestRunner(optionflags=doctest.ELLIPSIS)
    for block in blocks(page, "python"):
        if block.marker == "fragment":
            run_where_it_can_be(block)
        elif ">>> " in block.body:
            example = doctest.DocTestParser().get_doctest(block.body, names, block.place, block.place, block.line)
            runner.run(example, clear_globs=False)
            names.update(example.globs)
        else:
            exec(compile(block.body, block.place, "exec"), names)
    assert not runner.summarize(verbose=False).failed


# ── reference ───────────────────────────────────────────────────────────────────────────────────────────────


def generator() -> ModuleType:
    spec = importlib.util.spec_from_file_location("generate", DOCS / "generate.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.mark.parametrize("name", generator().PAGES)
def test_generated_pages_are_fresh(name: str) -> None:
    made = generator()
    if UPDATE:
        made.write()
    assert (DOCS / "reference" / name).read_text(encoding="utf-8") == made.PAGES[name](), "python docs/generate.py"


def reference(name: str) -> str:
    return (DOCS / "reference" / name).read_text(encoding="utf-8")


def test_every_command_and_option_is_documented() -> None:
    sections = re.split(r"^## metricops ", reference("cli.md"), flags=re.MULTILINE)[1:]
    told = {section.split("\n")[0].strip(): section for section in sections}
    assert told.keys() == COMMANDS.keys()
    assert not {(name, option) for name in COMMANDS for option in options_of(name) if option not in told[name]}


def test_every_code_is_documented() -> None:
    assert re.findall(r"^### (\w+)$", reference("codes.md"), re.MULTILINE) == list(CODES)


def test_every_check_kind_is_documented_with_an_example_that_resolves() -> None:
    page = reference("checks.md")
    assert re.findall(r"^## (\w+)$", page, re.MULTILINE) == [kind.name for kind in ALL]
    assert not [name for name in KINDS if f"`{name}`" not in page and f"## {name}\n" not in page]
    for block in blocks(DOCS / "reference" / "checks.md", "yaml"):
        resolved = resolve(read_texts({"check.yml": block.body}))
        assert not resolved.diagnostics, block.body
        assert [KINDS[check.kind].name for check in resolved.manifest.checks] == [
            block.body.split()[3][: -len("_example")]
        ]


def test_every_dialect_has_the_support_that_is_documented() -> None:
    rows = re.findall(r"^\| `(\w+)` \| (\w+) \|$", reference("engines.md"), re.MULTILINE)
    assert dict(rows) == {name: dialect.support for name, dialect in DIALECTS.items()}
    assert set(ENGINE_TYPES) == DIALECTS.keys()


def test_every_setting_is_documented() -> None:
    page = reference("settings.md")
    parts = {f.name for part in (Paths, Calendar) for f in fields(part)}
    assert not [key for key in {*KEYS, *parts, *DUCKDB_KEYS, *POSTGRES_KEYS} if f"`{key}`" not in page]


def test_every_environment_variable_is_documented() -> None:
    code = "".join(path.read_text(encoding="utf-8") for path in (REPOSITORY / "metricops").rglob("*.py"))
    named = set(re.findall(r"\b(METRICOPS_[A-Z_]+|NO_COLOR|DBT_PROFILES_DIR|XDG_CACHE_HOME)\b", code))
    assert named
    assert not [name for name in named if f"`{name}`" not in reference("settings.md")]


ENTRIES: tuple[type[Entry], ...] = (
    contracts.ContractEntry,
    contracts.ConfidenceEntry,
    contracts.CaveatEntry,
    contracts.RaciEntry,
    thresholds.ThresholdEntry,
    thresholds.ConditionEntry,
    thresholds.ActionEntry,
    models.ModelFactsEntry,
    CheckEntry,
    terms.TermEntry,
    terms.VersionEntry,
    terms.UnresolvedEntry,
    decisions.DecisionEntry,
    decisions.ExperimentEntry,
    people.PersonEntry,
    people.RightEntry,
    people.ForumEntry,
    people.SilenceEntry,
    scenarios.ScenarioEntry,
)


@pytest.mark.parametrize("entry", ENTRIES, ids=lambda entry: entry.__name__)
def test_every_key_of_our_own_is_documented(entry: type[Entry]) -> None:
    page = reference("yaml.md")
    assert not [key for key in entry.known_keys() if f"`{key}`" not in page]


def test_every_section_of_a_file_is_documented() -> None:
    assert not [section.key for section in SECTIONS if f"`{section.key}:`" not in reference("yaml.md")]


# ── links and names ─────────────────────────────────────────────────────────────────────────────────────────


def anchors(page: Path) -> set[str]:
    headings = re.findall(r"^#+ (.+)$", page.read_text(encoding="utf-8"), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


@pytest.mark.parametrize("page", PAGES, ids=name_of)
def test_links_lead_somewhere(page: Path) -> None:
    for target in re.findall(r"\]\(([^)\s]+)\)", page.read_text(encoding="utf-8")):
        if target.startswith("http"):
            continue
        file, _, anchor = target.partition("#")
        found = (page.parent / file) if file else page
        assert found.exists(), target
        assert not anchor or anchor in anchors(found), target


def test_every_page_can_be_reached_from_the_first() -> None:
    seen: set[Path] = set()
    todo = [REPOSITORY / "README.md"]
    while todo:
        page = todo.pop()
        if page in seen or page.suffix != ".md":
            continue
        seen.add(page)
        targets = re.findall(r"\]\(([^)#\s]+)", page.read_text(encoding="utf-8"))
        todo += [(page.parent / t).resolve() for t in targets if not t.startswith("http")]
    assert seen >= set(PAGES)


@pytest.mark.parametrize("page", PAGES, ids=name_of)
def test_pages_name_no_machine(page: Path) -> None:
    assert not re.findall(r"(?<![\w.])/(?:home|work|tmp|Users|root)/", page.read_text(encoding="utf-8"))


def test_files_that_are_named_exist() -> None:
    text = (REPOSITORY / "ARCHITECTURE.md").read_text(encoding="utf-8")
    named = re.findall(r"`((?:[a-z_]+/)+[a-z_]+\.py)`", text)
    assert named
    assert not [name for name in named if not any((REPOSITORY / top / name).exists() for top in ("", "metricops"))]
