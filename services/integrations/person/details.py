"""What somebody is called and how they are reached, and forgetting it."""

from datetime import date, datetime

from msgspec import UNSET, UnsetType
from msgspec.structs import replace

from services.integrations.person.state import Person, require_not_erased
from services.integrations.person.violations import FeedMissing
from shared.contracts.integrations.events import PersonDetailsChanged, PersonErased
from shared.contracts.integrations.recording import recorded
from shared.errors import require
from shared.event import Event


def change_details(
    person: Person,
    *,
    now: datetime,
    name: str | UnsetType = UNSET,
    email: str | UnsetType | None = UNSET,
    external_id: str | UnsetType | None = UNSET,
    feed: str | UnsetType | None = UNSET,
    effective_on: date | None = None,
) -> list[Event]:
    """Change name, e-mail address or external id; what is not named stays."""
    require_not_erased(person)
    changed = PersonDetailsChanged(
        person=person.id,
        effective_on=effective_on or now.date(),
        name=person.name if isinstance(name, UnsetType) else name,
        email=person.email if isinstance(email, UnsetType) else email,
        external_id=person.external_id if isinstance(external_id, UnsetType) else external_id,
        feed=person.feed if isinstance(feed, UnsetType) else feed,
    )
    require(changed.external_id is None or changed.feed is not None, FeedMissing())
    after = recorded(person, changed)
    return [] if replace(after, details_since=person.details_since) == person else [changed]


def erase(person: Person) -> list[Event]:
    """Forget the person for good. Saying it again changes nothing."""
    return [] if person.erased else [PersonErased(person=person.id)]
