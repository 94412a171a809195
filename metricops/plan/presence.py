"""What formulas read, and formulas that must stay NULL where nothing they read has a row."""

from metricops.plan.formula import Arithmetic, Filled, Formula, Least, Present, Quotient, Ref, ZeroIf, ZeroWithout


def columns(formula: Formula) -> tuple[str, ...]:
    """The leaves' columns that a formula reads."""
    match formula:
        case Ref(column):
            return (column,)
        case Quotient(numerator, denominator):
            return (*columns(numerator), *columns(denominator))
        case Arithmetic(_, inputs):
            return tuple(c for _, given in inputs for c in columns(given))
        case Filled(of, _) | ZeroIf(of, _) | ZeroWithout(of, _, _) | Present(of, _):
            return columns(of)
        case Least(of):
            return tuple(c for given in of for c in columns(given))
    return ()


def present(formula: Formula) -> Formula:
    """An expression of the user's may turn NULLs into numbers; beside other metrics it must not do so for keys
    that only those metrics have."""
    if not isinstance(formula, Arithmetic) or _is_strict(formula):
        return formula
    return Present(formula, tuple(f"{column}__here" for column in dict.fromkeys(columns(formula))))


def _is_strict(formula: Formula) -> bool:
    """Whether a formula is NULL as soon as one of its leaves is."""
    match formula:
        case Arithmetic(sql, inputs):
            return sql.is_strict and all(_is_strict(given) for _, given in inputs)
        case Quotient(numerator, denominator):
            return _is_strict(numerator) and _is_strict(denominator)
    return isinstance(formula, Ref)


def marked(formula: Formula) -> tuple[str, ...]:
    """The leaves whose rows a formula needs to be marked, wherever in it."""
    match formula:
        case Present(of, _):
            return (*columns(of), *marked(of))
        case Quotient(numerator, denominator):
            return (*marked(numerator), *marked(denominator))
        case Arithmetic(_, inputs):
            return tuple(c for _, given in inputs for c in marked(given))
        case Filled(of, _) | ZeroIf(of, _) | ZeroWithout(of, _, _):
            return marked(of)
    return ()
