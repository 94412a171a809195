"""Checks and tier maps: tables found, keys known, arguments typed, faults told by the check's own kind."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal

from metricops import checks as kinds
from metricops.checks.row_conditions import sql_of_text
from metricops.definitions import CheckEntry, Definitions, Named, TierMapEntry
from metricops.manifest import Check, EntityType, Relation, SemanticModel, TierMap
from metricops.resolve.arguments import Given, given, said_at
from metricops.resolve.faults import Absent, Faults
from metricops.resolve.names import repeated
from metricops.resolve.relations import Tables
from metricops.source import Fragment, Span

PLAIN = "expect"
TIERS = ("1", "2", "3")
BESIDE_TIERS = ("owner", "owner_column", "keys")
DEFAULT_TIER = 2
CONDITIONS = 'its "type" is comparison, nullity, and, or; SQL can stand in its place'


@dataclass(frozen=True, slots=True)
class CheckLinker:
    """Links checks and tier maps to the tables they are about."""

    tables: Tables
    models: Iterable[SemanticModel]
    loaded_at: Mapping[Relation, str]
    texts: Mapping[str, str]
    absent: Absent

    def checks(self, definitions: Definitions, faults: Faults) -> Iterator[Check]:
        """The checks that can be run."""
        first: dict[str, Fragment] = {}
        taken: Counter[str] = Counter()
        for entry in definitions.checks:
            own = Faults()
            check = self._check(entry, taken, own)
            if entry.name and check.name in first:
                repeated("check", entry.name, first[check.name], own)
            first.setdefault(check.name, entry.name or entry.on)
            own.found += kinds.faults(check)
            faults.merge(own)
            if own.found:
                self.absent.add(check.name)
            else:
                yield check

    def _check(self, entry: CheckEntry, taken: Counter[str], faults: Faults) -> Check:
        word = entry.kind.text if entry.kind else PLAIN
        kind = kinds.KINDS.get(word)
        own = given(entry.arguments, word, kind, self.tables, self.texts)
        if entry.expect:
            own.expressions[PLAIN] = entry.expect
        relation = self.tables.written(entry.on, faults)
        if word == "fresh":
            self._add_column(own, relation)
        return Check(
            name=entry.name.text if entry.name else _name(entry, word, own, taken),
            kind=word,
            on=entry.on.text.strip(),
            relation=relation,
            tier=entry.tier or (kinds.SEVERITIES[entry.severity] if entry.severity else DEFAULT_TIER),
            span=(entry.name or entry.on).span,
            where=_where(entry, own, faults),
            expressions=tuple(own.expressions.items()),
            arguments=tuple(own.values.items()),
            mostly=Decimal(1) if entry.mostly is None else entry.mostly,
            owner=entry.owner.text.strip() if entry.owner else "",
            owner_column=entry.owner_column.text.strip() if entry.owner_column else "",
            fix=entry.fix,
            keys=tuple(word.text for word in entry.keys) or self._keys(relation),
            require_rows=entry.require_rows,
            references=tuple(own.references.items()),
            places=(*own.places.items(), *_places(entry)),
        )

    def _add_column(self, own: Given, relation: Relation) -> None:
        """The column that says when rows were loaded, as the table's own definition names it."""
        names = ("column", "loaded_at")
        if relation in self.loaded_at and not any(name in own.values for name in names):
            own.values = {"column": self.loaded_at[relation], **own.values}

    def _keys(self, relation: Relation) -> tuple[str, ...]:
        """The primary key of the semantic model over this table, where it is a column."""
        for model in self.models:
            for entity in model.entities if model.relation == relation else ():
                if entity.type is EntityType.PRIMARY and entity.expr.text.isidentifier():
                    return (entity.expr.text,)
        return ()

    def tier_maps(self, definitions: Definitions, faults: Faults) -> Iterator[TierMap]:
        """The tier map of each table."""
        for named in definitions.tiers:
            yield self._tier_map(named, faults)

    def _tier_map(self, named: Named[TierMapEntry], faults: Faults) -> TierMap:
        relation = self.tables.written(named.name, faults)
        columns: dict[int, tuple[str, ...]] = {}
        beside: dict[str, tuple[str, ...]] = {}
        for tier, words in named.value.columns:
            if tier.text in TIERS:
                columns[int(tier.text)] = tuple(word.text for word in words)
            elif tier.text in BESIDE_TIERS:
                beside[tier.text] = tuple(word.text.strip() for word in words)
            else:
                faults.add("Q010", f'"{tier.text}" is not a tier', tier.span, "tiers are 1, 2 and 3")
        places = tuple((word.text, word.span) for _, words in named.value.columns for word in words)
        made = TierMap(named.name.text, relation, tuple(sorted(columns.items())), named.name.span, places=places)
        owner, owner_column = (", ".join(beside.get(name, ())) for name in ("owner", "owner_column"))
        return replace(made, keys=beside.get("keys") or self._keys(relation), owner=owner, owner_column=owner_column)


def _name(entry: CheckEntry, word: str, own: Given, taken: Counter[str]) -> str:
    """TABLE.COLUMN.KIND, numbered when it repeats."""
    column = next(iter(own.values.values()), None) if word != PLAIN else None
    parts = (entry.on.text.strip(), column if isinstance(column, str) else "", word)
    name = ".".join(part for part in parts if part)
    taken[name] += 1
    return name if taken[name] == 1 else f"{name}_{taken[name]}"


def _places(entry: CheckEntry) -> Iterator[tuple[str, tuple[Span, ...]]]:
    """Where the words stand that are no arguments of the kind."""
    for name, word in (("kind", entry.kind), ("owner_column", entry.owner_column)):
        if word:
            yield name, (word.span,)


def _where(entry: CheckEntry, own: Given, faults: Faults) -> Fragment | None:
    """The condition on rows, however it was spelled; only one spelling may be used."""
    written = [word for word in (entry.where, entry.row_condition, own.where) if word]
    if len(written) > 1:
        faults.add("R006", "a check has two conditions on its rows", written[1].span, "one of them must go")
    if own.unread:
        faults.add("Q107", "the row condition is none of Great Expectations' conditions", own.unread, CONDITIONS)
    if written and (sql := sql_of_text(written[0].text)):
        return said_at(sql, written[0].span)
    return written[0] if written else None
