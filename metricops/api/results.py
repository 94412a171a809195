"""What a query answers with: rows, the SQL behind them, and what a reader of the numbers must know."""

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from metricops.errors import MetricopsError
from metricops.manifest import Confidence

if TYPE_CHECKING:
    import pandas as pd
    import pyarrow as pa

    from metricops.engines.result import ResultColumn


@dataclass(frozen=True, slots=True)
class QueryResult:
    """Rows of a query, the SQL that gave them, and what a reader must know; decimals and dates stay exact."""

    columns: "tuple[ResultColumn, ...]"
    rows: tuple[tuple[Any, ...], ...]
    sql: str
    as_of: date | None
    caveats: tuple[str, ...]
    confidence: Confidence | None

    def df(self) -> "pd.DataFrame":
        """The rows as a pandas DataFrame; decimals become Python objects."""
        import pandas  # noqa: PLC0415  0.3 s that most runs do not need

        return pandas.DataFrame(list(self.rows), columns=[c.name for c in self.columns])

    def arrow(self) -> "pa.Table":
        """The rows as an Arrow table; raises MetricopsError when pyarrow is not installed."""
        try:
            import pyarrow  # noqa: PLC0415  optional
        except ImportError:
            raise MetricopsError('"arrow()" needs pyarrow: pip install pyarrow') from None
        values = list(zip(*self.rows, strict=True)) or [()] * len(self.columns)
        return pyarrow.table({c.name: list(v) for c, v in zip(self.columns, values, strict=True)})
