"""What the recommendations service publishes: what was recommended to whom and why, and what they made of it.

A recommendation carries all that it takes to check it: the factors that moved its score, the events that these came
from, the policy, and how far each log had been read. Replayed from the logs, it comes out the same.
"""

from collections.abc import Callable, Mapping
from datetime import date
from enum import StrEnum
from typing import Any

import msgspec

from shared.event import Event, Personal, Subject, by_type


class Kind(StrEnum):
    """What is recommended; what the `subject` of a recommendation identifies is said behind it."""

    LEARNING = "learning"
    """An offer of learning that closes a gap; its id."""
    SKILL = "skill"
    """A skill to add, which people in neighbouring roles have; its id."""
    NEXT_ROLE = "next_role"
    """A role to move to; its id, or the directory's name of it where it has no profile."""
    MENTOR = "mentor"
    """Somebody to ask to be one's mentor; the person."""
    CONNECTION = "connection"
    """Somebody to get to know; the person."""
    OPPORTUNITY = "opportunity"
    """An opportunity to look at; its id."""
    FEEDBACK = "feedback"
    """Somebody to ask for feedback; the person."""
    GOAL = "goal"
    """A goal to adjust; its id."""
    REFRESH = "refresh"
    """A skill to refresh before it fades; its id."""
    STEP = "step"
    """A step to plan; the plan's id."""
    HELP = "help"
    """Somebody or something that helps after a setback; the setback's id."""


class DismissalReason(StrEnum):
    """Why a recommendation was dismissed."""

    NOT_RELEVANT = "not_relevant"
    NOT_NOW = "not_now"
    ALREADY_DONE = "already_done"
    NOT_FOR_ME = "not_for_me"
    WRONG = "wrong"


class EventRef(msgspec.Struct, frozen=True):
    """An event, by the service whose log has it and its position there."""

    source: str
    position: int


class Factor(msgspec.Struct, frozen=True):
    """One reason: what it is, in words that the person can check, and what it adds to the score.

    The contributions of all factors sum up to the score. `evidence` are the events that it came from.
    """

    name: str
    words: str
    contribution: float
    evidence: tuple[EventRef, ...] = ()


class Policy(msgspec.Struct, frozen=True):
    """How recommendations are made: which kinds, at most how many of each and in all, and the weights of factors.

    `weights` are by kind and factor; those that are missing are the safe defaults of the engine. `version` is raised
    with each change. Nobody is recommended anything before the organisation has adopted a policy.
    """

    name: str
    version: int
    kinds: tuple[Kind, ...]
    most_of_a_kind: int = 3
    most: int = 12
    rest_days: int = 90
    weights: Mapping[str, Mapping[str, float]] = {}


class PolicyAdopted(Event, frozen=True):
    """The organisation makes recommendations in this way from now on; `by` decided it."""

    policy: Policy
    by: str


class RecommendationEvent(Event, frozen=True):
    """Something happened to a recommendation that was made to `person`."""

    private = True

    recommendation: str
    person: Subject
    on: date


class RecommendationMade(RecommendationEvent, frozen=True):
    """Something was recommended, for these reasons.

    `positions` say up to where the logs had been read that tell of the person, `model_positions` the same of what is
    known of everybody. `counterfactual` is the smallest change that would alter it. It stands until `expires_on`.
    """

    kind: Kind
    subject: str
    title: Personal[str]
    score: float
    reasons: Personal[tuple[Factor, ...]]
    counterfactual: Personal[str]
    policy: str
    policy_version: int
    positions: Mapping[str, int]
    model_positions: Mapping[str, int]
    expires_on: date


class RecommendationAccepted(RecommendationEvent, frozen=True):
    """The person took it up."""

    kind: Kind
    subject: str


class RecommendationDismissed(RecommendationEvent, frozen=True):
    """The person does not want it. It teaches: not again for a time, and less of its kind."""

    kind: Kind
    subject: str
    why: DismissalReason
    note: Personal[str] = None


class RecommendationSnoozed(RecommendationEvent, frozen=True):
    """The person wants to see it again from the day `until` on."""

    kind: Kind
    subject: str
    until: date


class RecommendationExpired(RecommendationEvent, frozen=True):
    """It no longer holds: its day has come, or what it came from has changed."""

    kind: Kind
    subject: str


EVENTS: Mapping[str, type[Event]] = by_type(
    PolicyAdopted,
    RecommendationMade,
    RecommendationAccepted,
    RecommendationDismissed,
    RecommendationSnoozed,
    RecommendationExpired,
)
"""The events of this service by the names they are stored under."""

UPCASTERS: Mapping[tuple[str, int], Callable[[dict[str, Any]], dict[str, Any]]] = {}
"""How the fields of an older version become those of the next one, by type and the version they come from."""
