"""Checks on single rows as Salesforce validation formulas, which are true where the check is broken.

SQL knows true, false and unknown, the formula language true and false only. So every condition is written twice over:
where it holds, and where it fails; what is unknown is neither. Blank fields are NULL; there is no empty text.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime

from sqlglot import exp

from metricops.checks.dates import ByName, is_date_name
from metricops.checks.formula import FALSE, TRUE, Call, Formula, every, opposite, quoted, some, written
from metricops.checks.kinds import KINDS
from metricops.checks.rule import RowRule
from metricops.manifest import Check
from metricops.periods import Calendar

PICKLIST = "picklist"
LONGEST = 3900  # characters of a formula that Salesforce saves
MESSAGE = 255
COMPARISONS: Mapping[type[exp.Expr], str] = {
    exp.EQ: "=",
    exp.NEQ: "<>",
    exp.GT: ">",
    exp.GTE: ">=",
    exp.LT: "<",
    exp.LTE: "<=",
}
ARITHMETIC: Mapping[type[exp.Expr], str] = {exp.Add: "+", exp.Sub: "-", exp.Mul: "*"}
FUNCTIONS: Mapping[type[exp.Expr], str] = {
    exp.Abs: "ABS",
    exp.Ceil: "CEILING",
    exp.Day: "DAY",
    exp.Floor: "FLOOR",
    exp.Length: "LEN",
    exp.Lower: "LOWER",
    exp.Month: "MONTH",
    exp.Trim: "TRIM",
    exp.Upper: "UPPER",
    exp.Year: "YEAR",
}
FIRST_MONDAY = 1  # of January 1900, from which weeks are counted


@dataclass(frozen=True, slots=True)
class Exported:
    """A check as a validation rule, or the reason why it has none; `fields` are columns with the names they got."""

    check: Check
    formula: str = ""
    message: str = ""
    fields: tuple[tuple[str, str], ...] = ()
    reason: str = ""


class InexpressibleError(Exception):
    """What a formula cannot say."""


Fields = Mapping[str, tuple[str, bool]]  # a column in lower case: the field's name, and whether it is a picklist


def salesforce(check: Check, calendar: Calendar = Calendar(), fields: Fields | None = None) -> Exported:
    """The validation formula of a check on rows.

    `fields` name the field of a column; other columns have their own name in Salesforce's spelling: `close_date` is
    CloseDate. Never raises for a check without faults.
    """
    try:
        rule = _rule(check, calendar)
        writer = _Writer(fields or {}, calendar)
        parts = [writer.holds(tree) for tree in (rule.scope, rule.eligible, rule.violation) if tree is not None]
        text = written(every(parts))
        if len(text) > LONGEST:
            raise InexpressibleError(f"the formula has {len(text):,} characters, more than the {LONGEST:,} allowed")
    except InexpressibleError as fault:
        return Exported(check, reason=str(fault))
    return Exported(check, text, _message(check, writer.used), tuple(writer.used.items()))


def _message(check: Check, used: Mapping[str, str]) -> str:
    """What whoever saves the record reads."""
    if not check.fix and KINDS[check.kind].name == "not_null":
        return f"{', '.join(used.values())} must be filled."
    return (check.fix or f'The rule "{check.name}" is not met.')[:MESSAGE]


def field_name(column: str) -> str:
    """A column's name as standard fields are spelled; a name with capitals or of a custom field stays as it is."""
    if column != column.lower() or column.endswith("__c"):
        return column
    return "".join(part[:1].upper() + part[1:] for part in column.split("_"))


def _rule(check: Check, calendar: Calendar) -> RowRule:
    kind = KINDS[check.kind]
    if kind.judges != "rows":
        raise InexpressibleError("it judges the table as a whole, not a single record")
    if check.mostly != 1:
        raise InexpressibleError("it need not hold for every record")
    if kind.name == "on_change":
        raise InexpressibleError("it reads a history of changes, not the record that is saved")
    rule = kind.rule(kind.given(check, ByName(date.min, calendar)))
    if not isinstance(rule, RowRule) or rule.alone:
        raise InexpressibleError("it compares a record with other records")
    return rule


@dataclass(slots=True)
class _Writer:
    """Writes trees with the fields of one object; `used` gathers the columns that were met."""

    fields: Fields
    calendar: Calendar
    used: dict[str, str] = field(default_factory=dict)

    def holds(self, node: exp.Expr) -> Formula:
        """True where the condition is true."""
        return self._condition(node, True)

    def fails(self, node: exp.Expr) -> Formula:
        """True where the condition is false."""
        return self._condition(node, False)

    def _condition(self, node: exp.Expr, wanted: bool) -> Formula:
        sure: Callable[[exp.Expr], Formula] = self.holds if wanted else self.fails
        match node:
            case exp.Paren():
                return sure(node.this)
            case exp.Not():
                return self._condition(node.this, not wanted)
            case exp.And() | exp.Or():
                parts = map(sure, node.flatten())
                return every(parts) if isinstance(node, exp.And) == wanted else some(parts)
            case exp.Boolean():
                return TRUE if node.this == wanted else FALSE
            case exp.Between():
                least = exp.GTE(this=node.this.copy(), expression=node.args["low"].copy())
                most = exp.LTE(this=node.this.copy(), expression=node.args["high"].copy())
                return sure(exp.and_(least, most))
            case exp.In() if node.expressions and not node.args.get("query"):
                return sure(exp.or_(*(exp.EQ(this=node.this.copy(), expression=e.copy()) for e in node.expressions)))
        known = self._known(node)
        if known is not None:
            return known if wanted else opposite(known)
        return self._compared(node, wanted)

    def _known(self, node: exp.Expr) -> Formula | None:
        """A condition that is never unknown; None for any other."""
        match node:
            case exp.Is(expression=exp.Null()):
                return self._blank(node.this)
            case exp.Is(expression=exp.Boolean()) | exp.EQ(this=exp.Column(), expression=exp.Boolean()):
                return self._condition(node.this, bool(node.expression.this))
            case exp.Coalesce(expressions=[exp.Boolean() as otherwise]):
                inner = self.holds(node.this)
                return inner if not otherwise.this else opposite(self.fails(node.this))
            case exp.Column() if not is_date_name(node):
                return self._field(node)[0]  # a checkbox is never blank
        return None

    def _compared(self, node: exp.Expr, wanted: bool) -> Formula:
        """A comparison, between filled values."""
        if type(node) in COMPARISONS:
            guards, test = [*self._filled(node.this), *self._filled(node.expression)], self._comparison(node)
        elif isinstance(node, exp.Like | exp.RegexpLike | exp.StartsWith | exp.Contains):
            guards, test = self._filled(node.this), self._pattern(node)
            test = opposite(test) if node.args.get("negate") else test  # NOT LIKE is one node
        else:
            raise _unknown(node)
        return every([*guards, test if wanted else opposite(test)])

    def _comparison(self, node: exp.Expr) -> Formula:
        left, right = node.this, node.expression
        if isinstance(node, exp.EQ | exp.NEQ) and isinstance(left, exp.Column) and right.is_string:
            name, picklist = self._field(left)
            if picklist:
                test = Call("ISPICKVAL", (name, self._text(right.name)))
                return test if isinstance(node, exp.EQ) else opposite(test)
        return f"{self._flat(left)} {COMPARISONS[type(node)]} {self._flat(right)}"

    def _pattern(self, node: exp.Expr) -> Formula:
        pattern = node.expression
        if not pattern.is_string:
            raise InexpressibleError("a pattern must be written out")
        text, value = pattern.name, self._flat(node.this)
        if isinstance(node, exp.RegexpLike):  # Salesforce's expression must match the whole text
            return Call("REGEX", (value, self._text(f"(?s).*(?:{text}).*")))
        if isinstance(node, exp.StartsWith | exp.Contains):
            return Call("BEGINS" if isinstance(node, exp.StartsWith) else "CONTAINS", (value, self._text(text)))
        return self._like(value, text)

    def _like(self, value: str, pattern: str) -> Formula:
        bare = pattern.strip("%")
        if not bare or "%" in bare or "_" in bare:
            raise InexpressibleError(
                f"the pattern '{pattern}' is more than the start, the middle or the whole of a text"
            )
        match pattern.startswith("%"), pattern.endswith("%"):
            case True, True:
                return Call("CONTAINS", (value, self._text(bare)))
            case False, True:
                return Call("BEGINS", (value, self._text(bare)))
            case True, False:
                return f"RIGHT({value}, {len(bare)}) = {self._text(bare)}"
        return f"{value} = {self._text(bare)}"

    def _filled(self, node: exp.Expr) -> list[Formula]:
        """Conditions under which a value is not NULL."""
        if isinstance(node, exp.Coalesce) and isinstance(node.expressions[-1], exp.Literal):
            return []
        if isinstance(node, exp.Column):
            return [] if is_date_name(node) else [opposite(self._blank(node))]
        return [guard for part in node.iter_expressions() for guard in self._filled(part)]

    def _blank(self, node: exp.Expr) -> Formula:
        if not isinstance(node, exp.Column) or is_date_name(node):
            raise InexpressibleError("only a field can be asked whether it is blank")
        name, picklist = self._field(node)
        return Call("ISBLANK", (f"TEXT({name})" if picklist else name,))

    def _field(self, node: exp.Column) -> tuple[str, bool]:
        name, picklist = self.fields.get(node.name.lower(), (field_name(node.name), False))
        self.used[node.name] = name
        return name, picklist

    def _flat(self, node: exp.Expr) -> str:
        """A value as text."""
        match node:
            case exp.Paren():
                return f"({self._flat(node.this)})"
            case exp.Neg():
                return f"-{self._flat(node.this)}"
            case exp.Literal():
                return self._text(node.name) if node.is_string else node.name
            case exp.Cast():
                return self._cast(node)
            case exp.Column() if is_date_name(node):
                return _date(node.name.lower(), self.calendar)
            case exp.Column():
                name, picklist = self._field(node)
                return f"TEXT({name})" if picklist else name
            case exp.Coalesce(expressions=[last]) if isinstance(last, exp.Literal):
                return f"BLANKVALUE({self._flat(node.this)}, {self._flat(last)})"
        if type(node) in ARITHMETIC:
            return f"{self._flat(node.this)} {ARITHMETIC[type(node)]} {self._flat(node.expression)}"
        if type(node) in FUNCTIONS and len(list(node.iter_expressions())) == 1:
            return f"{FUNCTIONS[type(node)]}({self._flat(node.this)})"
        raise _unknown(node)

    def _cast(self, node: exp.Cast) -> str:
        if isinstance(node, exp.TryCast):
            raise _unknown(node)
        if node.is_type("date") and node.this.is_string:
            day = date.fromisoformat(node.this.name)
            return f"DATE({day.year}, {day.month}, {day.day})"
        if node.is_type("timestamp") and node.this.is_string:
            moment = datetime.fromisoformat(node.this.name)
            return f'DATETIMEVALUE("{moment:%Y-%m-%d %H:%M:%S}")'
        if node.is_type("text", "varchar"):  # how kinds read any column as text
            return self._flat(node.this)
        raise _unknown(node)

    def _text(self, text: str) -> str:
        try:
            return quoted(text)
        except ValueError:
            raise InexpressibleError("a text with control characters cannot stand in a formula") from None


def _unknown(node: exp.Expr) -> InexpressibleError:
    return InexpressibleError(f'"{node.sql(dialect="duckdb")}" cannot be said in a formula')


def _date(name: str, calendar: Calendar) -> str:
    """A date by name, counted from today as the formula sees it."""
    if name in ("today", "as_of"):
        return "TODAY()"
    word, end = name.split("_")
    month = "DATE(YEAR(TODAY()), MONTH(TODAY()), 1)"
    into = f"MONTH(TODAY()) + {12 - calendar.fiscal_year_starts}"
    if word == "week":
        start = f"TODAY() - MOD(TODAY() - DATE(1900, 1, {FIRST_MONDAY + calendar.week_starts}), 7)"
        return f"({start})" if end == "start" else f"({start} + 6)"
    months = {"month": 1, "quarter": 3, "year": 12}[word]
    start = month if word == "month" else f"ADDMONTHS({month}, -MOD({into}, {months}))"
    return start if end == "start" else f"(ADDMONTHS({start}, {months}) - 1)"
