"""Which groups may be shown as aggregates without telling of anybody in particular. Pure.

Groups are teams: all who are below a lead in the reporting line. Any two teams are apart, or one holds the other.
From the bottom upwards, a team may be shown where

1. at least five of it have something to count, and
2. those of them who are in none of the shown teams within it are nobody, or again at least five.

So whoever subtracts shown teams from one another is left with nobody or with at least five people. Groups of any
other kind (units, say) may not be shown beside them: a unit less the team of its head would be the head alone.
"""

from collections import defaultdict
from collections.abc import Mapping, Set
from typing import NamedTuple

LEAST = 5
"""The fewest people of whom an aggregate is shown."""


class _Team(NamedTuple):
    """Those of a team with something to count: all, and those who are in no shown team within it."""

    members: frozenset[str]
    apart: frozenset[str]

    @property
    def shown(self) -> bool:
        return len(self.members) >= LEAST and (not self.apart or len(self.apart) >= LEAST)


def showable(lead: str, managers: Mapping[str, str], counted: Set[str]) -> frozenset[str] | None:
    """Those of the team of `lead` who are `counted`, or None where they may not be shown.

    `managers` gives the manager of each person of the team, those in between included.
    """
    reports: dict[str, list[str]] = defaultdict(list)
    for person, manager in managers.items():
        reports[manager].append(person)
    teams: dict[str, _Team] = {}
    for manager in reversed(_from_the_top(lead, reports)):
        members: set[str] = set()
        apart: set[str] = set()
        for person in reports[manager]:
            below = teams.get(person, _Team(frozenset(), frozenset()))
            own = {person} & counted
            members |= own | below.members
            apart |= own | (frozenset() if below.shown else below.apart)
        teams[manager] = _Team(frozenset(members), frozenset(apart))
    return teams[lead].members if teams[lead].shown else None


def _from_the_top(lead: str, reports: Mapping[str, list[str]]) -> list[str]:
    """The lead and everybody below, nobody before their own manager, each once even where the lines run in a ring."""
    order, seen = [lead], {lead}
    for manager in order:
        below = [person for person in reports.get(manager, ()) if person not in seen]
        seen.update(below)
        order += below
    return order
