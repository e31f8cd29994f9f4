"""Importing a framework, a part at a time: what is known is read from the log, and what differs is appended.

A part is a command like any other: it is carried out once, all of it or nothing, and answered the same when it comes
again. Since its report names rejected rows, the report is not kept; it is found again from the log as it stood before.
Which parts there are, and why, `parts` says.
"""

from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from typing import Any

from services.skills.framework.differences import take_relations, take_roles, take_skills
from services.skills.framework.import_order import ImportOrder, read_order
from services.skills.framework.imported_framework import IMPORTED_FRAMEWORK, record_import
from services.skills.framework.known import Known
from services.skills.framework.report import Findings
from services.skills.framework.retiring import retire_missing
from services.skills.role_profile import GraceEndsBefore
from shared.commanding.request import Request
from shared.errors import CommandReused, Unavailable, require
from shared.event import Event
from shared.log.feed import Feed
from shared.log.snapshots import shape_of
from shared.log.stored import NewEvent
from shared.log.writer import CommandKnown, EventLog, Remembered, StreamMovedOn, Write
from shared.pacing import paced

Report = Mapping[str, Any]

_ATTEMPTS = 5
_NO_MOMENT = datetime.min.replace(tzinfo=UTC)
"""Stands for the moment of a part that was carried out before: whether it may was found out then."""


class FrameworkImport:
    """Imports parts of frameworks into the log of the skills service; `feed` reads that same log."""

    def __init__(self, log: EventLog, feed: Feed) -> None:
        self._log = log
        self._feed = feed

    def run(self, organisation: str, request: Request, *, now: datetime | None = None) -> Report:
        """Carry out one `import_framework`, and answer its report with the position reached.

        The report counts what changed (`skills`, `relations`, `roles`, `retired`), `events` and `rejected` rows, and
        lists these as `rejections`. `now` replaces the clock. Raises InvalidInput, TooManyRetired, GraceEndsBefore,
        CommandReused where the id was another command's, and Unavailable where others keep changing the catalogue;
        nothing has changed then.
        """
        order, moment = read_order(request), now or datetime.now(UTC)
        _require_grace_ahead(order, moment)
        for _ in range(_ATTEMPTS):
            if first := self._log.remembered(organisation, [request.command_id]).get(request.command_id):
                return self._first_report(organisation, order, first)
            known = self._known(organisation, order, self._feed.head(organisation))
            findings = _reconciled(known, order, moment, force=order.payload["force"])
            try:
                return self._append(organisation, known, order, findings, now)
            except (StreamMovedOn, CommandKnown):
                continue
        raise Unavailable("Too many others are changing the catalogue; try again.")

    def _append(
        self, organisation: str, known: Known, order: ImportOrder, findings: Findings, now: datetime | None
    ) -> Report:
        """Append what was found, unless anything that was looked at has changed since; the report."""
        record = IMPORTED_FRAMEWORK.stream(order.framework)
        events = sum(len(decided) for _, _, decided in known.changes())
        reached: dict[str, int] = {}
        if events:
            reached = {record: known.version(record) + 1}
            known.decided(IMPORTED_FRAMEWORK, order.framework, [_record(order, findings)])
        writes = list(_writes(known, order.request)) if events else []
        remember = Remembered(order.request.command_id, order.fingerprint, reached)
        position = self._log.append(organisation, writes, [remember], now=now).position
        return self._answer(findings.report(events), position)

    def _first_report(self, organisation: str, order: ImportOrder, first: Remembered) -> Report:
        """The report of the part as it was carried out: with the catalogue as of then, it is found again."""
        require(
            first.fingerprint == order.fingerprint,
            CommandReused(
                f"The command id {first.command_id!r} was used before, for another command or payload. "
                "Use a new id for a new command.",
                fields={"command_id": ["already used"]},
            ),
        )
        before = first.position
        for stream, version in first.streams.items():
            stored = self._log.load(organisation, {stream: shape_of(IMPORTED_FRAMEWORK)})[stream][version - 1]
            before = stored.position - 1
        known = self._known(organisation, order, before)
        findings = _reconciled(known, order, _NO_MOMENT, force=True)
        events = sum(len(decided) for _, _, decided in known.changes())
        return self._answer(findings.report(events), first.position)

    def _known(self, organisation: str, order: ImportOrder, until: int) -> Known:
        known = Known(organisation, self._log, self._feed, until)
        known.fetch(IMPORTED_FRAMEWORK, [order.framework])
        return known

    def _answer(self, report: Report, position: int) -> Report:
        return {**report, "position": {self._log.source: position}}


def _reconciled(known: Known, order: ImportOrder, now: datetime, *, force: bool) -> Findings:
    """Decide all of it: skills, relations, roles, then what is gone."""
    asked, framework = order.payload, order.framework
    findings = Findings(rejected_before=asked["rejected"])
    take_skills(known, framework, asked["skills"], findings)
    take_relations(known, framework, asked["relation_kinds"], asked["relations"], findings)
    grace = {"now": now, "grace_until": asked["grace_until"]}
    take_roles(known, framework, asked["roles"], grace, findings)
    if asked["listed"] is not None:
        retire_missing(known, framework, asked["listed"], asked["retiring_limit"], force, findings)
    return findings


def _require_grace_ahead(order: ImportOrder, now: datetime) -> None:
    """Once for all roles, which would each be refused for it."""
    grace_until, today = order.payload["grace_until"], now.date()
    require(grace_until is None or grace_until > today, GraceEndsBefore(grace_until or today, today))


def _record(order: ImportOrder, findings: Findings) -> Event:
    asked = order.payload
    return record_import(order.framework, asked["release"], asked["language"], findings.recorded())


def _writes(known: Known, request: Request) -> Iterator[Write]:
    """What to append, and the versions of all that was looked at."""
    for stream, version, events in paced(known.changes()):
        yield Write(stream, version, [_new(request, event) for event in events])


def _new(request: Request, event: Event) -> NewEvent:
    return NewEvent(event, request.actor, request.command_id, request.correlation_id, request.causation_id)
