"""Links: which paths lead to a name, which of them count, and which would multiply rows."""

import pytest
from small_project import manifest_of, refusal, sql_of

from metricops.manifest import Manifest
from metricops.plan.links import find, find_fanning, reachable

FACT = """
  - name: fct_orders
    semantic_model: {name: orders}
    agg_time_dimension: ordered_on
    columns:
      - {name: order_id, entity: {type: primary, name: sale}}
      - {name: ordered_on, granularity: day, dimension: time}
      - {name: status, dimension: categorical}
      %s
    metrics: [{name: revenue, agg: sum, expr: amount}]
"""


def dimension(name: str, *columns: str, primary: str = "") -> str:
    """A model without measures, named after its table."""
    lines = "".join(f"      - {column}\n" for column in columns)
    named = f"    primary_entity: {primary}\n" if primary else ""
    return f"  - name: dim_{name}\n    semantic_model: {{name: {name}}}\n{named}    columns:\n{lines}"


def key(column: str, entity: str, kind: str = "foreign") -> str:
    return f"{{name: {column}, entity: {{type: {kind}, name: {entity}}}}}"


def word(name: str) -> str:
    return f"{{name: {name}, dimension: categorical}}"


def models(*parts: str, keys: tuple[str, ...] = ()) -> Manifest:
    return manifest_of("models:" + FACT % "\n      ".join(f"- {k}" for k in keys) + "".join(parts))


def paths(manifest: Manifest, name: str, base: str = "orders") -> set[str]:
    """The full names of everything that a name may mean."""
    *links, element = name.split("__")
    model = manifest.models[base]
    return {found.full_name(model) for found in find(manifest, model, tuple(links), element)}


CHAIN = models(
    dimension("buyers", key("buyer_id", "buyer", "primary"), key("city_id", "city")),
    dimension("cities", key("city_id", "city", "primary"), key("country_id", "country"), word("mayor")),
    dimension("countries", key("country_id", "country", "primary"), word("currency")),
    keys=(key("buyer_id", "buyer"),),
)


@pytest.mark.parametrize(
    ("name", "full"),
    [
        ("status", "sale__status"),
        ("sale__status", "sale__status"),
        ("sale", "sale"),
        ("buyer", "buyer"),
        ("buyer__city", "buyer__city"),
        ("city__mayor", "buyer__city__mayor"),
        ("sale__buyer__city", "buyer__city"),
        ("country__currency", "buyer__city__country__currency"),
        ("buyer__city__country__currency", "buyer__city__country__currency"),
        ("city__country__currency", "buyer__city__country__currency"),
    ],
)
def test_a_name_leads_over_any_number_of_hops(name: str, full: str) -> None:
    assert paths(CHAIN, name) == {full}


@pytest.mark.parametrize("name", ["mayor", "currency", "buyer__mayor", "buyer__country__currency", "buyer__status"])
def test_a_link_that_is_left_out_in_the_middle_is_no_path(name: str) -> None:
    assert not paths(CHAIN, name)


def test_each_hop_is_one_left_join() -> None:
    sql = sql_of(CHAIN, "revenue", group_by=["country__currency"])
    assert sql.count("LEFT JOIN") == 3
    assert "LEFT JOIN main.dim_countries AS buyer__city__country" in sql
    assert "ON buyer__city.country_id = buyer__city__country.country_id" in sql
    assert sql.count(" JOIN ") == 3


def test_two_names_on_one_path_share_its_joins() -> None:
    sql = sql_of(CHAIN, "revenue", group_by=["city__mayor", "country__currency"])
    assert sql.count("LEFT JOIN") == 3


def test_the_shortest_path_counts() -> None:
    near_and_far = models(
        dimension("buyers", key("buyer_id", "buyer", "primary"), key("city_id", "city")),
        dimension("cities", key("city_id", "city", "primary"), word("mayor")),
        keys=(key("buyer_id", "buyer"), key("city_id", "city")),
    )
    assert paths(near_and_far, "city__mayor") == {"city__mayor"}
    assert paths(near_and_far, "buyer__city__mayor") == {"buyer__city__mayor"}
    both = sql_of(near_and_far, "revenue", group_by=["city__mayor", "buyer__city__mayor"])
    assert "city.mayor AS city__mayor" in both
    assert "buyer__city.mayor AS buyer__city__mayor" in both


TWO_WAYS = models(
    dimension("buyers", key("buyer_id", "buyer", "primary"), key("city_id", "city")),
    dimension("payers", key("payer_id", "payer", "primary"), key("city_id", "city")),
    dimension("cities", key("city_id", "city", "primary"), word("mayor")),
    keys=(key("buyer_id", "buyer"), key("payer_id", "payer")),
)


def test_two_shortest_paths_are_both_told_and_a_full_name_means_one() -> None:
    full = {"buyer__city__mayor", "payer__city__mayor"}
    assert paths(TWO_WAYS, "city__mayor") == full
    reason = refusal(TWO_WAYS, "revenue", group_by=["city__mayor"])
    assert reason.code == "P021"
    assert all(name in reason.message for name in full)
    for name in full:
        assert f"{name.removesuffix('__mayor')}.mayor AS {name}" in sql_of(TWO_WAYS, "revenue", group_by=[name])


def test_two_models_that_share_a_key_are_two_ways_only_to_what_both_have() -> None:
    shared = models(
        dimension("buyers", key("buyer_id", "buyer", "primary"), word("segment"), word("label")),
        dimension("scores", key("buyer_id", "buyer", "unique"), word("score"), word("label"), primary="score_row"),
        keys=(key("buyer_id", "buyer"),),
    )
    sql = sql_of(shared, "revenue", group_by=["buyer__segment", "buyer__score"])
    assert sql.count("LEFT JOIN") == 2
    assert "main.dim_buyers AS buyer ON" in sql
    assert "main.dim_scores AS buyer__scores ON" in sql
    assert refusal(shared, "revenue", group_by=["buyer__label"]).code == "P021"


def test_a_join_to_many_rows_is_refused_and_named() -> None:
    many = models(dimension("visits", key("visit_id", "visit", "primary"), key("buyer_id", "buyer"), word("device")))
    many_keyed = models(
        dimension("visits", key("visit_id", "visit", "primary"), key("buyer_id", "buyer"), word("device")),
        keys=(key("buyer_id", "buyer"),),
    )
    assert not paths(many_keyed, "buyer__device")
    (fan,) = find_fanning(many_keyed, many_keyed.models["orders"], ("buyer",), "device")
    assert fan.hops[-1].fans_out
    assert refusal(many_keyed, "revenue", group_by=["buyer__device"]).code == "P022"
    assert refusal(many, "revenue", group_by=["buyer__device"]).code == "P023"


def test_a_bridge_may_be_joined_through_what_repeats() -> None:
    bridge = "    config: {meta: {metricops: {bridge: true}}}\n"
    tags = dimension("tags", key("buyer_id", "buyer"), key("tag_id", "tag"), primary="tagging")
    names = dimension("tag_names", key("tag_id", "tag", "primary"), word("title"))
    bridged = models(tags.replace("    columns", bridge + "    columns"), names, keys=(key("buyer_id", "buyer"),))
    assert paths(bridged, "buyer__tag") == {"buyer__tag"}
    assert paths(bridged, "buyer__tag__title") == {"buyer__tag__title"}
    assert "ROW_NUMBER() OVER ()" in sql_of(bridged, "revenue", group_by=["buyer__tag__title"])
    assert not paths(models(tags, names, keys=(key("buyer_id", "buyer"),)), "buyer__tag")


def changing(name: str, entity: str, kind: str, *columns: str) -> str:
    """A dimension whose rows change over time."""
    times = (
        "{name: valid_from, granularity: day, dimension: {type: time, validity_params: {is_start: true}}}",
        "{name: valid_to, granularity: day, dimension: {type: time, validity_params: {is_end: true}}}",
    )
    return dimension(name, key(f"{entity}_id", entity, kind), *times, *columns, primary=f"{name}_row")


def test_a_changing_dimension_is_joined_as_it_was_at_the_time() -> None:
    slow = models(changing("owners", "owner", "natural", word("team")), keys=(key("owner_id", "owner"),))
    sql = sql_of(slow, "revenue", group_by=["owner__team"])
    assert "owner.valid_from" in sql
    assert "owner.valid_to IS NULL" in sql
    assert "DATE_TRUNC('DAY', orders.ordered_on) >= owner.valid_from" in sql


def test_natural_to_natural_is_no_join() -> None:
    natural = models(
        changing("owners", "owner", "natural", word("team")),
        changing("grades", "owner", "natural", word("grade")),
    )
    assert not paths(natural, "owner__grade", base="owners")
    assert not paths(natural, "owner__team", base="grades")


def test_two_changing_dimensions_cannot_be_joined_to_each_other() -> None:
    two = models(
        changing("owners", "owner", "natural", key("team_id", "team")),
        changing("teams", "team", "natural", word("city")),
        keys=(key("owner_id", "owner"),),
    )
    assert paths(two, "owner__team") == {"owner__team"}
    assert not paths(two, "owner__team__city")
    reason = refusal(two, "revenue", group_by=["owner__team__city"])
    assert (reason.code, "both change over time" in reason.message) == ("P022", True)


def test_a_model_that_refers_to_itself_does_not_loop() -> None:
    tree = models(
        dimension("staff", key("staff_id", "employee", "primary"), key("boss_id", "boss"), word("grade")),
        dimension("bosses", key("boss_id", "boss", "primary"), key("staff_id", "employee"), word("title")),
        keys=(key("staff_id", "employee"),),
    )
    assert paths(tree, "boss__title") == {"employee__boss__title"}
    assert not paths(tree, "employee__boss__employee__grade")
    names = [found.full_name(tree.models["orders"]) for found in reachable(tree, tree.models["orders"])]
    assert len(names) == len(set(names))
    assert max(name.count("__") for name in names) == 2


def test_no_path_goes_through_the_model_that_it_began_in() -> None:
    back = models(
        dimension("buyers", key("buyer_id", "buyer", "primary"), key("order_id", "sale")),
        keys=(key("buyer_id", "buyer"),),
    )
    assert paths(back, "sale__status") == {"sale__status"}
    assert not paths(back, "buyer__sale__status")


def test_everything_reachable_is_named_by_what_leads_to_it() -> None:
    names = {found.full_name(CHAIN.models["orders"]) for found in reachable(CHAIN, CHAIN.models["orders"])}
    assert names == {
        "sale",
        "sale__ordered_on",
        "sale__status",
        "buyer",
        "buyer__city",
        "buyer__city__mayor",
        "buyer__city__country",
        "buyer__city__country__currency",
    }
    for name in names:
        assert paths(CHAIN, name) == {name}
