"""A credential: somebody is certified to have skills, until a day or for good.

- The person or HR records it. It is verified by somebody else than the person; what somebody else records, they have
  seen to be genuine.
- It expires on its day by itself, and can be revoked before. Both are final.
- Saying the same again changes nothing.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from services.skills.skill import Named, named_skills, require_each_once, require_skill
from services.skills.skill_profile import ExpiresBefore
from shared.aggregate import Aggregate, Streams
from shared.contracts.days import day_of
from shared.contracts.skills.events import (
    CredentialExpired,
    CredentialIssued,
    CredentialRevoked,
    CredentialVerified,
    SkillLevel,
)
from shared.errors import RuleViolation, require
from shared.event import Event


@dataclass(frozen=True)
class Credential:
    """A credential as it stands; `id` is empty before it is recorded, the title once its person is forgotten."""

    id: str = ""
    person: str = ""
    title: str = ""
    on: date = date.min
    skills: tuple[SkillLevel, ...] = ()
    expires_on: date | None = None
    verified: bool = False
    ended: str | None = None


def evolve(credential: Credential, event: Event) -> Credential:
    """The credential after `event`."""
    match event:
        case CredentialIssued():
            return Credential(
                id=event.credential,
                person=event.person,
                title=event.title or "",
                on=event.on,
                skills=event.skills,
                expires_on=event.expires_on,
            )
        case CredentialVerified():
            return replace(credential, verified=True)
        case CredentialRevoked():
            return replace(credential, ended="revoked")
        case CredentialExpired():
            return replace(credential, ended="expired")
    return credential


class CredentialExists(RuleViolation):
    """The id is that of another credential."""

    def __init__(self, credential: str) -> None:
        super().__init__(
            f"There is a credential {credential} already. Choose another id, or leave it out to be given one.",
            fields={"credential": ["Is taken."]},
        )


class CredentialEnded(RuleViolation):
    """The credential expired or was revoked, or was never recorded."""

    def __init__(self, credential: Credential) -> None:
        where = f"has {credential.ended}" if credential.ended == "expired" else f"was {credential.ended}"
        where = where if credential.ended else "was never recorded"
        super().__init__(
            f"The credential {credential.id} {where}. Record a new one.", fields={"credential": [f"It {where}."]}
        )


class VerifiesOneself(RuleViolation):
    """Somebody verified a credential of their own."""

    def __init__(self) -> None:
        super().__init__(
            "Nobody verifies a credential of their own. Ask somebody else of HR.", fields={"person": ["Is yourself."]}
        )


class NotExpired(RuleViolation):
    """The day on which the credential expires has not come, if it has one."""

    def __init__(self, expires_on: date | None) -> None:
        when = f"expires on {expires_on}" if expires_on else "does not expire"
        super().__init__(
            f"The credential {when}. Revoke it if it does not count any more.", fields={"credential": [f"It {when}."]}
        )


def issue_credential(
    credential: Credential,
    *,
    identity: str,
    person: str,
    actor: str,
    title: str,
    issuer: str,
    skills: Sequence[Mapping[str, Any]],
    expires_on: date | None,
    number: str | None,
    url: str | None,
    learning: str | None,
    named: Named,
    effective_on: date | None,
    now: datetime,
) -> list[Event]:
    """Record a credential that the person has since that day; `skills` are the fields of `SkillLevel`."""
    levels = tuple(SkillLevel(require_skill("skills", each["skill"], named).id, each["level"]) for each in skills)
    require_each_once("skills", (each.skill for each in levels))
    if credential.id:
        known = credential.person, credential.title, credential.expires_on
        require(known == (person, title, expires_on), CredentialExists(identity))
        return []
    on = day_of(effective_on, now)
    require(expires_on is None or expires_on > on, ExpiresBefore(expires_on or on, on))
    issued = CredentialIssued(
        credential=identity,
        person=person,
        on=on,
        title=title,
        issuer=issuer,
        by=actor,
        skills=levels,
        expires_on=expires_on,
        number=number,
        url=url,
        learning=learning,
    )
    return [issued] if actor == person else [issued, _verified(evolve(credential, issued), actor, on, None)]


def verify_credential(
    credential: Credential, *, actor: str, how: str | None, effective_on: date | None, now: datetime
) -> list[Event]:
    """Say, as `actor`, that one has seen the credential to be genuine."""
    _require_in_force(credential)
    require(actor != credential.person, VerifiesOneself())
    if credential.verified:
        return []
    return [_verified(credential, actor, day_of(effective_on, now), how)]


def revoke_credential(
    credential: Credential, *, actor: str, reason: str, effective_on: date | None, now: datetime
) -> list[Event]:
    """Say that the credential counts no more, and why."""
    if credential.ended == "revoked":
        return []
    _require_in_force(credential)
    return [
        CredentialRevoked(
            credential=credential.id,
            person=credential.person,
            on=day_of(effective_on, now),
            by=actor,
            reason=reason,
            skills=credential.skills,
        )
    ]


def expire_credential(credential: Credential, *, now: datetime) -> list[Event]:
    """Note that the day on which the credential expires has come."""
    if credential.ended:
        return []
    require(credential.id, CredentialEnded(credential))
    if credential.expires_on is None or credential.expires_on > now.date():
        raise NotExpired(credential.expires_on)
    return [
        CredentialExpired(
            credential=credential.id,
            person=credential.person,
            on=credential.expires_on,
            title=credential.title,
            skills=credential.skills,
        )
    ]


def _verified(credential: Credential, by: str, on: date, how: str | None) -> CredentialVerified:
    return CredentialVerified(
        credential=credential.id,
        person=credential.person,
        on=on,
        by=by,
        title=credential.title,
        skills=credential.skills,
        expires_on=credential.expires_on,
        how=how,
    )


def _require_in_force(credential: Credential) -> None:
    require(credential.id and not credential.ended, CredentialEnded(credential))


CREDENTIAL = Aggregate("credential", Credential(), evolve)


def skills_certified(streams: Streams, payload: Mapping[str, Any]) -> Mapping[str, Any]:
    """For `issue_credential`: the skills that it names."""
    return {"named": named_skills(streams, (each["skill"] for each in payload["skills"]))}
