"""The read models: what the projection keeps and the gateway reads."""

from collections.abc import Mapping
from typing import Any

from shared.contracts.goals import events as goals_events
from shared.contracts.integrations import events as integrations_events
from shared.projecting.read_model import ReadModel
from shared.read_models.activity import ACTIVITY
from shared.read_models.alignments import ALIGNMENTS
from shared.read_models.audiences import AUDIENCES
from shared.read_models.goals import GOALS
from shared.read_models.people import PEOPLE
from shared.read_models.plans import PLANS
from shared.read_models.reports import REPORTS
from shared.read_models.setbacks import SETBACKS
from shared.read_models.support_requests import SUPPORT_REQUESTS
from shared.read_models.units import UNITS
from shared.read_models.visions import VISIONS
from shared.read_models.wellbeing import WELLBEING

CONTRACTS = (goals_events, integrations_events)
"""The events of every service."""

SOURCES = ("goals", "integrations")
"""The services whose logs are projected."""

ERASURE = integrations_events.PersonErased
"""The event that erases its subject from every read model."""

ALL: Mapping[str, ReadModel[Any]] = {
    model.name: model
    for model in (
        PEOPLE,
        REPORTS,
        UNITS,
        GOALS,
        ALIGNMENTS,
        AUDIENCES,
        VISIONS,
        PLANS,
        SETBACKS,
        SUPPORT_REQUESTS,
        ACTIVITY,
        WELLBEING,
    )
}
"""Every read model by name."""
