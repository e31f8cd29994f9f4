"""What people let others see by their consent: the one rule, of a row and as a condition on rows of `consents`.

Consent counts as it stands now, also where a question is about the past: what was revoked is not shown again.
"""

from collections.abc import Iterable
from datetime import date
from typing import Any

from services.gateway.query import Asked, Caller
from services.gateway.whereabouts import PLACED
from shared.contracts.feedback.events import Audience, ConsentField
from shared.log.database import Cursor, TenantConnection
from shared.read_models.consents import ConsentRow

_UNIT = f"select placed.unit from people {PLACED} where organisation = %(organisation)s and person = %(viewer)s"

CONSENTED = f"""(
    consents.field = %(field)s and consents.revoked_on is null
    and (consents.until is null or consents.until >= %(day)s)
    and (
        consents.audience = '{Audience.EVERYONE}'
        or (consents.audience = '{Audience.PERSON}' and consents.whom = %(viewer)s)
        or (consents.audience = '{Audience.UNIT}' and consents.whom = %(unit)s)
        or (consents.audience = '{Audience.MANAGER}' and consents.person = any(%(managed)s))
    )
)"""
"""Holds for those rows of `consents` by which the viewer, of the unit, may see the field; they manage `managed`."""


def consented(
    consents: Iterable[ConsentRow], field: ConsentField, *, viewer: str, unit: str | None, managed: bool, day: date
) -> bool:
    """Whether one of a person's consents lets `viewer`, who is of `unit`, see it on `day`. Pure.

    `managed` says whether the person stands below the viewer.
    """

    def reaches(consent: ConsentRow) -> bool:
        match consent.audience:
            case Audience.EVERYONE:
                return True
            case Audience.PERSON:
                return consent.whom == viewer
            case Audience.UNIT:
                return consent.whom == unit
            case Audience.MANAGER:
                return managed

    return any(each.field is field and each.holds_on(day) and reaches(each) for each in consents)


def unit_of_viewer(asked: Asked, day: date) -> str:
    """The unit in which the caller is on `day`; empty where in none."""
    found = asked.sql(_UNIT, {"viewer": asked.caller.person or "", "day": day})
    return (found[0]["unit"] or "") if found else ""


def ask_unit(conn: TenantConnection, caller: Caller, day: date) -> Cursor[Any]:
    """Ask for the unit in which the caller is on `day`; `unit_in` has the answer."""
    parameters = {"organisation": caller.organisation, "viewer": caller.person or "", "day": day}
    return conn.execute(_UNIT, parameters)


def unit_in(cursor: Cursor[Any]) -> str | None:
    """The answer to `ask_unit`; None where in none."""
    found = cursor.fetchone()
    return found[0] if found else None
