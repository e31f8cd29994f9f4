"""Reading what is kept: the facts of some people, of everybody, and the catalogue; with the positions they hold at."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any

from services.recommendations.facts import OF_NOBODY, OF_PEOPLE
from services.recommendations.facts.chances import CHANCES, ChanceRow
from services.recommendations.facts.networks import NETWORKS, NetworkRow
from services.recommendations.knowledge_catalogue import Catalogue, catalogue
from services.recommendations.person import PersonFacts
from shared.log.database import Pool, TenantConnection, as_tenant
from shared.projecting.read_model import ReadModel
from shared.projecting.table import Table
from shared.read_models.learning_offers import LEARNING_OFFERS
from shared.read_models.level_policies import LEVEL_POLICIES
from shared.read_models.role_profiles import ROLE_PROFILES
from shared.read_models.skills import SKILLS

PEOPLE_A_STEP = 500

_TABLES = {model.name: Table(model) for model in (*OF_PEOPLE, *OF_NOBODY)}

_PEOPLE = "select person from placements where organisation = %s"
_ONE_MOMENT = "set transaction isolation level repeatable read, read only"
_POSITIONS = """
    select source, min(position) from checkpoints where organisation = %s and read_model = any(%s) group by source
"""
_ALL = """
    select coalesce(json_agg(row), '[]') from (
        select {columns} from {table} where organisation = %s
    ) as row
"""
_CHANGED = f"""
    select coalesce(json_agg(row), '[]'), (
        select position from checkpoints
        where organisation = %(organisation)s and source = '{CHANCES.source}' and read_model = '{CHANCES.name}'
    )
    from (
        select {", ".join(_TABLES[CHANCES.name].types)} from {CHANCES.name}
        where organisation = %(organisation)s and position > %(since)s
    ) as row
"""

Positions = Mapping[str, int]
"""How far each log had been read, by its service."""


class FactTables:
    """The tables of the service's own read models, by a pool that works in its schema."""

    def __init__(self, pool: Pool) -> None:
        self._pool = pool

    @contextmanager
    def now(self, organisation: str) -> Iterator["Reading"]:
        """What is kept of an organisation, as it is when it is read."""
        with as_tenant(self._pool, organisation) as conn:
            yield Reading(conn, organisation)

    def people(self, organisation: str) -> Sequence[str]:
        """Everybody of an organisation whom the directory knows."""
        with self.now(organisation) as reading:
            return reading.people()

    @contextmanager
    def one_moment(self, organisation: str) -> Iterator["Reading"]:
        """What is kept of an organisation, all of it as of one moment."""
        with as_tenant(self._pool, organisation) as conn, conn.transaction():
            conn.execute(_ONE_MOMENT)
            yield Reading(conn, organisation)


class Reading:
    """Reads the rows of one organisation."""

    def __init__(self, conn: TenantConnection, organisation: str) -> None:
        self._conn = conn
        self._organisation = organisation

    def positions(self) -> Positions:
        """The positions that everything holds at."""
        return dict(self._conn.execute(_POSITIONS, (self._organisation, list(_TABLES))).fetchall())

    def catalogue(self) -> Catalogue:
        """Skills, roles, offers and the level policy."""
        return catalogue(*(self._all(model) for model in (SKILLS, ROLE_PROFILES, LEARNING_OFFERS, LEVEL_POLICIES)))

    def people(self) -> Sequence[str]:
        """Everybody whom the directory knows, in the order of their ids, which is not the database's."""
        return sorted(person for (person,) in self._conn.execute(_PEOPLE, (self._organisation,)))

    def everybody(self) -> Iterator[Sequence[PersonFacts]]:
        """The facts of everybody, some at a time, in the same order."""
        people = self.people()
        for start in range(0, len(people), PEOPLE_A_STEP):
            some = people[start : start + PEOPLE_A_STEP]
            facts, _ = self.of(some)
            yield [facts[person] for person in some]

    def of(self, people: Sequence[str]) -> tuple[Mapping[str, PersonFacts], Positions]:
        """The facts of these people, and the positions that they hold at."""
        with self._conn.pipeline():
            cursors = [self._conn.execute(_TABLES[m.name].select_about, self._about(m, people)) for m in OF_PEOPLE]
        found: dict[str, dict[str, Any]] = {person: {} for person in people}
        positions: dict[str, int] = {}
        for model, cursor in zip(OF_PEOPLE, cursors, strict=True):
            rows, position = cursor.fetchone() or (b"[]", None)
            positions[model.source] = position or 0
            for row in _TABLES[model.name].decode(rows):
                found[row.person][model.name] = row
        return {person: facts_of(person, rows) for person, rows in found.items()}, positions

    def networks(self, people: Sequence[str]) -> Mapping[str, NetworkRow]:
        """The networks of these people, by person, and nothing else of them."""
        table = _TABLES[NETWORKS.name]
        rows, _ = self._conn.execute(table.select_about, self._about(NETWORKS, people)).fetchone() or (b"[]", None)
        return {row.person: row for row in table.decode(rows)}

    def chances_since(self, position: int) -> tuple[Sequence[ChanceRow], int]:
        """The opportunities that changed past a position, and how far they have been followed since."""
        given = {"organisation": self._organisation, "since": position}
        rows, reached = self._conn.execute(_CHANGED, given).fetchone() or (b"[]", None)
        return _TABLES[CHANCES.name].decode(rows), reached or 0

    def _about(self, model: ReadModel[Any], people: Sequence[str]) -> Mapping[str, Any]:
        named = {"organisation": self._organisation, "source": model.source, "read_model": model.name}
        return {**named, "people": list(people)}

    def _all(self, model: ReadModel[Any]) -> Sequence[Any]:
        statement = _ALL.format(columns=", ".join(_TABLES[model.name].types), table=model.name)
        (rows,) = self._conn.execute(statement, (self._organisation,)).fetchone() or (b"[]",)
        return _TABLES[model.name].decode(rows)


def facts_of(person: str, rows: Mapping[str, Any]) -> PersonFacts:
    """The facts of a person, from their rows by the name of the read model."""
    return PersonFacts(
        person,
        rows.get("placements"),
        rows.get("ledgers"),
        rows.get("networks"),
        rows.get("journeys"),
        rows.get("exchanges"),
    )
