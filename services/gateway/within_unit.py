"""Whether somebody or something is of a unit or of one below it, in SQL."""

from collections.abc import Sequence

from services.gateway.query import Asked

_AND_BELOW = """
    with recursive below as (
        select %(unit)s::text as unit
        union
        select units.unit from below
        join units on units.organisation = %(organisation)s and units.parent = below.unit
    )
    select below.unit from below
"""


def within_unit(column: str) -> str:
    """A condition: the unit in `column` is `%(unit)s` or below it."""
    return f"{column} in ({_AND_BELOW})"


WITHIN_UNIT = f"(%(unit)s::text is null or {within_unit('placed.unit')})"
"""Holds where `placed.unit`, of `services.gateway.whereabouts.PLACED`, is `%(unit)s` or below; if that is null, too."""


def and_below(asked: Asked, unit: str) -> Sequence[str]:
    """The unit and all below it, as they are now."""
    return [row["unit"] for row in asked.sql(_AND_BELOW, {"unit": unit})]
