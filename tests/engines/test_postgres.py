"""What only a server can do: refuse, be away, or be another one."""

from collections.abc import Callable

import pytest

from metricops.engines import OpenEngine
from metricops.errors import EngineError
from metricops.sql.compiled import CompiledQuery

pytestmark = pytest.mark.postgres
Open = Callable[..., OpenEngine]


@pytest.mark.parametrize(
    ("more", "said"),
    [
        ({"password": "wrong"}, "the user or the password was not accepted"),
        ({"user": "nobody_known"}, "the user or the password was not accepted"),
        ({"dbname": "nowhere"}, "it does not exist"),
        ({"port": 1}, "nothing answers there"),
        ({"host": "no-such-host.invalid"}, "the host is not known"),
        ({"sslmode": "require"}, "SSL"),
    ],
)
def test_a_server_that_cannot_be_reached_is_told_why(postgres: Open, more: dict[str, str | int], said: str) -> None:
    with pytest.raises(EngineError) as raised:
        postgres(schema="marts", **more)
    assert said in raised.value.message
    assert "secret" not in str(raised.value)
    assert "wrong" not in str(raised.value)


def test_a_table_of_another_schema_is_not_seen_without_its_name(postgres: Open) -> None:
    with postgres(schema="public") as engine, pytest.raises(EngineError, match='"deals" does not exist'):
        engine.run(CompiledQuery("SELECT * FROM deals", "postgres", ()))


def test_a_schema_with_a_quote_in_its_name_is_only_a_name(postgres: Open) -> None:
    with postgres(schema="a', 'b\"") as engine:
        assert engine.run(CompiledQuery("SELECT 1 AS one", "postgres", ())).rows == ((1,),)
