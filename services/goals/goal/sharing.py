"""To whom a goal is open."""

from collections.abc import Sequence
from datetime import date, datetime

from services.goals.goal.openness import GoalNotOpen
from services.goals.goal.state import Goal
from shared.contracts.days import day_of
from shared.contracts.goals.events import Audience, GoalShared, GoalUnshared
from shared.errors import RuleViolation, require
from shared.event import Event


class AudienceUnclear(RuleViolation):
    """People are named for an audience that is not people, or none for one that is."""

    def __init__(self, audience: Audience) -> None:
        message = "Name the people." if audience is Audience.PEOPLE else f"Leave out for the audience {audience}."
        super().__init__(f"It is not clear who is meant. {message}", fields={"people": [message]})


def share_goal(
    goal: Goal, *, audience: Audience, people: Sequence[str], effective_on: date | None, now: datetime
) -> list[Event]:
    """Open the goal to an audience. A closed goal may be shared, too."""
    require(goal.status is not None, GoalNotOpen(goal))
    require((audience is Audience.PEOPLE) == bool(people), AudienceUnclear(audience))
    added = tuple(person for person in people if person not in goal.shared_with)
    if not added and (people or audience in goal.audiences):
        return []
    on = day_of(effective_on, now)
    return [GoalShared(goal=goal.id, person=goal.person, on=on, audience=audience, people=added)]


def unshare_goal(
    goal: Goal, *, audience: Audience, people: Sequence[str], effective_on: date | None, now: datetime
) -> list[Event]:
    """Close the goal to an audience that it was opened to."""
    require(goal.status is not None, GoalNotOpen(goal))
    require((audience is Audience.PEOPLE) == bool(people), AudienceUnclear(audience))
    removed = tuple(person for person in people if person in goal.shared_with)
    if not removed and (people or audience not in goal.audiences):
        return []
    on = day_of(effective_on, now)
    return [GoalUnshared(goal=goal.id, person=goal.person, on=on, audience=audience, people=removed)]
