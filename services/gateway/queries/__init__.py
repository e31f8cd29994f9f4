"""The queries: a module a subject, a function a query. Importing this package publishes them all."""

from services.gateway.queries import (
    alignment,
    dashboard,
    goals,
    momentum,
    people,
    plans,
    setbacks,
    shared_goals,
    support_requests,
    team,
    timeline,
    units,
    wellbeing,
)

__all__ = [
    "alignment",
    "dashboard",
    "goals",
    "momentum",
    "people",
    "plans",
    "setbacks",
    "shared_goals",
    "support_requests",
    "team",
    "timeline",
    "units",
    "wellbeing",
]
