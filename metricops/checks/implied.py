"""Checks that are not written one by one: what the tier map and a declared refresh ask for."""

from collections.abc import Iterator

from metricops.manifest import Check, Relation, TierMap
from metricops.source import Span


def tier_map_checks(tier_map: TierMap) -> Iterator[Check]:
    """One `not_null` check per column, named `TABLE.COLUMN.not_null`, in the column's tier."""
    spans = dict(tier_map.places)
    for tier, columns in tier_map.columns:
        for name in columns:
            span = spans.get(name, tier_map.span)
            yield Check(
                name=f"{tier_map.on}.{name}.not_null",
                kind="not_null",
                on=tier_map.on,
                relation=tier_map.relation,
                tier=tier,
                span=span,
                arguments=(("column", name),),
                owner=tier_map.owner,
                owner_column=tier_map.owner_column,
                keys=tier_map.keys,
                places=(("column", (span,)),),
            )


def freshness_check(on: str, relation: Relation, loaded_at: str, refresh: str, span: Span, owner: str = "") -> Check:
    """The check behind `refresh` and `loaded_at` of a model or source, named `TABLE.fresh`.

    It is of tier 2: what makes staleness bite is that every KPI reading the table is not judged.
    """
    return Check(
        name=f"{on}.fresh",
        kind="fresh",
        on=on,
        relation=relation,
        tier=2,
        span=span,
        arguments=(("column", loaded_at), ("within", refresh)),
        owner=owner,
    )
