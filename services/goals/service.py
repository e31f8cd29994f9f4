"""The goals service: goals, visions, career plans, setbacks and wellbeing."""

from collections.abc import Sequence
from typing import Any

from services.goals.handlers import HANDLERS
from services.goals.reactions import REACTIONS
from shared.bus.acting import Acting
from shared.bus.batches import Delivery, event_batches
from shared.bus.rpc_server import Request, batched_rpc
from shared.commanding.calls import answer_calls
from shared.contracts.goals import events
from shared.contracts.network import events as network_events
from shared.contracts.skills import events as skills_events


class GoalsService:
    """Takes the commands of `shared.contracts.goals.commands`, and follows skills and mentoring."""

    name = "goals"

    goals = Acting(
        events,
        skills_events,
        network_events,
        handlers=HANDLERS,
        reactions=REACTIONS,
        sources=("skills", "network"),
    )

    @batched_rpc
    def execute(self, calls: Sequence[Request]) -> Sequence[Any]:
        """Carry out commands: `execute(organisation=..., commands=[...])` answers an outcome for each."""
        return answer_calls(self.name, self.goals.handling, [call.kwargs for call in calls])

    @event_batches(source="goals", queue="goals.goals")
    def react_to_goals(self, deliveries: Sequence[Delivery]) -> None:
        """A new measure of a skill stands where the skill does."""
        self.goals.told("goals", deliveries)

    @event_batches(source="skills", queue="goals.skills")
    def react_to_skills(self, deliveries: Sequence[Delivery]) -> None:
        """A measure of a skill moves with it."""
        self.goals.told("skills", deliveries)

    @event_batches(source="network", queue="goals.network")
    def react_to_network(self, deliveries: Sequence[Delivery]) -> None:
        """A mentor who agrees appears at the step that asked for one."""
        self.goals.told("network", deliveries)
