"""How the conformance runner asks metricops: one YAML file and a connection in, SQL out."""

from collections.abc import Mapping
from typing import Any

import metricops as mo

REFUSAL = (mo.DefinitionsError, mo.QueryError)


class Layer:
    """A loaded project that answers with SQL."""

    def __init__(self, project: mo.Project) -> None:
        self.project = project

    def sql(self, query: Mapping[str, Any]) -> str:
        """The SQL of a query; raises QueryError to refuse."""
        arguments = dict(query)
        sql: str = self.project.sql(arguments.pop("metrics"), **arguments)
        return sql


def load(yaml_path: str, schema: str, con: Any) -> Layer:
    """Read one YAML file whose `ref('x')` is the table `schema.x`; raises DefinitionsError when it is invalid."""
    return Layer(mo.from_yaml([yaml_path], engine=mo.duckdb(con), schema=schema))
