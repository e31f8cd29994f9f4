"""The demo's story holds together: the services take all of it, and it shows everything there is to see."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from datetime import UTC, date, datetime
from types import ModuleType
from typing import Any

import pytest

from infra.demo.directory import HR
from infra.demo.history import Dated
from infra.demo.network import TIES
from infra.demo.script import ANONYMOUS
from infra.demo.skills import CLAIMED
from infra.demo.wellbeing import TEAMS
from services.feedback.inbox import Inbox
from services.feedback.review_cycle import ReviewCycle
from services.goals.career_plan import CareerPlan, OptionStatus
from services.goals.goal import Goal
from services.integrations.person import Person
from services.network.connection import CONNECTION, identity_of
from services.network.gathering import Gathering
from services.network.mentor import Mentor
from services.network.opportunity import Opportunity
from services.skills.enrolment import Enrolments, EnrolmentStatus
from services.skills.role_profile import RoleProfile
from services.skills.skill import SKILL
from services.skills.skill_profile import SKILL_PROFILE
from shared.contract import Access
from shared.contracts.feedback import events as feedback_events
from shared.contracts.feedback.events import ActionKind, ActionTaken, FeedbackKind, GroupAnswered, ReviewGroup
from shared.contracts.feedback.standing import CycleStatus, RequestStatus
from shared.contracts.goals.events import (
    DecisionReviewed,
    GoalKind,
    GoalScope,
    GoalStatus,
    Recovered,
    SetbackRecorded,
    StepSupported,
)
from shared.contracts.integrations.relations import line_above
from shared.contracts.network import events as network_events
from shared.contracts.network.events import GatheringKind, Help, InteractionNoted, OpportunityKind, Visibility
from shared.contracts.network.reach import sees
from shared.contracts.network.standing import GatheringStatus, MentorshipStatus, OpportunityStatus
from shared.contracts.skills import events as skills_events
from shared.contracts.skills.events import LearningKind, LearningOffered, RatingSource, RoleProfileRevised
from shared.contracts.skills.levels import STANDARD, effective_level
from shared.reacting.reactor import ACTOR
from shared.read_models.role_titles import folded
from tests.unit.demo.living import CONTRACTS, TODAY, Organisation, after, story

DAYS = [TODAY, date(2024, 2, 29), date(2025, 3, 1), date(2027, 1, 1)]


@pytest.fixture(scope="module")
def demo() -> Organisation:
    return after(TODAY)


@pytest.mark.parametrize("today", DAYS)
def test_no_command_is_refused_whatever_the_day(today: date) -> None:
    after(today)


def test_every_command_changes_something() -> None:
    organisation = Organisation()
    idle = [dated.request for dated in story() if not organisation.take(dated)]
    assert idle == []


def test_everybody_gives_only_commands_that_are_theirs_to_give_while_they_are_there() -> None:
    organisation = Organisation()
    strange = []
    for dated in story():
        organisation.take(dated)
        if not allowed(dated, organisation):
            strange.append(dated.request)
    assert strange == []


def allowed(dated: Dated, organisation: Organisation) -> bool:
    """Whether the giver may give the command that day; HR is there before the directory knows of it."""
    contract, actor, day = CONTRACTS[dated.request.command], dated.request.actor, dated.now.date()
    if actor in {ACTOR, ANONYMOUS}:
        return not contract.access if actor == ACTOR else contract.anonymous
    record = organisation.person(actor)
    here = actor == HR if record is None else record.here_on(day)
    return here and bool(contract.access & held(actor, about(dated.request.payload), organisation, day))


def about(payload: Mapping[str, Any]) -> list[str]:
    return [payload["person"]] if "person" in payload else list(payload.get("people", ()))


def held(actor: str, people: Iterable[str], organisation: Organisation, day: date) -> frozenset[Access]:
    """As what somebody asks about all these people."""
    asked = list(people)
    rules = {
        Access.ANYONE: True,
        Access.HR: actor == HR,
        Access.SELF: asked == [actor],
        Access.MANAGER: bool(asked) and all(actor in line_above(each, organisation.person, day) for each in asked),
    }
    return frozenset(access for access, holds in rules.items() if holds)


def test_it_is_the_same_every_time_and_told_in_order() -> None:
    told = list(story())
    assert told == list(story())
    moments = [dated.now for dated in told]
    assert moments == sorted(moments)
    assert moments[-1] < datetime(TODAY.year, TODAY.month, TODAY.day, tzinfo=UTC)
    assert (TODAY - moments[0].date()).days == 365
    assert len({dated.request.command_id for dated in told}) == len(told)


def test_thirty_people_work_in_a_line_of_four_levels_and_come_and_go(demo: Organisation) -> None:
    people = {person.id: person for person in demo.all(Person)}
    here = [person for person in people.values() if person.here_on(TODAY)]
    assert len(here) == 30

    def levels(person: Person) -> int:
        manager = person.manager_on(TODAY)
        return 1 + (levels(people[manager]) if manager else 0)

    assert max(map(levels, here)) == 4
    assert people.keys() - {person.id for person in here} == {"niels", "wangari"}
    assert all(person.manager_on(TODAY) != "niels" for person in here)
    reasons = {held.reason for person in people.values() for held in person.assignments}
    assert {"promotion", "transfer", "reorganisation"} <= reasons


def test_goals_are_of_every_kind_and_in_every_state(demo: Organisation) -> None:
    goals = demo.all(Goal)
    assert {goal.kind for goal in goals} == set(GoalKind)
    assert {goal.status for goal in goals} == set(GoalStatus)
    assert {goal.scope for goal in goals} == set(GoalScope)
    top = {goal.id for goal in goals if goal.scope is GoalScope.ORGANISATION}
    assert any(goal.parents & top for goal in goals)


def test_goals_follow_skills_that_their_people_have(demo: Organisation) -> None:
    following = [(goal, measure.skill) for goal in demo.all(Goal) for measure in goal.measures.values()]
    followed = [(goal, skill) for goal, skill in following if skill]
    assert {goal.status for goal, _ in followed} == {GoalStatus.OPEN}
    assert all(demo.state(SKILL_PROFILE, goal.person).has(skill) for goal, skill in followed)


def test_plans_hold_decisions_of_which_one_was_reviewed(demo: Organisation) -> None:
    settled = [set(plan.options.values()) for plan in demo.all(CareerPlan) if plan.options]
    assert settled == [{OptionStatus.CHOSEN, OptionStatus.PASSED_OVER}] * 2
    assert len(demo.of(DecisionReviewed)) == 1


def test_setbacks_were_overcome_but_for_two(demo: Organisation) -> None:
    assert len(demo.of(SetbackRecorded)) == len(demo.of(Recovered)) + 2 == 5


def test_two_units_have_enough_wellbeing_notes_to_be_shown_as_averages(demo: Organisation) -> None:
    noting = defaultdict(set)
    for dated in story():
        if dated.request.command == "goals.note_wellbeing" and (TODAY - dated.now.date()).days < 60:
            person = dated.request.payload["person"]
            noting[demo.states[f"person-{person}"].placed_on(TODAY).placement.unit].add(person)
    assert {unit for unit, people in noting.items() if len(people) >= 5} == set(TEAMS)


@pytest.mark.parametrize(
    ("contract", "elsewhere"),
    [(skills_events, {"FrameworkImported"}), (network_events, set()), (feedback_events, set())],
)
def test_all_that_can_happen_to_skills_ties_and_feedback_happened(
    demo: Organisation, contract: ModuleType, elsewhere: set[str]
) -> None:
    """Frameworks are imported, which takes more than a command."""
    happened = {type(event).__name__ for event in demo.events}
    assert contract.EVENTS.keys() - happened == elsewhere


def test_every_title_of_the_directory_has_a_role_profile_of_skills_in_the_catalogue(demo: Organisation) -> None:
    profiles = [profile for profile in demo.all(RoleProfile) if not profile.retired]
    titles = {folded(held.role) for person in demo.all(Person) for held in person.assignments if held.role}
    assert titles <= {folded(profile.title) for profile in profiles}
    asked = {each.skill for profile in profiles for each in profile.skills}
    assert all(demo.state(SKILL, skill).in_catalogue for skill in asked)
    graced = [event.grace_until for event in demo.of(RoleProfileRevised) if event.grace_until]
    assert graced
    assert min(graced) > TODAY


def test_nearly_everybody_has_a_profile_and_all_sorts_of_ratings_are_in_them(demo: Organisation) -> None:
    here = {person.id for person in demo.all(Person) if person.here_on(TODAY)}
    assert len(here & CLAIMED.keys()) >= len(here) - 1
    ledgers = [demo.state(SKILL_PROFILE, person) for person in CLAIMED]
    sources = {rating.source for ledger in ledgers for held in ledger.skills.values() for rating in held.ratings}
    assert sources == set(RatingSource)


def test_who_moved_to_engineering_grew_into_it(demo: Organisation) -> None:
    pipelines = demo.state(SKILL_PROFILE, "dorothy").held("pipelines")
    assert effective_level(pipelines.ratings, pipelines.days_used, STANDARD, None, TODAY).level >= 3


def test_learning_of_many_kinds_is_taken_up_completed_dropped_and_taken_up_again(demo: Organisation) -> None:
    assert len({event.kind for event in demo.of(LearningOffered)}) >= len(LearningKind) - 1
    attempts = [each for enrolments in demo.all(Enrolments) for each in enrolments.by_offer.values()]
    assert {each.status for each in attempts} == set(EnrolmentStatus)
    assert max(each.attempt for each in attempts) == 2


def test_forty_pairs_are_connected_and_helped_one_another(demo: Organisation) -> None:
    connected = [pair for pair in TIES if demo.state(CONNECTION, identity_of(pair[0], pair[1])).connected]
    assert len(connected) >= 40
    assert {event.help for event in demo.of(InteractionNoted)} == set(Help)
    lately = [event for event in demo.of(InteractionNoted) if (TODAY - event.on).days < 90]
    assert len(lately) > 100


def test_mentorships_stand_everywhere_and_one_helped_with_a_step_of_a_plan(demo: Organisation) -> None:
    mentorships = [each for mentor in demo.all(Mentor) for each in mentor.mentorships.values()]
    assert {each.status for each in mentorships} == set(MentorshipStatus)
    assert any(len(each.rated) == 2 for each in mentorships)
    supported = [(event.person, event.step, event.mentor) for event in demo.of(StepSupported)]
    assert supported == [("dorothy", "mentor", "margaret")]


def test_opportunities_are_of_every_kind_and_not_all_for_everybodys_eyes(demo: Organisation) -> None:
    posted = demo.all(Opportunity)
    assert {each.kind for each in posted} == set(OpportunityKind)
    assert {each.status for each in posted} == set(OpportunityStatus)
    still_open = [each for each in posted if each.status is OpportunityStatus.OPEN]
    assert {each.visibility for each in still_open} == set(Visibility)
    people = [person.id for person in demo.all(Person) if person.here_on(TODAY)]
    seen = {each.id: {viewer for viewer in people if seen_by(viewer, each, demo)} for each in still_open}
    assert seen["data-platform"] == {"ada", "dorothy", "george", "hedy"}
    assert seen["data-engineer-goettingen"] == set(people)
    assert len(seen["data-platform"]) < len(seen["read-the-chapters"]) < len(people)


def seen_by(viewer: str, opportunity: Opportunity, demo: Organisation) -> bool:
    return sees(
        viewer,
        visibility=opportunity.visibility,
        posted_by=opportunity.posted_by,
        reached=opportunity.reached(viewer),
        connected=demo.state(CONNECTION, identity_of(viewer, opportunity.posted_by)).connected,
    )


def test_gatherings_of_every_kind_took_place_are_to_come_and_one_will_not(demo: Organisation) -> None:
    gatherings = demo.all(Gathering)
    assert {each.kind for each in gatherings} == set(GatheringKind)
    assert any(each.ends_on < TODAY and each.attended for each in gatherings)
    assert any(each.starts_on > TODAY and each.coming for each in gatherings)
    assert Counter(each.status for each in gatherings)[GatheringStatus.CANCELLED] == 1


def test_requests_stand_everywhere_and_some_wait_for_who_looks_at_the_demo(demo: Organisation) -> None:
    inboxes = {inbox.person: inbox for inbox in demo.all(Inbox)}
    requests = [asked for inbox in inboxes.values() for asked in inbox.requests.values()]
    assert {asked.status for asked in requests} == set(RequestStatus)
    waiting = {asked.requester for asked in inboxes["margaret"].requests.values() if asked.status is RequestStatus.OPEN}
    assert waiting == {"hedy", "vera"}
    assert inboxes["margaret"].reviewing("alan") == {"autumn"}


def test_feedback_is_of_every_kind_and_led_to_something(demo: Organisation) -> None:
    given = demo.of(feedback_events.FeedbackGiven)
    assert {event.kind for event in given} == set(FeedbackKind)
    assert {event.visibility for event in given} == set(feedback_events.FeedbackVisibility)
    assert {event.kind for event in demo.of(ActionTaken)} == set(ActionKind)
    goals = {(goal.person, goal.id) for goal in demo.all(Goal)}
    named = {(event.person, event.goal) for event in given if event.goal}
    assert named <= goals
    assert {(event.person, event.goal) for event in demo.of(ActionTaken) if event.goal} <= goals


def test_one_cycle_was_given_up_one_is_released_and_one_runs_with_answers_waiting(demo: Organisation) -> None:
    cycles = {cycle.id: cycle for cycle in demo.all(ReviewCycle)}
    assert {cycle.status for cycle in cycles.values()} == set(CycleStatus)
    released = {event.person for event in demo.of(feedback_events.ReportReleased)}
    assert released == cycles["spring"].reviewees
    assert cycles["autumn"].status is CycleStatus.OPEN
    assert cycles["autumn"].answers_due > TODAY
    assert {len(ballot) for ballot in demo.ballots.values()} == {2, 3}


def test_reports_show_groups_of_three_at_least_and_small_ones_folded_together(demo: Organisation) -> None:
    shown = [(event.person, event.group, event.answers) for event in demo.of(GroupAnswered)]
    assert ("margaret", ReviewGroup.OTHERS, 5) in shown
    assert ("margaret", ReviewGroup.REPORT, 4) in shown
    assert min(answers for *_, answers in shown) == 3
