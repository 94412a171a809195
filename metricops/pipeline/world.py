"""What the stages work on: definitions, a warehouse, and what is known of where its tables come from."""

from collections.abc import Callable
from dataclasses import dataclass, field, replace

from metricops.engines.engine import Engine
from metricops.engines.result import Result, ResultColumn
from metricops.manifest import Manifest, Relation
from metricops.partials import Partials
from metricops.partials.substitute import reading
from metricops.pipeline.loading import Lineage
from metricops.plan import Plan
from metricops.sql import CompiledQuery, compile_plan

Progress = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class World:
    """A manifest beside the warehouse that holds its tables; `timeout` of each query in seconds.

    `partials` are those that the engine can read, fresh when the world was made.
    """

    manifest: Manifest
    engine: Engine
    schema: str
    lineage: Lineage = field(default_factory=dict)
    timeout: float | None = None
    progress: Progress | None = None
    partials: Partials | None = None

    def compiled(self, plan: Plan) -> CompiledQuery:
        """Stages 7 to 9 for this warehouse, and where partials hold the answer also the query that reads them."""
        query = compile_plan(plan, self.engine.dialect, self.schema)
        over = reading(plan, self.partials.kept) if self.partials else plan
        return query if over is plan else replace(query, kept=compile_plan(over, self.engine.dialect, self.schema))

    def run(self, query: CompiledQuery) -> Result:
        """Stage 10, from partials while they are what the rows would say; raises EngineError."""
        if query.kept is not None and self.partials is not None and self.partials.fresh:
            return self.engine.run(query.kept, timeout=self.timeout)
        return self.engine.run(query, timeout=self.timeout)

    def columns(self, relation: Relation) -> tuple[ResultColumn, ...] | None:
        """A table's columns; None when there is no such table."""
        return self.engine.columns(in_schema(relation, self.schema))

    def told(self, text: str) -> None:
        """Say what is being done, where somebody watches."""
        if self.progress is not None:
            self.progress(text)


def in_schema(relation: Relation, schema: str) -> Relation:
    """The relation with the project's schema where it has none of its own."""
    return relation if relation.schema else Relation(relation.name, schema, relation.database)
