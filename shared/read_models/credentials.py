"""Credentials: one row for each credential that somebody has or had."""

from datetime import date
from enum import StrEnum

from msgspec.structs import replace

from shared.contracts.skills.events import (
    CredentialExpired,
    CredentialIssued,
    CredentialRevoked,
    CredentialVerified,
    SkillLevel,
)
from shared.event import Envelope
from shared.projecting.read_model import ReadModel, Row


class CredentialStatus(StrEnum):
    """Whether a credential is recorded only, seen to be genuine, or counts no more."""

    ISSUED = "issued"
    VERIFIED = "verified"
    REVOKED = "revoked"
    EXPIRED = "expired"


class CredentialRow(Row, frozen=True, kw_only=True):
    """A credential of a person. Texts are None once the person is forgotten."""

    credential: str
    person: str
    title: str | None
    issuer: str | None
    issued_on: date
    issued_by: str
    skills: tuple[SkillLevel, ...] = ()
    expires_on: date | None = None
    number: str | None = None
    url: str | None = None
    learning: str | None = None
    status: CredentialStatus = CredentialStatus.ISSUED
    verified_on: date | None = None
    verified_by: str | None = None
    how_verified: str | None = None
    ended_on: date | None = None
    reason: str | None = None

    def status_on(self, day: date) -> CredentialStatus:
        """The status on a day: one whose last day has passed has expired, noted or not."""
        in_force = self.status in {CredentialStatus.ISSUED, CredentialStatus.VERIFIED}
        past = self.expires_on is not None and self.expires_on <= day
        return CredentialStatus.EXPIRED if in_force and past else self.status


CREDENTIALS = ReadModel(
    "credentials", CredentialRow, version=1, source="skills", key=("credential",), indexes=[("person",)]
)
"""Credentials by id."""


@CREDENTIALS.starts(CredentialIssued)
def issued(e: CredentialIssued, _at: Envelope) -> CredentialRow:
    """Recorded."""
    return CredentialRow(
        credential=e.credential,
        person=e.person,
        title=e.title,
        issuer=e.issuer,
        issued_on=e.on,
        issued_by=e.by,
        skills=e.skills,
        expires_on=e.expires_on,
        number=e.number,
        url=e.url,
        learning=e.learning,
    )


@CREDENTIALS.on(CredentialVerified)
def verified(row: CredentialRow, e: CredentialVerified, _at: Envelope) -> CredentialRow:
    """Seen to be genuine."""
    return replace(row, status=CredentialStatus.VERIFIED, verified_on=e.on, verified_by=e.by, how_verified=e.how)


@CREDENTIALS.on(CredentialRevoked)
def revoked(row: CredentialRow, e: CredentialRevoked, _at: Envelope) -> CredentialRow:
    """Counts no more."""
    return replace(row, status=CredentialStatus.REVOKED, ended_on=e.on, reason=e.reason)


@CREDENTIALS.on(CredentialExpired)
def expired(row: CredentialRow, e: CredentialExpired, _at: Envelope) -> CredentialRow:
    """Ran out."""
    return replace(row, status=CredentialStatus.EXPIRED, ended_on=e.on)
