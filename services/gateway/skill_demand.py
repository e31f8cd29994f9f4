"""How much of a skill an organisation needs, and how far what people can do falls short of it. Pure.

Everybody whose title means a role that is described needs its skills, each at the level that the role asks for;
every open opportunity needs one person with what it calls for, or where it names skills of no kind, with what the
role asks for that it is about.

*Shortage.* Whoever has a skill at a level can fill a need at that level or below. Needs and people are so nested by
level that the needs which go unfilled, however people are put to them, are exactly the largest excess of needs over
people at any level and above: Hall's theorem with Ore's deficiency (Hall 1935, J. London Math. Soc. 10).
"""

from collections import Counter, defaultdict
from collections.abc import Container, Iterable, Mapping, Sequence
from datetime import UTC, date, datetime, time

import msgspec

from services.gateway.headcounts import Headcounts
from services.gateway.role_catalogue import role_at
from services.gateway.skill_catalogue import KnownSkills, as_now_known
from shared.contracts.network.events import SkillWanted
from shared.contracts.skills.events import RequiredSkill
from shared.read_models.role_profiles import RoleProfileRow

LEVELS = range(1, 6)
"""The levels that can be needed, from novice to expert."""

ByLevel = tuple[int, ...]
"""How many there are at each level, 1 to 5, or above it."""

NONE: ByLevel = (0,) * len(LEVELS)

Heads = Mapping[str, Sequence[int]]
"""By role, how many people were in it on each day."""


class Opening(msgspec.Struct, frozen=True):
    """An opportunity: what it calls for, and from when to when it took interest; `ended_on` is the day after."""

    posted_on: date
    skills: tuple[SkillWanted, ...] = ()
    role: str | None = None
    ended_on: date | None = None
    closes_on: date | None = None

    def open_on(self, day: date) -> bool:
        """Whether it took interest at the end of `day`."""
        ended = self.ended_on is not None and self.ended_on <= day
        return self.posted_on <= day and not ended and (self.closes_on is None or day <= self.closes_on)


class Demand(msgspec.Struct, frozen=True):
    """Needs for a skill by their level, or above it: `people` in roles that ask for it, and `openings`."""

    people: ByLevel = NONE
    openings: ByLevel = NONE

    @property
    def by_level(self) -> ByLevel:
        """All needs."""
        return tuple(map(sum, zip(self.people, self.openings, strict=True)))

    @property
    def total(self) -> int:
        """All needs, at whatever level."""
        return self.by_level[0]


def role_heads(heads: Headcounts, roles: Mapping[str | None, str]) -> Heads:
    """People by role on each day, given the role that each title means; titles that mean none are left out."""
    found: dict[str, list[int]] = {}
    for title, of_title in heads.items():
        if title in roles:
            before = found.get(roles[title], [0] * len(of_title))
            found[roles[title]] = [sum(pair) for pair in zip(before, of_title, strict=True)]
    return found


def demand(
    roles: Mapping[str, RoleProfileRow],
    heads: Heads,
    openings: Iterable[Opening],
    known: KnownSkills,
    day: date,
    at: int,
    only: Container[str] | None = None,
) -> Mapping[str, Demand]:
    """What was needed at the end of `day`, that of index `at` in `heads`, by skill: of all of them, or of some `only`.

    Roles are as they were described then.
    """
    moment = datetime.combine(day, time.max, UTC)
    then = {role: described for role, row in roles.items() if (described := role_at(row, moment))}
    asked = {role: _asked_for(described.skills, known, only) for role, described in then.items()}
    people: dict[str, Counter[int]] = defaultdict(Counter)
    for role, skills in asked.items():
        if role in heads:
            _add(people, skills, heads[role][at])
    positions: dict[str, Counter[int]] = defaultdict(Counter)
    for opening in openings:
        if opening.open_on(day):
            called_for = [RequiredSkill(each.skill, each.level) for each in opening.skills]
            of_role = () if opening.role is None else asked.get(opening.role, ())
            _add(positions, _asked_for(called_for, known, only) if called_for else of_role, 1)
    skills_needed = {*people, *positions}
    return {skill: Demand(_or_above(people[skill]), _or_above(positions[skill])) for skill in skills_needed}


def most_needed(needs: ByLevel) -> int:
    """The level at which a skill is needed most often, the higher one of two; 1 where nobody needs it."""
    exactly = [here - above for here, above in zip(needs, (*needs[1:], 0), strict=True)]
    return max(LEVELS, key=lambda level: (exactly[level - 1], level)) if needs[0] else 1


def shortage(needs: ByLevel, supply: ByLevel) -> int:
    """How many needs the people with the skill cannot fill, however they are put to them."""
    return max(0, *(needed - there for needed, there in zip(needs, supply, strict=True)))


def _asked_for(
    skills: Iterable[RequiredSkill], known: KnownSkills, only: Container[str] | None
) -> Sequence[RequiredSkill]:
    wanted = skills if only is None else [each for each in skills if known[each.skill].skill in only]
    return as_now_known(wanted, known)


def _add(needs: Mapping[str, Counter[int]], skills: Iterable[RequiredSkill], times: int) -> None:
    for each in skills:
        if each.level and times:
            needs[each.skill][each.level] += times


def _or_above(exactly: Mapping[int, int]) -> ByLevel:
    return tuple(sum(many for at, many in exactly.items() if at >= level) for level in LEVELS)
