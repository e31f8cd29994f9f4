from datetime import UTC, date, datetime
from typing import Any

import pytest

from services.skills import credential
from services.skills.credential import (
    CREDENTIAL,
    CredentialEnded,
    CredentialExists,
    NotExpired,
    VerifiesOneself,
)
from services.skills.skill import SkillNotInCatalogue
from services.skills.skill_profile import ExpiresBefore
from shared.contracts.skills.events import (
    CredentialExpired,
    CredentialIssued,
    CredentialRevoked,
    CredentialVerified,
    SkillDefined,
    SkillLevel,
)
from shared.event import Event
from tests.unit.given import given
from tests.unit.skills.streams import Streams, catalogue

DAY, END = date(2026, 9, 1), date(2027, 9, 1)
TODAY: dict[str, Any] = {"effective_on": None, "now": datetime(2026, 9, 1, 9, tzinfo=UTC)}
PAPER: dict[str, Any] = {"credential": "paper", "person": "ada", "on": DAY}
SKILLS = (SkillLevel("sql", 4),)
STREAMS = Streams(catalogue(SkillDefined("sql", "SQL")))


def issue(**changed: Any) -> dict[str, Any]:
    said: dict[str, Any] = {
        "identity": "paper",
        "person": "ada",
        "actor": "ada",
        "title": "Certified",
        "issuer": "School",
        "skills": [{"skill": "sql", "level": 4}],
        "expires_on": END,
        "number": None,
        "url": None,
        "learning": None,
        **TODAY,
        **changed,
    }
    return {**said, **credential.skills_certified(STREAMS, said)}


def issued(by: str) -> CredentialIssued:
    return CredentialIssued(**PAPER, title="Certified", issuer="School", by=by, skills=SKILLS, expires_on=END)


VERIFIED = CredentialVerified(**PAPER, by="grace", title="Certified", skills=SKILLS, expires_on=END)
REVOKED = CredentialRevoked(**PAPER, by="grace", reason="Forged", skills=SKILLS)
EXPIRED = CredentialExpired(**PAPER | {"on": END}, title="Certified", skills=SKILLS)


def test_what_people_record_themselves_is_not_verified_by_that() -> None:
    given(CREDENTIAL).when(credential.issue_credential, **issue()).then(issued("ada"))


def test_what_somebody_else_records_they_have_seen_to_be_genuine() -> None:
    given(CREDENTIAL).when(credential.issue_credential, **issue(actor="grace")).then(issued("grace"), VERIFIED)


def test_a_credential_is_recorded_once() -> None:
    given(CREDENTIAL, issued("ada")).when(credential.issue_credential, **issue()).then()
    other = given(CREDENTIAL, issued("ada")).when(credential.issue_credential, **issue(title="Other"))
    other.then_refused(CredentialExists, field="credential")


def test_a_credential_certifies_skills_of_the_catalogue() -> None:
    said = issue(skills=[{"skill": "nothing", "level": 1}])
    given(CREDENTIAL).when(credential.issue_credential, **said).then_refused(SkillNotInCatalogue, field="skills")


def test_a_credential_expires_after_it_began() -> None:
    outcome = given(CREDENTIAL).when(credential.issue_credential, **issue(expires_on=DAY))
    outcome.then_refused(ExpiresBefore, field="expires_on")


def test_a_credential_is_verified_once_and_not_by_its_person() -> None:
    by = {"actor": "grace", "how": None, **TODAY}
    given(CREDENTIAL, issued("ada")).when(credential.verify_credential, **by).then(VERIFIED)
    given(CREDENTIAL, issued("ada"), VERIFIED).when(credential.verify_credential, **by).then()
    oneself = given(CREDENTIAL, issued("ada")).when(credential.verify_credential, **by | {"actor": "ada"})
    oneself.then_refused(VerifiesOneself, field="person")


def test_a_credential_is_revoked_once() -> None:
    why = {"actor": "grace", "reason": "Forged", **TODAY}
    given(CREDENTIAL, issued("ada")).when(credential.revoke_credential, **why).then(REVOKED)
    given(CREDENTIAL, issued("ada"), REVOKED).when(credential.revoke_credential, **why).then()


@pytest.mark.parametrize("history", [[], [issued("ada"), REVOKED], [issued("ada"), EXPIRED]])
def test_what_is_not_in_force_is_not_verified(history: list[Event]) -> None:
    outcome = given(CREDENTIAL, *history).when(credential.verify_credential, actor="grace", how=None, **TODAY)
    outcome.then_refused(CredentialEnded, field="credential")


def test_what_expired_is_not_revoked() -> None:
    history = [issued("ada"), EXPIRED]
    outcome = given(CREDENTIAL, *history).when(credential.revoke_credential, actor="grace", reason="Old", **TODAY)
    outcome.then_refused(CredentialEnded, field="credential")


def test_a_credential_expires_on_its_day_and_once() -> None:
    day = datetime(2027, 9, 1, tzinfo=UTC)
    given(CREDENTIAL, issued("ada")).when(credential.expire_credential, now=day).then(EXPIRED)
    given(CREDENTIAL, issued("ada"), EXPIRED).when(credential.expire_credential, now=day).then()
    given(CREDENTIAL, issued("ada"), REVOKED).when(credential.expire_credential, now=day).then()


def test_a_credential_does_not_expire_before_its_day() -> None:
    outcome = given(CREDENTIAL, issued("ada")).when(credential.expire_credential, now=TODAY["now"])
    outcome.then_refused(NotExpired, field="credential")
