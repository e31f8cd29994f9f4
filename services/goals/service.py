"""The goals service: goals, visions, career plans, setbacks and wellbeing."""

from collections.abc import Sequence
from typing import Any

from services.goals.handlers import HANDLERS
from shared.bus.dependencies import Commands
from shared.bus.rpc_server import Request, batched_rpc
from shared.commanding.calls import answer_calls
from shared.contracts.goals import events


class GoalsService:
    """Takes the commands of `shared.contracts.goals.commands`."""

    name = "goals"

    commands = Commands(events, HANDLERS)

    @batched_rpc
    def execute(self, calls: Sequence[Request]) -> Sequence[Any]:
        """Carry out commands: `execute(organisation=..., commands=[...])` answers an outcome for each."""
        return answer_calls(self.name, self.commands, [call.kwargs for call in calls])
