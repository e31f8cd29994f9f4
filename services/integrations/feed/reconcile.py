"""Reconciling a feed with the directory: only what differs becomes an event.

The same feed again differs from nothing. What cannot go in is rejected row by row, and its person keeps the
record they have. Time and memory are linear in the rows and the people known.
"""

from collections import Counter
from collections.abc import Callable, Container, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date

from services.integrations.feed.acceptance import Acceptance
from services.integrations.feed.differences import Context, differences, has_left, joining, unit_key
from services.integrations.feed.report import COUNTED, Change, Reconciliation
from services.integrations.feed.row import Rejected, Row
from services.integrations.person import PERSON, Person
from services.integrations.unit import Unit
from shared.contracts.integrations.commands import FeedMode
from shared.contracts.integrations.events import PersonLeft, UnitCreated
from shared.errors import RuleViolation

NewId = Callable[[str], str]


@dataclass(frozen=True)
class Feed:
    """How a feed is to be taken: its name, the day it describes, and how many it may end.

    `leaving_limit` is the share (0 to 1) of the feed's present people who may be missing from a full feed.
    """

    name: str
    as_of: date
    mode: FeedMode = FeedMode.FULL
    leaving_limit: float = 0.2
    force: bool = False


@dataclass(frozen=True)
class Ids:
    """Where ids come from: `person` by external id, `unit` by name. The same text must give the same id.

    `erased` holds the ids of people who were erased, so that a feed does not bring them back.
    """

    person: NewId
    unit: NewId
    erased: Container[str] = field(default_factory=frozenset)


class TooManyLeavers(RuleViolation):
    """A full feed lacks more of the present people than may leave at once."""

    def __init__(self, leaving: int, present: int, limit: float) -> None:
        super().__init__(
            f"{leaving} of the {present} people of this feed are missing from it, and would leave. That is more "
            f"than the limit of {limit:.0%}. Check that the feed is complete; to go on all the same, set force.",
            fields={
                "force": [f"Needed: {leaving} of {present} people would leave."],
                "leaving_limit": [f"Is {limit}, and {leaving / present:.3f} would leave."],
            },
        )


def reconcile(
    known: Mapping[str, Person],
    rows: Iterable[Row | Rejected],
    *,
    units: Iterable[Unit],
    feed: Feed,
    ids: Ids,
) -> Reconciliation:
    """What `rows` change.

    `known` is everyone whom this feed has ever named, by external id, those who left among them; `units` are
    all there are. Who had left before the directory knew them is not brought in. Raises TooManyLeavers.
    """
    known = {external_id: person for external_id, person in known.items() if not person.erased}
    first, rejected, seen = _once_each(rows)
    strangers = [e for e, row in first.items() if e not in known and has_left(row, None, feed.as_of)]
    for external_id in strangers:
        first.pop(external_id)
    homes = _units_by_key(units)
    fresh = {external_id: ids.person(external_id) for external_id in first if external_id not in known}
    rejected += _take_out(first, lambda row: _unfit(row, homes, fresh.get(row.external_id), ids.erased))
    acceptance = Acceptance(first, known, feed.as_of)
    created = _new_units(acceptance.accepted.values(), homes, known, feed, ids.unit)
    people = {external_id: person.id for external_id, person in known.items()} | fresh
    unit_ids = {key: unit.id for key, unit in homes.items()} | {key: unit.unit for key, unit in created.items()}
    changes = _changes(acceptance.accepted, known, Context(feed.name, feed.as_of, unit_ids, people))
    acceptance.reject_circles(_outcomes(acceptance.accepted, known, changes))
    accepted = acceptance.accepted
    taken = [
        *(change for change in changes if change.external_id in accepted),
        *_leavers(known, seen, feed),
    ]
    wanted = {unit_key(row.unit) for row in accepted.values() if row.unit}
    created = {key: unit for key, unit in created.items() if key in wanted}
    return Reconciliation(
        people={people[change.external_id]: change.events for change in taken},
        units={unit.unit: (unit,) for unit in created.values()},
        rejected=tuple(sorted([*rejected, *acceptance.rejected], key=lambda row: row.line)),
        counts=_counts(taken),
        left_before=len(strangers),
        changes=tuple(taken),
        labels={identity: external_id for external_id, identity in people.items()} | _unit_names(homes, created),
    )


def _once_each(rows: Iterable[Row | Rejected]) -> tuple[dict[str, Row], list[Rejected], set[str]]:
    """The first row of each external id, what is rejected, and all external ids that the feed names."""
    first: dict[str, Row] = {}
    lines: dict[str, int] = {}
    rejected: list[Rejected] = []
    for row in rows:
        begun = lines.setdefault(row.external_id, row.line) if row.external_id else row.line
        if begun != row.line:
            reason = f"the id is on line {begun} already"
            rejected.append(Rejected(row.line, row.external_id, "external_id", reason))
        elif isinstance(row, Rejected):
            rejected.append(row)
        else:
            first[row.external_id] = row
    return first, rejected, set(lines)


def _take_out(rows: dict[str, Row], unfit: Callable[[Row], Rejected | None]) -> list[Rejected]:
    """Remove from `rows`, and answer, what is unfit."""
    rejected = [why for row in rows.values() if (why := unfit(row))]
    for row in rejected:
        rows.pop(row.external_id or "")
    return rejected


def _unfit(row: Row, homes: Mapping[str, Unit], fresh: str | None, erased: Container[str]) -> Rejected | None:
    if fresh is not None and fresh in erased:
        return Rejected(row.line, row.external_id, "external_id", "the person was erased, and is not brought back")
    home = homes.get(unit_key(row.unit)) if row.unit else None
    if home is not None and home.closed:
        return Rejected(row.line, row.external_id, "unit", f"the unit {row.unit} is closed")
    return None


def _units_by_key(units: Iterable[Unit]) -> dict[str, Unit]:
    """The units under every name they ever had: an open one before a closed, a present name before a former."""
    named = [(unit, name) for unit in units for name in unit.names]
    named.sort(key=lambda entry: (entry[0].is_open, entry[1] == entry[0].names[-1]))
    return {unit_key(name): unit for unit, name in named}


def _leavers(known: Mapping[str, Person], seen: Container[str], feed: Feed) -> list[Change]:
    if feed.mode is not FeedMode.FULL:
        return []
    present = [e for e, person in known.items() if person.employment and person.employment.covers(feed.as_of)]
    missing = [e for e in present if e not in seen and not _leaves(known[e])]
    if missing and not feed.force and len(missing) > feed.leaving_limit * len(present):
        raise TooManyLeavers(len(missing), len(present), feed.leaving_limit)
    return [
        Change(None, e, known[e], (PersonLeft(person=known[e].id, effective_on=feed.as_of, feed=feed.name),))
        for e in missing
    ]


def _leaves(person: Person) -> bool:
    return person.employment is not None and person.employment.end is not None


def _new_units(
    rows: Iterable[Row], homes: Mapping[str, Unit], known: Mapping[str, Person], feed: Feed, new_id: NewId
) -> dict[str, UnitCreated]:
    created: dict[str, UnitCreated] = {}
    for row in rows:
        if row.unit is None or has_left(row, known.get(row.external_id), feed.as_of):
            continue
        key = unit_key(row.unit)
        if key not in homes and key not in created:
            name = " ".join(row.unit.split())
            created[key] = UnitCreated(unit=new_id(name), name=name, feed=feed.name)
    return created


def _changes(rows: Mapping[str, Row], known: Mapping[str, Person], context: Context) -> list[Change]:
    changes = []
    for external_id, row in rows.items():
        person = known.get(external_id)
        if person is None:
            events = joining(row, context.people[external_id], context)
        else:
            events = differences(row, person, context)
        if events:
            changes.append(Change(row.line, external_id, person or Person(), tuple(events)))
    return changes


def _outcomes(rows: Mapping[str, Row], known: Mapping[str, Person], changes: Iterable[Change]) -> dict[str, Person]:
    """The people of `rows` as they would be after `changes`."""
    changed = {change.external_id: PERSON.fold(change.events, change.before) for change in changes}
    return {external_id: changed.get(external_id) or known[external_id] for external_id in rows}


def _unit_names(homes: Mapping[str, Unit], created: Mapping[str, UnitCreated]) -> dict[str, str]:
    known = {unit.id: unit.names[-1] for unit in homes.values()}
    return known | {unit.unit: unit.name for unit in created.values()}


def _counts(changes: Iterable[Change]) -> Mapping[str, int]:
    counts = Counter(kind for change in changes for kind in {COUNTED[type(event)] for event in change.events})
    return {kind: counts[kind] for kind in dict.fromkeys(COUNTED.values())}
