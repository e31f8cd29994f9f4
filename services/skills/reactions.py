"""What the skills service does because something happened: what people learnt and earned shows in their profiles.

- A completed learning item, a credential and the ratings in a feedback are credited to the profile, each once.
- What is revoked, expired or withdrawn counts no more.
- A credential expires on its day.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from shared.contracts.feedback.events import FeedbackGiven, FeedbackWithdrawn
from shared.contracts.skills.events import (
    CredentialIssued,
    CredentialRevoked,
    CredentialVerified,
    LearningCompleted,
)
from shared.event import Envelope
from shared.reacting.reaction import Known, Order, Reactions

REACTIONS = Reactions()
"""The reactions of the service."""


@REACTIONS.to(LearningCompleted, of="skills")
def credit_learning(e: LearningCompleted, _at: Envelope, _known: Known) -> Iterable[Order]:
    """What was learnt to the end shows the skills that it leads to."""
    if not e.skills:
        return []
    payload = {"learning": e.learning, "title": e.title, "skills": _levels(e.skills)}
    return [Order("skills.credit_learning", {"person": e.person, "effective_on": e.on.isoformat(), **payload})]


@REACTIONS.to(CredentialIssued, of="skills")
def credit_issued(e: CredentialIssued, _at: Envelope, _known: Known) -> Iterable[Order]:
    """A credential shows its skills, and is told to expire on its day."""
    orders = _credited(e)
    if e.expires_on is not None:
        expire = {"person": e.person, "credential": e.credential}
        orders.append(Order("skills.expire_credential", expire, due=e.expires_on))
    return orders


@REACTIONS.to(CredentialVerified, of="skills")
def credit_verified(e: CredentialVerified, _at: Envelope, _known: Known) -> Iterable[Order]:
    """A credential shows more, once somebody saw to it that it is genuine."""
    return _credited(e)


@REACTIONS.to(CredentialRevoked, of="skills")
def withdraw_credential(e: CredentialRevoked, _at: Envelope, _known: Known) -> Iterable[Order]:
    """What a credential showed counts no more. One that only expired counted until its day, by its evidence."""
    return [_withdraw(e.person, e.credential, "The credential was revoked.")]


@REACTIONS.to(FeedbackGiven, of="feedback")
def credit_feedback(e: FeedbackGiven, _at: Envelope, _known: Known) -> Iterable[Order]:
    """The ratings in a feedback are its author's assessments."""
    if not e.ratings:
        return []
    payload = {
        "person": e.person,
        "feedback": e.feedback,
        "author": e.author,
        "skills": _levels(e.ratings),
        "effective_on": e.on.isoformat(),
    }
    return [Order("skills.credit_feedback", payload)]


@REACTIONS.to(FeedbackWithdrawn, of="feedback")
def withdraw_feedback(e: FeedbackWithdrawn, _at: Envelope, _known: Known) -> Iterable[Order]:
    """What a withdrawn feedback said counts no more."""
    return [_withdraw(e.person, e.feedback, "The feedback was withdrawn.")]


def _levels(skills: Sequence[Any]) -> list[Mapping[str, Any]]:
    return [{"skill": each.skill, "level": each.level} for each in skills]


def _credited(e: CredentialIssued | CredentialVerified) -> list[Order]:
    """One that says nothing of skills shows none, nor does one of somebody who was forgotten."""
    if not e.skills or e.title is None:
        return []
    payload = {
        "person": e.person,
        "credential": e.credential,
        "title": e.title,
        "skills": _levels(e.skills),
        "expires_on": e.expires_on.isoformat() if e.expires_on else None,
        "verified": isinstance(e, CredentialVerified),
        "effective_on": e.on.isoformat(),
    }
    return [Order("skills.credit_credential", payload)]


def _withdraw(person: str, source: str, why: str) -> Order:
    return Order("skills.withdraw_credit", {"person": person, "source": source, "why": why})
