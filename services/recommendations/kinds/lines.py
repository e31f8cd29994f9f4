"""Reporting lines: who stands above whom, as far as it keeps people from being recommended to each other."""

from services.recommendations.knowledge import NOBODY, Knowledge
from services.recommendations.person import Person


def own_line(person: Person, knowledge: Knowledge) -> frozenset[int]:
    """Everybody above the person."""

    def found() -> frozenset[int]:
        manager = person.place.manager
        return frozenset(knowledge.above(NOBODY if manager is None else knowledge.numbers.get(manager, NOBODY)))

    return person.once("line", found)


def in_line(other: int, number: int, person: Person, knowledge: Knowledge) -> bool:
    """Whether somebody stands above or below the person, whose number is `number`."""
    return other in own_line(person, knowledge) or knowledge.reports_to(other, number)
