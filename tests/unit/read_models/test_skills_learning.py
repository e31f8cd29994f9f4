"""The read models of learning, credentials and level policies say of what happened what the aggregates say."""

from datetime import date
from decimal import Decimal
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from services.skills.credential import CREDENTIAL
from services.skills.enrolment import Enrolments
from services.skills.enrolment import evolve as enrolments_after
from services.skills.learning_offer import LEARNING_OFFER
from shared.contracts.skills.events import (
    CredentialIssued,
    CredentialVerified,
    Enrolled,
    LearningCompleted,
    LearningDropped,
    LearningProgressed,
    LearningRated,
    LearningWithdrawn,
    LevelPolicyAdopted,
    SkillLevel,
)
from shared.contracts.skills.levels import MANAGER_LED, STANDARD
from shared.event import Event, subject_of
from shared.read_models.credentials import CREDENTIALS, CredentialStatus
from shared.read_models.enrolments import ENROLMENTS
from shared.read_models.learning_offers import LEARNING_OFFERS
from shared.read_models.learning_skills import LEARNING_SKILLS
from shared.read_models.level_policies import LEVEL_POLICIES
from tests.unit.read_models.happened import JANUARY
from tests.unit.read_models.skill_histories import (
    CREDENTIAL_EVENTS,
    LEARNING,
    rows,
)

# Learning, credentials and policies


@given(events=st.lists(LEARNING, max_size=20))
def test_an_offer_is_in_its_row_what_it_is_by_its_rules(events: list[Event]) -> None:
    led_to = rows(LEARNING_SKILLS, *events).values()
    for (learning,), row in rows(LEARNING_OFFERS, *events).items():
        of_offer = [e for e in events if subject_of(e) is None and getattr(e, "learning", None) == learning]
        first = next(at for at, each in enumerate(of_offer) if not isinstance(each, LearningWithdrawn))
        offer = LEARNING_OFFER.fold(of_offer[first:])
        assert {name: getattr(row, name) for name in offer.described()} == offer.described()
        last = max(at for at, e in enumerate(of_offer) if not isinstance(e, LearningWithdrawn))
        assert row.withdrawn == any(isinstance(e, LearningWithdrawn) for e in of_offer[last:])
        led = [each for each in led_to if (each.learning, each.revision) == (learning, row.revision)]
        assert {(each.skill, each.level) for each in led} == {(each.skill, each.level) for each in row.skills}


def test_an_enrolment_goes_from_open_to_its_end_and_each_attempt_has_its_row() -> None:
    def of(kind: type[Any], attempt: int, **more: Any) -> Any:
        return kind("ada", "course", JANUARY, "SQL", attempt, **more)

    events = [
        of(Enrolled, 1, by="mo", skills=(SkillLevel("sql", 3),), due=date(2026, 3, 1), override="Knows it"),
        of(LearningProgressed, 1, progress=Decimal("0.5"), hours=Decimal(4)),
        of(LearningDropped, 1, reason="No time"),
        of(Enrolled, 2, by="ada"),
        of(LearningCompleted, 2, score=Decimal(90), certificate="No. 7", hours=Decimal(9)),
        of(LearningRated, 2, stars=4, comment="Good"),
    ]
    first, second = rows(ENROLMENTS, *events).values()
    state = Enrolments()
    for event in events:
        state = enrolments_after(state, event)
    held = state.by_offer["course"]
    assert (first.status, first.reason, first.progress, first.hours) == ("dropped", "No time", Decimal("0.5"), 4)
    assert (second.status, second.progress, second.stars) == (held.status, held.progress, held.stars)
    assert (second.score, second.certificate, second.comment, second.ended_on) == (90, "No. 7", "Good", JANUARY)


@given(events=st.lists(CREDENTIAL_EVENTS, max_size=12))
def test_a_credential_is_in_force_in_its_row_while_it_is_by_its_rules(events: list[Event]) -> None:
    for (credential,), row in rows(CREDENTIALS, *events).items():
        of_it = [each for each in events if getattr(each, "credential", None) == credential]
        last = max(at for at, each in enumerate(of_it) if isinstance(each, CredentialIssued))
        state = CREDENTIAL.fold(of_it[last:])
        ended = next((e for e in reversed(of_it[last:]) if not isinstance(e, CredentialIssued)), None)
        match ended:
            case CredentialVerified():
                assert (row.status, state.verified) == (CredentialStatus.VERIFIED, True)
            case None:
                assert (row.status, state.ended) == (CredentialStatus.ISSUED, None)
            case _:
                assert row.status == state.ended


def test_a_credential_has_expired_once_its_day_has_come_noted_or_not() -> None:
    issued = CredentialIssued("c", "ada", JANUARY, "SQL", "School", "ada", expires_on=date(2026, 6, 1))
    (row,) = rows(CREDENTIALS, issued).values()
    assert row.status_on(date(2026, 5, 31)) is CredentialStatus.ISSUED
    assert row.status_on(date(2026, 6, 1)) is CredentialStatus.EXPIRED


def test_every_policy_that_was_adopted_is_kept_in_order() -> None:
    found = rows(LEVEL_POLICIES, LevelPolicyAdopted(MANAGER_LED, "pia"), LevelPolicyAdopted(STANDARD, "pia", "Back"))
    assert [(position, row.policy.name) for (position,), row in found.items()] == [(1, "manager-led"), (2, "standard")]
