"""The feedback service: requests, feedback, consent, and review cycles with anonymous answers."""

from collections.abc import Sequence
from functools import partial
from typing import Any

from services.feedback.handlers import HANDLERS
from services.feedback.handling import FeedbackHandling
from services.feedback.reactions import REACTIONS
from shared.bus.acting import Acting
from shared.bus.batches import Delivery, event_batches
from shared.bus.rpc_server import Request, batched_rpc
from shared.commanding.calls import answer_calls
from shared.config import Settings
from shared.contracts.feedback import events


def _handling(settings: Settings) -> partial[FeedbackHandling]:
    return partial(FeedbackHandling, master_key=settings.master_key())


class FeedbackService:
    """Takes the commands of `shared.contracts.feedback.commands`."""

    name = "feedback"

    feedback = Acting(events, handlers=HANDLERS, reactions=REACTIONS, handling=_handling)

    @batched_rpc
    def execute(self, calls: Sequence[Request]) -> Sequence[Any]:
        """Carry out commands: `execute(organisation=..., commands=[...])` answers an outcome for each."""
        return answer_calls(self.name, self.feedback.handling, [call.kwargs for call in calls])

    @event_batches(source="feedback", queue="feedback.feedback")
    def react_to_feedback(self, deliveries: Sequence[Delivery]) -> None:
        """Requests expire on their day."""
        self.feedback.told("feedback", deliveries)
