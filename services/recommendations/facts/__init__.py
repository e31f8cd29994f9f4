"""What the recommendations service keeps of what happens in the others: one row a person and source, and a catalogue.

The rows come about by the same folds as those that queries read. They are kept in the service's own schema.
"""

from collections.abc import Mapping
from typing import Any

from services.recommendations.facts.chances import CHANCES
from services.recommendations.facts.exchanges import EXCHANGES
from services.recommendations.facts.journeys import JOURNEYS
from services.recommendations.facts.ledgers import LEDGERS
from services.recommendations.facts.networks import NETWORKS
from services.recommendations.facts.placements import PLACEMENTS
from shared.contracts.feedback import events as feedback_events
from shared.contracts.goals import events as goals_events
from shared.contracts.integrations import events as integrations_events
from shared.contracts.network import events as network_events
from shared.contracts.skills import events as skills_events
from shared.projecting.read_model import ReadModel
from shared.read_models.learning_offers import LEARNING_OFFERS
from shared.read_models.level_policies import LEVEL_POLICIES
from shared.read_models.role_profiles import ROLE_PROFILES
from shared.read_models.skills import SKILLS

CONTRACTS = (goals_events, skills_events, network_events, feedback_events, integrations_events)
"""The events of every service whose log is followed."""

SOURCES = ("integrations", "skills", "network", "goals", "feedback")
"""Those services."""

ERASURE = integrations_events.PersonErased
"""The event that erases its subject from every table."""

OF_PEOPLE: tuple[ReadModel[Any], ...] = (PLACEMENTS, LEDGERS, NETWORKS, JOURNEYS, EXCHANGES)
"""One row a person in each."""

OF_NOBODY: tuple[ReadModel[Any], ...] = (SKILLS, ROLE_PROFILES, LEARNING_OFFERS, LEVEL_POLICIES, CHANCES)
"""What is the same for everybody."""

ALL: Mapping[str, ReadModel[Any]] = {model.name: model for model in (*OF_PEOPLE, *OF_NOBODY)}
"""All of them by name."""
