"""Every engine that is present, each over the same small warehouse."""

import importlib.util
import json
from collections.abc import Callable, Iterator
from pathlib import Path

import duckdb
import pytest

from metricops.engines import OpenEngine, connect
from metricops.project import settings
from tests.engines.postgres_server import binaries, running, server_folder

WAREHOUSE = """
CREATE SCHEMA marts;
CREATE TABLE marts.deals (deal_id INTEGER, segment VARCHAR(20), amount DECIMAL(12, 2), closed DATE, seen TIMESTAMPTZ);
INSERT INTO marts.deals VALUES
    (1, 'SMB', 12.30, '2026-03-01', '2026-03-01 23:30:00-05'), (2, NULL, 0.10, '2026-03-02', NULL),
    (3, 'SMB', 0.20, NULL, NULL);
CREATE VIEW marts.open_deals AS SELECT deal_id FROM marts.deals;
CREATE TABLE accounts (account_id INTEGER);
"""

Open = Callable[..., OpenEngine]


def opener(folder: Path, **engine: str | int) -> Open:
    """Opens the warehouse with more or other settings, such as `schema="marts"`."""

    def open_with(**more: str | int) -> OpenEngine:
        (folder / "metricops.yml").write_text(json.dumps({"engine": engine | more}))
        return connect(settings(folder, {}))

    return open_with


@pytest.fixture(scope="session")
def postgres(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Open]:
    if importlib.util.find_spec("psycopg") is None:
        pytest.skip("without psycopg (the postgres extra)")
    if binaries() is None:
        pytest.skip("without PostgreSQL's server binaries (initdb)")
    import psycopg

    with server_folder() as folder, running(folder) as port:
        connection = f"host=127.0.0.1 port={port} user=dana password=secret dbname=postgres"
        with psycopg.connect(connection, autocommit=True) as made:
            made.execute(WAREHOUSE)
        engine = {"type": "postgres", "host": "127.0.0.1", "port": port, "user": "dana", "password": "secret"}
        yield opener(tmp_path_factory.mktemp("postgres"), **engine, dbname="postgres")


@pytest.fixture(scope="session")
def duckdb_file(tmp_path_factory: pytest.TempPathFactory) -> Open:
    folder = tmp_path_factory.mktemp("duckdb")
    with duckdb.connect(str(folder / "w.duckdb")) as made:
        made.execute(WAREHOUSE)
    return opener(folder, type="duckdb", path="w.duckdb")


@pytest.fixture(params=["duckdb", pytest.param("postgres", marks=pytest.mark.postgres)])
def warehouse(request: pytest.FixtureRequest) -> Open:
    """One engine after the other; call it with the settings that the test is about."""
    return request.getfixturevalue("duckdb_file" if request.param == "duckdb" else "postgres")


@pytest.fixture
def engine(warehouse: Open) -> Iterator[OpenEngine]:
    with warehouse(schema="marts") as opened:
        yield opened
