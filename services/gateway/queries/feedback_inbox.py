"""What is asked of a person: feedback that others would like, answers to review cycles, raters to name and approve."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, timedelta
from typing import Any

import msgspec

from services.gateway.cycle_rows import cycles_of, runs_on
from services.gateway.people_here import Others, others, shown
from services.gateway.query import Answer, Asked, query
from services.gateway.reporting_line import reports
from shared.contract import Access
from shared.contracts.feedback.anonymity import ANONYMOUS, thin_perspectives
from shared.contracts.feedback.events import Perspective, RequestSide, ReviewGroup
from shared.contracts.feedback.load import MOST_OPEN, weighs
from shared.contracts.feedback.standing import CycleStatus, RequestStatus
from shared.contracts.feedback.tokens import digest_of
from shared.read_models.feedback_requests import FEEDBACK_REQUESTS, FeedbackRequestRow
from shared.read_models.review_cycles import ReviewCycleRow
from shared.read_models.review_groups import REVIEW_GROUPS
from shared.read_models.reviews import REVIEWS, ReviewRow
from shared.read_models.reviews_asked import REVIEWS_ASKED, AskStatus, ReviewAskedRow

COUNTED_FOR = timedelta(days=90)
"""For how long after a cycle closed a rater is told whether their answer counted."""

Cycles = Mapping[str, ReviewCycleRow]


@query(
    "feedback_inbox",
    access={Access.SELF},
    reads=(FEEDBACK_REQUESTS, REVIEWS_ASKED, REVIEWS),
    example={"person": "ada"},
)
def feedback_inbox(asked: Asked) -> Answer:
    """What one is asked for now: feedback, answers to review cycles, and raters to nominate or approve.

    An answer without one's name is given with the `token`, which nobody else is shown. Whether it was given already,
    is known to nobody before the cycle closes, and so is not told here: sending the same answer again does no harm.
    Afterwards `counted` says whether it is among those shown. `load` is how much waits, and the most that may.
    """
    today = asked.moment.today
    requests, reviews = asked.rows(FEEDBACK_REQUESTS), asked.rows(REVIEWS_ASKED)
    own, below = asked.rows(REVIEWS), _reviews_below(asked)
    cycles = cycles_of(asked, {row.cycle for row in reviews} | {row.cycle for row in (*own, *below)})
    open_requests = [row for row in requests if is_to_answer(row, today)]
    to_give = [row for row in reviews if row.status is AskStatus.ASKED and runs_on(cycles.get(row.cycle), today)]
    counting = _counting(asked, reviews, cycles)
    to_approve = [row for row in below if _is_to_approve(row, cycles, today)]
    involved = {row.other for row in open_requests} | {row.reviewee for row in (*to_give, *counting)}
    involved |= {row.person for row in to_approve} | {each.rater for row in to_approve for each in row.nominated}
    involved |= {each.rater for row in own for each in row.nominated}
    known = others(asked, involved, today)
    return {
        "requests": _requests(asked, open_requests, known),
        "reviews": [*_own_answers(own, cycles, asked), *_to_give(asked, to_give, cycles, known)],
        "nominations_to_make": [
            {**_cycle(cycles[row.cycle]), "due": cycles[row.cycle].nominations_due, "nominated": _raters(row, known)}
            for row in own
            if row.settled_on is None
            and runs_on(cycles.get(row.cycle), today)
            and today <= cycles[row.cycle].nominations_due
        ],
        "nominations_to_approve": [_to_approve(row, cycles[row.cycle], known) for row in to_approve],
        "counted": _counted(asked, counting, cycles, known),
        "reports": [
            {**_cycle(cycles[row.cycle]), "released_on": row.released_on}
            for row in own
            if row.cycle in cycles and row.released_on is not None and row.released_on <= today
        ],
        "load": {"open": load(requests, reviews, today), "most": MOST_OPEN},
    }


def load(requests: Iterable[FeedbackRequestRow], reviews: Iterable[ReviewAskedRow], today: date) -> int:
    """How many requests and anonymous reviews wait for a person, as the limit counts them. Pure."""
    waiting = [
        (row.asked_on, row.due)
        for row in requests
        if row.side is RequestSide.ASKED and row.status is RequestStatus.OPEN
    ]
    waiting += [
        (row.asked_on, row.due) for row in reviews if row.status is AskStatus.ASKED and row.perspective in ANONYMOUS
    ]
    return sum(weighs(on, due, today) for on, due in waiting)


def is_to_answer(row: FeedbackRequestRow, today: date) -> bool:
    """Whether the person is asked by it on that day. Pure."""
    return row.side is RequestSide.ASKED and row.status is RequestStatus.OPEN and today <= row.due


def _requests(asked: Asked, rows: Sequence[FeedbackRequestRow], known: Others) -> Sequence[Mapping[str, Any]]:
    """What is asked, in the words of who asks, which stand in their own rows; the first due at the top."""
    theirs = asked.rows_of(FEEDBACK_REQUESTS, sorted({row.other for row in rows}))
    said = {
        (row.request, row.person): row
        for of_one in theirs.values()
        for row in of_one
        if row.side is RequestSide.REQUESTER and row.other == asked.person
    }
    return [
        {
            "request": row.request,
            "requester": shown(row.other, known),
            "asked_on": row.asked_on,
            "due": row.due,
            "perspective": row.perspective,
            "skills": row.skills,
            "goal": row.goal,
            "questions": said[row.request, row.other].questions if (row.request, row.other) in said else (),
            "message": said[row.request, row.other].message if (row.request, row.other) in said else None,
            "reminders": len(row.reminded),
        }
        for row in sorted(rows, key=lambda row: (row.due, row.request, row.other))
    ]


def _to_give(
    asked: Asked, rows: Sequence[ReviewAskedRow], cycles: Cycles, known: Others
) -> Sequence[Mapping[str, Any]]:
    """The answers that cycles expect; a manager's is by name, and so it is known when it was given last."""
    by_name = [row.reviewee for row in rows if row.perspective is Perspective.MANAGER]
    reviewed = asked.rows_of(REVIEWS, sorted(set(by_name)))
    given = {
        (row.cycle, row.person): answer.answered_on
        for of_one in reviewed.values()
        for row in of_one
        for answer in row.answers
        if answer.author == asked.person
    }
    return [
        {
            **_to_answer(cycles[row.cycle], row.perspective, asked.moment.today),
            "person": shown(row.reviewee, known),
            "answered_on": given.get((row.cycle, row.reviewee)),
            "token": _token(asked, row),
        }
        for row in sorted(rows, key=lambda row: (row.due, row.cycle, row.reviewee))
    ]


def _token(asked: Asked, row: ReviewAskedRow) -> str | None:
    """The rater's own, while it is of use: now, and for an answer without their name."""
    if row.perspective in ANONYMOUS and asked.moment.now:
        return asked.review_token(row.cycle, row.reviewee)
    return None


def _own_answers(rows: Iterable[ReviewRow], cycles: Cycles, asked: Asked) -> Iterable[Mapping[str, Any]]:
    """What the person is to say about themself."""
    for row in sorted(rows, key=lambda row: row.cycle):
        if runs_on(cycles.get(row.cycle), asked.moment.today):
            mine = (each.answered_on for each in row.answers if each.shown_as is ReviewGroup.SELF)
            yield {
                **_to_answer(cycles[row.cycle], Perspective.SELF, asked.moment.today),
                "person": {"person": row.person},
                "answered_on": next(mine, None),
                "token": None,
            }


def _to_answer(cycle: ReviewCycleRow, perspective: Perspective, today: date) -> dict[str, Any]:
    return {
        **_cycle(cycle),
        "due": cycle.answers_due,
        "overdue": cycle.answers_due < today,
        "perspective": perspective,
        "anonymous": perspective in ANONYMOUS,
        "items": [msgspec.structs.asdict(each) for each in cycle.items],
    }


def _reviews_below(asked: Asked) -> Sequence[ReviewRow]:
    """The reviews of those who report to the person."""
    below = asked.rows_of(REVIEWS, sorted(reports(asked, asked.person, 1)))
    return [row for of_one in below.values() for row in of_one]


def _is_to_approve(row: ReviewRow, cycles: Cycles, today: date) -> bool:
    """Whether raters were nominated, or it is too late to nominate them, and answers are taken yet."""
    cycle = cycles.get(row.cycle)
    if cycle is None or row.settled_on is not None or not runs_on(cycle, today) or today > cycle.answers_due:
        return False
    return bool(row.nominated) or today > cycle.nominations_due


def _to_approve(row: ReviewRow, cycle: ReviewCycleRow, known: Others) -> Mapping[str, Any]:
    """`lacking` is how many raters more each perspective needs to be shown by itself."""
    return {
        **_cycle(cycle),
        "person": shown(row.person, known),
        "due": cycle.answers_due,
        "nominated": _raters(row, known),
        "lacking": thin_perspectives(row.nominated, cycle.fewest),
    }


def _raters(row: ReviewRow, known: Others) -> Sequence[Mapping[str, Any]]:
    return [{**shown(each.rater, known), "perspective": each.perspective} for each in row.nominated]


def _counting(asked: Asked, rows: Iterable[ReviewAskedRow], cycles: Cycles) -> Sequence[ReviewAskedRow]:
    """What was asked of the person without their name by cycles that have closed lately; of now only."""
    today = asked.moment.today
    return [
        row
        for row in rows
        if asked.moment.now and row.status is AskStatus.OVER and row.perspective in ANONYMOUS
        for cycle in [cycles.get(row.cycle)]
        if cycle is not None and cycle.status is CycleStatus.CLOSED
        if cycle.ended_on is not None and today - cycle.ended_on <= COUNTED_FOR
    ]


def _counted(
    asked: Asked, rows: Sequence[ReviewAskedRow], cycles: Cycles, known: Others
) -> Sequence[Mapping[str, Any]]:
    """Whether the person's answers are among those shown. The digest of their own token tells, to them alone."""
    groups = asked.rows_of(REVIEW_GROUPS, sorted({row.reviewee for row in rows}))
    digests = {
        (group.cycle, group.person, digest) for of_one in groups.values() for group in of_one for digest in group.tokens
    }
    return [
        {
            **_cycle(cycles[row.cycle]),
            "person": shown(row.reviewee, known),
            "counted": (row.cycle, row.reviewee, digest_of(asked.review_token(row.cycle, row.reviewee))) in digests,
        }
        for row in sorted(rows, key=lambda row: (row.cycle, row.reviewee))
    ]


def _cycle(cycle: ReviewCycleRow) -> dict[str, Any]:
    return {"cycle": cycle.cycle, "name": cycle.name}
