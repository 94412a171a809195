"""semantic_manifest.json in the spelling of YAML: both of its shapes become entries that the decoder knows.

In dbt's older shape measures stand in semantic models and metrics refer to them: the legacy spelling but for a few
values. In the newer one a simple metric names its semantic model; here it is put under that model, as in the latest
spelling.
"""

from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass, field

from metricops.definitions.artifacts_nodes import (
    fitted,
    kept,
    made,
    mapping,
    mappings,
    replaced,
    said,
    without,
    word,
)
from metricops.definitions.legacy import LegacySemanticModelEntry
from metricops.definitions.metrics import MetricEntry
from metricops.definitions.nodes import Mapping, Node, Sequence
from metricops.definitions.saved_queries import SavedQueryEntry
from metricops.definitions.scalars import Scalar
from metricops.manifest import Relation

MODELS, METRICS, QUERIES = "semantic_models", "metrics", "saved_queries"
CONFIGURATION, OLDER_SPINES, SPINES = "project_configuration", "time_spine_table_configurations", "time_spines"
ELEMENT = ("name", "type", "expr", "label", "description")


def home_of(root: Mapping) -> str | None:
    """The database that all tables of the file share; None when they stand in several."""
    holders = (*mappings(root, MODELS), *mappings(root.at(CONFIGURATION), SPINES))
    found = {word(mapping(holder, "node_relation"), "database") for holder in holders}
    return found.pop() if len(found) == 1 else None


@dataclass(slots=True)
class SemanticManifest:
    """The entries of the file as nodes; `tables` says where each model stands that was given so far.

    `home` is the project's own database, which is left to the connection. `named` gives the dbt model of a table
    where it is known; else the table's name stands in for it.
    """

    root: Mapping
    home: str | None
    named: Callable[[Relation], str | None]
    tables: dict[str, Relation] = field(default_factory=dict)

    def models(self) -> Iterator[Mapping]:
        """Semantic models of the newer shape with their simple metrics, in the latest spelling."""
        for model in self._semantic_models(newer=True):
            name = word(model, "name")
            yield self._model(model, (metric for metric in self._metrics() if _aggregates(metric) == name))

    def semantic_models(self) -> Iterator[Mapping]:
        """Semantic models of the older shape, in the legacy spelling."""
        metrics = {word(metric, "name") for metric in mappings(self.root, METRICS)}
        for model in self._semantic_models(newer=False):
            measures = [_measure(measure, metrics) for measure in mappings(model, "measures")]
            table = self._table(model)
            named = table.saying(f"ref('{table}')") if table else None
            changed = replaced(without(model, "node_relation"), measures=Sequence(measures, model.span), model=named)
            yield fitted(changed, LegacySemanticModelEntry)

    def metrics(self) -> Iterator[Mapping]:
        """Every metric that stands under no model."""
        return (_metric(metric) for metric in self._metrics() if not _aggregates(metric))

    def saved_queries(self) -> Iterator[Mapping]:
        """The saved queries."""
        return (fitted(query, SavedQueryEntry) for query in mappings(self.root, QUERIES))

    def spines(self) -> Iterator[Mapping]:
        """Time spines, as models."""
        for spine in mappings(self.root.at(CONFIGURATION), SPINES):
            column, name = mapping(spine, "primary_column"), self._table(spine)
            if column and name:
                customs = (kept(custom, "name", "column_name") for custom in mappings(spine, "custom_granularities"))
                times = made(
                    spine,
                    standard_granularity_column=column.at("name"),
                    custom_granularities=Sequence(customs, spine.span),
                )
                grained = made(column, name=column.at("name"), granularity=column.at("time_granularity"))
                yield made(spine, name=name, time_spine=times, columns=Sequence([grained], spine.span))

    def older_spines(self) -> Iterator[Mapping]:
        """Time spines of dbt's older configuration, which gives a table as one text."""
        for spine in mappings(self.root.at(CONFIGURATION), OLDER_SPINES):
            location = spine.at("location")
            if isinstance(location, Scalar):
                *outer, name = (part.strip('"') for part in location.split("."))
                outer = outer[1:] if len(outer) > 1 and outer[0] == self.home else outer
                known = self.named(Relation(name, outer[-1])) if len(outer) == 1 else None
                yield replaced(spine, location=location.saying(known or ".".join((*outer, name))))

    def _metrics(self) -> Iterator[Mapping]:
        """All metrics. One that dbt made of a measure carries the `meta` of the semantic model, and a label that
        is its name; neither is the metric's own."""
        facts = [found for model in mappings(self.root, MODELS) if (found := said(model))]
        for metric in mappings(self.root, METRICS):
            inherited = ("config",) if said(metric) in facts else ()
            unlabelled = ("label",) if word(metric, "label") == word(metric, "name") else ()
            yield without(metric, *inherited, *unlabelled)

    def _semantic_models(self, *, newer: bool) -> Iterator[Mapping]:
        aggregated = {_aggregates(metric) for metric in mappings(self.root, METRICS)}
        for model in mappings(self.root, MODELS):
            if (word(model, "name") in aggregated or not model.at("measures")) is newer:
                yield model

    def _model(self, model: Mapping, metrics: Iterable[Mapping]) -> Mapping:
        derived = made(
            model,
            dimensions=Sequence((_dimension(d) for d in mappings(model, "dimensions")), model.span),
            entities=Sequence((kept(e, *ELEMENT) for e in mappings(model, "entities")), model.span),
        )
        return made(
            model,
            name=self._table(model) or model.at("name"),
            description=model.at("description"),
            semantic_model=kept(model, "name", "label", "description", "config"),
            agg_time_dimension=mapping(model, "defaults").at("agg_time_dimension"),
            primary_entity=model.at("primary_entity"),
            derived_semantics=derived,
            metrics=Sequence((_simple(metric) for metric in metrics), model.span),
        )

    def _table(self, holder: Mapping) -> Scalar | None:
        """The name of the dbt model behind a `node_relation`; where it stands is noted."""
        node = mapping(holder, "node_relation")
        alias, database = node.at("alias"), word(node, "database")
        if not isinstance(alias, Scalar):
            return None
        found = Relation(str(alias), word(node, "schema_name"), None if database == self.home else database)
        name = self.named(found) or found.name
        if self.tables.get(name.lower(), found) != found:  # two tables of one name in two schemas
            name = f"{found.schema}.{name}"
        self.tables[name.lower()] = found
        return alias.saying(name)


def _aggregates(metric: Mapping) -> str | None:
    """The semantic model that a simple metric of the newer shape reads."""
    return word(mapping(mapping(metric, "type_params"), "metric_aggregation_params"), "semantic_model")


def _simple(metric: Mapping) -> Mapping:
    """A simple metric of the newer shape, its keys where the latest spelling has them."""
    params = mapping(metric, "type_params")
    how = mapping(params, "metric_aggregation_params")
    rank = mapping(how, "agg_params")
    lifted: dict[str, Node] = {key: how.at(key) for key in ("agg", "agg_time_dimension", "non_additive_dimension")}
    lifted |= {key: params.at(key) for key in ("expr", "join_to_timespine", "fill_nulls_with")}
    lifted |= {"percentile": rank.at("percentile"), "hidden": params.at("is_private")}
    discrete = rank.at("use_discrete_percentile")
    if isinstance(discrete, Scalar) and discrete == "true":
        lifted["percentile_type"] = discrete.saying("discrete")
    return fitted(without(replaced(metric, **lifted), "type_params"), MetricEntry)


def _metric(metric: Mapping) -> Mapping:
    """Any other metric, its parameters where the legacy spelling has them; what is given both as a metric and as a
    measure is the metric."""
    params = mapping(metric, "type_params")
    conversion = mapping(params, "conversion_type_params")
    if conversion.at("base_metric"):
        params = replaced(params, conversion_type_params=without(conversion, "base_measure", "conversion_measure"))
    if mapping(params, "cumulative_type_params").at("metric"):
        params = without(params, "measure")
    if word(metric, "type") == "simple":
        params = without(params, "expr")  # the measure's
    return fitted(replaced(metric, type_params=params), MetricEntry)


def _measure(measure: Mapping, metrics: Collection[str | None]) -> Mapping:
    """A measure; where its metric is written out, it is not made again."""
    return without(measure, "create_metric") if word(measure, "name") in metrics else measure


def _dimension(dimension: Mapping) -> Mapping:
    params = mapping(dimension, "type_params")
    validity = kept(mapping(params, "validity_params"), "is_start", "is_end")
    added = {"granularity": params.at("time_granularity"), "validity_params": validity or None}
    return kept(replaced(dimension, **added), *ELEMENT, "is_partition", *added)
