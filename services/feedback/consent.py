"""Consent: a person lets others see something of theirs, until they take it back or its day has passed.

- An audience that is a person or a unit is named, and nobody consents to being seen by themself.
- Consent ends in the future, or not at all; what was never given cannot be revoked.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime

from shared.aggregate import Aggregate
from shared.contracts.days import day_of
from shared.contracts.feedback.events import Audience, ConsentEvent, ConsentField, ConsentGiven, ConsentRevoked
from shared.errors import RuleViolation, require
from shared.event import Event

_NAMED = frozenset({Audience.PERSON, Audience.UNIT})


@dataclass(frozen=True)
class Standing:
    """A consent that was given; not any more, where it is not `held`."""

    until: date | None
    held: bool = True


@dataclass(frozen=True)
class Consent:
    """What the rules need to know of what a person lets others see: by field, audience and its id."""

    person: str = ""
    given: Mapping[str, Standing] = field(default_factory=dict)


def evolve(consent: Consent, event: Event) -> Consent:
    """What the person lets others see after `event`."""
    match event:
        case ConsentGiven():
            return _with(consent, event, Standing(event.until))
        case ConsentRevoked():
            return _with(consent, event, Standing(None, held=False))
    return consent


class AudienceUnnamed(RuleViolation):
    """It is not said which person or unit, or one is named where there is none to name."""

    def __init__(self, audience: Audience) -> None:
        message = "Name which one." if audience in _NAMED else f"Leave it out where the audience is {audience}."
        super().__init__(message, fields={"to": [message]})


class ConsentToOneself(RuleViolation):
    """People see what is theirs anyway."""

    def __init__(self) -> None:
        super().__init__("You see what is yours anyway. Name somebody else.", fields={"to": ["Is yourself."]})


class ConsentEndsBefore(RuleViolation):
    """It would have ended before it was given."""

    def __init__(self, until: date, today: date) -> None:
        super().__init__(
            f"{until} has passed: today is {today}. Choose a later day, or none.",
            fields={"until": [f"Must not be before {today}."]},
        )


class NoSuchConsent(RuleViolation):
    """It was never given."""

    def __init__(self) -> None:
        super().__init__("You never gave that consent.", fields={"field": ["Was never consented to."]})


def give_consent(
    consent: Consent,
    *,
    person: str,
    field: ConsentField,
    audience: Audience,
    to: str | None,
    until: date | None,
    effective_on: date | None,
    now: datetime,
) -> list[Event]:
    """Let an audience see something."""
    require((to is not None) == (audience in _NAMED), AudienceUnnamed(audience))
    require(audience is not Audience.PERSON or to != person, ConsentToOneself())
    if consent.given.get(_key(field, audience, to)) == Standing(until):
        return []
    require(until is None or until >= now.date(), ConsentEndsBefore(until or now.date(), now.date()))
    on = day_of(effective_on, now)
    return [ConsentGiven(person=person, field=field, audience=audience, on=on, to=to, until=until)]


def revoke_consent(
    consent: Consent,
    *,
    person: str,
    field: ConsentField,
    audience: Audience,
    to: str | None,
    effective_on: date | None,
    now: datetime,
) -> list[Event]:
    """Let the audience not see it any more."""
    standing = consent.given.get(_key(field, audience, to))
    if standing is None:
        raise NoSuchConsent
    if not standing.held:
        return []
    return [ConsentRevoked(person=person, field=field, audience=audience, on=day_of(effective_on, now), to=to)]


def _with(consent: Consent, event: ConsentEvent, standing: Standing) -> Consent:
    given = {**consent.given, _key(event.field, event.audience, event.to): standing}
    return replace(consent, person=event.person, given=given)


def _key(field: ConsentField, audience: Audience, to: str | None) -> str:
    return f"{field}/{audience}/{to or ''}"


CONSENT = Aggregate("consent", Consent(), evolve)
