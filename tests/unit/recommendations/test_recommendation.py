from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

import pytest
from msgspec.structs import replace

from services.recommendations import recommendation
from services.recommendations.recommendation import RECOMMENDATIONS, RecommendationClosed, SnoozedIntoThePast
from shared.contracts.recommendations.events import (
    DismissalReason,
    Factor,
    Kind,
    RecommendationAccepted,
    RecommendationDismissed,
    RecommendationExpired,
    RecommendationMade,
    RecommendationSnoozed,
)
from tests.unit.given import given

DAY, TOMORROW, LATER = date(2026, 9, 1), date(2026, 9, 2), date(2026, 11, 1)
NOW = datetime(2026, 9, 1, 9, tzinfo=UTC)
COURSE: dict[str, Any] = {"recommendation": "r1", "person": "ada", "on": DAY}
WHAT: dict[str, Any] = {"kind": Kind.LEARNING, "subject": "sql-course"}


@dataclass(frozen=True)
class Chosen:
    made: RecommendationMade

    def __getattr__(self, name: str) -> Any:
        return getattr(self.made, name)

    def event(self) -> RecommendationMade:
        return self.made


def make(*chosen: RecommendationMade, today: date) -> dict[str, Any]:
    return {"person": "ada", "chosen": [Chosen(each) for each in chosen], "today": today}


def made(recommendation: str = "r1", subject: str = "sql-course", score: float = 0.5, **changed: Any) -> Any:
    event = RecommendationMade(
        recommendation=recommendation,
        person="ada",
        on=DAY,
        kind=Kind.LEARNING,
        subject=subject,
        title="SQL in a week",
        score=score,
        reasons=(Factor("gap", "Your role asks for more", score),),
        counterfactual="One level more in SQL takes it off the list",
        policy="first",
        policy_version=1,
        positions={"skills": 7},
        model_positions={"skills": 5},
        expires_on=LATER,
    )
    return replace(event, **changed)


MADE = made()
ACCEPTED = RecommendationAccepted(**COURSE, **WHAT)
DISMISSED = RecommendationDismissed(**COURSE, **WHAT, why=DismissalReason.NOT_NOW, note="In spring")
SNOOZED = RecommendationSnoozed(**COURSE, **WHAT, until=LATER)
EXPIRED = RecommendationExpired(**COURSE, **WHAT)
DISMISS: dict[str, Any] = {"recommendation": "r1", "why": DismissalReason.NOT_NOW, "note": "In spring", "now": NOW}


def test_what_was_chosen_for_the_first_time_is_made() -> None:
    given(RECOMMENDATIONS).when(recommendation.make, **make(MADE, today=DAY)).then(MADE)


def test_what_stands_and_is_chosen_again_is_left_alone() -> None:
    again = made("r2", score=0.54)
    given(RECOMMENDATIONS, MADE).when(recommendation.make, **make(again, today=TOMORROW)).then()


def test_what_was_not_chosen_again_expires() -> None:
    expired = replace(EXPIRED, on=TOMORROW)
    given(RECOMMENDATIONS, MADE).when(recommendation.make, **make(today=TOMORROW)).then(expired)


@pytest.mark.parametrize(
    "again",
    [made("r2", score=0.6), made("r2", score=0.4), made("r2", policy_version=2)],
    ids=["a higher score", "a lower score", "another version of the policy"],
)
def test_what_is_chosen_for_other_reasons_is_made_anew(again: RecommendationMade) -> None:
    given(RECOMMENDATIONS, MADE).when(recommendation.make, **make(again, today=DAY)).then(EXPIRED, again)


def test_what_is_chosen_beyond_its_day_is_made_anew() -> None:
    expired = replace(EXPIRED, on=LATER)
    again = made("r2", on=LATER, expires_on=date(2027, 1, 1))
    given(RECOMMENDATIONS, MADE).when(recommendation.make, **make(again, today=LATER)).then(expired, again)


def test_making_the_same_again_changes_nothing() -> None:
    given(RECOMMENDATIONS, MADE).when(recommendation.make, **make(MADE, today=DAY)).then()


def test_what_is_snoozed_sleeps_whatever_is_chosen() -> None:
    asleep = given(RECOMMENDATIONS, MADE, SNOOZED)
    asleep.when(recommendation.make, **make(today=TOMORROW)).then()
    asleep.when(recommendation.make, **make(made("r2", score=0.9), today=TOMORROW)).then()


def test_what_was_snoozed_stands_or_falls_with_the_choice_from_its_day_on() -> None:
    awake = given(RECOMMENDATIONS, made(expires_on=date(2027, 1, 1)), SNOOZED)
    awake.when(recommendation.make, **make(made("r2"), today=LATER)).then()
    awake.when(recommendation.make, **make(today=LATER)).then(replace(EXPIRED, on=LATER))


def test_what_stands_is_accepted() -> None:
    given(RECOMMENDATIONS, MADE).when(recommendation.accept_recommendation, recommendation="r1", now=NOW).then(ACCEPTED)


def test_accepting_again_changes_nothing() -> None:
    accepted = given(RECOMMENDATIONS, MADE, ACCEPTED)
    accepted.when(recommendation.accept_recommendation, recommendation="r1", now=NOW).then()


def test_what_stands_is_dismissed_for_a_reason() -> None:
    given(RECOMMENDATIONS, MADE).when(recommendation.dismiss_recommendation, **DISMISS).then(DISMISSED)


def test_dismissing_again_changes_nothing() -> None:
    given(RECOMMENDATIONS, MADE, DISMISSED).when(recommendation.dismiss_recommendation, **DISMISS).then()


def test_what_stands_is_snoozed_until_a_day_ahead() -> None:
    snooze = {"recommendation": "r1", "until": LATER, "now": NOW}
    given(RECOMMENDATIONS, MADE).when(recommendation.snooze_recommendation, **snooze).then(SNOOZED)
    given(RECOMMENDATIONS, MADE, SNOOZED).when(recommendation.snooze_recommendation, **snooze).then()


def test_nothing_is_snoozed_until_today() -> None:
    outcome = given(RECOMMENDATIONS, MADE).when(
        recommendation.snooze_recommendation, recommendation="r1", until=DAY, now=NOW
    )
    outcome.then_refused(SnoozedIntoThePast, field="until")


@pytest.mark.parametrize("ended", [(), (MADE, ACCEPTED), (MADE, DISMISSED), (MADE, EXPIRED)])
def test_only_what_stands_is_snoozed(ended: tuple[Any, ...]) -> None:
    outcome = given(RECOMMENDATIONS, *ended).when(
        recommendation.snooze_recommendation, recommendation="r1", until=LATER, now=NOW
    )
    outcome.then_refused(RecommendationClosed, field="recommendation")


def test_what_was_accepted_is_not_dismissed() -> None:
    outcome = given(RECOMMENDATIONS, MADE, ACCEPTED).when(recommendation.dismiss_recommendation, **DISMISS)
    outcome.then_refused(RecommendationClosed)


def test_what_was_dismissed_is_not_accepted() -> None:
    outcome = given(RECOMMENDATIONS, MADE, DISMISSED).when(
        recommendation.accept_recommendation, recommendation="r1", now=NOW
    )
    outcome.then_refused(RecommendationClosed)


def test_dismissals_and_acceptances_are_counted_by_kind() -> None:
    state = given(RECOMMENDATIONS, MADE, DISMISSED, made("r2", "book"), replace(ACCEPTED, recommendation="r2")).state
    assert state.dismissals == {Kind.LEARNING: 1}
    assert state.acceptances == {Kind.LEARNING: 1}
    assert state.dismissed == {"learning:sql-course": DAY}
    assert not state.standing
