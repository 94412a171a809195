"""Questions answered by one query of PostgreSQL say what each says alone."""

from collections.abc import Iterator

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from metricops.pipeline.world import World
from tests.engines.conftest import Open
from tests.properties.splits import TABLES, differences, facts, manifest, questions, several

pytestmark = pytest.mark.postgres
SCHEMA = "together"


@pytest.fixture(scope="module")
def warehouse_and_hand(postgres: Open) -> Iterator[tuple[World, object]]:
    """Empty tables, and a connection that may write to them."""
    import psycopg

    with postgres(schema=SCHEMA) as engine:
        settings = engine._settings  # type: ignore[attr-defined]
        where = {"host": settings.host, "port": settings.port, "user": settings.user, "password": settings.password}
        with psycopg.connect(**where, dbname=settings.dbname, autocommit=True) as hand:
            hand.execute(f"create schema {SCHEMA}")
            for statement in TABLES:
                hand.execute(statement.format(schema=SCHEMA))
            yield World(manifest(), engine, SCHEMA), hand


@settings(
    max_examples=15, deadline=None, phases=[Phase.generate], suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(st.lists(facts, max_size=12), questions, several)
def test_together_is_alone_on_postgres(warehouse_and_hand, rows, asking, periods) -> None:  # type: ignore[no-untyped-def]
    world, hand = warehouse_and_hand
    hand.execute(f"truncate {SCHEMA}.facts")
    with hand.cursor() as cursor:
        cursor.executemany(f"insert into {SCHEMA}.facts values (%s, %s, %s, %s, %s)", rows)
    assert not differences(world, asking, *periods)
