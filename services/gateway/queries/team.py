"""A manager's team: who is in it, how they are doing, what they can do, and whether they hear how they do."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from services.gateway.feedback_coverage import DAYS as FEEDBACK_DAYS
from services.gateway.feedback_coverage import Heard, heard
from services.gateway.goal_summary import health_of
from services.gateway.momentum import WINDOW_DAYS, momentum_trend
from services.gateway.paging import Paged, page
from services.gateway.query import Answer, Asked, OfPerson, query
from services.gateway.reporting_line import Report, reports, reports_when_known
from services.gateway.role_catalogue import readiness_for, roles_by_id, roles_titled, skills_of
from services.gateway.skill_catalogue import KnownSkills, known_skills
from services.gateway.skill_coverage import Column, Member, cells, coverage
from services.gateway.skill_levels import levels, policy_in_force, standings
from shared.contract import Access, integer
from shared.contracts.goals.events import GoalStatus
from shared.contracts.goals.health import Health
from shared.read_models.activity import ACTIVITY, ActivityRow
from shared.read_models.feedback import FEEDBACK, FeedbackRow
from shared.read_models.goals import GOALS, GoalRow
from shared.read_models.reviews import REVIEWS
from shared.read_models.skill_profiles import SKILL_PROFILES

MOST_COVERED = 300
"""Coverage is computed over so many of a team, those that are listed first."""

_DEEPEST = 64
_PRIVILEGED = frozenset({Access.HR})
_ABOVE = frozenset({Access.SELF, Access.MANAGER})

_STANDING = "select feedback from feedback where organisation = %(organisation)s and person = any(%(people)s)"


class TeamOf(OfPerson, Paged):
    """Whose team, and how far down."""

    depth = integer(
        1, _DEEPEST, load_default=1, metadata={"description": "1 for direct reports only, 2 for theirs too, and so on."}
    )
    days = integer(7, 366, load_default=WINDOW_DAYS, metadata={"description": "The days that momentum looks back on."})
    skills = integer(0, 60, load_default=20, metadata={"description": "The most skills in the heat map."})


@query(
    "team",
    access={Access.SELF, Access.MANAGER, Access.HR},
    params=TeamOf,
    example={"person": "person-babbage", "depth": 2},
)
def team(asked: Asked) -> Answer:
    """Those who report to a manager, each with their place, the health of their goals, momentum, skills and feedback.

    The direct reports come first, then those below them; `size` is how many there are in all. `skills` has the columns
    of a heat map, of which each member has a line, and how far the team meets what its roles ask for. `feedback` says
    who heard anything in the last 90 days that whoever asks may know of. Both are over the first 300 of the team.
    """
    members = _members(asked)
    shown = page(members.values(), _place_in_list, asked.params)
    in_order = sorted(members.values(), key=_place_in_list)
    covered = [report.row.person for report in in_order[:MOST_COVERED]]
    people = [report.row.person for report in shown["items"]]
    goals, activity = asked.rows_of(GOALS, people), asked.rows_of(ACTIVITY, people)
    involved = {person: members[person] for person in (*covered, *people)}
    known, able = _able(asked, involved)
    informed = _informed(asked, involved)
    cover = coverage([able[person] for person in covered], known, asked.params["skills"])
    today, days = asked.moment.today, asked.params["days"]
    items = [
        {
            **_member(report, today),
            "goals": goal_counts(goals.get(report.row.person, ()), today),
            "momentum": _momentum(activity.get(report.row.person, ()), goals.get(report.row.person, ()), today, days),
            **_skilled(able[report.row.person], cover.skills, known),
            "feedback": informed[report.row.person],
        }
        for report in shown["items"]
    ]
    lately = sum(informed[person].lately(today) for person in covered)
    return {
        "manager": asked.person,
        "size": len(members),
        "skills": cover,
        "feedback": {"days": FEEDBACK_DAYS, "people": len(covered), "heard": lately},
        "items": items,
        "next": shown["next"],
    }


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


# Who is in it


def _members(asked: Asked) -> Mapping[str, Report]:
    """The team at the moment asked about, as far as the caller may ask about it.

    Managers see those whom they (or the managers below them) manage on the day of the knowledge asked for, also
    where the question is about another day.
    """
    members = reports(asked, asked.person, asked.params["depth"])
    if _same_day(asked) or asked.relation & _PRIVILEGED:
        return members
    managed = reports_when_known(asked, asked.person, _DEEPEST)
    return {person: report for person, report in members.items() if person in managed}


def _same_day(asked: Asked) -> bool:
    return asked.moment.recorded.date() == asked.moment.today


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


# What they can do


def _able(asked: Asked, of: Mapping[str, Report]) -> tuple[KnownSkills, Mapping[str, Member]]:
    """What each of these people can do, and what their role asks for, at the moment asked about."""
    today = asked.moment.today
    titles = {person: report.row.placed_on(today).role for person, report in of.items()}
    meant = roles_titled(asked, set(titles.values()))
    roles = roles_by_id(asked, meant.values())
    rows = asked.rows_of(SKILL_PROFILES, list(of))
    rated = {row.skill for of_person in rows.values() for row in of_person}
    known = known_skills(asked, rated.union(*map(skills_of, roles.values())))
    policy = policy_in_force(asked)
    able = {}
    for person, title in titles.items():
        held, role = standings(rows.get(person, ()), known, policy, today), roles.get(meant.get(title, ""))
        able[person] = Member(held, role, readiness_for(role, levels(held), known, today) if role else None)
    return known, able


def _skilled(member: Member, columns: Sequence[Column], known: KnownSkills) -> Mapping[str, Any]:
    return {
        "role_profile": member.role and member.role.role,
        "readiness": member.ready and member.ready.share,
        "skills": cells(member, columns, known),
    }


# Whether they hear how they do


def _informed(asked: Asked, of: Mapping[str, Report]) -> Mapping[str, Heard]:
    """What each of these people has heard, as far as the caller may know.

    HR may see the team of a day on which the caller was not above all of it: then they see what HR does.
    """
    feedback, reviews = _standing(asked, asked.rows_of(FEEDBACK, list(of))), asked.rows_of(REVIEWS, list(of))
    managed = bool(asked.relation & _ABOVE) and (_same_day(asked) or not asked.relation & _PRIVILEGED)
    viewer, today = asked.caller.person, asked.moment.today
    return {
        person: heard(feedback.get(person, ()), reviews.get(person, ()), today, viewer=viewer, managed=managed)
        for person in of
    }


def _standing(asked: Asked, rows: Mapping[str, Sequence[FeedbackRow]]) -> Mapping[str, Sequence[FeedbackRow]]:
    """Those which their authors have not taken back by now, also where the question is about a moment before."""
    if asked.moment.now or not rows:
        return rows
    standing = {row["feedback"] for row in asked.sql(_STANDING, {"people": list(rows)})}
    return {person: [row for row in of_person if row.feedback in standing] for person, of_person in rows.items()}
