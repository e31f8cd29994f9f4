"""Progress towards a goal, computed from its weighted measures. Pure: aggregates and read models share it."""

from collections.abc import Iterable
from decimal import ROUND_DOWN, Decimal

NONE, ALL = Decimal(0), Decimal(1)
_PLACES = Decimal("0.0001")


def fraction_reached(from_value: Decimal, to_value: Decimal, value: Decimal) -> Decimal:
    """How much of the way from `from_value` to `to_value` is covered at `value`: from 0 to 1.

    (value - from) / (to - from), kept within 0 and 1. It works downwards too, as in bringing 40 faults to 10.
    Where both ends are the same there is no way to go, and it is 1 at or above that value.
    """
    way, covered = to_value - from_value, value - from_value
    if way < 0:
        way, covered = -way, -covered
    if covered >= way:
        return ALL
    return NONE if covered <= 0 else covered / way


def weighted_progress(measures: Iterable[tuple[int, Decimal]]) -> Decimal | None:
    """The mean of the fractions reached, from (weight, fraction) pairs: from 0 to 1, or None without weights.

    Sum of weight x fraction, over the sum of weights; cut off after four places, so that it is 1 only when
    every measure is.
    """
    total, reached = 0, NONE
    for weight, fraction in measures:
        total += weight
        reached += weight * fraction
    return (reached / total).quantize(_PLACES, rounding=ROUND_DOWN) if total else None
