"""The skills service: the catalogue, role profiles, skill profiles, learning and credentials."""

from collections.abc import Mapping, Sequence
from typing import Any

from services.skills.framework.importing import FrameworkImport
from services.skills.handlers import HANDLERS
from services.skills.reactions import REACTIONS
from shared.bus.acting import Acting
from shared.bus.batches import Delivery, event_batches
from shared.bus.rpc_server import Request, batched_rpc, rpc
from shared.commanding.answering import answer_one_by_one
from shared.commanding.calls import answer_calls
from shared.contracts.feedback import events as feedback_events
from shared.contracts.skills import events
from shared.log.feed import Feed


class OpenSkills(Acting):
    """The skills service's log, with the imports of frameworks on it."""

    def setup(self) -> None:
        """Open the log."""
        super().setup()
        self.importing = FrameworkImport(self.log, Feed(self.log.source, self.log.pool))


class SkillsService:
    """Takes the commands of `shared.contracts.skills.commands`, and credits what people learn and are told."""

    name = "skills"

    skills = OpenSkills(
        events,
        feedback_events,
        handlers=HANDLERS,
        reactions=REACTIONS,
        sources=("feedback",),
    )

    @batched_rpc
    def execute(self, calls: Sequence[Request]) -> Sequence[Any]:
        """Carry out commands: `execute(organisation=..., commands=[...])` answers an outcome for each."""
        return answer_calls(self.name, self.skills.handling, [call.kwargs for call in calls])

    @rpc
    def import_framework(self, organisation: str, commands: Sequence[Mapping[str, Any]]) -> Sequence[Mapping[str, Any]]:
        """Reconcile the catalogue with a framework; answers its report."""
        return answer_one_by_one(organisation, commands, self.skills.importing.run)

    @event_batches(source="skills", queue="skills.skills")
    def react_to_skills(self, deliveries: Sequence[Delivery]) -> None:
        """What was learnt or earned shows in the profile."""
        self.skills.told("skills", deliveries)

    @event_batches(source="feedback", queue="skills.feedback")
    def react_to_feedback(self, deliveries: Sequence[Delivery]) -> None:
        """Ratings in a feedback show in the profile."""
        self.skills.told("feedback", deliveries)
