from datetime import UTC, date, datetime
from inspect import signature
from typing import Any

import pytest

from services.skills import skill_profile
from services.skills.skill import SkillNotInCatalogue
from services.skills.skill_profile import (
    SKILL_PROFILE,
    AssessesOneself,
    ExpiresBefore,
    NotYourRating,
    RelationNotConfirmed,
    SkillNotHeld,
    StatesNoLevel,
    UnknownRating,
)
from shared.aggregate import Decision
from shared.contracts.days import InTheFuture
from shared.contracts.integrations.record import Assignment, Employment, Record
from shared.contracts.integrations.relations import Relation
from shared.contracts.skills.events import (
    EvidenceAdded,
    EvidenceKind,
    RatingCorrected,
    SkillAssessed,
    SkillClaimed,
    SkillDefined,
    SkillEndorsed,
    SkillMerged,
    SkillRefreshed,
    SkillRemoved,
    SkillRetired,
    SkillUsed,
)
from shared.event import Event
from tests.unit.given import Outcome, given
from tests.unit.skills.streams import Streams, catalogue

DAY, LATER = date(2026, 9, 1), date(2027, 9, 1)
TODAY: dict[str, Any] = {"effective_on": None, "now": datetime(2026, 9, 1, 9, tzinfo=UTC)}
SQL: dict[str, Any] = {"person": "ada", "skill": "sql", "on": DAY}


def under(manager: str | None) -> Record:
    here = Assignment(manager=manager, unit=manager, since=date(2020, 1, 1), role_since=date(2020, 1, 1))
    return Record(employments=(Employment(date(2020, 1, 1)),), assignments=(here,))


STREAMS = Streams(
    catalogue(
        SkillDefined("sql", "SQL"),
        SkillDefined("old-sql", "Old SQL"),
        SkillMerged("old-sql", "sql", ("Old SQL",)),
        SkillDefined("fax", "Fax"),
        SkillRetired("fax"),
    ),
    people={"grace": under(None), "ada": under("grace"), "alan": under("grace"), "joan": under("ada")},
)

CLAIMED = SkillClaimed(**SQL, rating=1, level=3)
ASSESSED = SkillAssessed(**SQL, rating=2, assessor="grace", relation=Relation.MANAGER, level=4, why="Reviews")
ENDORSED = SkillEndorsed(**SQL, rating=3, endorser="alan", relation=Relation.PEER)
WORK = EvidenceAdded(**SQL, rating=4, kind=EvidenceKind.WORK, title="The report", level=4)
REMOVED = SkillRemoved(**SQL)
LEDGER = (CLAIMED, ASSESSED, ENDORSED, WORK)

CLAIM: dict[str, Any] = {"skill": "sql", "level": 3, "note": None}
ASSESS: dict[str, Any] = {
    "skill": "sql",
    "relation": Relation.MANAGER,
    "level": 4,
    "why": "Reviews",
    "actor": "grace",
}
ENDORSE: dict[str, Any] = {"skill": "sql", "note": None, "actor": "alan"}
EVIDENCE: dict[str, Any] = {
    "skill": "sql",
    "kind": EvidenceKind.WORK,
    "title": "The report",
    "level": 4,
    "url": None,
    "expires_on": None,
}
COURSE: dict[str, Any] = {"learning": "course", "title": "Course", "skills": [{"skill": "sql", "level": 3}]}
PAPER: dict[str, Any] = {
    "credential": "paper",
    "title": "Certified",
    "skills": [{"skill": "sql", "level": 4}],
    "expires_on": LATER,
    "verified": True,
}
PRAISE: dict[str, Any] = {"feedback": "praise", "author": "grace", "skills": [{"skill": "sql", "level": 5}]}
WITHDRAW: dict[str, Any] = {"source": "paper", "why": "Forged", "actor": "milepost"}
CREDITED = EvidenceAdded(**SQL, rating=1, kind=EvidenceKind.LEARNING, title="Course", level=3, source="course")
CERTIFIED = EvidenceAdded(
    **SQL,
    rating=1,
    kind=EvidenceKind.CERTIFICATE,
    title="Certified",
    level=4,
    source="paper",
    expires_on=LATER,
    verified=True,
)

FACTS = {
    skill_profile.assess_skill: skill_profile.skill_and_relations,
    skill_profile.endorse_skill: skill_profile.skill_and_relations,
    skill_profile.credit_learning: skill_profile.skills_credited,
    skill_profile.credit_credential: skill_profile.skills_credited,
    skill_profile.credit_feedback: skill_profile.skills_credited,
}


def doing(history: tuple[Event, ...], decide: Decision, said: dict[str, Any], **changed: Any) -> Outcome:
    """What comes of a decision on the profile of ada, with the facts that it needs."""
    payload = {"person": "ada", **TODAY, **said, **changed}
    facts = FACTS.get(decide, skill_profile.skill_named)(STREAMS, payload)
    offered = {**payload, **facts}
    return given(SKILL_PROFILE, *history).when(
        decide, **{n: offered[n] for n in list(signature(decide).parameters)[1:]}
    )


def test_a_skill_is_claimed_once_a_day_at_the_same_level() -> None:
    doing((), skill_profile.claim_skill, CLAIM).then(CLAIMED)
    doing((CLAIMED,), skill_profile.claim_skill, CLAIM).then()
    higher = SkillClaimed(**SQL, rating=2, level=4)
    doing((CLAIMED,), skill_profile.claim_skill, CLAIM, level=4).then(higher)
    back = SkillClaimed(**SQL, rating=3, level=3)
    doing((CLAIMED, higher), skill_profile.claim_skill, CLAIM).then(back)


@pytest.mark.parametrize("skill", ["nothing", "fax"])
@pytest.mark.parametrize(
    ("decide", "said"),
    [
        (skill_profile.claim_skill, CLAIM),
        (skill_profile.assess_skill, ASSESS),
        (skill_profile.endorse_skill, ENDORSE),
        (skill_profile.add_evidence, EVIDENCE),
    ],
)
def test_only_skills_of_the_catalogue_are_rated(decide: Decision, said: dict[str, Any], skill: str) -> None:
    doing((), decide, said, skill=skill).then_refused(SkillNotInCatalogue, field="skill")


def test_who_names_a_merged_skill_means_what_it_has_become() -> None:
    doing((), skill_profile.claim_skill, CLAIM, skill="old-sql").then(CLAIMED)


def test_what_is_claimed_was_true_by_now() -> None:
    doing((), skill_profile.claim_skill, CLAIM, effective_on=LATER).then_refused(InTheFuture, field="effective_on")


def test_an_assessor_is_what_the_directory_says_they_are() -> None:
    doing((CLAIMED,), skill_profile.assess_skill, ASSESS).then(ASSESSED)
    doing((CLAIMED, ASSESSED), skill_profile.assess_skill, ASSESS).then()


@pytest.mark.parametrize(
    ("actor", "stated"),
    [
        ("grace", Relation.PEER),
        ("alan", Relation.MANAGER),
        ("joan", Relation.PEER),
        ("nobody", Relation.PEER),
        ("grace", Relation.SELF),
    ],
)
def test_a_relation_that_the_directory_does_not_confirm_is_refused(actor: str, stated: Relation) -> None:
    outcome = doing((), skill_profile.assess_skill, ASSESS, actor=actor, relation=stated)
    outcome.then_refused(RelationNotConfirmed, field="relation")


@pytest.mark.parametrize(
    ("actor", "stated"), [("alan", Relation.PEER), ("joan", Relation.REPORT), ("nobody", Relation.OTHER)]
)
def test_anyone_assesses_in_the_relation_that_they_have(actor: str, stated: Relation) -> None:
    (assessed,) = doing((), skill_profile.assess_skill, ASSESS, actor=actor, relation=stated).events
    assert isinstance(assessed, SkillAssessed)
    assert (assessed.assessor, assessed.relation) == (actor, stated)


@pytest.mark.parametrize("relation", Relation)
def test_nobody_assesses_themself(relation: Relation) -> None:
    outcome = doing((), skill_profile.assess_skill, ASSESS, actor="ada", relation=relation)
    outcome.then_refused(AssessesOneself, field="person")
    doing((), skill_profile.endorse_skill, ENDORSE, actor="ada").then_refused(AssessesOneself, field="person")


def test_a_skill_is_endorsed_in_the_relation_that_the_directory_says_once_a_day() -> None:
    doing((CLAIMED, ASSESSED), skill_profile.endorse_skill, ENDORSE).then(ENDORSED)
    doing((CLAIMED, ASSESSED, ENDORSED), skill_profile.endorse_skill, ENDORSE).then()


def test_evidence_may_be_without_a_level_and_expires_after_it_began() -> None:
    doing((CLAIMED, ASSESSED, ENDORSED), skill_profile.add_evidence, EVIDENCE).then(WORK)
    link = EvidenceAdded(**SQL, rating=1, kind=EvidenceKind.LINK, title="The report")
    doing((), skill_profile.add_evidence, EVIDENCE, kind=EvidenceKind.LINK, level=None).then(link)
    outcome = doing((), skill_profile.add_evidence, EVIDENCE, expires_on=DAY)
    outcome.then_refused(ExpiresBefore, field="expires_on")


@pytest.mark.parametrize(
    ("decide", "event"), [(skill_profile.use_skill, SkillUsed), (skill_profile.refresh_skill, SkillRefreshed)]
)
def test_a_skill_of_the_profile_is_used_or_refreshed_once_a_day(decide: Decision, event: type[Event]) -> None:
    done = event(**SQL)
    said = {"skill": "sql", "note": None}
    doing((CLAIMED,), decide, said).then(done)
    doing((CLAIMED, done), decide, said).then()
    doing((), decide, said).then_refused(SkillNotHeld, field="skill")


def test_a_skill_is_used_by_the_id_that_the_profile_has_it_by() -> None:
    by_old_id = SkillClaimed(person="ada", skill="old-sql", on=DAY, rating=1, level=3)
    used = SkillUsed(person="ada", skill="old-sql", on=DAY)
    doing((by_old_id,), skill_profile.use_skill, {"skill": "old-sql", "note": None}).then(used)
    doing((CLAIMED,), skill_profile.use_skill, {"skill": "old-sql", "note": None}).then(SkillUsed(**SQL))


def test_a_skill_is_removed_once_and_comes_back_with_all_that_was_said_of_it() -> None:
    said = {"skill": "sql", "reason": None}
    doing(LEDGER, skill_profile.remove_skill, said).then(REMOVED)
    doing((*LEDGER, REMOVED), skill_profile.remove_skill, said).then()
    again = SkillClaimed(**SQL, rating=5, level=3)
    doing((*LEDGER, REMOVED), skill_profile.claim_skill, CLAIM).then(again)
    ledger = given(SKILL_PROFILE, *LEDGER, REMOVED, again).state
    assert ledger.has("sql")
    assert len(ledger.held("sql").ratings) == 5


def test_a_retired_skill_can_still_be_removed() -> None:
    fax = SkillClaimed(person="ada", skill="fax", on=DAY, rating=1, level=3)
    removed = SkillRemoved(person="ada", skill="fax", on=DAY)
    doing((fax,), skill_profile.remove_skill, {"skill": "fax", "reason": None}).then(removed)


def test_what_others_say_does_not_bring_a_removed_skill_back() -> None:
    assert not given(SKILL_PROFILE, CLAIMED, REMOVED, ASSESSED, ENDORSED).state.has("sql")


@pytest.mark.parametrize(("rating", "actor"), [(1, "ada"), (2, "grace"), (4, "ada")])
def test_who_gave_a_rating_corrects_it_by_a_new_act(rating: int, actor: str) -> None:
    said = {"rating": rating, "level": 2, "why": "Too high", "actor": actor}
    corrected = RatingCorrected(**SQL, rating=rating, by=actor, level=2, why="Too high")
    doing(LEDGER, skill_profile.correct_rating, {**said, "skill": "sql"}).then(corrected)
    doing((*LEDGER, corrected), skill_profile.correct_rating, {**said, "skill": "sql"}).then()
    kept = given(SKILL_PROFILE, *LEDGER, corrected).state.held("sql").rating(rating)
    assert kept is not None
    assert (kept.level, kept.stated) == (2, 3 if rating == 1 else 4)


@pytest.mark.parametrize(("rating", "actor"), [(1, "grace"), (2, "ada"), (2, "alan"), (4, "grace")])
def test_nobody_corrects_what_is_not_theirs(rating: int, actor: str) -> None:
    said = {"rating": rating, "level": 2, "why": "Too high", "actor": actor, "skill": "sql"}
    doing(LEDGER, skill_profile.correct_rating, said).then_refused(NotYourRating, field="rating")
    doing(LEDGER, skill_profile.withdraw_rating, said).then_refused(NotYourRating, field="rating")


def test_what_was_credited_is_not_in_the_persons_hands() -> None:
    said = {"rating": 1, "level": 5, "why": "More", "actor": "ada", "skill": "sql"}
    for credited in (CREDITED, CERTIFIED):
        doing((credited,), skill_profile.correct_rating, said).then_refused(NotYourRating, field="rating")


def test_a_rating_that_does_not_exist_is_not_corrected() -> None:
    said = {"rating": 9, "level": 2, "why": "Too high", "actor": "ada", "skill": "sql"}
    doing(LEDGER, skill_profile.correct_rating, said).then_refused(UnknownRating, field="rating")


def test_an_endorsement_is_withdrawn_once_and_never_given_a_level() -> None:
    said = {"rating": 3, "why": "Never mind", "actor": "alan", "skill": "sql"}
    outcome = doing(LEDGER, skill_profile.correct_rating, {**said, "level": 2})
    outcome.then_refused(StatesNoLevel, field="level")
    withdrawn = RatingCorrected(**SQL, rating=3, by="alan", why="Never mind")
    doing(LEDGER, skill_profile.withdraw_rating, said).then(withdrawn)
    doing((*LEDGER, withdrawn), skill_profile.withdraw_rating, said).then()


def test_learning_is_credited_once_for_each_time_that_it_was_completed() -> None:
    doing((), skill_profile.credit_learning, COURSE).then(CREDITED)
    doing((CREDITED,), skill_profile.credit_learning, COURSE).then()
    earlier = date(2026, 8, 1)
    (again,) = doing((CREDITED,), skill_profile.credit_learning, COURSE, effective_on=earlier).events
    assert isinstance(again, EvidenceAdded)
    assert (again.rating, again.on) == (2, earlier)


@pytest.mark.parametrize(
    ("decide", "said"),
    [
        (skill_profile.credit_learning, COURSE),
        (skill_profile.credit_credential, PAPER),
        (skill_profile.credit_feedback, PRAISE),
    ],
)
def test_skills_that_left_the_catalogue_are_not_credited_and_each_once(decide: Decision, said: dict[str, Any]) -> None:
    skills = [{"skill": skill, "level": 2} for skill in ("fax", "old-sql", "sql", "nothing")]
    (credited,) = doing((), decide, said, skills=skills).events
    assert isinstance(credited, (EvidenceAdded, SkillAssessed))
    assert credited.skill == "sql"


def test_a_credential_is_credited_once_and_again_when_it_is_verified() -> None:
    doing((), skill_profile.credit_credential, PAPER).then(CERTIFIED)
    doing((CERTIFIED,), skill_profile.credit_credential, PAPER).then()
    doing((CERTIFIED,), skill_profile.credit_credential, PAPER, verified=False).then()
    (unverified,) = doing((), skill_profile.credit_credential, PAPER, verified=False).events
    doing((unverified,), skill_profile.credit_credential, PAPER, verified=False).then()
    now = datetime(2026, 12, 1, tzinfo=UTC)
    (verified,) = doing((unverified,), skill_profile.credit_credential, PAPER, now=now).events
    assert isinstance(verified, EvidenceAdded)
    assert (verified.rating, verified.on, verified.verified) == (2, DAY, True)


def test_ratings_in_feedback_are_its_authors_assessments_once() -> None:
    rated = SkillAssessed(
        **SQL, rating=1, assessor="grace", relation=Relation.MANAGER, level=5, why=None, feedback="praise"
    )
    doing((), skill_profile.credit_feedback, PRAISE).then(rated)
    doing((rated,), skill_profile.credit_feedback, PRAISE).then()
    doing((), skill_profile.credit_feedback, PRAISE, author="ada").then()


def test_what_was_credited_is_taken_back_once() -> None:
    withdrawn = RatingCorrected(**SQL, rating=1, by="milepost", why="Forged")
    doing((CERTIFIED,), skill_profile.withdraw_credit, {**WITHDRAW, "skill": "sql"}).then(withdrawn)
    doing((CERTIFIED, withdrawn), skill_profile.withdraw_credit, {**WITHDRAW, "skill": "sql"}).then()
    doing((CREDITED,), skill_profile.withdraw_credit, {**WITHDRAW, "skill": "sql"}).then()
