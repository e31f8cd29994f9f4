"""The options weighed on the way, and the decisions for one of them."""

from collections.abc import Sequence
from datetime import date, datetime

from services.goals.career_plan.openness import require_open
from services.goals.career_plan.state import CareerPlan
from shared.contracts.days import day_of
from shared.contracts.goals.events import DecisionReviewed, OptionChosen, OptionWeighed, Risk, Verdict
from shared.contracts.goals.standing import OptionStatus
from shared.errors import RuleViolation, require
from shared.event import Event


class UnknownOption(RuleViolation):
    """The option was never weighed."""

    def __init__(self, option: str) -> None:
        super().__init__(
            f"The option {option} was never weighed. Weigh it first.", fields={"option": ["Was never weighed."]}
        )


class OptionSettled(RuleViolation):
    """The option was chosen already, or passed over."""

    def __init__(self, option: str, status: OptionStatus) -> None:
        again = "another option" if status is OptionStatus.CHOSEN else "it again"
        super().__init__(
            f"The option {option} was {status} already. Weigh {again} first.",
            fields={"option": [f"Was {status} already."]},
        )


class OptionNotChosen(RuleViolation):
    """There is no decision for that option to look back on."""

    def __init__(self, option: str) -> None:
        super().__init__(
            f"The option {option} was not chosen: only a decision that was taken can be reviewed.",
            fields={"option": ["Was not chosen."]},
        )


class ReviewTooEarly(RuleViolation):
    """The decision would be looked at again before it is taken."""

    def __init__(self, review_on: date, on: date) -> None:
        super().__init__(
            f"The decision would be reviewed on {review_on}, before it is taken on {on}.",
            fields={"review_on": [f"Must not be before {on}."]},
        )


def weigh_option(
    plan: CareerPlan,
    *,
    option: str,
    title: str,
    benefits: Sequence[str],
    risks: Sequence[Risk],
    effort: int,
    reversibility: int,
    effective_on: date | None,
    now: datetime,
) -> list[Event]:
    """Weigh an option, or weigh it anew as long as it is not chosen."""
    require_open(plan)
    chosen = plan.options.get(option) is OptionStatus.CHOSEN
    require(not chosen, OptionSettled(option, OptionStatus.CHOSEN))
    return [
        OptionWeighed(
            plan=plan.id,
            person=plan.person,
            on=day_of(effective_on, now),
            option=option,
            title=title,
            effort=effort,
            reversibility=reversibility,
            benefits=tuple(benefits),
            risks=tuple(risks),
        )
    ]


def choose_option(
    plan: CareerPlan,
    *,
    option: str,
    reasons: str,
    would_show_it_wrong: str,
    review_on: date | None,
    effective_on: date | None,
    now: datetime,
) -> list[Event]:
    """Decide for an option, over all the others that are open."""
    require_open(plan)
    require(option in plan.options, UnknownOption(option))
    status = plan.options[option]
    if status is OptionStatus.CHOSEN:
        return []
    require(status is OptionStatus.OPEN, OptionSettled(option, status))
    on = day_of(effective_on, now)
    require(review_on is None or review_on >= on, ReviewTooEarly(review_on or on, on))
    others = (o for o, status in plan.options.items() if status is OptionStatus.OPEN and o != option)
    return [
        OptionChosen(
            plan=plan.id,
            person=plan.person,
            on=on,
            option=option,
            reasons=reasons,
            would_show_it_wrong=would_show_it_wrong,
            over=tuple(others),
            review_on=review_on,
        )
    ]


def review_decision(
    plan: CareerPlan,
    *,
    option: str,
    expected: str,
    happened: str,
    verdict: Verdict,
    effective_on: date | None,
    now: datetime,
) -> list[Event]:
    """Look at the decision for an option again."""
    require(plan.options.get(option) is OptionStatus.CHOSEN, OptionNotChosen(option))
    return [
        DecisionReviewed(
            plan=plan.id,
            person=plan.person,
            on=day_of(effective_on, now),
            option=option,
            expected=expected,
            happened=happened,
            verdict=verdict,
        )
    ]
