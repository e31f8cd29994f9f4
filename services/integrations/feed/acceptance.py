"""Which rows of a feed go in: those that leave everybody with a known manager and no reporting line in a circle.

A rejected row leaves its person as they were, or out of the directory, which may undo what other rows rely on: so
rejecting goes on until nothing follows from it. Linear in the number of rows, but for the walks that rejected
rows cause again.
"""

from collections.abc import Callable, Container, Iterable, Iterator, Mapping
from datetime import date

from services.integrations.feed.differences import has_left
from services.integrations.feed.row import Rejected, Row
from services.integrations.person import Person

ManagerOf = Callable[[str], str | None]

MANAGER = "manager_external_id"


class Acceptance:
    """Sorts rows into `accepted` (by external id, in the feed's order) and `rejected`."""

    def __init__(self, rows: Mapping[str, Row], known: Mapping[str, Person], as_of: date) -> None:
        self.accepted = dict(rows)
        self.rejected: list[Rejected] = []
        self._known = known
        self._as_of = as_of
        self._external_ids = {person.id: external_id for external_id, person in known.items()}
        self._reports: dict[str, list[str]] = {}
        for row in rows.values():
            if row.manager:
                self._reports.setdefault(row.manager, []).append(row.external_id)
        self._reject_unknown_managers()
        self._reject_circles()

    def _reject_unknown_managers(self) -> None:
        known = self._known.keys() | self.accepted.keys()
        for row in list(self.accepted.values()):
            if self._lacks_manager(row, known):
                self._reject(row, f"the manager {row.manager} is neither among the people of the feed nor known")

    def _reject_circles(self) -> None:
        starts: Iterable[str] = list(self.accepted)
        while True:
            before = len(self.rejected)
            for circle in circles(starts, self._manager_of):
                line = " → ".join([*_shortened(circle), circle[0]])
                for external_id in circle:
                    if row := self.accepted.get(external_id):
                        self._reject(row, f"the reporting line runs in a circle: {line}")
            starts = [rejected.external_id for rejected in self.rejected[before:] if rejected.external_id]
            if not starts:
                return

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

    def _manager_of(self, external_id: str) -> str | None:
        row = self.accepted.get(external_id)
        if row and MANAGER in row.given and self._has_place(row):
            return row.manager
        known = self._known.get(external_id)
        manager = known.manager_on(self._as_of) if known else None
        return self._external_ids.get(manager) if manager else None


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
