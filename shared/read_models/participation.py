"""Participation: for each service, one row for each person and month in which they did something of their own in it.

Only that they did, not what: so it can be counted how many take part. What others do about somebody is no deed of
theirs, setbacks and wellbeing are nobody's business, and whether somebody answered in a review is known to nobody.
"""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from shared.contracts.feedback import events as feedback
from shared.contracts.goals import events as goals
from shared.contracts.network import events as network
from shared.contracts.skills import events as skills
from shared.event import Envelope, Event
from shared.projecting.read_model import Key, ReadModel, Row

DEEDS: Mapping[str, Sequence[type[Event]]] = {
    "goals": (
        goals.SuccessDefined,
        goals.GoalSet,
        goals.GoalRefined,
        goals.ProgressRecorded,
        goals.ActionPlanned,
        goals.ActionCompleted,
        goals.CheckedIn,
        goals.PlanDrafted,
        goals.PlanRevised,
        goals.StepAdded,
        goals.StepTaken,
        goals.OptionWeighed,
        goals.OptionChosen,
    ),
    "skills": (
        skills.SkillClaimed,
        skills.EvidenceAdded,
        skills.SkillUsed,
        skills.SkillRefreshed,
        skills.Enrolled,
        skills.LearningProgressed,
        skills.LearningCompleted,
        skills.LearningRated,
    ),
    "network": (
        network.ConnectionInvited,
        network.ConnectionAccepted,
        network.InteractionNoted,
        network.MentoringOffered,
        network.MentoringRequested,
        network.MentoringAgreed,
        network.SessionHeld,
        network.InterestExpressed,
        network.Joined,
        network.Attended,
    ),
    "feedback": (
        feedback.FeedbackRequested,
        feedback.RequestAnswered,
        feedback.FeedbackAcknowledged,
        feedback.FeedbackReflectedOn,
        feedback.ActionTaken,
    ),
}
"""What counts as taking part in each service, where the person did it themself."""


class ActiveRow(Row, frozen=True):
    """The person did something in the service in the month that begins on `month`."""

    person: str
    month: date


def _active_in(service: str) -> ReadModel[ActiveRow]:
    model = ReadModel(
        f"active_in_{service}",
        ActiveRow,
        version=1,
        source=service,
        key=("person", "month"),
        indexes=[("month", "person")],
    )
    for deed in DEEDS[service]:
        model.folds_each(deed, keys=_person_and_month)(_active)
    return model


def _person_and_month(e: Any, at: Envelope) -> Sequence[Key]:
    """The key under which an event counts, where it is the person's own deed; none otherwise."""
    own = _own(e, at)
    return [(e.person, e.on.replace(day=1))] if own else []


def _own(e: Any, at: Envelope) -> bool:
    """Whether the person acted: the event says so where it is about two, and else the one who gave the command."""
    acted: bool | None = getattr(e, "acted", None)
    return at.actor == e.person if acted is None else acted


def _active(_row: ActiveRow | None, key: Key, _e: Event, _at: Envelope) -> ActiveRow:
    return ActiveRow(*key)


ACTIVE_IN: Mapping[str, ReadModel[ActiveRow]] = {service: _active_in(service) for service in DEEDS}
"""Participation by service."""
