"""A column with the name of its table says which table it is of, where the bare name means the whole row."""

from sqlglot import exp

from metricops.sql.dialects import Dialect


def columns_of_tables(tree: exp.Select, dialect: Dialect) -> exp.Select:
    """`SELECT sessions FROM sessions` → `SELECT sessions.sessions FROM sessions`."""
    if dialect.names_are_rows:
        for select in tree.find_all(exp.Select):
            source = select.args["from_"].this.alias_or_name if select.args.get("from_") else ""
            for column in _own(select):
                if not column.table and column.name.lower() == source.lower():
                    column.set("table", exp.to_identifier(source))
    return tree


def _own(select: exp.Select) -> list[exp.Column]:
    """The columns that stand in this SELECT and in none inside it."""
    return [c for c in select.find_all(exp.Column) if c.find_ancestor(exp.Select) is select]
