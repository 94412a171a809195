"""An engine that adds up what its queries cost, so that what is done beside them can be told apart."""

import time
from typing import Any

from metricops.engines.result import Result


class Watched:
    """Passes everything on to an engine; `spent` are the CPU seconds of its queries, `queries` how many they were."""

    def __init__(self, engine: Any) -> None:
        self.engine, self.spent, self.queries = engine, 0.0, 0

    def __getattr__(self, name: str) -> Any:
        return getattr(self.engine, name)

    def run(self, *asked: Any, **more: Any) -> Result:
        """As the engine does."""
        start = time.process_time()
        result: Result = self.engine.run(*asked, **more)
        self.spent += time.process_time() - start
        self.queries += 1
        return result
