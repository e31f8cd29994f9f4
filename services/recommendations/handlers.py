"""What the recommendations service does with each command: on which aggregate, by which decision.

Making recommendations is no decision of a command alone: `services.recommendations.refreshing` does it.
"""

from collections.abc import Mapping
from typing import Any

from services.recommendations import policy, recommendation
from services.recommendations.policy import ORGANISATION, POLICY
from services.recommendations.recommendation import RECOMMENDATIONS
from shared.aggregate import Handler
from shared.contracts.recommendations import commands


def _one_policy(_payload: Mapping[str, Any]) -> str:
    return ORGANISATION


HANDLERS: tuple[Handler[Any], ...] = (
    Handler(commands.AcceptRecommendation, RECOMMENDATIONS, recommendation.accept_recommendation, "person"),
    Handler(commands.DismissRecommendation, RECOMMENDATIONS, recommendation.dismiss_recommendation, "person"),
    Handler(commands.SnoozeRecommendation, RECOMMENDATIONS, recommendation.snooze_recommendation, "person"),
    Handler(commands.AdoptPolicy, POLICY, policy.adopt_policy, "name", creates=True, locate=_one_policy),
)
"""One for each command that is a decision of its own."""
