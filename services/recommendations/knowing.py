"""Knowing everybody: what is known of an organisation is kept in memory, and found anew when it has become old.

To find it takes seconds where there are many people. Nobody who asks waits for that while what is kept still serves.
"""

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from services.recommendations.fact_tables import FactTables
from services.recommendations.facts.chances import ChanceRow
from services.recommendations.knowledge import Knowledge
from services.recommendations.knowledge_building import KnowledgeBuilder
from services.recommendations.open_chances import Chances, chances_of
from shared.pacing import paced

FRESH_SECONDS = 600.0
"""What is known of everybody and is asked for after so long is renewed; whoever asks meanwhile is given the old."""

OLD_SECONDS = 3600.0
"""After so long, or on another day, whoever asks waits until it is found anew."""

Aside = Callable[[Callable[[], Any]], Any]
"""Runs something that computes for long where it holds up nobody, and answers what it answers."""


def at_once(compute: Callable[[], Any]) -> Any:
    """Runs it here and now."""
    return compute()


@dataclass
class _Kept:
    """What is kept of one organisation."""

    lock: threading.Lock = field(default_factory=threading.Lock)
    knowledge: Knowledge | None = None
    since: float = 0.0
    wanted: bool = False
    rows: dict[str, ChanceRow] = field(default_factory=dict)
    reached: int = 0
    chances: tuple[Knowledge, Chances] | None = None


class Knowing:
    """Knows every organisation that it is asked about; `aside` runs what computes for long."""

    def __init__(
        self, tables: FactTables, *, aside: Aside = at_once, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._tables = tables
        self._aside = aside
        self._clock = clock
        self._kept: dict[str, _Kept] = {}

    def of(self, organisation: str, today: date, *, anew: bool = False) -> Knowledge:
        """What is known of everybody today; found `anew` where that is asked."""
        kept = self._kept.setdefault(organisation, _Kept())
        with kept.lock:
            knowledge, age = kept.knowledge, self._clock() - kept.since
            if anew or knowledge is None or knowledge.today != today or age > OLD_SECONDS:
                knowledge = self._found(organisation, today)
                kept.knowledge, kept.since, kept.wanted = knowledge, self._clock(), False
            elif age > FRESH_SECONDS:
                kept.wanted = True
            return knowledge

    def renew(self, today: date) -> None:
        """Find anew what was asked for when it was no longer fresh."""
        for organisation, kept in list(self._kept.items()):
            if kept.wanted:
                self.told(organisation, self._found(organisation, today))

    def of_today(self, organisation: str, today: date) -> Knowledge:
        """What was known of everybody at some time today: for questions that do not wait until it is found anew."""
        kept = self._kept.get(organisation)
        known = kept.knowledge if kept else None
        return known if known is not None and known.today == today else self.of(organisation, today)

    def told(self, organisation: str, knowledge: Knowledge) -> None:
        """Somebody else has found out what is known of everybody."""
        kept = self._kept.setdefault(organisation, _Kept())
        with kept.lock:
            kept.knowledge, kept.since, kept.wanted = knowledge, self._clock(), False

    def chances(self, organisation: str, knowledge: Knowledge) -> Chances:
        """The opportunities that are open, as they are now: whom one no longer reaches, it is not recommended to."""
        kept = self._kept.setdefault(organisation, _Kept())
        with kept.lock:
            with self._tables.now(organisation) as reading:
                changed, reached = reading.chances_since(kept.reached)
            kept.rows |= {row.opportunity: row for row in changed}
            kept.reached = reached
            if changed or kept.chances is None or kept.chances[0] is not knowledge:
                kept.chances = (knowledge, chances_of(kept.rows.values(), knowledge.catalogue))
            return kept.chances[1]

    def _found(self, organisation: str, today: date) -> Knowledge:
        with self._tables.one_moment(organisation) as moment:
            positions = moment.positions()
            builder = KnowledgeBuilder(moment.catalogue(), today)
            for people in paced(moment.everybody(), every=1):
                for facts in people:
                    builder.add(facts)
        knowledge: Knowledge = self._aside(lambda: builder.build(positions))
        return knowledge
