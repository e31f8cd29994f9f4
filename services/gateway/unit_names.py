"""What units are called."""

from collections.abc import Collection, Mapping

from services.gateway.query import Asked

_NAMES = "select unit, name from units where organisation = %(organisation)s and unit = any(%(units)s)"


def unit_names(asked: Asked, units: Collection[str]) -> Mapping[str, str]:
    """The names of units by id; those that there are not are missing."""
    found = asked.sql(_NAMES, {"units": sorted(units)}) if units else []
    return {row["unit"]: row["name"] for row in found}
