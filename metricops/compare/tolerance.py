"""The tolerance as people write it: `0.5%`."""

from decimal import Decimal, InvalidOperation

from metricops.errors import MetricopsError

HIGHEST = Decimal(1)


def tolerance(given: str | Decimal) -> Decimal:
    """A fraction from `0.5%`, or the fraction itself; raises MetricopsError for anything outside 0% to 100%.

    Text needs its percent sign, because "0.5" alone could be meant either way.
    """
    found = _read(given) if isinstance(given, str) else given
    if found is None or not found.is_finite() or not 0 <= found <= HIGHEST:
        raise MetricopsError(f'"{given}" is not a tolerance; needed is a percentage from 0% to 100%, such as 0.5%')
    return found


def _read(text: str) -> Decimal | None:
    word = text.strip()
    try:
        return Decimal(word.removesuffix("%").strip()) / 100 if word.endswith("%") else None
    except InvalidOperation:
        return None
