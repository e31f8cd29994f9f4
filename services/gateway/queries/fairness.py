"""Whether recommendations reach groups of people alike: at which rates they are recommended something.

Groups that the directory does not know, such as sex or origin, come with the question and go with the answer.
"""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from math import isinf
from typing import Any

from marshmallow import fields

from services.gateway.grouping import LEAST, GroupsGiven, shown_parts
from services.gateway.mobility import Between
from services.gateway.query import Answer, Asked, QueryParams, query
from services.gateway.recommended_people import ANY, Counted, Tally, counted_by, counted_in
from services.gateway.remainders import Parts, parts
from services.gateway.selection_rates import Compared, Interval, Selected, compared, rate_interval
from services.gateway.unit_names import unit_names
from shared import logs
from shared.contract import Access, choice
from shared.contracts.recommendations.events import Kind
from shared.errors import InvalidInput

DAYS = 90
"""How long the window is where nobody says when it begins."""

_OTHERS = ""
"""The groups that are shown together: none is called so."""

_log = logs.logger(__name__)


class FairnessOf(QueryParams):
    """Between which groups, of which kind of recommendation, made in which days."""

    groups = GroupsGiven(
        load_default=None, metadata={"description": "Who is in which group, where the directory does not know."}
    )
    by = choice(
        Between,
        load_default=None,
        metadata={"description": "What groups are by in the directory; unit, if left out without `groups`."},
    )
    kind = choice(
        Kind, load_default=None, metadata={"description": "One kind; any and then each of them where left out."}
    )
    since = fields.Date(
        load_default=None, metadata={"description": f"The first day; where left out, {DAYS} days up to `until`."}
    )
    until = fields.Date(load_default=None, metadata={"description": "The last day; today where left out."})


class GroupedTwice(InvalidInput):
    """Groups were given, and those of the directory were asked for."""

    def __init__(self) -> None:
        super().__init__(
            "Give either `groups` of your own, or `by` for those of the directory.",
            fields={"by": ["Is not offered beside `groups`."]},
        )


class NobodyKnown(InvalidInput):
    """None of the people in the groups given was here."""

    def __init__(self, unknown: int, not_here: int) -> None:
        super().__init__(
            f"Nobody in these groups was here on each of these days: {unknown} are unknown, {not_here} joined or left. "
            "Name people by their ids, or by their numbers in the HR system.",
            fields={"groups": ["Names nobody who was here."]},
        )


class NoSuchWindow(InvalidInput):
    """The days asked about end before they begin, or are yet to come."""

    def __init__(self, since: date, until: date, today: date) -> None:
        field, what = ("until", f"{today} or before") if until > today else ("since", f"{until} or before")
        super().__init__(
            f"Recommendations cannot be looked at from {since} until {until}, today being {today}.",
            fields={field: [f"Is to be {what}."]},
        )


@query(
    "fairness",
    access={Access.HR},
    params=FairnessOf,
    as_of=False,
    example={"by": "grade", "kind": "learning"},
)
def fairness(asked: Asked) -> Answer:
    """At which rates groups are recommended something, and whether any is below four fifths of the highest.

    `selection` is the share of a group's people, being here on each of the days, who were recommended something of
    the kind in them, and `acceptance` the share of those who took something of it up, unless these are too few to be
    told of. Those without a group are one. `ratio` is over the highest rate; the intervals of all groups
    hold together with 95 %, and it is `certain` on which side of four fifths a ratio is where that lies outside.
    Groups of fewer than ten are shown together only, under no name.
    """
    since, until = _window(asked)
    by = _by(asked)
    counted = _counted(asked, by, since, until)
    shown_as = shown_parts(counted.people)
    people = sum(counted.people.values())
    _tell_of(asked, groups=len(counted.people), people=people)
    names = unit_names(asked, set(counted.spelt.values())) if by is Between.UNIT else {}
    kinds = [asked.params["kind"]] if asked.params["kind"] else [ANY, *Kind]
    return {
        "since": since,
        "until": until,
        "by": by,
        "least": LEAST,
        "people": people,
        "unknown": counted.unknown,
        "not_here": counted.not_here,
        "together": sorted(_name(counted, names, part) for part in shown_as.together),
        "items": [{"kind": kind, "groups": _groups(counted, shown_as, names, kind)} for kind in kinds],
    }


def _window(asked: Asked) -> tuple[date, date]:
    today = asked.moment.today
    until = asked.params["until"] or today
    since = asked.params["since"] or until - timedelta(days=DAYS - 1)
    if not since <= until <= today:
        raise NoSuchWindow(since, until, today)
    return since, until


def _by(asked: Asked) -> Between | None:
    """What of the directory groups are by; None where they are the caller's own."""
    by: Between | None = asked.params["by"]
    if asked.params["groups"] is None:
        return by or Between.UNIT
    if by is not None:
        raise GroupedTwice
    return None


def _counted(asked: Asked, by: Between | None, since: date, until: date) -> Counted:
    if by is not None:
        return counted_by(asked, by, since, until)
    counted = counted_in(asked, asked.params["groups"], since, until)
    if not counted.stated:
        raise NobodyKnown(counted.unknown, counted.not_here)
    return counted


def _tell_of(asked: Asked, **counts: int) -> None:
    """Have the log say who asks and how often: who changes groups by one person at a time learns of that person."""
    _log.info(
        "selection rates were asked for", organisation=asked.caller.organisation, by=asked.caller.person, **counts
    )


# Showing


def _name(counted: Counted, names: Mapping[str, str], part: str) -> str:
    return names.get(counted.spelt[part], counted.spelt[part])


def _groups(counted: Counted, shown_as: Parts, names: Mapping[str, str], kind: str) -> Sequence[Mapping[str, Any]]:
    """The groups that may be shown, the largest first and those together last."""
    members = {part: [part] for part in sorted(shown_as.apart, key=lambda part: (-counted.people[part], part))}
    if shown_as.together:
        members[_OTHERS] = sorted(shown_as.together)
    tallies = counted.tallies.get(kind, {})
    took = {shown: sum((tallies.get(part, Tally()) for part in of), Tally()) for shown, of in members.items()}
    selected = {
        shown: Selected(took[shown].selected, sum(counted.people[part] for part in of)) for shown, of in members.items()
    }
    beside, told = compared(selected), parts({shown: tally.selected for shown, tally in took.items()}, LEAST).apart
    return [
        {
            "group": counted.spelt[shown] if shown != _OTHERS else None,
            "name": _name(counted, names, shown) if shown != _OTHERS else None,
            "people": selected[shown].people,
            "finding": beside[shown].finding,
            "selection": _rate(selected[shown]),
            "ratio": _ratio(beside[shown]),
            "acceptance": _rate(Selected(took[shown].accepted, took[shown].selected)) if shown in told else None,
        }
        for shown in members
    ]


def _rate(of: Selected) -> Mapping[str, float | None]:
    return {"rate": round(of.rate, 3), **_bounds(rate_interval(of))}


def _ratio(of: Compared) -> Mapping[str, Any] | None:
    """A ratio with its interval; None for the highest itself, and where there is none."""
    if of.ratio is None or of.interval is None:
        return None
    return {
        "of_highest": round(of.ratio, 3),
        **_bounds(of.interval),
        "below_four_fifths": of.below_four_fifths,
        "certain": of.certain,
    }


def _bounds(interval: Interval) -> Mapping[str, float | None]:
    return {"low": round(interval.low, 3), "high": None if isinf(interval.high) else round(interval.high, 3)}
