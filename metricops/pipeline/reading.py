"""Which tables a metric reads: directly through scans and joins, and above those through the models' SQL."""

from collections.abc import Iterable, Iterator

from metricops.evaluate.questions import thresholds
from metricops.manifest import Relation, SemanticModel
from metricops.pipeline.loading import Lineage
from metricops.pipeline.world import World
from metricops.plan.plan import Plan
from metricops.plan.rows import Join, Scan


def scans(plan: Plan) -> Iterator[Scan]:
    """Every scan of a plan, those of metrics in filters included."""
    for part in plan.parts:
        for scan in (part.scan, *((part.match.scan,) if part.match else ())):
            yield scan
            for join in scan.joins:
                if isinstance(join.right, Plan):
                    yield from scans(join.right)


def models(plan: Plan) -> tuple[SemanticModel, ...]:
    """The semantic models that a plan reads, joined ones included."""
    found: dict[str, SemanticModel] = {}
    for scan in scans(plan):
        for source in (scan.source, *(join.right for join in scan.joins)):
            if isinstance(source, SemanticModel):
                found.setdefault(source.name, source)
    return tuple(found.values())


def joins(plan: Plan) -> tuple[Join, ...]:
    """Every join to a semantic model whose key must be unique."""
    every = (join for scan in scans(plan) for join in scan.joins)
    return tuple(j for j in every if isinstance(j.right, SemanticModel) and j.validity is None)


def upstream(relations: Iterable[Relation], lineage: Lineage) -> tuple[Relation, ...]:
    """The relations and everything their models' SQL reads, as far as it is known."""
    found: dict[Relation, None] = {}
    todo = list(relations)
    while todo:
        relation = todo.pop(0)
        if relation not in found:
            found[relation] = None
            todo += lineage.get(relation) or _alike(relation, lineage)
    return tuple(found)


def tables(world: World) -> dict[Relation, tuple[str, ...] | None]:
    """The columns of every table of models, spines and rosters as the warehouse lists them; None for a missing one."""
    relations = [m.relation for m in world.manifest.models.values()] + [s.relation for s in world.manifest.spines]
    relations += [t.for_each.relation for _, t in thresholds(world.manifest) if t.for_each]
    found = {relation: world.columns(relation) for relation in dict.fromkeys(relations)}
    return {r: None if columns is None else tuple(c.name for c in columns) for r, columns in found.items()}


def types(world: World) -> dict[Relation, dict[str, str]]:
    """The types of the columns of every model's table, as the warehouse writes them."""
    found = {model.relation: world.columns(model.relation) for model in world.manifest.models.values()}
    return {relation: {c.name.lower(): c.type for c in columns or ()} for relation, columns in found.items()}


def _alike(relation: Relation, lineage: Lineage) -> tuple[Relation, ...]:
    """What a table reads that is written in another case, or without a schema that is given elsewhere."""
    return next((reads for known, reads in lineage.items() if _is_one(known, relation)), ())


def _is_one(a: Relation, b: Relation) -> bool:
    places = ((a.schema, b.schema), (a.database, b.database))
    return a.name.lower() == b.name.lower() and all(not x or not y or x.lower() == y.lower() for x, y in places)
