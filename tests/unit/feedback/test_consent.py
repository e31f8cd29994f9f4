from datetime import date, timedelta
from typing import Any

import pytest

from services.feedback import access_record, consent
from services.feedback.access_record import ACCESS_RECORD
from services.feedback.consent import CONSENT, AudienceUnnamed, ConsentEndsBefore, ConsentToOneself, NoSuchConsent
from shared.contracts.feedback.events import AccessRecorded, Audience, ConsentField, ConsentGiven, ConsentRevoked
from tests.unit.feedback.organisation import DAY, NOW, TODAY
from tests.unit.given import given

UNTIL = date(2026, 12, 31)
GOALS: dict[str, Any] = {"person": "ada", "field": ConsentField.GOALS, "audience": Audience.PERSON, "to": "grace"}
GIVE: dict[str, Any] = {**GOALS, "until": UNTIL, **TODAY}
REVOKE: dict[str, Any] = {**GOALS, **TODAY}
GIVEN = ConsentGiven(**GOALS, on=DAY, until=UNTIL)
REVOKED = ConsentRevoked(**GOALS, on=DAY)


def test_consent_is_given_once_and_again_until_another_day() -> None:
    given(CONSENT).when(consent.give_consent, **GIVE).then(GIVEN)
    given(CONSENT, GIVEN).when(consent.give_consent, **GIVE).then()
    for_good = ConsentGiven(**GOALS, on=DAY)
    given(CONSENT, GIVEN).when(consent.give_consent, **GIVE | {"until": None}).then(for_good)
    given(CONSENT, GIVEN, for_good).when(consent.give_consent, **GIVE | {"until": None}).then()


@pytest.mark.parametrize(
    ("audience", "to", "accepted"),
    [
        (Audience.PERSON, "grace", True),
        (Audience.UNIT, "data", True),
        (Audience.MANAGER, None, True),
        (Audience.EVERYONE, None, True),
        (Audience.PERSON, None, False),
        (Audience.UNIT, None, False),
        (Audience.MANAGER, "lead", False),
        (Audience.EVERYONE, "grace", False),
    ],
)
def test_a_person_or_a_unit_is_named_and_other_audiences_are_not(
    audience: Audience, to: str | None, accepted: bool
) -> None:
    outcome = given(CONSENT).when(consent.give_consent, **GIVE | {"audience": audience, "to": to})
    if accepted:
        outcome.then(ConsentGiven(**GOALS | {"audience": audience, "to": to}, on=DAY, until=UNTIL))
    else:
        outcome.then_refused(AudienceUnnamed, field="to")


def test_nobody_consents_to_being_seen_by_themself_or_until_a_day_gone_by() -> None:
    given(CONSENT).when(consent.give_consent, **GIVE | {"to": "ada"}).then_refused(ConsentToOneself, field="to")
    past = GIVE | {"until": date(2026, 8, 31)}
    given(CONSENT).when(consent.give_consent, **past).then_refused(ConsentEndsBefore, field="until")


def test_consent_is_revoked_once_and_may_be_given_again() -> None:
    given(CONSENT, GIVEN).when(consent.revoke_consent, **REVOKE).then(REVOKED)
    given(CONSENT, GIVEN, REVOKED).when(consent.revoke_consent, **REVOKE).then()
    given(CONSENT, GIVEN, REVOKED).when(consent.give_consent, **GIVE).then(GIVEN)


@pytest.mark.parametrize(
    "other",
    [{"field": ConsentField.PLAN}, {"to": "edsger"}, {"audience": Audience.UNIT}, {"audience": Audience.EVERYONE}],
)
def test_what_was_never_given_cannot_be_revoked(other: dict[str, Any]) -> None:
    given(CONSENT, GIVEN).when(consent.revoke_consent, **REVOKE | other).then_refused(NoSuchConsent, field="field")


def test_who_saw_what_is_recorded_once_a_day() -> None:
    saw = {"person": "ada", "by": "grace", "what": "goals"}
    seen = AccessRecorded(**saw, on=DAY)
    given(ACCESS_RECORD).when(access_record.record_access, **saw, **TODAY).then(seen)
    given(ACCESS_RECORD, seen).when(access_record.record_access, **saw, **TODAY).then()
    for other in ({"by": "edsger"}, {"what": "plan"}):
        outcome = given(ACCESS_RECORD, seen).when(access_record.record_access, **saw | other, **TODAY)
        outcome.then(AccessRecorded(**saw | other, on=DAY))
    tomorrow = {"effective_on": None, "now": NOW + timedelta(days=1)}
    again = AccessRecorded(**saw, on=DAY + timedelta(days=1))
    given(ACCESS_RECORD, seen).when(access_record.record_access, **saw, **tomorrow).then(again)


def test_that_people_see_what_is_their_own_is_not_recorded() -> None:
    given(ACCESS_RECORD).when(access_record.record_access, person="ada", by="ada", what="goals", **TODAY).then()
