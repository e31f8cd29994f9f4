"""Who saw what of others that is not for everyone: noted in memory, and told to the feedback service every minute.

Queries are quick and write nothing, so what was seen is recorded beside them: once a day for each person, by whom,
and by which query. What cannot be told is kept for the next time, up to `MOST`. What was noted in the last minute
before a process is killed is lost.
"""

import threading
from collections import defaultdict
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from datetime import UTC, date, datetime
from typing import Any, NamedTuple

from services.gateway.asking import Question
from shared import logs
from shared.contract import Access
from shared.contracts.feedback.commands import RecordAccess
from shared.errors import MilepostError

MOST = 10_000
"""The most accesses that one process keeps until they are told; those beyond are not recorded, and logged as such."""

EVERY_SECONDS = 60.0
LARGEST_TRIP = 500

_ACTOR = "milepost"
_CLOSING_SECONDS = 1.0

_log = logs.logger(__name__)

Dispatch = Callable[[str, str, Mapping[str, Any], float | None], Any]
"""Calls a method of a service, within so many seconds."""


class Seen(NamedTuple):
    """On a day somebody saw `what` of `person`: the name of a query."""

    organisation: str
    person: str
    by: str
    what: str
    on: date


class Accesses:
    """Notes accesses, and tells of them by `dispatch`: in a thread of its own, from `start` until `close`."""

    def __init__(self, dispatch: Dispatch, *, every: float = EVERY_SECONDS) -> None:
        self._dispatch = dispatch
        self._every = every
        self._lock = threading.Lock()
        self._waiting: dict[Seen, None] = {}
        self._told: set[Seen] = set()
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._run, name="accesses", daemon=True)

    def start(self) -> None:
        """Begin to tell."""
        self._thread.start()

    def close(self) -> None:
        """Tell what is left, if that goes quickly, and end."""
        self._stopping.set()
        if self._thread.is_alive():
            self._thread.join()
        self.tell(seconds=_CLOSING_SECONDS)

    def note(self, question: Question) -> None:
        """An answered question is noted where it showed the caller something of somebody else's."""
        if is_private(question):
            today = datetime.now(UTC).date()
            seen = Seen(question.caller.organisation, question.person, _seer(question), question.query.name, today)
            with self._lock:
                if seen in self._told or seen in self._waiting:
                    return
                if len(self._waiting) < MOST:
                    self._waiting[seen] = None
                    return
            _log.warning("who saw what is not recorded: too much of it waits", waiting=MOST)

    def tell(self, *, seconds: float | None = None) -> None:
        """Have what was noted recorded; what cannot be now is kept."""
        with self._lock:
            waiting = list(self._waiting)
            if len(self._told) > MOST:
                self._told.clear()
        for organisation, trip in _trips(waiting):
            told = self._record(organisation, trip, seconds)
            with self._lock:
                self._told.update(told)
                for seen in told:
                    del self._waiting[seen]

    def _run(self) -> None:
        while not self._stopping.wait(self._every):
            self.tell()

    def _record(self, organisation: str, trip: Sequence[Seen], seconds: float | None) -> Collection[Seen]:
        """Those which the service took, or never will."""
        service, method = RecordAccess.contract.service, RecordAccess.contract.method
        arguments = {"organisation": organisation, "commands": [_command(seen) for seen in trip]}
        try:
            answers = self._dispatch(service, method, arguments, seconds)
        except MilepostError as error:
            _log.warning("could not record who saw what", error=error.code, waiting=len(trip))
            return []
        codes = [answer["error"]["code"] if "error" in answer else None for answer in answers]
        return [seen for seen, code in zip(trip, codes, strict=True) if code != "unavailable"]


def is_private(question: Question) -> bool:
    """Whether the answer showed the caller something of a person that is not for everyone, and not their own."""
    if not question.person or Access.SELF in question.relation:
        return False
    return question.private or Access.ANYONE not in question.query.access


def _seer(question: Question) -> str:
    """The caller's id; a machine is called by what it may."""
    if question.caller.person is not None:
        return question.caller.person
    return f"machine:{'.'.join(sorted(question.caller.roles))}"


def _trips(waiting: Sequence[Seen]) -> Iterator[tuple[str, Sequence[Seen]]]:
    by_organisation: dict[str, list[Seen]] = defaultdict(list)
    for seen in waiting:
        by_organisation[seen.organisation].append(seen)
    for organisation, of_one in by_organisation.items():
        for start in range(0, len(of_one), LARGEST_TRIP):
            yield organisation, of_one[start : start + LARGEST_TRIP]


def _command(seen: Seen) -> Mapping[str, Any]:
    """The command that records it. Its id follows from what it says, so that sending it again does no harm."""
    command_id = f"seen-{seen.on}-{seen.person}-{seen.by}-{seen.what}"
    payload = {"person": seen.person, "by": seen.by, "what": seen.what, "effective_on": seen.on.isoformat()}
    return {
        "command": RecordAccess.contract.name,
        "payload": payload,
        "command_id": command_id,
        "actor": _ACTOR,
        "correlation_id": command_id,
        "expected_version": None,
    }
