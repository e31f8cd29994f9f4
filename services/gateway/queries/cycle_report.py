"""The report of somebody's review in a cycle, and what a cycle says of many at once."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import msgspec

from services.gateway.cycle_rows import closed_by, cycle_of
from services.gateway.people_here import others
from services.gateway.query import Answer, Asked, OfPerson, QueryParams, query
from services.gateway.remainders import RemainderTooSmall, parts
from services.gateway.review_report import Report, groups_shown, in_full, people_in
from services.gateway.whereabouts import PLACED
from shared.contract import Access, choice, identifier
from shared.contracts.feedback.anonymity import LEAST
from shared.contracts.feedback.events import ReviewGroup
from shared.errors import Forbidden, NotFound
from shared.read_models.review_cycles import ReviewCycleRow
from shared.read_models.review_groups import REVIEW_GROUPS
from shared.read_models.reviews import REVIEWS, ReviewRow

_BY_UNIT = f"""
    select coalesce(placed.unit, '') as unit, units.name as unit_name, rated ->> 'item' as item,
           count(distinct review_groups.person) as reviewees, count(*) as answers, sum(level::bigint) as total
    from review_groups
    join people on people.organisation = %(organisation)s and people.person = review_groups.person
    {PLACED}
    left join units on units.organisation = %(organisation)s and units.unit = placed.unit
    cross join lateral jsonb_array_elements(review_groups.ratings) as rated
    cross join lateral jsonb_array_elements_text(rated -> 'levels') as level
    where review_groups.organisation = %(organisation)s and review_groups.cycle = %(cycle)s
    and review_groups.answers >= %(least)s and jsonb_array_length(rated -> 'levels') >= %(least)s
    and (%(item)s::text is null or rated ->> 'item' = %(item)s)
    group by placed.unit, units.name, item
"""
"""What the anonymous groups of a cycle rated, by the unit in which the reviewees were on the day it closed."""


class ReportOf(OfPerson):
    """Whose report of which cycle, or a part of it."""

    cycle = identifier(required=True)
    item = identifier(load_default=None, metadata={"description": "What was answered on this item only."})
    group = choice(ReviewGroup, load_default=None, metadata={"description": "What this group answered only."})


class ResultsOf(QueryParams):
    """Which cycle, or a part of it."""

    cycle = identifier(required=True)
    item = identifier(load_default=None, metadata={"description": "This item only."})
    unit = identifier(load_default=None, metadata={"description": "Those reviewed who were of this unit only."})


class ReportNotOut(Forbidden):
    """The report is not there yet, or not for whoever asks."""

    def __init__(self, why: str) -> None:
        super().__init__(f"There is no report to show: {why}.", fields={"cycle": [f"No report: {why}."]})


class NotReviewed(NotFound):
    """The cycle is not about that person."""

    def __init__(self, person: str) -> None:
        super().__init__(f"{person!r} is not reviewed in that cycle.", fields={"person": ["Is not reviewed."]})


class ItemUnknown(NotFound):
    """The cycle does not ask that."""

    def __init__(self, item: str) -> None:
        super().__init__(f"The cycle does not ask about {item!r}.", fields={"item": ["Not asked."]})


@query(
    "cycle_report",
    access={Access.SELF, Access.MANAGER, Access.HR},
    params=ReportOf,
    reads=(REVIEWS, REVIEW_GROUPS),
    example={"person": "ada", "cycle": "spring"},
)
def cycle_report(asked: Asked) -> Answer:
    """What was answered about a person, by item: self and managers by name, all others as groups of three or more.

    It is for the person and their managers once it was released, for HR once the cycle is closed. A group that is too
    small to be shown by itself is among `others`, or withheld, and asking for it alone is refused. Nothing that was
    answered before the cycle closed is shown as of any moment before.
    """
    cycle = cycle_of(asked, asked.params["cycle"])
    _require_asked(cycle, asked.params["item"])
    _require_reviewed(cycle, asked.person)
    review = _review(asked, cycle)
    groups = [row for row in asked.rows(REVIEW_GROUPS) if row.cycle == cycle.cycle]
    report = Report(cycle, review, groups, others(asked, people_in(review), asked.moment.today))
    group = asked.params["group"]
    if group is not None and group not in groups_shown(report):
        raise RemainderTooSmall("group", report.least)
    return in_full(report, item=asked.params["item"], group=group)


@query(
    "cycle_results",
    access={Access.HR},
    params=ResultsOf,
    as_of=False,
    example={"cycle": "spring", "unit": "data"},
)
def cycle_results(asked: Asked) -> Answer:
    """What anonymous groups rated over all who were reviewed in a closed cycle, by item and unit.

    Units are shown apart where at least as many people were reviewed in them as the cycle says, and the smaller ones
    together; see `services.gateway.remainders`. Asking for one of those alone is refused.
    """
    cycle = cycle_of(asked, asked.params["cycle"])
    item, unit = asked.params["item"], asked.params["unit"]
    _require_asked(cycle, item)
    if not closed_by(cycle, asked.moment):
        raise ReportNotOut("the cycle is not closed")
    least = max(cycle.fewest, LEAST)
    given = {"cycle": cycle.cycle, "item": item, "least": least, "day": cycle.ended_on}
    by_item: dict[str, list[Mapping[str, Any]]] = defaultdict(list)
    for row in asked.sql(_BY_UNIT, given):
        by_item[row["item"]].append(row)
    items = [each for each in cycle.items if item in {None, each.item}]
    shown = [
        {**msgspec.structs.asdict(each), **result}
        for each in items
        if (result := result_of_item(by_item[each.item], least, unit)) is not None
    ]
    if unit is not None and not shown:
        raise RemainderTooSmall("unit", least)
    return {"cycle": cycle.cycle, "name": cycle.name, "closed_on": cycle.ended_on, "least": least, "items": shown}


def result_of_item(rows: Sequence[Mapping[str, Any]], least: int, unit: str | None) -> Mapping[str, Any] | None:
    """What was rated on one item: over all, by each unit that may be shown apart, and by the others together. Pure.

    With `unit`, that one alone, or None where it may not be shown apart.
    """
    by_unit = {row["unit"]: row for row in rows}
    apart, together = parts({each: row["reviewees"] for each, row in by_unit.items()}, least)
    if unit is not None:
        return _summed([by_unit[unit]]) if unit in apart else None
    if not apart and not together:
        return None
    units = [
        {"unit": each or None, "name": by_unit[each]["unit_name"], **_summed([by_unit[each]])} for each in sorted(apart)
    ]
    return {
        **_summed(rows),
        "units": units,
        "other_units": _summed([by_unit[each] for each in together]) if together else None,
    }


def _summed(rows: Iterable[Mapping[str, Any]]) -> dict[str, Any]:
    """How many were reviewed, by how many answers, and the average level of these."""
    listed = list(rows)
    answers = sum(row["answers"] for row in listed)
    return {
        "reviewees": sum(row["reviewees"] for row in listed),
        "answers": answers,
        "average": round(float(sum(row["total"] for row in listed) / answers), 1),
    }


def _review(asked: Asked, cycle: ReviewCycleRow) -> ReviewRow:
    """The person's review. Raises `ReportNotOut` unless its report is for the caller to see."""
    mine = (row for row in asked.rows(REVIEWS) if row.cycle == cycle.cycle)
    review = next(mine, ReviewRow(cycle=cycle.cycle, person=asked.person))
    if not closed_by(cycle, asked.moment):
        raise ReportNotOut("the cycle was not closed")
    privileged = Access.HR in asked.relation and Access.SELF not in asked.relation
    if not privileged and (review.released_on is None or review.released_on > asked.moment.today):
        raise ReportNotOut("it was not released")
    return review


def _require_asked(cycle: ReviewCycleRow, item: str | None) -> None:
    if item is not None and item not in {each.item for each in cycle.items}:
        raise ItemUnknown(item)


def _require_reviewed(cycle: ReviewCycleRow, person: str) -> None:
    if person not in cycle.reviewees:
        raise NotReviewed(person)
