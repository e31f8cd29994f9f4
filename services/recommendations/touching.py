"""Whom an event touches: the people it is about are looked at anew, soon, once for many events, and not all at a time.

The logs are followed from positions that are kept, and a position moves on when everybody who was marked up to there
has been looked at: killed in between, the service marks them again. When a day begins, everybody is marked: goals
become overdue and skills fade without an event.
"""

import threading
import time
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field

import structlog

from services.recommendations.refreshing import Refreshing, Today, today
from shared.contracts.recommendations.events import (
    PolicyAdopted,
    RecommendationAccepted,
    RecommendationDismissed,
    RecommendationSnoozed,
)
from shared.errors import Unavailable
from shared.log.feed import Feed
from shared.log.stored import StoredEvent
from shared.projecting.projector import Projector
from shared.reacting.progress import Progress

PEOPLE_AT_ONCE = 25
"""Marked people who are looked at together, and between whom and the next the service rests as long as it worked."""

CALENDAR = "calendar"
"""Stands among the logs for the days: the position is the day's number."""

OWN = "recommendations"

_TOUCHING = frozenset(
    each.__name__ for each in (RecommendationAccepted, RecommendationDismissed, RecommendationSnoozed)
)
_BATCH = 1_000

_log = structlog.get_logger(__name__)


@dataclass
class _Marked:
    """The people of an organisation who are to be looked at, and how far each log is followed once they were."""

    people: dict[str, None] = field(default_factory=dict)
    reached: dict[str, int] = field(default_factory=dict)


class Touching:
    """Marks people as events touch them, and has them looked at.

    `projectors` keep the facts by the service whose log they fold, `feeds` read the same logs, and the service's own.
    """

    def __init__(
        self,
        refreshing: Refreshing,
        projectors: Mapping[str, Projector],
        feeds: Mapping[str, Feed],
        progress: Progress,
        *,
        everybody: Callable[[str], Iterable[str]],
        day: Today = today,
    ) -> None:
        self._refreshing = refreshing
        self._projectors = projectors
        self._feeds = feeds
        self._progress = progress
        self._everybody = everybody
        self._day = day
        self._marked: dict[str, _Marked] = {}
        self._lock = threading.Lock()

    def catch_up(self, organisation: str) -> None:
        """Bring the facts of an organisation to the heads of the logs, as they are now."""
        for source, projector in self._projectors.items():
            projector.follow(organisation, self._feeds[source].head(organisation))

    def follow(self, source: str, organisations: Iterable[str]) -> None:
        """Mark whom the log of `source` has told of since it was followed last."""
        with self._lock:
            for organisation in organisations:
                self._follow(source, organisation)

    def sweep(self) -> None:
        """Mark whom nobody has told of, and at the beginning of a day everybody; renew what is known of everybody."""
        self._refreshing.renew()
        for source, feed in self._feeds.items():
            reached = self._progress.reached(source)
            self.follow(source, [each for each, head in feed.heads().items() if reached.get(each, 0) < head])
        number = self._day().toordinal()
        reached = self._progress.reached(CALENDAR)
        with self._lock:
            for organisation in self._feeds[OWN].heads():
                if reached.get(organisation, 0) < number:
                    self._mark(organisation, CALENDAR, number, self._everybody(organisation))

    def work(self) -> int:
        """Look at some of those who are marked; answers how many are left."""
        left = 0
        for organisation, marked in list(self._marked.items()):
            with self._lock:
                some = [*marked.people][:PEOPLE_AT_ONCE]
                reached = dict(marked.reached)
            began = time.monotonic()
            self.catch_up(organisation)
            if some:
                self._refreshing.people(organisation, some)
            with self._lock:
                self._done(organisation, marked, some, reached)
                left += len(marked.people)
            time.sleep(time.monotonic() - began)
        return left

    def _follow(self, source: str, organisation: str) -> None:
        position = self._marked.get(organisation, _Marked()).reached.get(source)
        if position is None:
            position = self._progress.position(source, organisation)
        if not self._refreshing.switched_on(organisation):
            self._progress.reach(source, organisation, self._feeds[source].head(organisation))
            return
        for batch in self._feeds[source].batches(organisation, position, size=_BATCH):
            self._mark(organisation, source, batch[-1].position, self._touched(source, organisation, batch))

    def _touched(self, source: str, organisation: str, events: Iterable[StoredEvent]) -> Iterable[str]:
        for event in events:
            if source == OWN and event.type == PolicyAdopted.__name__:
                yield from self._everybody(organisation)
            elif event.subject is not None and (source != OWN or event.type in _TOUCHING):
                yield event.subject

    def _mark(self, organisation: str, source: str, position: int, people: Iterable[str]) -> None:
        marked = self._marked.setdefault(organisation, _Marked())
        marked.people |= dict.fromkeys(people)
        marked.reached[source] = position

    def _done(self, organisation: str, marked: _Marked, some: Iterable[str], reached: Mapping[str, int]) -> None:
        """These were looked at. Where they were all, the logs are followed up to where that was known."""
        for person in some:
            marked.people.pop(person, None)
        if not marked.people and marked.reached == reached:
            for source, position in reached.items():
                self._progress.reach(source, organisation, position)
            del self._marked[organisation]


def keep_working(touching: Touching, stopping: Callable[[float], bool], *, sweep_seconds: float) -> None:
    """Work until `stopping`, which waits so many seconds and answers whether to stop."""
    swept = 0.0
    wait = 0.0
    while not stopping(wait):
        try:
            if time.monotonic() - swept > sweep_seconds:
                swept = time.monotonic()
                touching.sweep()
            wait = 0.0 if touching.work() else _IDLE_SECONDS
        except Unavailable as error:
            _log.info("recommendations are looked at again", error=str(error))
            wait = _IDLE_SECONDS


_IDLE_SECONDS = 0.5
"""How often marks are looked for: events of a moment touch a person once."""
