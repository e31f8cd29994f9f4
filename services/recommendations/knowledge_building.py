"""From the facts of everybody to arrays: people are taken one by one, in the order of their ids. Pure."""

from array import array
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date

import numpy as np
from numpy.typing import NDArray

from services.recommendations.facts.exchanges import ExchangeRow
from services.recommendations.facts.ledgers import LedgerRow
from services.recommendations.facts.networks import NetworkRow
from services.recommendations.knowledge import NOBODY, Knowledge, Mentor, Outcome
from services.recommendations.knowledge_catalogue import Catalogue
from services.recommendations.knowledge_moves import Career, Until, career_of, moves_in, until_of
from services.recommendations.person import PersonFacts
from services.recommendations.tables import Table, table
from shared.read_models.enrolments import EnrolmentRow, EnrolmentStatus


@dataclass
class _Learnt:
    completed: Counter[int] = field(default_factory=Counter)
    dropped: int = 0
    stars: int = 0
    ratings: int = 0


class KnowledgeBuilder:
    """Takes in people, each once and in the order of their ids, and answers what is known of them all."""

    def __init__(self, catalogue: Catalogue, today: date) -> None:
        self._catalogue = catalogue
        self._today = today
        self._people: list[str] = []
        self._here = array("b")
        self._role = array("i")
        self._unit = array("i")
        self._asked = array("i")
        self._managers: list[str | None] = []
        self._roles = _Numbered()
        self._units = _Numbered()
        self._skills = _Numbered()
        self._stated = _Pairs()
        self._ties = _Pairs()
        self._others: list[str] = []
        self._connected = array("b")
        self._offers: list[tuple[int, NetworkRow, LedgerRow | None]] = []
        self._learnt: dict[str, _Learnt] = defaultdict(_Learnt)
        self._careers: list[Career] = []
        self._until: list[Until] = []

    def add(self, facts: PersonFacts) -> None:
        """Take in a person; nobody is known whom the directory does not know."""
        if facts.placement is None:
            return
        number = len(self._people)
        self._people.append(facts.person)
        here = facts.placement.here_on(self._today)
        self._here.append(here)
        place = facts.placement.placed_on(self._today)
        role = NOBODY if place.role is None else self._roles[self._catalogue.role_key(place.role)]
        self._role.append(role)
        self._unit.append(NOBODY if place.unit is None else self._units[place.unit])
        self._managers.append(place.manager)
        self._asked.append((facts.exchange or ExchangeRow(facts.person)).asked_on(self._today))
        career = career_of(facts.placement, self._catalogue.role_key, self._today)
        if career:
            self._careers.append(career)
            self._until.append(until_of(facts.placement, self._today))
        if facts.ledger is not None:
            self._take_ledger(number, role, facts.ledger, here=here)
        if facts.network is not None and here:
            self._take_network(number, facts.network, facts.ledger)

    def build(self, positions: Mapping[str, int]) -> Knowledge:
        """What is known of everybody who was taken in, from logs that were read up to `positions`."""
        numbers = {person: number for number, person in enumerate(self._people)}
        here = np.asarray(self._here, dtype=np.bool_)
        manager = [NOBODY if each is None else numbers.get(each, NOBODY) for each in self._managers]
        ties, contacts = self._tables_of_ties(numbers, here)
        return Knowledge(
            today=self._today,
            positions=dict(positions),
            catalogue=self._catalogue,
            people=tuple(self._people),
            here=here,
            role=np.asarray(self._role, dtype=np.int32),
            unit=np.asarray(self._unit, dtype=np.int32),
            manager=np.asarray(manager, dtype=np.int32),
            roles=tuple(self._roles.names),
            units=tuple(self._units.names),
            skills=tuple(self._skills.names),
            ties=ties,
            contacts=contacts,
            stated=self._stated.table(len(self._people)),
            asked=np.asarray(self._asked, dtype=np.int32),
            mentors=tuple(self._mentors()),
            outcomes={offer: _outcome(learnt) for offer, learnt in sorted(self._learnt.items())},
            moves=moves_in(self._careers, self._until, self._catalogue.role_title, self._catalogue.profiles),
        )

    def _take_ledger(self, number: int, role: int, ledger: LedgerRow, *, here: bool) -> None:
        if here:
            highest: dict[str, int] = {}
            for name, noted in ledger.skills.items():
                if noted.row.highest:
                    skill = self._catalogue.skill(name)
                    highest[skill] = max(noted.row.highest, highest.get(skill, 0))
            for skill in sorted(highest):
                self._stated.add(number, self._skills[skill], highest[skill])
        for enrolment in ledger.enrolments.values():
            self._take_enrolment(role, enrolment.row)

    def _take_enrolment(self, role: int, row: EnrolmentRow) -> None:
        learnt = self._learnt[row.learning]
        if row.status is EnrolmentStatus.COMPLETED:
            learnt.completed[role] += 1
        elif row.status is EnrolmentStatus.DROPPED:
            learnt.dropped += 1
        if row.stars is not None:
            learnt.stars += row.stars
            learnt.ratings += 1

    def _take_network(self, number: int, network: NetworkRow, ledger: LedgerRow | None) -> None:
        for other, noted in network.ties.items():
            self._ties.add(number, NOBODY, noted.row.strength_on(self._today))
            self._others.append(other)
            self._connected.append(noted.row.connected)
        if network.mentor is not None and network.mentor.row.offers and network.mentor.row.room:
            self._offers.append((number, network, ledger))

    def _tables_of_ties(self, numbers: Mapping[str, int], here: NDArray[np.bool_]) -> tuple[Table, Table]:
        """The ties of people who are here, and among them the contacts."""
        other = np.fromiter((numbers.get(each, NOBODY) for each in self._others), np.int32, len(self._others))
        one, _, strength = self._ties.arrays()
        contact = np.asarray(self._connected, dtype=np.bool_) | (strength >= _A_CONTACT)
        kept = (other != NOBODY) & here[other] & (strength > 0)
        rows, kept_contact = len(here), kept & contact
        return (
            table(one[kept], other[kept], strength[kept], rows),
            table(one[kept_contact], other[kept_contact], np.ones(int(kept_contact.sum())), rows),
        )

    def _mentors(self) -> Iterable[Mentor]:
        for number, network, ledger in self._offers:
            noted, offer = network.mentor, network.offer
            if noted is None or offer is None:
                continue
            levels = self._catalogue.levels(self._catalogue.held(ledger), self._today)
            topics = [self._catalogue.skill(topic) for topic in noted.row.topics or ()]
            known = {topic: levels[topic].level if topic in levels else 0.0 for topic in topics}
            skills = {topic: level for topic, level in known.items() if topic in self._catalogue.skills}
            words = tuple(topic for topic in topics if topic not in skills)
            yield Mentor(number, skills, words, noted.row.completed, offer.last)


_A_CONTACT = 0.15
"""How strong a tie must be to count as a contact where two people are not connected."""


class _Numbered:
    """Names, numbered as they come."""

    def __init__(self) -> None:
        self.names: list[str] = []
        self._numbers: dict[str, int] = {}

    def __getitem__(self, name: str) -> int:
        number = self._numbers.get(name)
        if number is None:
            number = self._numbers[name] = len(self.names)
            self.names.append(name)
        return number


class _Pairs:
    """Values by row and column, the rows in ascending order."""

    def __init__(self) -> None:
        self._rows, self._columns, self._values = array("i"), array("i"), array("d")

    def add(self, row: int, column: int, value: float) -> None:
        self._rows.append(row)
        self._columns.append(column)
        self._values.append(value)

    def arrays(self) -> tuple[NDArray[np.int32], NDArray[np.int32], NDArray[np.float64]]:
        return (
            np.asarray(self._rows, dtype=np.int32),
            np.asarray(self._columns, dtype=np.int32),
            np.asarray(self._values, dtype=np.float64),
        )

    def table(self, rows: int) -> Table:
        return table(*self.arrays(), rows)


def _outcome(learnt: _Learnt) -> Outcome:
    completed = dict(sorted(learnt.completed.items()))
    return Outcome(completed, sum(completed.values()), learnt.dropped, learnt.stars, learnt.ratings)
