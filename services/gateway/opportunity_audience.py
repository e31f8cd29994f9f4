"""Who sees an opportunity, in SQL: what `shared.contracts.network.reach` says, as a condition on rows.

Every statement that shows opportunities has it among its conditions, so that none shows one to whom it does not reach.
A test holds it against the rule itself, case by case.
"""

from collections.abc import Mapping
from typing import Any

from services.gateway.query import Caller
from shared.contracts.network.events import Visibility
from shared.contracts.network.reach import INVOLVED

_INVOLVED = ", ".join(f"'{status}'" for status in sorted(INVOLVED))

VISIBLE = f"""(
    %(hr)s
    or opportunities.posted_by = %(viewer)s
    or opportunities.visibility = '{Visibility.EVERYONE}'
    or (
        opportunities.visibility = '{Visibility.NETWORK}' and exists (
            select from ties
            where ties.organisation = %(organisation)s and ties.person = %(viewer)s
            and ties.other = opportunities.posted_by and ties.connected
        )
    )
    or exists (
        select from opportunity_reach as reached
        where reached.organisation = %(organisation)s and reached.person = %(viewer)s
        and reached.opportunity = opportunities.opportunity
        and (
            reached.invited or reached.interest in ({_INVOLVED})
            or (opportunities.visibility = '{Visibility.NETWORK}' and reached.referred)
        )
    )
)"""
"""Holds for those rows of `opportunities` that the viewer sees. Takes the parameters of `viewing`."""


def viewing(caller: Caller) -> Mapping[str, Any]:
    """What `VISIBLE` needs to know of whoever asks. Machines are nobody, and see what everyone does; HR sees all."""
    return {"viewer": caller.person or "", "hr": "hr" in caller.roles}
