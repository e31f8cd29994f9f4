"""Reporting lines: who stands above whom, as far as it keeps people from being recommended to each other."""

from services.recommendations.knowledge import NOBODY, Knowledge
from services.recommendations.person import Person


def own_line(person: Person, knowledge: Knowledge) -> frozenset[int]:
    """Everybody above the person."""
    manager = person.place.manager
    number = NOBODY if manager is None else knowledge.numbers.get(manager, NOBODY)
    return frozenset(knowledge.above(number))


def is_of_line(other: int, number: int, own: frozenset[int], knowledge: Knowledge) -> bool:
    """Whether somebody stands above or below the person of that number, whose line is `own`."""
    return other in own or knowledge.reports_to(other, number)
