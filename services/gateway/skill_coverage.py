"""What a team can do against what its roles ask of it: a heat map of levels, and how far requirements are met. Pure.

A requirement is one skill asked of one person by the role that their title means; it is met where the person's
effective level reaches it.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from typing import Any

import msgspec

from services.gateway.role_catalogue import Role
from services.gateway.skill_catalogue import KnownSkills, as_now_known
from services.gateway.skill_levels import Standings
from shared.contracts.skills.events import RequiredSkill
from shared.contracts.skills.readiness import Readiness

_ONE_PLACE = Decimal("0.1")
_FOUR_PLACES = Decimal("0.0001")


class Member(msgspec.Struct, frozen=True):
    """Somebody of a team: what they can do, and what their role asks of them; None where it is not described."""

    held: Standings
    role: Role | None
    ready: Readiness | None

    def required(self, known: KnownSkills) -> Mapping[str, RequiredSkill]:
        """What is asked of them by skill, above level 0."""
        skills = as_now_known(self.role.skills, known) if self.role else ()
        return {each.skill: each for each in skills if each.level}

    def level(self, skill: str) -> Decimal | None:
        """Their effective level; None where it is unrated."""
        return self.held[skill].level if skill in self.held else None


class Column(msgspec.Struct, frozen=True):
    """A skill in the team: of how many it is required, how many of these meet it, and who has it at which levels.

    `held_by` counts whoever is rated above 0, `average` is the mean of their levels.
    """

    skill: str
    name: str | None
    required_by: int
    met_by: int
    held_by: int
    average: Decimal | None
    highest: Decimal | None


class RoleCoverage(msgspec.Struct, frozen=True):
    """A role in the team: how many are in it, and their mean readiness from 0 to 1, None where it asks for nothing."""

    role: str
    title: str
    people: int
    readiness: Decimal | None


class Coverage(msgspec.Struct, frozen=True):
    """How far all requirements are met, and for the heat map its columns, the skills most asked for first."""

    people: int
    requirements: int
    met: int
    roles: Sequence[RoleCoverage]
    skills: Sequence[Column]


def coverage(members: Sequence[Member], known: KnownSkills, most: int) -> Coverage:
    """The coverage of a team, with up to `most` columns."""
    required = [each.required(known) for each in members]
    skills = {skill for of_one in required for skill in of_one} | {skill for each in members for skill in each.held}
    columns = sorted((_column(skill, members, required, known) for skill in skills), key=_most_asked_first)
    return Coverage(
        people=len(members),
        requirements=sum(map(len, required)),
        met=sum(column.met_by for column in columns),
        roles=_roles(members),
        skills=[column for column in columns if column.required_by or column.held_by][:most],
    )


def cells(member: Member, columns: Iterable[Column], known: KnownSkills) -> Mapping[str, Mapping[str, Any]]:
    """A line of the heat map: of the columns' skills those that the person has or should have, with both levels."""
    required = member.required(known)
    return {
        skill: {
            "level": member.level(skill),
            "required": required[skill].level if skill in required else None,
            "confidence": member.held[skill].effective.confidence if skill in member.held else None,
        }
        for skill in (column.skill for column in columns)
        if skill in required or skill in member.held
    }


def _column(
    skill: str, members: Sequence[Member], required: Sequence[Mapping[str, RequiredSkill]], known: KnownSkills
) -> Column:
    levels = [member.level(skill) or Decimal(0) for member in members]
    asked = [(level, of_one[skill].level) for level, of_one in zip(levels, required, strict=True) if skill in of_one]
    held = [level for level in levels if level > 0]
    return Column(
        skill=skill,
        name=known[skill].name,
        required_by=len(asked),
        met_by=sum(level >= least for level, least in asked),
        held_by=len(held),
        average=(sum(held, Decimal(0)) / len(held)).quantize(_ONE_PLACE) if held else None,
        highest=max(held, default=None),
    )


def _most_asked_first(column: Column) -> tuple[int, int, int, str]:
    return -column.required_by, column.met_by - column.required_by, -column.held_by, column.skill


def _roles(members: Iterable[Member]) -> Sequence[RoleCoverage]:
    by_role: dict[str, list[Member]] = defaultdict(list)
    for member in members:
        if member.role:
            by_role[member.role.role].append(member)
    found = [_role(of_role) for of_role in by_role.values()]
    return sorted(found, key=lambda each: (-each.people, each.title, each.role))


def _role(members: Sequence[Member]) -> RoleCoverage:
    (role,) = {member.role.role: member.role for member in members if member.role}.values()
    shares = [member.ready.share for member in members if member.ready and member.ready.share is not None]
    mean = (sum(shares, Decimal(0)) / len(shares)).quantize(_FOUR_PLACES) if shares else None
    return RoleCoverage(role.role, role.title, len(members), mean)
