"""What is recommended to the people of an organisation, on a real database: kept, explained, and followed."""

from collections.abc import Iterator
from datetime import date, timedelta
from math import fsum

import pytest
from msgspec.structs import replace

from services.recommendations.fact_tables import FactTables
from services.recommendations.knowing import OLD_SECONDS, Knowing
from services.recommendations.replaying import RecommendationUnknown
from shared.contracts.goals.events import GoalAchieved
from shared.contracts.network.events import OpportunityClosed, OpportunityRevised, Visibility
from shared.contracts.recommendations.events import RecommendationExpired
from shared.event import Event
from shared.log.stored import NewEvent
from shared.log.writer import Write
from tests.fixtures.recommended import DAY, POLICY, Recommended, recommended_on


@pytest.fixture
def acme(database: str) -> Iterator[Recommended]:
    with recommended_on(database) as acme:
        acme.story()
        yield acme


@pytest.fixture
def advised(acme: Recommended) -> Recommended:
    """A policy is in force, and everybody was looked at."""
    acme.give("adopt_policy", **POLICY)
    acme.refresh()
    return acme


def subjects(acme: Recommended, kind: str, person: str = "ada") -> set[str]:
    return {subject for each, subject in acme.standing(person) if each == kind}


def test_nobody_is_recommended_anything_before_a_policy_is_adopted(acme: Recommended) -> None:
    acme.refresh()
    assert acme.recorded() == []


def test_what_is_recommended_follows_from_all_that_is_known_of_a_person(advised: Recommended) -> None:
    assert {
        ("learning", "python-course"),
        ("next_role", "speaker"),
        ("mentor", "bo"),
        ("connection", "di"),
        ("opportunity", "secret-of-ada"),
        ("feedback", "cy"),
        ("goal", "late"),
        ("step", "stage"),
        ("help", "no"),
    } <= advised.standing("ada")


def test_who_has_left_is_recommended_nothing_and_to_nobody(advised: Recommended) -> None:
    assert not advised.standing("eve")
    assert "eve" not in {made.subject for person in ("ada", "bo", "cy", "di") for made in advised.made(person)}


def test_nobody_of_ones_own_line_is_recommended_as_a_mentor_or_to_get_to_know(advised: Recommended) -> None:
    assert not {"mo", "zoe", "ada"} & (subjects(advised, "mentor") | subjects(advised, "connection"))


def test_an_opportunity_is_recommended_only_to_whom_it_reaches(advised: Recommended) -> None:
    assert subjects(advised, "opportunity") == {"open", "of-cy", "secret-of-ada"}
    assert subjects(advised, "opportunity", "bo") == {"open"}


def test_who_is_asked_for_much_is_not_asked_for_more(advised: Recommended) -> None:
    assert "mo" not in subjects(advised, "feedback")


def test_every_recommendation_adds_up_and_cites_events_that_there_are(advised: Recommended) -> None:
    heads = {source: feed.head("acme") for source, feed in advised.opened.kept.feeds.items()}
    for made in advised.made("ada"):
        assert made.score == pytest.approx(fsum(reason.contribution for reason in made.reasons), abs=1e-9)
        assert all(reason.words for reason in made.reasons)
        assert made.counterfactual
        assert made.positions == heads
        refs = [ref for reason in made.reasons for ref in reason.evidence]
        assert all(0 < ref.position <= heads[ref.source] for ref in refs)
    about_ada = {event.position for event in advised.opened.kept.feeds["goals"].about_since("acme", "ada", 0)}
    goal = next(made for made in advised.made("ada") if made.subject == "late")
    assert {ref.position for reason in goal.reasons for ref in reason.evidence} <= about_ada


def test_looking_again_changes_nothing(advised: Recommended) -> None:
    before = advised.recorded()
    advised.refresh()
    advised.refresh("ada")
    assert advised.recorded() == before


def test_what_no_longer_holds_expires(advised: Recommended) -> None:
    advised.tell("goals", GoalAchieved(goal="late", person="ada", on=DAY))
    advised.refresh("ada")
    assert subjects(advised, "goal") == set()
    assert isinstance(advised.recorded()[-1], RecommendationExpired)


def test_an_opportunity_that_closes_or_is_narrowed_is_taken_back_at_once(advised: Recommended) -> None:
    advised.tell(
        "network",
        OpportunityClosed(opportunity="of-cy", on=DAY),
        OpportunityRevised(opportunity="open", on=DAY, visibility=Visibility.INVITED),
    )
    advised.refresh("ada")
    assert subjects(advised, "opportunity") == {"secret-of-ada"}


def test_what_was_dismissed_rests_and_leaves_room_for_others(advised: Recommended) -> None:
    mentor = next(made for made in advised.made("ada") if made.kind.value == "mentor")
    advised.give(
        "dismiss_recommendation", "ada", person="ada", recommendation=mentor.recommendation, why="not_relevant"
    )
    advised.refresh("ada")
    assert "bo" not in subjects(advised, "mentor")


def test_people_whom_an_event_touches_are_looked_at_without_being_asked(advised: Recommended) -> None:
    advised.follow()
    advised.tell("goals", GoalAchieved(goal="late", person="ada", on=DAY))
    advised.follow("goals")
    assert subjects(advised, "goal") == set()


def test_everybody_is_looked_at_when_a_policy_is_adopted_and_when_a_day_begins(database: str) -> None:
    with recommended_on(database) as acme:
        acme.story()
        acme.give("adopt_policy", **POLICY)
        acme.follow()
        assert subjects(acme, "goal") == {"late"}
        assert subjects(acme, "refresh", "bo") == set()
    with recommended_on(database, DAY + timedelta(days=700)) as later:
        later.follow()
        assert subjects(later, "refresh", "bo") == {"python", "sql"}


def test_a_refresh_that_was_interrupted_is_taken_up_again(advised: Recommended, database: str) -> None:
    advised.follow()
    advised.tell("goals", GoalAchieved(goal="late", person="ada", on=DAY))
    advised.opened.touching.follow("goals", ["acme"])
    with recommended_on(database) as another:
        another.follow()
        assert subjects(another, "goal") == set()


def test_a_recommendation_stands_for_a_while_and_is_then_made_anew(database: str) -> None:
    with recommended_on(database) as acme:
        acme.story()
        acme.give("adopt_policy", **POLICY)
        acme.refresh("ada")
        first = {made.expires_on for made in acme.made("ada")}
    assert first == {date(2026, 10, 31)}


def test_every_recommendation_comes_out_the_same_when_it_is_replayed_from_the_logs(advised: Recommended) -> None:
    advised.tell("goals", GoalAchieved(goal="late", person="ada", on=DAY))
    dismissed = advised.made("ada")[0].recommendation
    advised.give("dismiss_recommendation", "ada", person="ada", recommendation=dismissed, why="wrong")
    advised.refresh("ada")
    for person in ("ada", "bo", "cy", "di"):
        for made in advised.made(person):
            assert advised.opened.replaying.replay("acme", made.recommendation).differences == []


def test_a_recommendation_that_does_not_follow_from_the_logs_is_told_from_one_that_does(advised: Recommended) -> None:
    made = advised.made("ada")[0]
    forged = replace(made, recommendation="forged", score=made.score + 1, positions={**made.positions, "goals": 1})
    advised.logs["recommendations"].append("acme", [Write("recommendations-ada", _version(advised), [_new(forged)])])
    found = {each.what for each in advised.opened.replaying.replay("acme", "forged").differences}
    assert found


def test_a_recommendation_that_was_never_made_cannot_be_replayed(advised: Recommended) -> None:
    with pytest.raises(RecommendationUnknown):
        advised.opened.replaying.replay("acme", "never")


def _version(acme: Recommended) -> int:
    return acme.opened.handling.known("acme", ["ada"])["ada"].version


def _new(event: Event) -> NewEvent:
    return NewEvent(event, "milepost", "forged", "forged")


def test_simulations_do_not_wait_until_what_is_known_of_everybody_is_found_anew(acme: Recommended) -> None:
    now = [0.0]
    knowing = Knowing(FactTables(acme.opened.kept.pool), clock=lambda: now[0])
    found = knowing.of_today("acme", DAY)
    now[0] += OLD_SECONDS + 1
    assert knowing.of_today("acme", DAY) is found
    assert knowing.of("acme", DAY) is not found
    assert knowing.of_today("acme", DAY + timedelta(days=1)).today == DAY + timedelta(days=1)
