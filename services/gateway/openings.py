"""Opportunities as openings: what they call for and when, as far as whoever asks sees them, and the roles they name."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date

import msgspec

from services.gateway.opportunity_audience import VISIBLE, viewing
from services.gateway.query import Asked
from services.gateway.skill_demand import Opening
from services.gateway.within_unit import WITHIN_UNIT
from shared.contracts.network.standing import OpportunityStatus
from shared.read_models.role_profiles import RoleProfileRow

MOST_OPENINGS = 5_000
"""So many are looked at, those posted last."""

_OPENINGS = f"""
    select opportunities.posted_on, opportunities.skills, opportunities.role, opportunities.ended_on,
           opportunities.closes_on
    from opportunities cross join lateral (select opportunities.unit) as placed
    where opportunities.organisation = %(organisation)s and {VISIBLE} and {WITHIN_UNIT}
    and (opportunities.status = '{OpportunityStatus.OPEN}' or opportunities.ended_on > %(first)s)
    order by opportunities.posted_on desc, opportunities.opportunity limit %(most)s
"""
_ROLES = """
    select role, title, search_title, skills, revision, since, grace_until, retired, earlier from role_profiles
    where organisation = %(organisation)s and role = any(%(roles)s)
"""


def openings_since(asked: Asked, first: date, unit: str | None = None) -> Sequence[Opening]:
    """Opportunities that were open on any day since `first`: all, or those of a unit and the ones below it."""
    parameters = {**viewing(asked.caller), "unit": unit, "first": first, "most": MOST_OPENINGS}
    return [msgspec.convert(row, Opening) for row in asked.sql(_OPENINGS, parameters)]


def roles_of(openings: Iterable[Opening]) -> set[str]:
    """The roles that they are about."""
    return {each.role for each in openings if each.role}


def described(asked: Asked, roles: Iterable[str]) -> Mapping[str, RoleProfileRow]:
    """What these roles ask for, as far as they are described."""
    wanted = sorted(set(roles))
    rows = asked.sql(_ROLES, {"roles": wanted}) if wanted else []
    return {row["role"]: msgspec.convert(row, RoleProfileRow) for row in rows}
