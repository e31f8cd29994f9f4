"""A person as the directory knows them, and how events change that."""

from services.integrations.person.violations import PersonIsErased
from shared.aggregate import Aggregate
from shared.contracts.integrations.events import PersonErased, PersonJoined
from shared.contracts.integrations.record import Record
from shared.contracts.integrations.recording import recorded
from shared.errors import require
from shared.event import Event


class Person(Record, frozen=True):
    """A person's record; `id` is empty before they join, and of the erased only it is left."""

    id: str = ""
    erased: bool = False


def evolve(person: Person, event: Event) -> Person:
    """The person after `event`."""
    match event:
        case PersonErased():
            return Person(id=event.person, erased=True)
        case PersonJoined():
            return recorded(Person(id=event.person), event)
    return recorded(person, event)


def require_not_erased(person: Person, identity: str | None = None) -> None:
    """Raise `PersonIsErased` where their data was erased. `identity` names them if the state does not."""
    require(not person.erased, PersonIsErased(identity or person.id))


PERSON = Aggregate("person", Person(), evolve)
