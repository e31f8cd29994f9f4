"""Whether somebody is in a unit or in one below it, in SQL."""

WITHIN_UNIT = """(
    %(unit)s::text is null or placed.unit in (
        with recursive below as (
            select %(unit)s::text as unit
            union
            select units.unit from below
            join units on units.organisation = %(organisation)s and units.parent = below.unit
        )
        select below.unit from below
    )
)"""
"""Holds where `placed.unit`, of `services.gateway.whereabouts.PLACED`, is `%(unit)s` or below; if that is null, too."""
