"""Projects of many metrics, for what loading and starting cost."""

from pathlib import Path

GOLDEN = Path(__file__).parents[1] / "tests" / "golden" / "models.yml"
"""The definitions of the golden tests: every kind of metric, and joins of two hops."""
A_MODEL = 50


def many(metrics: int) -> str:
    """So many simple metrics with a filter each, fifty a model."""
    lines = ["models:"]
    for m in range(metrics // A_MODEL):
        lines += [f"  - name: fct_{m}", f"    semantic_model: {{enabled: true, name: facts_{m}}}"]
        lines += ["    agg_time_dimension: at", "    columns:"]
        lines += [f"      - {{name: id, entity: {{type: primary, name: thing_{m}}}}}"]
        lines += ["      - {name: at, granularity: day, dimension: {type: time}}"]
        lines += ["      - {name: kind, dimension: {type: categorical}}", "    metrics:"]
        for k in range(A_MODEL):
            where = f"{{{{ Dimension('thing_{m}__kind') }}}} = 'k{k}'"
            lines.append(f'      - {{name: m_{m}_{k}, type: simple, agg: sum, expr: amount, filter: "{where}"}}')
    return "\n".join(lines)


def folder_of(metrics: int, folder: Path) -> Path:
    """A project on disk with so many metrics."""
    models = folder / "models"
    models.mkdir(parents=True, exist_ok=True)
    (models / "many.yml").write_text(many(metrics), encoding="utf-8")
    (folder / "metricops.yml").write_text("name: many\n", encoding="utf-8")
    return folder
