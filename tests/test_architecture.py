"""The walls of the house: who may import whom, and what stands in which room, read from the source with `ast`.

ARCHITECTURE.md tells the same in words; the tests at the end hold it to the tables here.
"""

import ast
import re
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from graphlib import TopologicalSorter
from pathlib import Path

import pytest

from metricops.diagnostics.codes import CODES

REPOSITORY = Path(__file__).resolve().parents[1]
PACKAGE = REPOSITORY / "metricops"
ARCHITECTURE = (REPOSITORY / "ARCHITECTURE.md").read_text(encoding="utf-8")

ROOMS = (
    ("source", "periods", "units"),
    ("diagnostics", "manifest"),
    ("errors",),
    ("expressions",),
    ("plan",),
    ("sql",),
    ("checks", "project", "ledger", "partials"),
    ("definitions", "engines", "demo"),
    ("resolve", "evaluate", "build"),
    ("exception_list", "explain", "compare", "rehearse"),
    ("packet", "workshop", "output", "notify"),
    ("pipeline",),
    ("api",),
    ("cli", "pytest_plugin"),
)
"""Bottom to top: a room imports only rooms of the rows before its own."""

LIBRARIES = {
    "apprise": ("notify",),
    "click": ("cli",),
    "duckdb": ("build", "demo", "engines"),
    "duckdb_engine": ("engines",),
    "great_expectations": ("engines",),
    "jinja2": (),
    "pandas": ("api",),
    "psycopg": ("engines",),
    "pyarrow": ("api",),
    "pytest": ("pytest_plugin",),
    "pydantic": ("definitions",),
    "pydantic_core": ("definitions",),
    "rich": ("cli",),
    "sqlglot": ("expressions", "sql", "checks"),
    "yaml": ("definitions", "project"),
}
"""Every library from outside, and the rooms that may import it."""

DRIVERS = {
    "apprise": ("notify/sending.py",),
    "duckdb": (
        "build/build.py",
        "build/execution.py",
        "build/keeping.py",
        "build/partials.py",
        "demo/writing.py",
        "engines/duckdb.py",
        "engines/duckdb_beside.py",
        "engines/duckdb_file.py",
    ),
    "pandas": ("api/results.py",),
    "psycopg": ("engines/postgres.py",),
    "pyarrow": ("api/results.py",),
    "rich": ("cli/progress.py",),
    "duckdb_engine": ("engines/expectations.py",),
    "great_expectations": ("engines/expectations.py",),
}
"""Slow to import: only inside functions, only in these files; for type checkers (TYPE_CHECKING) everywhere."""

INSIDE_FUNCTIONS = {
    "__init__.py": ("api", "errors"),
    "api/opening.py": ("engines",),
    "api/project.py": ("api", "build", "engines", "evaluate", "ledger", "pipeline", "plan"),
    "cli/remembered.py": ("pipeline",),
    "cli/sql.py": ("cli",),
    "pipeline/loading.py": ("build", "definitions", "resolve"),
    "pytest_plugin.py": ("api", "diagnostics"),
}
"""The only other imports inside functions, by file and room. They keep the command line quick to start: public names
are imported when first used, what runs queries when one is run, what reads YAML when no manifest is remembered, and
what compiles when no SQL is."""

IMPORTED_BY_NAME = ("cli/commands.py",)
"""Files that import modules by a computed name: each command lives in a module of its name."""

CLOCK_AND_ENVIRONMENT = ("api", "cli")
CLOCKS = (
    "date.today",
    "datetime.now",
    "datetime.today",
    "datetime.utcnow",
    "time.time",
    "os.environ",
    "os.environb",
    "os.getenv",
)

SQL_TEXT = ("build", "demo", "engines", "ledger")
"""Rooms that talk to a database about its own tables. Every question about metrics and checks is made of trees."""

UNDOCUMENTED = ("demo",)
"""Rooms whose functions may go without a docstring: nobody outside calls them, and their names are the demo's story."""

NAMELESS = {"utils", "helpers", "common", "core", "base", "manager", "handler", "service", "processor"}

LONGEST_MODULE = 360
LONGEST_FUNCTION = 60
SHORT_FUNCTION = 30
MOST_ARE_SHORT = 0.9


@dataclass(frozen=True)
class Absence:
    """What a room does not know: rooms that none of its files imports, but for the files in `besides`."""

    sentence: str
    room: str
    absent: tuple[str, ...]
    besides: tuple[str, ...] = ()


ABSENCES = (
    Absence("The manifest knows nothing of YAML.", "manifest", ("definitions", "resolve", "diagnostics")),
    Absence("Definitions know nothing of SQL.", "definitions", ("expressions", "plan", "sql", "checks")),
    Absence("The planner knows nothing of YAML, dialects or warehouses.", "plan", ("definitions", "sql", "engines")),
    Absence("Lowering and rendering know nothing of warehouses.", "sql", ("engines", "project")),
    Absence("Engines know nothing of metrics and plans.", "engines", ("plan", "resolve", "definitions", "evaluate")),
    Absence(
        "The evaluator knows nothing of SQL.",
        "evaluate",
        ("sql", "engines", "checks", "expressions", "plan", "definitions", "resolve"),
        besides=("evaluate/check_runs.py", "evaluate/tiers.py", "evaluate/worth.py"),
    ),
    Absence("Explaining is arithmetic and asks nobody.", "explain", ("plan", "sql", "engines", "evaluate", "manifest")),
    Absence(
        "Comparing is arithmetic on two answers.",
        "compare",
        ("plan", "sql", "engines", "manifest", "definitions", "resolve"),
    ),
    Absence("The packet queries nothing.", "packet", ("plan", "sql", "engines", "checks", "definitions", "resolve")),
    Absence(
        "The workshop kit queries nothing either.", "workshop", ("plan", "sql", "engines", "definitions", "resolve")
    ),
    Absence("Outputs know values, not how they came about.", "output", ("plan", "definitions", "resolve")),
    Absence("The demo knows nothing of metricops.", "demo", ("manifest", "plan", "project", "engines", "definitions")),
)


@dataclass(frozen=True)
class Import:
    """One imported module; `hidden` inside a function, `typing` for type checkers only."""

    module: str
    names: tuple[str, ...]
    line: int
    hidden: bool
    typing: bool

    @property
    def library(self) -> str:
        """The name before the first dot."""
        return self.module.split(".")[0]

    @property
    def rooms(self) -> tuple[str, ...]:
        """The rooms of metricops it is about."""
        if self.library != "metricops":
            return ()
        parts = self.module.split(".")
        return (parts[1],) if len(parts) > 1 else self.names


@dataclass(frozen=True)
class Module:
    """One file of the package."""

    path: Path

    @property
    def name(self) -> str:
        """The path inside the package."""
        return self.path.relative_to(PACKAGE).as_posix()

    @property
    def room(self) -> str:
        """The folder or file at the top of the package that it belongs to."""
        return self.path.relative_to(PACKAGE).parts[0].removesuffix(".py")

    @cached_property
    def text(self) -> str:
        return self.path.read_text(encoding="utf-8")

    @cached_property
    def tree(self) -> ast.Module:
        return ast.parse(self.text)

    @cached_property
    def imports(self) -> tuple[Import, ...]:
        hidden = _within(self.tree, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda)
        typing = _within(self.tree, ast.If, "TYPE_CHECKING")
        return tuple(
            Import(module, names, line, node in hidden, node in typing)
            for node in ast.walk(self.tree)
            for module, names, line in _imported(node)
        )

    @property
    def functions(self) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
        return (node for node in ast.walk(self.tree) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef))

    @cached_property
    def docstrings(self) -> set[ast.AST]:
        documented = ast.Module | ast.ClassDef | ast.FunctionDef
        bodies = (node.body for node in ast.walk(self.tree) if isinstance(node, documented))
        return {body[0].value for body in bodies if body and isinstance(body[0], ast.Expr)}

    @property
    def texts(self) -> Iterator[tuple[str, int]]:
        """Every string that is no docstring, with its line."""
        for node in ast.walk(self.tree):
            if isinstance(node, ast.Constant) and isinstance(node.value, str) and node not in self.docstrings:
                yield node.value, node.lineno


def _within(tree: ast.Module, kind: type | object, about: str = "") -> set[ast.AST]:
    found = (node for node in ast.walk(tree) if isinstance(node, kind))  # type: ignore[arg-type]
    blocks = (node for node in found if not about or about in ast.unparse(getattr(node, "test", node)))
    return {node for block in blocks for node in ast.walk(block)}


def _imported(node: ast.AST) -> Iterator[tuple[str, tuple[str, ...], int]]:
    if isinstance(node, ast.Import):
        yield from ((alias.name, (), node.lineno) for alias in node.names)
    elif isinstance(node, ast.ImportFrom):
        assert not node.level, f"line {node.lineno}: imports are written in full"
        yield node.module or "", tuple(alias.name for alias in node.names), node.lineno


MODULES = tuple(Module(path) for path in sorted(PACKAGE.rglob("*.py")))
INSIDE = tuple(module for module in MODULES if module.room not in ("__init__", "__main__"))
RANK = {room: rank for rank, row in enumerate(ROOMS) for room in row}


def told(faults: list[str]) -> None:
    """Fails with every fault on a line of its own."""
    assert not faults, "\n" + "\n".join(faults)


# ── who imports whom ────────────────────────────────────────────────────────────────────────────────────────


def test_the_table_holds_every_room() -> None:
    assert {module.room for module in INSIDE} == RANK.keys()


def test_a_room_imports_only_what_stands_below_it() -> None:
    told(
        [
            f"{module.name}:{found.line}: {module.room} imports {room}, which stands beside or above it"
            for module in INSIDE
            for found in module.imports
            for room in found.rooms
            if room != module.room and RANK[room] >= RANK[module.room]
        ]
    )


@pytest.mark.parametrize(("door", "opens"), [("__init__.py", {"api", "errors"}), ("__main__.py", {"cli"})])
def test_the_front_doors_open_to_the_rooms_at_the_top(door: str, opens: set[str]) -> None:
    assert {room for found in Module(PACKAGE / door).imports for room in found.rooms} == opens


def test_no_import_leads_back_to_where_it_came_from() -> None:
    known = {_dotted(module): module for module in MODULES}
    graph = {name: _targets(module, known) - {name} for name, module in known.items() if name != "metricops"}
    TopologicalSorter(graph).prepare()  # raises CycleError, naming the loop


def _dotted(module: Module) -> str:
    return ".".join(("metricops", *module.path.relative_to(PACKAGE).with_suffix("").parts)).removesuffix(".__init__")


def _targets(module: Module, known: dict[str, Module]) -> set[str]:
    found = set()
    for one in module.imports:
        if one.library == "metricops" and not one.typing:
            inner = {f"{one.module}.{name}" for name in one.names} & known.keys()
            found |= inner if len(inner) == len(one.names) and inner else inner | {one.module}
    return found - {"metricops"}


@pytest.mark.parametrize("absence", ABSENCES, ids=lambda a: a.sentence)
def test_absence(absence: Absence) -> None:
    told(
        [
            f"{module.name}:{found.line}: {absence.sentence} It imports {found.module}"
            for module in INSIDE
            if module.room == absence.room and module.name not in absence.besides
            for found in module.imports
            if set(found.rooms) & set(absence.absent)
        ]
    )


def test_engines_take_only_the_names_of_tables_from_the_manifest() -> None:
    taken = {
        name
        for module in INSIDE
        if module.room == "engines"
        for found in module.imports
        if "manifest" in found.rooms
        for name in found.names
    }
    assert taken == {"Relation"}


# ── libraries ───────────────────────────────────────────────────────────────────────────────────────────────


def _outside(module: Module) -> Iterator[Import]:
    ours = ("metricops", "__future__")
    return (i for i in module.imports if i.library not in sys.stdlib_module_names and i.library not in ours)


def test_libraries_stay_in_their_rooms() -> None:
    told(
        [
            f"{module.name}:{found.line}: {found.library} is not imported in {module.room}"
            for module in MODULES
            for found in _outside(module)
            if module.room not in LIBRARIES.get(found.library, ()) and not (found.typing and found.library in DRIVERS)
        ]
    )


def test_drivers_are_imported_where_they_are_used() -> None:
    told(
        [
            f"{module.name}:{found.line}: {found.library} is imported only inside functions of its own files"
            for module in MODULES
            for found in _outside(module)
            if found.library in DRIVERS and not found.typing
            if not found.hidden or module.name not in DRIVERS[found.library]
        ]
    )


def test_no_other_import_hides_in_a_function() -> None:
    told(
        [
            f"{module.name}:{found.line}: {found.module} is imported inside a function"
            for module in MODULES
            for found in module.imports
            if found.hidden and found.library not in DRIVERS
            if not found.rooms or not set(found.rooms) <= set(INSIDE_FUNCTIONS.get(module.name, ()))
        ]
    )


def test_no_module_is_imported_by_a_computed_name() -> None:
    told(
        [
            f"{module.name}:{node.lineno}: a module is imported by a computed name"
            for module in MODULES
            for node in ast.walk(module.tree)
            if isinstance(node, ast.Call) and ast.unparse(node.func) in ("importlib.import_module", "__import__")
            if module.name not in IMPORTED_BY_NAME
        ]
    )


@pytest.mark.parametrize("words", [["--help"], ["sql", "win_rate"], ["list"]], ids=" ".join)
def test_commands_that_need_no_rows_import_no_driver(words: list[str]) -> None:
    script = (
        "import sys\nfrom metricops.cli import main\n"
        "try:\n    main(sys.argv[1:])\n"
        f"finally:\n    print(*sorted(set({list(DRIVERS)}) & set(sys.modules)), file=sys.stderr)"
    )
    run = subprocess.run(
        [sys.executable, "-c", script, *words], capture_output=True, text=True, cwd=REPOSITORY, check=False
    )
    assert run.returncode == 0, run.stderr
    assert run.stderr.strip() == ""


def test_no_class_is_made_from_one_of_sqlglot() -> None:
    told(
        [
            f"{module.name}:{node.lineno}: {node.name} is made from {ast.unparse(base)}"
            for module in MODULES
            for node in ast.walk(module.tree)
            if isinstance(node, ast.ClassDef)
            for base in node.bases
            if ast.unparse(base).split(".")[0] in _names_of_sqlglot(module)
        ]
    )


def _names_of_sqlglot(module: Module) -> set[str]:
    found = [i for i in module.imports if i.library == "sqlglot"]
    return {"sqlglot", *(name for i in found for name in i.names)}


# ── the clock, the environment, SQL text ────────────────────────────────────────────────────────────────────


def test_only_the_api_and_the_command_line_read_the_clock_and_the_environment() -> None:
    told(
        [
            f"{module.name}:{node.lineno}: reads {ast.unparse(node)}"
            for module in MODULES
            if module.room not in CLOCK_AND_ENVIRONMENT
            for node in ast.walk(module.tree)
            if isinstance(node, ast.Attribute) and ".".join(ast.unparse(node).split(".")[-2:]) in CLOCKS
        ]
    )


def test_sql_is_made_of_trees() -> None:
    statement = re.compile(r"\s*(SELECT|WITH|CREATE|INSERT|UPDATE|DELETE|DROP|ALTER|MERGE|UNION)\s")
    told(
        [
            f"{module.name}:{line}: SQL as text"
            for module in MODULES
            if module.room not in SQL_TEXT
            for text, line in module.texts
            if statement.match(text)
        ]
    )


# ── names, purposes, sizes ──────────────────────────────────────────────────────────────────────────────────


def test_every_module_says_what_it_is_for() -> None:
    told(
        [
            f"{module.name}: a module opens with its purpose, on one line that ends in a full stop"
            for module in MODULES
            if not re.search(r"[.:!?]$", (ast.get_docstring(module.tree) or "").split("\n")[0])
        ]
    )


def test_every_module_and_folder_has_a_name() -> None:
    names = {part.removesuffix(".py") for module in MODULES for part in module.path.relative_to(PACKAGE).parts}
    assert not names & NAMELESS


def test_public_functions_and_classes_say_what_they_give() -> None:
    told(
        [
            f"{module.name}:{node.lineno}: {node.name} has no docstring"
            for module in MODULES
            if module.room not in UNDOCUMENTED
            for node in module.tree.body
            if isinstance(node, ast.FunctionDef | ast.ClassDef) and not node.name.startswith("_")
            if not ast.get_docstring(node)
        ]
    )


def test_modules_and_functions_can_be_read_at_a_glance() -> None:
    long_modules = [f"{m.name}: {n} lines" for m in MODULES if (n := len(m.text.splitlines())) > LONGEST_MODULE]
    sizes = [(f"{m.name}: {f.name}", (f.end_lineno or f.lineno) - f.lineno + 1) for m in MODULES for f in m.functions]
    told([*long_modules, *(f"{name} has {n} lines" for name, n in sizes if n > LONGEST_FUNCTION)])
    assert sum(n < SHORT_FUNCTION for _, n in sizes) / len(sizes) > MOST_ARE_SHORT


# ── diagnostics ─────────────────────────────────────────────────────────────────────────────────────────────


def _codes_used() -> dict[str, str]:
    tables = PACKAGE / "diagnostics" / "codes"
    return {
        text: f"{module.name}:{line}"
        for module in MODULES
        if tables not in module.path.parents
        for text, line in module.texts
        if re.fullmatch(r"[A-Z]\d{3}", text)
    }


def test_every_code_that_is_used_is_explained() -> None:
    told([f"{place}: {code} is not in the code table" for code, place in _codes_used().items() if code not in CODES])


def test_every_code_that_is_explained_is_used() -> None:
    assert not CODES.keys() - _codes_used().keys()


# ── ARCHITECTURE.md says the same ───────────────────────────────────────────────────────────────────────────


def test_the_import_table_is_told() -> None:
    section = ARCHITECTURE.split("## Rooms")[1].split("\n## ")[0]
    rows = (line.split("|")[2] for line in section.splitlines() if re.match(r"\| \d+ \|", line))
    assert tuple(tuple(re.findall(r"`(\w+)`", row)) for row in rows) == ROOMS


@pytest.mark.parametrize("absence", ABSENCES, ids=lambda a: a.sentence)
def test_the_absences_are_told(absence: Absence) -> None:
    assert absence.sentence in ARCHITECTURE
