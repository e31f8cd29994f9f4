"""The projection service: events in, read models up to date."""

from collections.abc import Sequence
from typing import Any

from nameko.extensions import DependencyProvider

from services.projection.projection import Projection
from shared.bus.batches import Delivery, event_batches
from shared.bus.dependencies import SETTINGS


class Projecting(DependencyProvider):
    """The projection, kept open as long as the service runs."""

    def setup(self) -> None:
        """Open it, and build what is missing."""
        self._projection = Projection(self.container.config[SETTINGS])
        self._projection.build_outdated()

    def start(self) -> None:
        """Follow the logs."""
        self._following = [
            self.container.spawn_managed_thread(follower.run, identifier="follower")
            for follower in self._projection.followers
        ]

    def stop(self) -> None:
        """Close it."""
        for follower in self._projection.followers:
            follower.stop()
        for thread in self._following:
            thread.wait()
        self._projection.close()

    def get_dependency(self, worker_ctx: Any) -> Projection:
        """The projection."""
        return self._projection


class ProjectionService:
    """Consumes the events of every service; one method each, so that none waits for another."""

    name = "projection"

    projection = Projecting()

    @event_batches(source="goals", queue="projection.goals")
    def fold_goals(self, deliveries: Sequence[Delivery]) -> None:
        """Fold events of goals, visions, plans, setbacks and wellbeing."""
        self.projection.fold("goals", "projection.goals", deliveries)

    @event_batches(source="skills", queue="projection.skills")
    def fold_skills(self, deliveries: Sequence[Delivery]) -> None:
        """Fold events of the catalogue, roles, skill profiles, learning and credentials."""
        self.projection.fold("skills", "projection.skills", deliveries)

    @event_batches(source="network", queue="projection.network")
    def fold_network(self, deliveries: Sequence[Delivery]) -> None:
        """Fold events of ties, mentoring, introductions, opportunities and gatherings."""
        self.projection.fold("network", "projection.network", deliveries)

    @event_batches(source="feedback", queue="projection.feedback")
    def fold_feedback(self, deliveries: Sequence[Delivery]) -> None:
        """Fold events of feedback, requests for it, consent, and review cycles."""
        self.projection.fold("feedback", "projection.feedback", deliveries)

    @event_batches(source="recommendations", queue="projection.recommendations")
    def fold_recommendations(self, deliveries: Sequence[Delivery]) -> None:
        """Fold events of recommendations, and what people make of them."""
        self.projection.fold("recommendations", "projection.recommendations", deliveries)

    @event_batches(source="integrations", queue="projection.integrations")
    def fold_integrations(self, deliveries: Sequence[Delivery]) -> None:
        """Fold events of people and units."""
        self.projection.fold("integrations", "projection.integrations", deliveries)
