"""A project: definitions with the warehouse they are about, to ask, check, judge and build. Reads the clock."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, time
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any

from metricops.api.arguments import day_of, last_week, query_of
from metricops.api.results import QueryResult
from metricops.diagnostics import Diagnostic
from metricops.errors import EngineError, MetricopsError
from metricops.manifest import Check, Manifest
from metricops.partials import Partials
from metricops.partials.substitute import reading
from metricops.partials.values import ATTACHED
from metricops.periods import before, window_period
from metricops.pipeline.kept import fresh
from metricops.pipeline.loading import Loaded
from metricops.plan import Plan, ask, plan
from metricops.plan.ask import GroupText, TimeText
from metricops.plan.lookup import metric_named
from metricops.project import Settings
from metricops.source import fragment
from metricops.sql import compile_plan

if TYPE_CHECKING:
    from metricops.build import BuildReport
    from metricops.build.build import Raw
    from metricops.build.execution import Progress as BuildProgress
    from metricops.engines import Engine, OpenEngine
    from metricops.evaluate.track_record import Backtest
    from metricops.evaluate.values import CheckResult, Evaluation
    from metricops.exception_list import RecordList
    from metricops.explain import Explanation
    from metricops.packet import Packet
    from metricops.pipeline.checking import CheckRun
    from metricops.pipeline.comparing import Compared
    from metricops.pipeline.suites import Suite
    from metricops.pipeline.world import Progress, World
    from metricops.workshop import Kit

# The rooms that run and judge are imported by the methods that need them: compiling SQL, the most frequent use
# beside evaluating, must not pay for engines, checks and judging.


@dataclass(slots=True)
class Project:
    """Definitions with the warehouse they are about; without `partials` every query reads the rows."""

    root: Path
    settings: Settings | None
    loaded: Loaded
    schema: str
    dialect: str
    engine: "Engine | None" = None
    _proven: set[str] = field(default_factory=set)
    _opened: "OpenEngine | None" = None
    _suite: "Suite | None" = None
    partials: bool = True
    _kept: Partials | None = None

    @property
    def manifest(self) -> Manifest:
        """Everything that resolved."""
        return self.loaded.manifest

    @property
    def diagnostics(self) -> tuple[Diagnostic, ...]:
        """Faults of settings and definitions."""
        return self.loaded.diagnostics

    @property
    def texts(self) -> Mapping[str, str]:
        """The files that diagnostics point into."""
        return self.loaded.texts

    # ── asking ──────────────────────────────────────────────────────────────────────────────────────────────

    def sql(self, metrics: Sequence[str] | str = (), *, dialect: str | None = None, **asked: Any) -> str:
        """The SQL of a query as text; nothing is run. Takes what `query` takes; raises QueryError."""
        planned = plan(self.manifest, [query_of(metrics, **asked)])[0]
        return compile_plan(self._read(planned, dialect), dialect or self.dialect, self.schema).sql

    def _read(self, planned: Plan, dialect: str | None = None) -> Plan:
        """The plan as it would be run: over partials where they are fresh and the SQL is for the warehouse itself."""
        kept = fresh(self.settings) if self.partials and dialect in (None, self.dialect) else None
        return reading(planned, kept.kept) if kept else planned

    def query(
        self,
        metrics: Sequence[str] | str = (),
        *,
        by: Sequence[GroupText] | GroupText = (),
        group_by: Sequence[GroupText] | GroupText = (),
        where: Sequence[str] | str = (),
        window: str | None = None,
        as_of: TimeText = None,
        order_by: Sequence[str] | str = (),
        limit: int | None = None,
        time_constraint: tuple[TimeText, TimeText] | None = None,
        saved_query: str | None = None,
        min_max_only: bool = False,
        apply_group_by: bool = True,
        time_zone: str | None = None,
    ) -> QueryResult:
        """Ask for metrics by name; `by` is short for `group_by`.

        A `window` without `as_of` ends with the last complete unit before today. Raises QueryError when the
        question is refused and EngineError when the warehouse cannot answer it.
        """
        from metricops.pipeline.asking import answer  # noqa: PLC0415

        query = query_of(
            metrics,
            by=by,
            group_by=group_by,
            where=where,
            window=window,
            as_of=as_of,
            order_by=order_by,
            limit=limit,
            time_constraint=time_constraint,
            saved_query=saved_query,
            min_max_only=min_max_only,
            apply_group_by=apply_group_by,
            time_zone=time_zone,
        )
        planned = plan(self.manifest, [query])[0]  # a refusal needs no warehouse
        found = answer(self.world(), query, planned, self._proven)
        result = found.result
        return QueryResult(result.columns, result.rows, result.sql, query.as_of, found.caveats, found.confidence)

    def stage(self, name: str, *, as_of: TimeText = None, **asked: Any) -> object:
        """Any value of the river by the name of its stage: of a query when metrics are given, else of a run."""
        if name in ("nodes", "definitions"):
            return self.loaded.stage(name)
        if name == "manifest":
            return self.manifest
        if asked:
            planned = plan(self.manifest, [query_of(as_of=as_of, **asked)])[0]
            return self._stage_of_query(name, planned, as_of, asked)
        from metricops.pipeline import judging  # noqa: PLC0415

        day = day_of(as_of) or last_week(self.manifest)
        return judging.stage(self.world(), name, day, self._history)

    def _stage_of_query(self, name: str, planned: Plan, as_of: TimeText, asked: Mapping[str, Any]) -> object:
        if name == "plan":
            from metricops.plan.words import describe  # noqa: PLC0415

            return describe(planned)
        if name == "sql":
            return compile_plan(self._read(planned), self.dialect, self.schema)
        return self.query(as_of=as_of, **asked)

    # ── judging ─────────────────────────────────────────────────────────────────────────────────────────────

    def check(
        self,
        *,
        tier: int | None = None,
        names: Sequence[str] = (),
        as_of: TimeText = None,
        rows: bool = False,
        engine: str | None = None,
        progress: "Progress | None" = None,
    ) -> "CheckRun":
        """Run the data-quality checks, all or some; with `rows` also the records that break them.

        With `engine="gx"` Great Expectations judges those that it knows; raises EngineError when it cannot be used.
        """
        from metricops.pipeline import checking, witnessing  # noqa: PLC0415

        run = witnessing.run if engine == "gx" else checking.run
        wanted = self.checks(tier=tier, names=names)
        return run(self.world(progress), wanted, day_of(as_of) or date.today(), listed=rows)

    def checks(self, *, tier: int | None = None, names: Sequence[str] = ()) -> tuple[Check, ...]:
        """The checks that are written and implied, all or some; raises QueryError for a name that is none."""
        from metricops.pipeline.choosing import chosen  # noqa: PLC0415

        return chosen(self.manifest, self._suite, tier, names)

    def with_suite(self, file: Path, *, on: str | None = None) -> "Project":
        """The same project with the checks of a Great Expectations suite in place of its own.

        `on` is the table of expectations that name none. Faults of the suite are the project's `diagnostics`.
        """
        from metricops.pipeline.suites import suite  # noqa: PLC0415

        found = suite(Path(file), self.manifest, self.schema, on)
        texts = {**self.texts, found.file: found.text}
        return replace(self, loaded=replace(self.loaded, diagnostics=found.diagnostics, texts=texts), _suite=found)

    def evaluate(self, as_of: TimeText = None, *, progress: "Progress | None" = None) -> "Evaluation":
        """Judge every threshold and check as of a date, by default the end of the last complete week.

        The exit code is 1 when definitions were left out, because what they ask was not judged.
        """
        from metricops.ledger import Ledger  # noqa: PLC0415
        from metricops.pipeline import judging  # noqa: PLC0415

        day = day_of(as_of) or last_week(self.manifest)
        ledger = Ledger(self.settings.ledger) if self.settings else None
        evaluation = judging.evaluate(self.world(progress), day, self._history, ledger)
        faulty = any(d.severity == "error" for d in self.diagnostics)
        return replace(evaluation, exit=1) if faulty else evaluation

    def backtest(self, metric: str, threshold: str | None = None, **asked: Any) -> "Backtest":
        """What a metric's threshold would have said as of every step of the past.

        Takes `start`, `end`, `over`, `against` and `progress` as `metricops.api.backtesting.backtest` does.
        """
        from metricops.api.backtesting import backtest  # noqa: PLC0415

        return backtest(self, metric, threshold, **asked)

    def record(self, evaluation: "Evaluation") -> None:
        """Remember a run in the project's ledger, once however often it is made; raises LedgerError."""
        from metricops.ledger import Ledger  # noqa: PLC0415
        from metricops.pipeline.recording import record  # noqa: PLC0415

        if self.settings is not None:
            record(Ledger(self.settings.ledger), evaluation, datetime.now(UTC))

    def records(self, results: "Iterable[CheckResult]", as_of: date) -> "tuple[RecordList, ...]":
        """The records that break each check, with owner and age, and those resolved since they were last listed.

        Raises LedgerError when the ledger cannot be read.
        """
        from metricops.ledger import Ledger  # noqa: PLC0415
        from metricops.pipeline import checking  # noqa: PLC0415

        ledger = Ledger(self.settings.ledger) if self.settings else None
        return checking.record_lists(self.world(), ledger, tuple(results), as_of)

    def explain(
        self, metric: str, *, by: Sequence[str] = (), window: str = "1w", as_of: TimeText = None
    ) -> "Explanation":
        """What a metric's change from the window before comes from, by `by` or what its contract names."""
        from metricops.pipeline.explaining import dimensions_of, explain_change  # noqa: PLC0415

        found = metric_named(self.manifest, fragment(metric))
        query = ask((), window=window, as_of=day_of(as_of) or last_week(self.manifest))
        assert query.window is not None
        assert query.as_of is not None
        now = window_period(query.window, query.as_of, self.manifest.calendar)
        earlier = before(now, query.window.n, query.window.unit)
        return explain_change(self.world(), found, now, earlier, by or dimensions_of(found))

    def compare(
        self,
        left: str,
        right: str,
        *,
        by: Sequence[GroupText] = (),
        window: str | None = None,
        as_of: TimeText = None,
        tolerance: str | Decimal = "0.5%",
    ) -> "Compared":
        """Two metrics asked the same question, row beside row, with the gap between them.

        A gap of at most `tolerance`, a share of the larger number, is rounding and no conflict. Raises QueryError
        when one of them refuses the question, MetricopsError when they have different units.
        """
        from metricops.pipeline.comparing import compare_metrics  # noqa: PLC0415

        metrics = (metric_named(self.manifest, fragment(left)), metric_named(self.manifest, fragment(right)))
        queries = (
            query_of(left, by=by, window=window, as_of=as_of),
            query_of(right, by=by, window=window, as_of=as_of),
        )
        return compare_metrics(self.world(), metrics, queries, tolerance, self._proven)

    def workshop(self, terms: Sequence[str], *, start: time, window: str = "1w", as_of: TimeText = None) -> "Kit":
        """The papers of a 90-minute workshop on one to three contested words, with every version's number.

        Raises MetricopsError for more words than that and for one that is not contested.
        """
        from metricops.pipeline.convening import convene  # noqa: PLC0415

        day = day_of(as_of) or last_week(self.manifest)
        return convene(self.world(), terms, ask((), window=window, as_of=day), start, self._proven)

    def packet(
        self, as_of: TimeText = None, *, title: str = "Weekly revenue pre-read", progress: "Progress | None" = None
    ) -> "Packet":
        """Evaluate as of a date and assemble the pre-read."""
        from metricops.pipeline.packing import packet  # noqa: PLC0415

        return packet(self.world(progress), self.evaluate(as_of, progress=progress), title)

    # ── the warehouse ───────────────────────────────────────────────────────────────────────────────────────

    def build(self, *, progress: "BuildProgress | None" = None, raw: "Raw | None" = None) -> "BuildReport":
        """Build the models in the project's DuckDB file; `raw` first writes the raw tables into a new one.

        Raises BuildError for models that cannot be built, EngineError when the file cannot be written.
        """
        from metricops.build import build  # noqa: PLC0415

        if self.settings is None:
            raise EngineError("this project has no models to build", hint="open one that is on disk")
        return build(self.settings, progress=progress or (lambda *_: None), raw=raw)

    def lint(self, as_of: TimeText = None) -> tuple[Diagnostic, ...]:
        """Every fault: of settings, definitions and policy, and of columns where the warehouse can be asked.

        `as_of`, by default today, is the day for which things count that end on a day.
        """
        from metricops.pipeline import reading  # noqa: PLC0415

        day = day_of(as_of) or date.today()
        try:
            world = self.world()
        except MetricopsError:
            return self.loaded.with_policy(as_of=day)
        return self.loaded.with_policy(reading.tables(world), day, reading.types(world))

    def close(self) -> None:
        """Close the warehouse if this project opened it."""
        if self._opened is not None:
            self._opened.close()
            self._opened = self.engine = self._kept = None

    def __enter__(self) -> "Project":
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    @property
    def _history(self) -> int:
        from metricops.evaluate.questions import HISTORY  # noqa: PLC0415

        return self.settings.history if self.settings else HISTORY

    def world(self, progress: "Progress | None" = None) -> "World":
        """The manifest beside its warehouse, which is opened when first needed; raises EngineError."""
        from metricops.engines import Beside, connect, reads  # noqa: PLC0415
        from metricops.pipeline.world import World  # noqa: PLC0415

        if self.engine is None:
            if self.settings is None:
                raise EngineError("this project has no warehouse", hint="pass engine=metricops.duckdb(connection)")
            kept = fresh(self.settings) if self.partials else None
            beside = Beside(kept.file, ATTACHED) if kept else None
            self._opened = self.engine = connect(self.settings, beside)
            self._kept = kept if beside and reads(self._opened, beside) else None
        lineage = self.loaded.lineage
        limit = self.settings.timeout if self.settings else None
        return World(self.manifest, self.engine, self.schema, lineage, limit, progress, self._kept)
