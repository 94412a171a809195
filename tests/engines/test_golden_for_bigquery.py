"""The golden cases read by ZetaSQL, BigQuery's own analyzer: every name and type, for each kind of time column."""

from typing import Any

import pytest

import metricops as mo
from tests.engines.golden_elsewhere import CASES, asked, project, tables

api = pytest.importorskip("zetasql.api", reason="without zetasql (the dialects extra)")
TIMES = ("DATETIME", "TIMESTAMP")
TYPES = {"INTEGER": "INT64", "VARCHAR": "STRING", "BOOLEAN": "BOOL", "DATE": "DATE", "DECIMAL(18,2)": "NUMERIC"}

pytestmark = pytest.mark.dialects


@pytest.fixture(scope="module")
def analyzer() -> Any:
    from zetasql.types import AnalyzerOptions, LanguageOptions, TypeKind, ZetaSQLBuiltinFunctionOptions

    language = LanguageOptions.maximum_features()
    catalog = api.CatalogBuilder("golden")
    for time in TIMES:
        for table in tables():
            made = api.TableBuilder(f"{table.name}_{time.lower()}")
            for name, kind in table.columns:
                made = made.add_column(name, getattr(TypeKind, f"TYPE_{TYPES.get(kind, time)}"))
            catalog = catalog.add_table(made.build())
    catalog = catalog.with_builtin_functions(ZetaSQLBuiltinFunctionOptions(language_options=language))
    return api.Analyzer(AnalyzerOptions(language_options=language), catalog.build())


@pytest.fixture(scope="module")
def here() -> mo.Project:
    return project()


@pytest.mark.parametrize("time", TIMES)
@pytest.mark.parametrize("case", CASES)
def test_every_name_and_type_is_known(analyzer: Any, here: mo.Project, case: str, time: str) -> None:
    sql = here.sql(dialect="bigquery", **asked(case))
    for table in tables():
        sql = sql.replace(f"main.{table.name}", f"{table.name}_{time.lower()}")
    assert analyzer.analyze_statement(sql).output_column_list


def test_the_analyzer_can_refuse(analyzer: Any) -> None:
    with pytest.raises(Exception, match="ISODOW"):
        analyzer.analyze_statement("SELECT EXTRACT(ISODOW FROM day) FROM dim_date_datetime")
