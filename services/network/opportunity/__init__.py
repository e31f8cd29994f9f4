"""An opportunity: a role, a project or a gig finds somebody, who asked for it, was referred, or was invited.

- Anybody posts a project or a gig; managers and HR post roles. The poster changes, fills and closes it.
- It is shown to everyone, to the poster's network, or to those who are invited; `shared.contracts.network.reach` says
  who that is. For everybody else it does not exist.
- Whoever sees it may refer others, and ask for it themself until it closes; the poster tells them how it ended.
"""

from services.network.opportunity.closing import close_opportunity, fill_opportunity, reopen_opportunity
from services.network.opportunity.interest import express_interest, turn_down_interest, withdraw_interest
from services.network.opportunity.inviting import invite_to_opportunity, uninvite_from_opportunity
from services.network.opportunity.posting import post_opportunity, post_role, revise_opportunity
from services.network.opportunity.referring import refer_for_opportunity
from services.network.opportunity.sight import sight
from services.network.opportunity.state import OPPORTUNITY, Opportunity

__all__ = [
    "OPPORTUNITY",
    "Opportunity",
    "close_opportunity",
    "express_interest",
    "fill_opportunity",
    "invite_to_opportunity",
    "post_opportunity",
    "post_role",
    "refer_for_opportunity",
    "reopen_opportunity",
    "revise_opportunity",
    "sight",
    "turn_down_interest",
    "uninvite_from_opportunity",
    "withdraw_interest",
]
