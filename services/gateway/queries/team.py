"""A manager's team: who is in it, and how they are doing."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from services.gateway.goal_summary import health_of
from services.gateway.momentum import WINDOW_DAYS, momentum_trend
from services.gateway.paging import Paged, page
from services.gateway.query import Answer, Asked, OfPerson, query
from services.gateway.reporting_line import Report, reports, reports_when_known
from shared.contract import Access, integer
from shared.contracts.goals.events import GoalStatus
from shared.contracts.goals.health import Health
from shared.read_models.activity import ACTIVITY, ActivityRow
from shared.read_models.goals import GOALS, GoalRow

_DEEPEST = 64
_PRIVILEGED = frozenset({Access.HR})


class TeamOf(OfPerson, Paged):
    """Whose team, and how far down."""

    depth = integer(
        1, _DEEPEST, load_default=1, metadata={"description": "1 for direct reports only, 2 for theirs too, and so on."}
    )
    days = integer(7, 366, load_default=WINDOW_DAYS, metadata={"description": "The days that momentum looks back on."})


@query(
    "team",
    access={Access.SELF, Access.MANAGER, Access.HR},
    params=TeamOf,
    example={"person": "person-babbage", "depth": 2},
)
def team(asked: Asked) -> Answer:
    """Those who report to a manager, each with their place, the health of their goals, and momentum.

    The direct reports come first, then those below them; `size` is how many there are in all.
    """
    members = _members(asked)
    shown = page(members.values(), _place_in_list, asked.params)
    people = [report.row.person for report in shown["items"]]
    goals, activity = asked.rows_of(GOALS, people), asked.rows_of(ACTIVITY, people)
    today, days = asked.moment.today, asked.params["days"]
    items = [
        _member(report, today)
        | {
            "goals": goal_counts(goals.get(report.row.person, ()), today),
            "momentum": _momentum(activity.get(report.row.person, ()), goals.get(report.row.person, ()), today, days),
        }
        for report in shown["items"]
    ]
    return {"manager": asked.person, "size": len(members), "items": items, "next": shown["next"]}


def goal_counts(goals: Iterable[GoalRow], today: date) -> Mapping[str, Any]:
    """How many goals are open, of each health, and paused, and when the last of the open ones was heard of. Pure."""
    unfinished = [row for row in goals if row.status in {GoalStatus.OPEN, GoalStatus.PAUSED}]
    open_ = [row for row in unfinished if row.status is GoalStatus.OPEN]
    healths = Counter(health_of(row, today) for row in open_)
    return {
        "open": len(open_),
        **{health.value: healths[health] for health in Health},
        "paused": len(unfinished) - len(open_),
        "last_heard_on": max((row.last_heard_on for row in open_), default=None),
    }


def _members(asked: Asked) -> Mapping[str, Report]:
    """The team at the moment asked about, as far as the caller may ask about it.

    Managers see those whom they (or the managers below them) manage on the day of the knowledge asked for, also
    where the question is about another day.
    """
    members = reports(asked, asked.person, asked.params["depth"])
    same_day = asked.moment.recorded.date() == asked.moment.today
    if same_day or asked.relation & _PRIVILEGED:
        return members
    managed = reports_when_known(asked, asked.person, _DEEPEST)
    return {person: report for person, report in members.items() if person in managed}


def _place_in_list(report: Report) -> tuple[str, ...]:
    return (f"{report.depth:02}", report.row.search_name, report.row.person)


def _member(report: Report, today: date) -> dict[str, Any]:
    held = report.row.placed_on(today)
    return {
        "person": report.row.person,
        "name": report.row.name,
        "manager": report.manager,
        "depth": report.depth,
        "unit": held.unit,
        "role": held.role,
        "grade": held.grade,
        "location": held.location,
        "role_since": held.role_since,
    }


def _momentum(activity: Sequence[ActivityRow], goals: Sequence[GoalRow], today: date, days: int) -> Mapping[str, Any]:
    found = momentum_trend(activity, goals, today, days, private=False)
    return {"score": found.now.score, "before": found.before.score, "trend": found.trend}
