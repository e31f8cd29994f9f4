"""Answers about a person: by name from themself and their managers, without it from all others.

- An answer says something, and only on what the cycle asks. None is taken once answers were due.
- Who answers by name may do so again, and what they say last counts. Whose name is not shown cannot answer by name.
"""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from services.feedback.review.raters import require_answers_taken
from services.feedback.review.state import Review
from services.feedback.review_cycle import ReviewCycle
from shared.contracts.days import day_of
from shared.contracts.feedback.events import ItemComment, ItemRating, Perspective, ReviewGroup, ReviewSubmitted
from shared.errors import RuleViolation, require
from shared.event import Event


class NothingSaid(RuleViolation):
    """The answer has neither a rating nor a comment."""

    def __init__(self) -> None:
        message = "Rate or comment at least one item."
        super().__init__(message, fields={"ratings": [message], "comments": [message]})


class NotAsked(RuleViolation):
    """The answer is about something that the cycle does not ask."""

    def __init__(self, field: str, items: Sequence[str]) -> None:
        listed = ", ".join(items)
        super().__init__(f"The cycle does not ask about {listed}.", fields={field: [f"Not asked: {listed}."]})


class AnswersWithoutName(RuleViolation):
    """Somebody whose name is not to be shown would answer by it."""

    def __init__(self) -> None:
        super().__init__(
            "Your answer is anonymous. Give it with your token, by feedback.submit_anonymous_review.",
            fields={"person": ["Is reviewed by you anonymously."]},
        )


class NotAskedToAnswer(RuleViolation):
    """Somebody answers who is neither the reviewee nor one of their raters."""

    def __init__(self) -> None:
        super().__init__("You were not asked to review them.", fields={"person": ["Is not reviewed by you."]})


def submit_review(
    review: Review,
    *,
    person: str,
    cycle: str,
    actor: str,
    ratings: Sequence[Mapping[str, Any]],
    comments: Sequence[Mapping[str, Any]],
    within: ReviewCycle,
    effective_on: date | None,
    now: datetime,
) -> list[Event]:
    """Answer about `person` by name, as themself or as a manager of theirs."""
    rated, commented = said(ratings, comments)
    require_answer(within, person, rated, commented, now.date())
    perspective = Perspective.SELF if actor == person else review.raters.get(actor)
    require(perspective is not None, NotAskedToAnswer())
    require(perspective in (Perspective.SELF, Perspective.MANAGER), AnswersWithoutName())
    group = ReviewGroup.SELF if actor == person else ReviewGroup.MANAGER
    return [
        ReviewSubmitted(
            cycle=cycle,
            person=person,
            on=day_of(effective_on, now),
            group=group,
            author=actor,
            ratings=rated,
            comments=commented,
        )
    ]


def said(
    ratings: Sequence[Mapping[str, Any]], comments: Sequence[Mapping[str, Any]]
) -> tuple[tuple[ItemRating, ...], tuple[ItemComment, ...]]:
    """The ratings and comments of an answer, each in the order of the items."""
    rated = sorted((ItemRating(each["item"], each["level"]) for each in ratings), key=lambda each: each.item)
    commented = [ItemComment(each["item"], each["text"].strip()) for each in comments]
    return tuple(rated), tuple(sorted(commented, key=lambda each: each.item or ""))


def require_answer(
    within: ReviewCycle,
    person: str,
    ratings: Sequence[ItemRating],
    comments: Sequence[ItemComment],
    today: date,
) -> None:
    """Raise unless that is an answer which the cycle takes today."""
    require_answers_taken(within, person, today)
    require(ratings or comments, NothingSaid())
    for field, named in (("ratings", [each.item for each in ratings]), ("comments", [each.item for each in comments])):
        strange = sorted(item for item in named if item is not None and item not in within.items)
        require(not strange, NotAsked(field, strange))
