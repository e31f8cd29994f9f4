"""Whom and what is recommended to turn to: mentors, connections, feedback, opportunities, help; and goals."""

from datetime import UTC, date, datetime, timedelta
from itertools import product
from typing import Any

import pytest

from services.recommendations.choosing import of_weight
from services.recommendations.kinds import opportunity
from shared.contracts.feedback.events import FeedbackGiven, FeedbackKind, FeedbackRequested, FeedbackVisibility
from shared.contracts.goals.events import (
    CheckedIn,
    GoalKind,
    GoalPaused,
    GoalSet,
    MeasureDefined,
    MeasureKind,
    Recovered,
    SupportAsked,
)
from shared.contracts.integrations.events import MoveReason, PersonJoined, PersonLeft, PersonMoved
from shared.contracts.network.events import (
    ConnectionDeclined,
    ConnectionInvited,
    InteractionKind,
    InteractionNoted,
    InterestExpressed,
    InterestWithdrawn,
    InvitedToOpportunity,
    MentoringAgreed,
    MentoringOffered,
    MentoringOfferWithdrawn,
    MentoringRequested,
    MentoringSide,
    OpportunityRevised,
    Referred,
    Visibility,
)
from shared.contracts.network.reach import Reached, sees
from shared.contracts.recommendations.events import EventRef, Kind
from tests.fixtures.recommended import DAY, LATELY, NETWORK
from tests.fixtures.recommended import opportunity as posted
from tests.fixtures.skilled import HIRED, assessed, claimed
from tests.unit.recommendations.known import ALL_KINDS, after, words

STORY = after()


def asked_to_mentor(mentor: str, **said: Any) -> MentoringRequested:
    return MentoringRequested(
        person="ada", other=mentor, on=DAY, acted=True, mentorship="m", side=MentoringSide.MENTEE, **said
    )


# Mentors


def test_a_mentor_offers_what_one_needs_and_is_further_in_it() -> None:
    choice = STORY.of(Kind.MENTOR)["bo"]
    assert words(choice)["topic"] == "Offers mentoring in SQL, in which Data engineer asks for more"
    assert words(choice)["ahead"] == "Is at 4.5 in SQL, you are at 2.0"
    offered = 1 + next(n for n, e in enumerate(NETWORK) if isinstance(e, MentoringOffered) and e.person == "bo")
    assert EventRef("network", offered) in next(r for r in choice.reasons if r.name == "topic").evidence


def test_nobody_of_ones_own_line_is_a_mentor_to_recommend() -> None:
    assert set(STORY.of(Kind.MENTOR)) == {"bo"}
    moved = PersonMoved(person="bo", effective_on=LATELY, reason=MoveReason.REORGANISATION, role="Chief", manager="ada")
    assert after(("integrations", (moved,))).of(Kind.MENTOR) == {}


def test_who_is_not_further_is_no_mentor_for_it() -> None:
    equal = [assessed("ada", skill, 9 + n, 5) for n, skill in enumerate(("python", "sql-lang"))]
    equal.append(claimed("ada", "sql", 11, 5, DAY))  # type: ignore[arg-type]
    assert after(("skills", equal)).of(Kind.MENTOR) == {}


@pytest.mark.parametrize(
    "since",
    [
        MentoringOfferWithdrawn(person="bo", on=DAY),
        asked_to_mentor("bo"),
    ],
    ids=["the offer was withdrawn", "they were asked already"],
)
def test_who_cannot_be_asked_is_no_mentor_to_recommend(since: Any) -> None:
    assert after(("network", (since,))).of(Kind.MENTOR) == {}


def test_who_mentors_as_many_as_they_can_is_no_mentor_to_recommend() -> None:
    def agreed(mentee: str) -> MentoringAgreed:
        return MentoringAgreed("bo", mentee, DAY, True, f"of-{mentee}", MentoringSide.MENTOR)

    assert "bo" in after(("network", (agreed("di"),))).of(Kind.MENTOR)
    assert "bo" not in after(("network", (agreed("di"), agreed("el")))).of(Kind.MENTOR)


def test_of_mentors_with_whom_one_has_nothing_to_do_only_those_are_looked_at_who_may_make_a_difference() -> None:
    strangers = [f"m{number:02}" for number in range(12)]
    joined = [PersonJoined(person=who, effective_on=HIRED, name=who, role="Speaker", unit="far") for who in strangers]
    said = [claimed(who, "sql", 1, 5 if who > "m05" else 4, DAY) for who in strangers]
    offered = [MentoringOffered(person=who, on=DAY, topics=("sql",), capacity=2) for who in strangers]
    found = after(("integrations", joined), ("skills", said), ("network", offered)).of(Kind.MENTOR)
    assert sorted(found) == ["bo", "m00", "m06", "m07", "m08", "m09", "m10", "m11"]
    assert len(found) - len({"bo"}) == of_weight(ALL_KINDS)


# Connections


def test_whom_ones_contacts_know_is_to_get_to_know_with_ones_own_ties_as_evidence() -> None:
    choice = STORY.of(Kind.CONNECTION)["di"]
    assert words(choice)["common"] == "You have a contact in common"
    assert words(choice)["role"] == "Is Speaker, which you plan to have"
    common = next(reason for reason in choice.reasons if reason.name == "common")
    (evidence,) = common.evidence
    assert NETWORK[evidence.position - 1].person == "ada"  # type: ignore[attr-defined]


@pytest.mark.parametrize("happened", [ConnectionInvited, ConnectionDeclined])
def test_who_was_invited_or_declined_is_not_recommended_again(happened: Any) -> None:
    told = [ConnectionInvited(person="ada", other="di", on=DAY, acted=True)]
    if happened is ConnectionDeclined:
        told.append(ConnectionDeclined(person="ada", other="di", on=DAY, acted=False))  # type: ignore[arg-type]
    assert "di" not in after(("network", told)).of(Kind.CONNECTION)


def test_who_is_connected_is_of_ones_line_or_has_left_is_not_recommended() -> None:
    found = set(after(("integrations", (PersonLeft("el", LATELY),))).of(Kind.CONNECTION))
    assert found.isdisjoint({"ada", "bo", "cy", "mo", "zoe", "el", "eve"})


def test_whom_one_works_with_unconnected_is_to_connect_with() -> None:
    noted = [
        InteractionNoted(person=who, other=other, on=LATELY, acted=who == "ada", kind=InteractionKind.COLLABORATION)
        for who, other in (("ada", "gus"), ("gus", "ada"))
    ]
    choice = after(("network", noted)).of(Kind.CONNECTION)["gus"]
    assert words(choice)["tie"] == "You have to do with each other, and are not connected"


# Feedback


def test_real_interaction_comes_before_the_chart() -> None:
    assert next(iter(STORY.of(Kind.FEEDBACK))) == "cy"
    assert "You had to do with each other 1 times, last on 2026-08-20" in words(STORY.of(Kind.FEEDBACK)["cy"]).values()


def test_who_gave_feedback_was_asked_or_declined_lately_is_not_asked_again() -> None:
    assert "bo" not in STORY.of(Kind.FEEDBACK)
    asked = FeedbackRequested(request="r", person="ada", of=("cy",), on=DAY, due=date(2026, 10, 1))
    assert "cy" not in after(("feedback", (asked,))).of(Kind.FEEDBACK)
    later = after(("feedback", (asked,)), day=DAY + timedelta(days=200))
    assert {"bo", "cy"} <= set(later.of(Kind.FEEDBACK))


def test_who_is_asked_for_as_much_as_may_be_is_not_asked() -> None:
    assert "mo" not in STORY.of(Kind.FEEDBACK)
    assert "mo" in after(day=date(2026, 9, 21)).of(Kind.FEEDBACK)


def test_a_perspective_that_was_heard_counts_no_more_for_a_year() -> None:
    given = FeedbackGiven(
        feedback="g",
        person="ada",
        on=date(2026, 1, 5),
        author="mo",
        kind=FeedbackKind.PRAISE,
        visibility=FeedbackVisibility.RECIPIENT,
        withdrawable_until=datetime(2026, 1, 6, tzinfo=UTC),
    )
    heard = after(("feedback", (given,)), day=date(2026, 12, 1)).of(Kind.FEEDBACK)["mo"]
    unheard = after(("feedback", (given,)), day=date(2027, 12, 1)).of(Kind.FEEDBACK)["mo"]
    assert "perspective" not in words(heard)
    assert words(unheard)["perspective"] == "Nobody gave you feedback as a manager above you for a year"


# Opportunities


def test_an_opportunity_is_recommended_for_how_far_ones_skills_meet_it() -> None:
    choice = STORY.of(Kind.OPPORTUNITY)["open"]
    assert words(choice)["fit"].startswith("You meet ")
    assert words(STORY.of(Kind.OPPORTUNITY)["secret-of-ada"])["invited"] == "The poster invited you"


CASES = list(product(Visibility, (False, True), (False, True), (False, True)))


@pytest.mark.parametrize(("visibility", "invited", "referred", "connected"), CASES)
def test_only_what_the_rule_of_who_sees_what_shows_is_recommended(
    visibility: Visibility, invited: bool, referred: bool, connected: bool
) -> None:
    told: list[Any] = [posted("x", "cy" if connected else "gus", visibility)]
    if invited:
        told.append(InvitedToOpportunity(opportunity="x", person="ada", on=DAY, by="cy"))
    if referred:
        told.append(Referred(opportunity="x", person="ada", on=DAY, by="bo"))
    may = sees(
        "ada",
        visibility=visibility,
        posted_by="cy" if connected else "gus",
        reached=Reached(invited, referred),
        connected=connected,
    )
    organisation = after(("network", told))
    assert ("x" in organisation.of(Kind.OPPORTUNITY)) is may
    person = organisation.person("ada")
    assert opportunity.reaches(person, person.chances.rows["x"]) is may


def test_what_one_posted_or_is_interested_in_is_not_recommended() -> None:
    interest = InterestExpressed(opportunity="open", person="ada", on=DAY)
    assert "open" not in after(("network", (interest,))).of(Kind.OPPORTUNITY)
    mine = posted("mine", "ada", Visibility.EVERYONE)
    assert "mine" not in after(("network", (mine,))).of(Kind.OPPORTUNITY)


def test_what_one_took_ones_interest_back_from_comes_again_only_once_it_has_changed() -> None:
    withdrawn = (
        InterestExpressed(opportunity="open", person="ada", on=DAY),
        InterestWithdrawn(opportunity="open", person="ada", on=DAY),
    )
    assert "open" not in after(("network", withdrawn)).of(Kind.OPPORTUNITY)
    revised = OpportunityRevised(opportunity="open", on=DAY, title="Another gig")
    assert "open" in after(("network", (*withdrawn, revised))).of(Kind.OPPORTUNITY)


def test_what_has_closed_by_its_day_is_not_recommended() -> None:
    told = [posted("x", "zoe", Visibility.EVERYONE, closes_on=DAY)]
    assert after(("network", told)).of(Kind.OPPORTUNITY)["x"].candidate.until == DAY
    assert "x" not in after(("network", told), day=DAY + timedelta(days=1)).of(Kind.OPPORTUNITY)


# Goals


def goal(due: date, **said: Any) -> GoalSet:
    return GoalSet(
        goal="g",
        person="bo",
        on=date(2026, 8, 1),
        title="Reports by night",
        kind=GoalKind.PROJECT,
        starts_on=date(2026, 3, 1),
        due=due,
        check_in_every_days=14,
        **said,
    )


def test_a_goal_past_its_day_needs_a_look() -> None:
    choice = STORY.of(Kind.GOAL)["late"]
    assert words(choice)["past_due"] == "It was due on 2026-08-01"
    assert choice.words.title == "Speak at the data days"
    assert (
        choice.counterfactual
        == "With 2 weeks more, until 2026-09-15, and a check-in, this would no longer be recommended."
    )


def test_a_goal_that_nothing_was_heard_of_needs_a_check_in() -> None:
    choice = after(("goals", (goal(date(2027, 3, 1)),)), day=date(2026, 9, 10)).of(Kind.GOAL, "bo")["g"]
    assert words(choice)["stale"] == "Nothing was heard of it for 40 days"
    assert choice.counterfactual == "With a check-in today, this would no longer be recommended."


def test_a_goal_that_lags_says_by_how_much_and_what_would_help() -> None:
    measure = MeasureDefined("g", "bo", date(2026, 8, 1), "m", "Done", MeasureKind.PERCENTAGE, 0, 100, 1)  # type: ignore[arg-type]
    choice = after(("goals", (goal(date(2026, 12, 1)), measure)), day=date(2026, 8, 20)).of(Kind.GOAL, "bo")["g"]
    assert words(choice)["off_track"] == "63% of its time has gone, 0% is done"
    assert choice.counterfactual == "With 60% more of it done, this would no longer be recommended."


def test_a_goal_on_its_way_or_resting_needs_nothing() -> None:
    heard = CheckedIn(goal="g", person="bo", on=DAY, confidence=1, kept=True)  # type: ignore[arg-type]
    assert after(("goals", (goal(date(2027, 3, 1)), heard))).of(Kind.GOAL, "bo") == {}
    paused = GoalPaused(goal="g", person="bo", on=DAY)
    assert after(("goals", (goal(date(2026, 8, 2)), paused))).of(Kind.GOAL, "bo") == {}


# Help


def test_a_setback_that_is_open_asks_for_help_and_names_nobody() -> None:
    choice = STORY.of(Kind.HELP)["no"]
    assert words(choice)["open"] == "You have been at it for 12 days"
    assert words(choice)["close"] == "2 people are close to you, and might lend an ear"
    assert not any(name in " ".join(words(choice).values()) for name in ("cy", "bo", "Cy", "Bo"))


@pytest.mark.parametrize(
    "since",
    [
        Recovered(setback="no", person="ada", on=DAY, days=12),
        SupportAsked(setback="no", person="ada", on=DAY, of=("cy",), request="An hour"),
    ],
    ids=["over it", "support was asked for"],
)
def test_who_is_over_it_or_has_asked_for_support_is_left_alone(since: Any) -> None:
    assert after(("goals", (since,))).of(Kind.HELP) == {}
