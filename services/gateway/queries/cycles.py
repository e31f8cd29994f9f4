"""Review cycles for HR: where they stand, who takes part, and whom to remind."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

import msgspec

from services.gateway.cycle_rows import cycle_of
from services.gateway.day_cursors import beyond, cursor_at
from services.gateway.paging import Paged, page
from services.gateway.people_here import Others, others, shown
from services.gateway.query import Answer, Asked, query
from shared.contract import Access, choice, identifier
from shared.contracts.feedback.anonymity import ANONYMOUS, thin_perspectives
from shared.contracts.feedback.events import Perspective, ReviewGroup
from shared.contracts.feedback.standing import CycleStatus
from shared.read_models.review_cycles import ReviewCycleRow
from shared.read_models.review_groups import REVIEW_GROUPS, ReviewGroupRow
from shared.read_models.reviews import REVIEWS, ReviewRow

_ANONYMOUS = ", ".join(f"'{perspective}'" for perspective in ANONYMOUS)

_CYCLES = f"""
    select review_cycles.*, reviewed.*, shown.*
    from review_cycles
    cross join lateral (
        select count(*) filter (where reviews.nominated_on is not null) as nominated,
               count(*) filter (where reviews.settled_on is not null) as settled,
               count(*) filter (where reviews.released_on is not null) as released,
               coalesce(sum(asked.anonymous), 0) as anonymous_raters, coalesce(sum(asked.managers), 0) as managers,
               coalesce(sum(named.self), 0) as self_answers, coalesce(sum(named.managers), 0) as manager_answers
        from reviews
        cross join lateral (
            select count(*) filter (where each ->> 'perspective' in ({_ANONYMOUS})) as anonymous,
                   count(*) filter (where each ->> 'perspective' = '{Perspective.MANAGER}') as managers
            from jsonb_array_elements(reviews.raters) as each
        ) as asked
        cross join lateral (
            select count(*) filter (where each ->> 'shown_as' = '{ReviewGroup.SELF}') as self,
                   count(*) filter (where each ->> 'shown_as' = '{ReviewGroup.MANAGER}') as managers
            from jsonb_array_elements(reviews.answers) as each
        ) as named
        where reviews.organisation = %(organisation)s and reviews.cycle = review_cycles.cycle
    ) as reviewed
    cross join lateral (
        select count(distinct review_groups.person) as with_groups, coalesce(sum(review_groups.answers), 0) as shown
        from review_groups
        where review_groups.organisation = %(organisation)s and review_groups.cycle = review_cycles.cycle
    ) as shown
    where review_cycles.organisation = %(organisation)s
    and (%(status)s::text is null or review_cycles.status = %(status)s)
    and (review_cycles.opened_on, review_cycles.cycle) < (%(beyond_day)s, %(beyond_id)s)
    order by review_cycles.opened_on desc, review_cycles.cycle desc
    limit %(most)s
"""
_NAMES = "select person, search_name from people where organisation = %(organisation)s and person = any(%(people)s)"


class FindCycles(Paged):
    """Which cycles."""

    status = choice(CycleStatus, load_default=None)


class OneCycle(Paged):
    """Which cycle; the page is one of its reviewees."""

    cycle = identifier(required=True)


@query("cycles", access={Access.HR}, params=FindCycles, as_of=False, example={"status": "open"})
def cycles(asked: Asked) -> Answer:
    """Review cycles, the last one opened at the top: where each stands, and how many take part.

    How many have answered without their name is known to nobody before the cycle closes. Then it is told how many of
    those answers are shown; the others were too few of a kind.
    """
    given = asked.params
    found = asked.sql(_CYCLES, {**given, **beyond(given["cursor"], date.max), "most": given["limit"] + 1})
    here = found[: given["limit"]]
    more = len(found) > len(here)
    return {
        "items": [_in_short(row) for row in here],
        "next": cursor_at(here[-1]["opened_on"], here[-1]["cycle"]) if more else None,
    }


@query("cycle", access={Access.HR}, params=OneCycle, as_of=False, example={"cycle": "spring"})
def cycle(asked: Asked) -> Answer:
    """One review cycle with those reviewed, by name: their raters, and who of those that answer by name has.

    `lacking` is how many raters more each perspective needs to be shown by itself.
    """
    found = cycle_of(asked, asked.params["cycle"])
    spelt = {row["person"]: row["search_name"] for row in asked.sql(_NAMES, {"people": list(found.reviewees)})}
    shown_here = page(spelt, lambda person: (spelt[person], person), asked.params)
    reviews = asked.rows_of(REVIEWS, shown_here["items"])
    groups = asked.rows_of(REVIEW_GROUPS, shown_here["items"])
    of_cycle = {
        person: next((row for row in reviews.get(person, ()) if row.cycle == found.cycle), None)
        for person in shown_here["items"]
    }
    known = others(asked, _involved(of_cycle), asked.moment.today)
    items = [
        _reviewee(
            review or ReviewRow(cycle=found.cycle, person=person),
            [row for row in groups.get(person, ()) if row.cycle == found.cycle],
            found,
            known,
        )
        for person, review in of_cycle.items()
    ]
    return {**_about(found), "items": items, "next": shown_here["next"]}


def _about(row: ReviewCycleRow) -> dict[str, Any]:
    return {
        "cycle": row.cycle,
        "name": row.name,
        "status": row.status,
        "asks": [msgspec.structs.asdict(each) for each in row.items],
        "reviewees": len(row.reviewees),
        "opened_on": row.opened_on,
        "nominations_due": row.nominations_due,
        "answers_due": row.answers_due,
        "least": row.fewest,
        "ended_on": row.ended_on,
        "reason": row.reason,
    }


def _in_short(found: Mapping[str, Any]) -> Mapping[str, Any]:
    row = msgspec.convert(found, ReviewCycleRow)
    closed = row.status is CycleStatus.CLOSED
    counted = ("nominated", "settled", "self_answers", "managers", "manager_answers", "anonymous_raters", "released")
    return {
        **_about(row),
        "participation": {
            **{name: int(found[name]) for name in counted},
            "anonymous_answers": int(found["shown"]) if closed else None,
            "with_anonymous_answers": found["with_groups"] if closed else None,
        },
    }


def _involved(reviews: Mapping[str, ReviewRow | None]) -> Iterable[str]:
    for person, review in reviews.items():
        yield person
        if review is not None:
            yield from (each.rater for each in (*review.nominated, *review.raters))


def _reviewee(
    review: ReviewRow, groups: Sequence[ReviewGroupRow], cycle: ReviewCycleRow, known: Others
) -> Mapping[str, Any]:
    raters = review.raters if review.settled_on else review.nominated
    answered = {each.author: each.answered_on for each in review.answers}
    perspectives = Counter(each.perspective for each in raters)
    return {
        **shown(review.person, known),
        "nominated_on": review.nominated_on,
        "settled_on": review.settled_on,
        "raters": [{**shown(each.rater, known), "perspective": each.perspective} for each in raters],
        "perspectives": {each.value: perspectives[each] for each in Perspective if perspectives[each]},
        "lacking": thin_perspectives(raters, cycle.fewest),
        "self_answered_on": answered.get(review.person),
        "managers": [
            {**shown(each.rater, known), "answered_on": answered.get(each.rater)}
            for each in raters
            if each.perspective is Perspective.MANAGER
        ],
        "groups": [{"group": row.shown_as, "answers": row.answers} for row in groups],
        "released_on": review.released_on,
    }
