"""Which rows of a feed go in: those that leave everybody with a known manager and no reporting line in a circle.

Lines are checked on the feed's day and on every later day on which one is planned to change. A rejected row leaves
its person as they were, or out of the directory, which may undo what other rows rely on: so rejecting goes on until
nothing follows from it. Linear in the number of rows, but for the walks that planned changes and rejected rows cause
again.
"""

from collections.abc import Callable, Container, Iterable, Iterator, Mapping
from datetime import date
from functools import partial

from services.integrations.feed.differences import has_left
from services.integrations.feed.row import Rejected, Row
from services.integrations.person import Person

ManagerOf = Callable[[str], str | None]

MANAGER = "manager_external_id"


class Acceptance:
    """Sorts rows into `accepted` (by external id, in the feed's order) and `rejected`, for their managers."""

    def __init__(self, rows: Mapping[str, Row], known: Mapping[str, Person], as_of: date) -> None:
        """Reject those whose manager is unknown: not in `rows`, nor among the people `known`."""
        self.accepted = dict(rows)
        self.rejected: list[Rejected] = []
        self._known = known
        self._as_of = as_of
        self._reports: dict[str, list[str]] = {}
        for row in rows.values():
            if row.manager:
                self._reports.setdefault(row.manager, []).append(row.external_id)
        managers = known.keys() | rows.keys()
        for row in rows.values():
            if self._lacks_manager(row, managers):
                self._reject(row, f"the manager {row.manager} is neither among the people of the feed nor known")

    def reject_circles(self, outcomes: Mapping[str, Person]) -> None:
        """Reject the rows on a circle, where `outcomes` are people by external id as their rows leave them."""
        external_ids = {person.id: external_id for external_id, person in {**self._known, **outcomes}.items()}
        walks = self._walks(outcomes)
        while walks:
            before = len(self.rejected)
            for day, starts in walks.items():
                for circle in circles(starts, partial(self._manager_of, outcomes, external_ids, day)):
                    self._reject_circle(circle)
            touched = [rejected.external_id for rejected in self.rejected[before:] if rejected.external_id]
            walks = dict.fromkeys(walks, touched) if touched else {}

    def _walks(self, outcomes: Mapping[str, Person]) -> dict[date, list[str]]:
        """Whose line is to be walked on which day: everybody's on the feed's, later who is moved."""
        walks = {self._as_of: list(self.accepted)}
        for external_id, person in {**self._known, **outcomes}.items():
            for held in reversed(person.assignments):
                if held.since <= self._as_of:
                    break
                walks.setdefault(held.since, []).append(external_id)
        return walks

    def _manager_of(
        self, outcomes: Mapping[str, Person], external_ids: Mapping[str, str], day: date, external_id: str
    ) -> str | None:
        people = outcomes if external_id in self.accepted else self._known
        person = people.get(external_id)
        manager = person.manager_on(day) if person else None
        return external_ids.get(manager) if manager else None

    def _reject_circle(self, circle: list[str]) -> None:
        line = " → ".join([*_shortened(circle), circle[0]])
        for external_id in circle:
            if row := self.accepted.get(external_id):
                self._reject(row, f"the reporting line runs in a circle: {line}")

    def _reject(self, row: Row, reason: str) -> None:
        """Reject the row and, where its person stays unknown, those who would report to them."""
        pending = [(row, reason)]
        while pending:
            row, reason = pending.pop()
            if self.accepted.pop(row.external_id, None) is None:
                continue
            self.rejected.append(Rejected(row.line, row.external_id, MANAGER, reason))
            if row.external_id not in self._known:
                unknown = f"the manager {row.external_id} is not known, for line {row.line} was rejected"
                reports = (self.accepted.get(report) for report in self._reports.get(row.external_id, ()))
                pending += [(report, unknown) for report in reports if report and self._has_place(report)]

    def _lacks_manager(self, row: Row, known: Container[str]) -> bool:
        return row.manager is not None and self._has_place(row) and row.manager not in known

    def _has_place(self, row: Row) -> bool:
        return not has_left(row, self._known.get(row.external_id), self._as_of)


def circles(starts: Iterable[str], manager_of: ManagerOf) -> Iterator[list[str]]:
    """The circles that the reporting lines from `starts` run into, each once.

    Each person is visited once, so that the whole is linear; a line of any length takes no recursion.
    """
    walks: dict[str, int] = {}
    for walk, start in enumerate(starts):
        path: list[str] = []
        at: str | None = start
        while at is not None and at not in walks:
            walks[at] = walk
            path.append(at)
            at = manager_of(at)
        if at is not None and walks[at] == walk:
            yield path[path.index(at) :]


def _shortened(circle: list[str]) -> list[str]:
    return circle if len(circle) <= 6 else [*circle[:5], "…"]
