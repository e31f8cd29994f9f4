"""Importing a feed of people: the directory is read from the log, and what differs is appended, all of it or nothing.

An import is a command like any other: it is carried out once, and answered the same when it comes again. Since its
report names rejected people, the report is not kept; it is found again from the log as it stood before the import.
"""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import UTC, datetime
from functools import partial
from typing import Any

from services.integrations.directory import Directory
from services.integrations.external_ids import person_id, unit_id
from services.integrations.feed.reconcile import Ids, reconcile
from services.integrations.feed.report import Reconciliation
from services.integrations.import_order import ImportOrder, read_order
from services.integrations.imported_feed import COUNTS, IMPORTED_FEED, record_import, require_current
from services.integrations.person import PERSON
from services.integrations.unit import UNIT
from shared.commanding.batch import effective_from
from shared.commanding.request import Request
from shared.contracts.integrations.events import FeedImported
from shared.errors import CommandReused, Unavailable, require
from shared.event import Event
from shared.log.feed import Feed
from shared.log.snapshots import shape_of
from shared.log.stored import NewEvent
from shared.log.writer import CommandKnown, EventLog, Remembered, StreamMovedOn, Write
from shared.pacing import paced

Report = Mapping[str, Any]

_ATTEMPTS = 5


class PeopleImport:
    """Imports feeds of people into the log of the directory; `feed` reads that same log."""

    def __init__(self, log: EventLog, feed: Feed) -> None:
        self._log = log
        self._feed = feed

    def run(self, organisation: str, request: Request, *, now: datetime | None = None) -> Report:
        """Carry out one `import_people`, and answer its report with the position reached.

        The report is that of the `Reconciliation`; a dry run changes nothing and adds `differences`, a sentence an
        event. `now` replaces the clock. Raises InvalidInput, FeedOutdated, TooManyLeavers, CommandReused where the
        id was another command's, and Unavailable where others keep changing the directory; nothing has changed then.
        """
        order = read_order(request, (now or datetime.now(UTC)).date())
        directory = Directory()
        for _ in range(_ATTEMPTS):
            if first := self._log.remembered(organisation, [request.command_id]).get(request.command_id):
                return self._first_report(organisation, order, first)
            directory.catch_up(organisation, self._log, self._feed)
            require_current(directory.feeds.get(order.feed.name, IMPORTED_FEED.initial), order.feed)
            found = _reconciled(organisation, directory, order)
            if order.dry_run:
                return self._answer({**found.report(), "differences": list(found.differences())}, directory.position)
            try:
                return self._answer(found.report(), self._append(organisation, directory, order, found, now))
            except (StreamMovedOn, CommandKnown):
                continue
        raise Unavailable("Too many others are changing the directory; try again.")

    def _append(
        self, organisation: str, directory: Directory, order: ImportOrder, found: Reconciliation, now: datetime | None
    ) -> int:
        """Append what was found, unless anybody or anything in the directory has changed since; the position."""
        record = IMPORTED_FEED.stream(order.feed.name)
        writes = list(_writes(directory, order, found)) if found.events else []
        reached = {record: directory.versions.get(record, 0) + 1} if found.events else {}
        remember = Remembered(order.request.command_id, order.fingerprint, reached)
        return self._log.append(organisation, writes, [remember], now=now).position

    def _first_report(self, organisation: str, order: ImportOrder, first: Remembered) -> Report:
        """The report of the import as it was carried out: with the directory as of then, it is found again."""
        require(
            first.fingerprint == order.fingerprint,
            CommandReused(
                f"The command id {first.command_id!r} was used before, for another command or payload. "
                "Use a new id for a new command.",
                fields={"command_id": ["already used"]},
            ),
        )
        counted: dict[str, int] = {}
        before, feed = first.position, order.feed
        for stream, version in first.streams.items():
            position, record = self._record(organisation, stream, version)
            before, feed = position - 1, replace(feed, as_of=record.as_of)
            counted = {name: getattr(record, name) for name in COUNTS}
        directory = Directory()
        directory.catch_up(organisation, self._log, self._feed, until=before)
        found = _reconciled(organisation, directory, replace(order, feed=replace(feed, force=True)))
        return self._answer({**found.report(), **counted}, first.position)

    def _record(self, organisation: str, stream: str, version: int) -> tuple[int, FeedImported]:
        stored = self._log.load(organisation, {stream: shape_of(IMPORTED_FEED)})[stream][version - 1]
        record = self._log.codec.decode(stored, {})
        assert isinstance(record, FeedImported)
        return stored.position, record

    def _answer(self, report: Report, position: int) -> Report:
        return {**report, "position": {self._log.source: position}}


def _reconciled(organisation: str, directory: Directory, order: ImportOrder) -> Reconciliation:
    return reconcile(
        directory.named_by(order.feed.name),
        paced(order.rows),
        units=directory.units.values(),
        feed=order.feed,
        ids=Ids(
            person=partial(person_id, organisation, order.feed.name, people=directory.people),
            unit=partial(unit_id, organisation),
            erased=directory.erased(),
        ),
    )


def _writes(directory: Directory, order: ImportOrder, found: Reconciliation) -> Iterator[Write]:
    """What to append: the record of the import, then units, then people, and the versions of all that was looked at."""
    changed: dict[str, tuple[Event, ...]] = {
        IMPORTED_FEED.stream(order.feed.name): (record_import(order.feed, found.report()),),
        **{UNIT.stream(unit): events for unit, events in found.units.items()},
        **{PERSON.stream(person): events for person, events in found.people.items()},
    }
    versions = directory.versions
    for stream, events in paced(changed.items()):
        yield Write(stream, versions.get(stream, 0), [_new(order.request, event) for event in events])
    for stream in versions.keys() - changed.keys():
        yield Write(stream, versions[stream], ())


def _new(request: Request, event: Event) -> NewEvent:
    return NewEvent(
        event,
        request.actor,
        request.command_id,
        request.correlation_id,
        request.causation_id,
        effective_from(event.true_from),
    )
