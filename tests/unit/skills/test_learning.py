from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest
from msgspec.structs import replace

from services.skills import enrolment, learning_offer
from services.skills.enrolment import (
    ENROLMENTS,
    BeforeEnrolment,
    NotEnrolled,
    NotLearntYet,
    PrerequisitesMissing,
)
from services.skills.learning_offer import (
    LEARNING_OFFER,
    CostWithoutCurrency,
    LeadsNoFurther,
    LearningExists,
    LearningNotOffered,
)
from services.skills.skill import SkillNamedTwice, SkillNotInCatalogue
from shared.contracts.skills.events import (
    Enrolled,
    LearningCompleted,
    LearningDropped,
    LearningKind,
    LearningOffered,
    LearningProgressed,
    LearningRated,
    LearningRevised,
    LearningWithdrawn,
    LevelPolicyAdopted,
    SkillClaimed,
    SkillDefined,
    SkillLevel,
    SkillMerged,
    SkillRemoved,
)
from shared.contracts.skills.levels import POLICIES
from shared.event import Event
from tests.unit.given import Outcome, given
from tests.unit.skills.streams import Streams, catalogue

DAY, LATER = date(2026, 9, 1), date(2026, 10, 1)
NOW = datetime(2026, 9, 1, 9, tzinfo=UTC)
TODAY: dict[str, Any] = {"effective_on": None, "now": NOW}
OCTOBER: dict[str, Any] = {"effective_on": LATER, "now": datetime(2026, 10, 1, 9, tzinfo=UTC)}

SKILLS = catalogue(
    SkillDefined("sql", "SQL"), SkillDefined("old-sql", "Old SQL"), SkillMerged("old-sql", "sql", ("Old SQL",))
)
OFFERED = LearningOffered(
    "course",
    "SQL in a week",
    LearningKind.COURSE,
    skills=(SkillLevel("sql", 3),),
    prerequisites=(SkillLevel("sql", 2),),
    hours=Decimal(40),
)
WITHDRAWN = LearningWithdrawn("course")

COURSE: dict[str, Any] = {"person": "ada", "learning": "course", "on": DAY, "title": "SQL in a week", "attempt": 1}
ENROLLED = Enrolled(**COURSE, by="ada", skills=(SkillLevel("sql", 3),))
LATER_ON = COURSE | {"on": LATER}
COMPLETED = LearningCompleted(**LATER_ON, skills=(SkillLevel("sql", 3),), score=Decimal(88))
DROPPED = LearningDropped(**LATER_ON, reason="No time")
COMPLETE: dict[str, Any] = {
    "learning": "course",
    "score": Decimal(88),
    "certificate": None,
    "hours": None,
    **OCTOBER,
}
DROP: dict[str, Any] = {"learning": "course", "reason": "No time", **OCTOBER}
PROGRESS: dict[str, Any] = {"learning": "course", "progress": Decimal("0.5"), "hours": None, **OCTOBER}
RATE: dict[str, Any] = {"learning": "course", "stars": 4, "comment": None, **OCTOBER}


def offering(history: list[Event], **changed: Any) -> Outcome:
    said: dict[str, Any] = {
        "identity": "course",
        "title": "SQL in a week",
        "kind": LearningKind.COURSE,
        "skills": [{"skill": "sql", "level": 3}],
        "prerequisites": [{"skill": "sql", "level": 2}],
        "hours": Decimal(40),
        "cost": None,
        "currency": None,
        "provider": None,
        "url": None,
        "description": None,
        **changed,
    }
    facts = learning_offer.skills_of_offer(Streams(SKILLS), said)
    return given(LEARNING_OFFER, *history).when(learning_offer.offer_learning, **said, **facts)


def revising(history: list[Event], **changed: Any) -> Outcome:
    facts = learning_offer.skills_of_offer(Streams(SKILLS), changed)
    return given(LEARNING_OFFER, *history).when(learning_offer.revise_learning, **changed, **facts)


def enrolling(
    history: list[Event], ledger: list[Event], *, offer: tuple[Event, ...] = (OFFERED,), **changed: Any
) -> Outcome:
    """Let ada, of whose skills `ledger` tells, take up the course."""
    said = {"person": "ada", "actor": "ada", "learning": "course", "due": None, "override": None, **TODAY, **changed}
    adopted: list[Event] = [LevelPolicyAdopted(policy, "grace") for policy in changed.get("policies", ())]
    said.pop("policies", None)
    happened = {
        **SKILLS,
        "learning_offer-course": list(offer),
        "skill_profile-ada": ledger,
        "level_policy-organisation": adopted,
    }
    facts = enrolment.what_it_takes(Streams(happened), said)
    return given(ENROLMENTS, *history).when(enrolment.enrol, **said, **facts)


def knows(level: int, skill: str = "sql", on: date = DAY) -> list[Event]:
    return [SkillClaimed(person="ada", skill=skill, on=on, rating=1, level=level)]


def test_an_offer_is_made_once() -> None:
    offering([]).then(OFFERED)
    offering([OFFERED]).then()
    offering([OFFERED], title="Another").then_refused(LearningExists, field="learning")


def test_a_withdrawn_offer_is_made_again_by_being_offered_again() -> None:
    offering([OFFERED, WITHDRAWN]).then(OFFERED)


@pytest.mark.parametrize("field", ["skills", "prerequisites"])
def test_an_offer_names_skills_of_the_catalogue_each_once(field: str) -> None:
    offering([], **{field: [{"skill": "no", "level": 1}]}).then_refused(SkillNotInCatalogue, field=field)
    twice = [{"skill": "sql", "level": 1}, {"skill": "old-sql", "level": 2}]
    offering([], **{field: twice}).then_refused(SkillNamedTwice, field=field)


def test_a_cost_has_a_currency() -> None:
    offering([], cost=Decimal(900)).then_refused(CostWithoutCurrency, field="currency")
    revising([OFFERED], cost=Decimal(900)).then_refused(CostWithoutCurrency, field="currency")
    assert offering([], cost=Decimal(900), currency="EUR").events


def test_learning_leads_further_than_it_begins() -> None:
    same = [{"skill": "sql", "level": 3}]
    offering([], prerequisites=same).then_refused(LeadsNoFurther, field="prerequisites")
    revising([OFFERED], prerequisites=same).then_refused(LeadsNoFurther, field="prerequisites")


def test_a_revision_states_the_whole_and_what_is_not_named_stays() -> None:
    whole = {name: getattr(OFFERED, name) for name in OFFERED.__struct_fields__}
    revising([OFFERED], hours=None).then(LearningRevised(**whole | {"hours": None}))
    revising([OFFERED], hours=Decimal(40), skills=[{"skill": "sql", "level": 3}]).then()


def test_an_offer_is_withdrawn_once_and_then_takes_no_revision() -> None:
    given(LEARNING_OFFER, OFFERED).when(learning_offer.withdraw_learning, reason=None).then(WITHDRAWN)
    given(LEARNING_OFFER, OFFERED, WITHDRAWN).when(learning_offer.withdraw_learning, reason=None).then()
    revising([OFFERED, WITHDRAWN], hours=None).then_refused(LearningNotOffered, field="learning")


def test_one_enrols_once_at_a_time() -> None:
    enrolling([], knows(2)).then(ENROLLED)
    enrolling([ENROLLED], knows(2)).then()


@pytest.mark.parametrize("ended", [COMPLETED, DROPPED])
def test_what_has_ended_can_be_taken_up_again(ended: Event) -> None:
    again = Enrolled(**COURSE | {"attempt": 2}, by="ada", skills=(SkillLevel("sql", 3),))
    enrolling([ENROLLED, ended], knows(2)).then(again)


@pytest.mark.parametrize("offer", [(), (OFFERED, WITHDRAWN)])
def test_one_enrols_in_what_is_on_offer(offer: tuple[Event, ...]) -> None:
    enrolling([], knows(2), offer=offer).then_refused(LearningNotOffered, field="learning")


@pytest.mark.parametrize(
    "ledger",
    [[], knows(1), knows(2, on=date(2000, 1, 1)), [*knows(2), SkillRemoved(person="ada", skill="sql", on=DAY)]],
)
def test_who_lacks_a_prerequisite_states_a_reason_to_enrol_nevertheless(ledger: list[Event]) -> None:
    outcome = enrolling([], ledger)
    outcome.then_refused(PrerequisitesMissing, field="learning")
    outcome.then_refused(PrerequisitesMissing, field="override")
    (enrolled,) = enrolling([], ledger, override="At school").events
    assert isinstance(enrolled, Enrolled)
    assert enrolled.override == "At school"


def test_a_reason_that_is_not_needed_is_not_kept() -> None:
    enrolling([], knows(2), override="At school").then(ENROLLED)


def test_what_is_held_of_a_merged_skill_is_held_of_what_it_has_become() -> None:
    enrolling([], knows(2, "old-sql")).then(ENROLLED)


def test_a_prerequisite_is_met_by_the_level_that_the_adopted_policy_computes() -> None:
    forgetful = replace(POLICIES["standard"], name="forgetful", half_life_days=30)
    held = knows(3, on=date(2026, 6, 1))
    enrolling([], held).then(ENROLLED)
    enrolling([], held, policies=[forgetful]).then_refused(PrerequisitesMissing)


def test_who_is_enrolled_by_a_manager_is_so_by_them_and_learns_by_a_later_day() -> None:
    due = Enrolled(**COURSE, by="grace", skills=(SkillLevel("sql", 3),), due=LATER)
    enrolling([], knows(2), actor="grace", due=LATER).then(due)
    enrolling([], knows(2), due=date(2026, 8, 31)).then_refused(BeforeEnrolment, field="due")


def test_progress_is_reported_once_and_the_hours_stay_known() -> None:
    half = LearningProgressed(**LATER_ON, progress=Decimal("0.5"), hours=Decimal(20))
    hours = {"hours": Decimal(20)}
    given(ENROLMENTS, ENROLLED).when(enrolment.progress_learning, **PROGRESS | hours).then(half)
    given(ENROLMENTS, ENROLLED, half).when(enrolment.progress_learning, **PROGRESS).then()
    (completed,) = given(ENROLMENTS, ENROLLED, half).when(enrolment.complete_learning, **COMPLETE).events
    assert isinstance(completed, LearningCompleted)
    assert completed.hours == Decimal(20)


def test_learning_is_completed_once_and_credits_what_it_led_to_at_enrolment() -> None:
    given(ENROLMENTS, ENROLLED).when(enrolment.complete_learning, **COMPLETE).then(COMPLETED)
    given(ENROLMENTS, ENROLLED, COMPLETED).when(enrolment.complete_learning, **COMPLETE).then()


def test_learning_is_dropped_once() -> None:
    given(ENROLMENTS, ENROLLED).when(enrolment.drop_learning, **DROP).then(DROPPED)
    given(ENROLMENTS, ENROLLED, DROPPED).when(enrolment.drop_learning, **DROP).then()


@pytest.mark.parametrize(
    ("decide", "said", "history"),
    [
        (enrolment.progress_learning, PROGRESS, []),
        (enrolment.complete_learning, COMPLETE, []),
        (enrolment.drop_learning, DROP, []),
        (enrolment.rate_learning, RATE, []),
        (enrolment.progress_learning, PROGRESS, [ENROLLED, COMPLETED]),
        (enrolment.complete_learning, COMPLETE, [ENROLLED, DROPPED]),
        (enrolment.drop_learning, DROP, [ENROLLED, COMPLETED]),
    ],
)
def test_only_what_is_being_learnt_goes_on(decide: Any, said: dict[str, Any], history: list[Event]) -> None:
    given(ENROLMENTS, *history).when(decide, **said).then_refused(NotEnrolled, field="learning")


@pytest.mark.parametrize("ended", [COMPLETED, DROPPED])
def test_what_has_ended_is_rated_once_the_same(ended: Event) -> None:
    rated = LearningRated(**LATER_ON, stars=4)
    given(ENROLMENTS, ENROLLED, ended).when(enrolment.rate_learning, **RATE).then(rated)
    given(ENROLMENTS, ENROLLED, ended, rated).when(enrolment.rate_learning, **RATE).then()


def test_what_is_still_being_learnt_is_not_rated() -> None:
    given(ENROLMENTS, ENROLLED).when(enrolment.rate_learning, **RATE).then_refused(NotLearntYet, field="learning")


def test_nothing_is_learnt_before_the_enrolment() -> None:
    early = COMPLETE | {"effective_on": date(2026, 8, 1)}
    outcome = given(ENROLMENTS, ENROLLED).when(enrolment.complete_learning, **early)
    outcome.then_refused(BeforeEnrolment, field="effective_on")
