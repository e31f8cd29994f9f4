"""The network service: connections, mentorships, introductions, opportunities and gatherings."""

from collections.abc import Sequence
from typing import Any

from services.network.handlers import HANDLERS
from shared.bus.acting import Acting
from shared.bus.rpc_server import Request, batched_rpc
from shared.commanding.calls import answer_calls
from shared.contracts.network import events
from shared.reacting.reaction import Reactions


class NetworkService:
    """Takes the commands of `shared.contracts.network.commands`."""

    name = "network"

    network = Acting(events, handlers=HANDLERS, reactions=Reactions())

    @batched_rpc
    def execute(self, calls: Sequence[Request]) -> Sequence[Any]:
        """Carry out commands: `execute(organisation=..., commands=[...])` answers an outcome for each."""
        return answer_calls(self.name, self.network.handling, [call.kwargs for call in calls])
