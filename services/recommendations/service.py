"""The recommendations service: facts in, recommendations out, and what people make of them."""

from collections.abc import Mapping, Sequence
from typing import Any

import eventlet
import structlog
from eventlet import tpool

from services.recommendations.answering import answered
from services.recommendations.opening import OpenedRecommendations
from services.recommendations.refresh_order import answer_refresh, answer_refresh_organisation
from services.recommendations.simulating import Asked
from services.recommendations.touching import OWN, keep_working
from shared.bus.batches import PARTITION_HEADER, Delivery, event_batches
from shared.bus.dependencies import SETTINGS, Log
from shared.bus.rpc_server import Request, batched_rpc, rpc
from shared.commanding.answering import answer_one_by_one
from shared.commanding.calls import answer_calls
from shared.contracts.recommendations import events
from shared.errors import MilepostError
from shared.log.database import DatabaseError

SWEEP_SECONDS = 5.0
"""How often the logs are compared with what was followed."""

_log = structlog.get_logger(__name__)


class OpenRecommendations(Log):
    """The service's log and its facts, kept up to date, with what is done on them."""

    def setup(self) -> None:
        """Open the log, and build what is missing of the facts."""
        super().setup()
        self.opened = OpenedRecommendations(self.container.config[SETTINGS], self.log, aside=tpool.execute)
        self.handling = self.opened.handling

    def start(self) -> None:
        """Relay what the log holds, and look at whom events touch."""
        super().start()
        self._stopping = eventlet.event.Event()
        self._working = self.container.spawn_managed_thread(self._work, identifier="refreshing")

    def stop(self) -> None:
        """Stop; whoever is marked is marked again when the service starts."""
        self._stopping.send()
        self._working.wait()
        self.opened.close()
        super().stop()

    def get_dependency(self, worker_ctx: Any) -> "OpenRecommendations":
        """Itself."""
        return self

    def told(self, source: str, queue: str, deliveries: Sequence[Delivery]) -> None:
        """Fold what these messages tell, and mark whom it is about."""
        if source != OWN:
            self.opened.kept.fold(source, queue, deliveries)
        organisations = {each.headers.get(PARTITION_HEADER) for each in deliveries}
        self.opened.touching.follow(source, [each for each in organisations if isinstance(each, str)])

    def _work(self) -> None:
        while not self._stopping.ready():
            try:
                keep_working(self.opened.touching, self._stop_after, sweep_seconds=SWEEP_SECONDS)
            except (DatabaseError, MilepostError) as error:
                _log.warning("recommendations are looked at again", error=str(error))
                self._stop_after(1.0)

    def _stop_after(self, seconds: float) -> bool:
        with eventlet.Timeout(seconds, False):
            self._stopping.wait()
        return bool(self._stopping.ready())


class RecommendationsService:
    """Takes the commands of `shared.contracts.recommendations.commands`, and recommends."""

    name = OWN

    recommendations = OpenRecommendations(events)

    @batched_rpc
    def execute(self, calls: Sequence[Request]) -> Sequence[Any]:
        """Carry out commands: `execute(organisation=..., commands=[...])` answers an outcome for each."""
        return answer_calls(self.name, self.recommendations.handling, [call.kwargs for call in calls])

    @rpc
    def refresh(self, organisation: str, commands: Sequence[Mapping[str, Any]]) -> Sequence[Mapping[str, Any]]:
        """Look at people now; answers how many events came of it, and the position reached."""
        return answer_one_by_one(organisation, commands, answer_refresh(self.recommendations.opened))

    @rpc
    def refresh_organisation(
        self, organisation: str, commands: Sequence[Mapping[str, Any]]
    ) -> Sequence[Mapping[str, Any]]:
        """Look at everybody now; answers how many people there are, and what came of it."""
        return answer_one_by_one(organisation, commands, answer_refresh_organisation(self.recommendations.opened))

    @rpc
    def simulate(self, organisation: str, person: str, asked: Mapping[str, Any], after: Mapping[str, int]) -> Any:
        """Simulate a career; answers the query `simulate`."""
        opened = self.recommendations.opened
        return answered(lambda: opened.simulate(organisation, person, Asked(**asked), after))

    @rpc
    def match_mentors(
        self, organisation: str, mentees: Sequence[str], topic: str | None, after: Mapping[str, int]
    ) -> Any:
        """Match mentors to mentees; answers the query `mentor_matching`, without names."""
        opened = self.recommendations.opened
        return answered(lambda: opened.match_mentors(organisation, mentees, topic, after))

    @event_batches(source="integrations", queue="recommendations.integrations")
    def follow_integrations(self, deliveries: Sequence[Delivery]) -> None:
        """Where people are."""
        self.recommendations.told("integrations", "recommendations.integrations", deliveries)

    @event_batches(source="skills", queue="recommendations.skills")
    def follow_skills(self, deliveries: Sequence[Delivery]) -> None:
        """What people can do and learn, and what roles ask for."""
        self.recommendations.told("skills", "recommendations.skills", deliveries)

    @event_batches(source="network", queue="recommendations.network")
    def follow_network(self, deliveries: Sequence[Delivery]) -> None:
        """Whom people know, who mentors, and which opportunities there are."""
        self.recommendations.told("network", "recommendations.network", deliveries)

    @event_batches(source="goals", queue="recommendations.goals")
    def follow_goals(self, deliveries: Sequence[Delivery]) -> None:
        """What people are at."""
        self.recommendations.told("goals", "recommendations.goals", deliveries)

    @event_batches(source="feedback", queue="recommendations.feedback")
    def follow_feedback(self, deliveries: Sequence[Delivery]) -> None:
        """Who asked whom for feedback."""
        self.recommendations.told("feedback", "recommendations.feedback", deliveries)

    @event_batches(source="recommendations", queue="recommendations.recommendations")
    def follow_recommendations(self, deliveries: Sequence[Delivery]) -> None:
        """What people make of recommendations, and the policy."""
        self.recommendations.told("recommendations", "recommendations.recommendations", deliveries)
