"""What roles ask for at a moment, and which role somebody's title means."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal

import msgspec

from services.gateway.query import Asked
from services.gateway.skill_catalogue import KnownSkills, as_now_known
from services.gateway.skill_levels import instant
from shared.contracts.skills.events import RequiredSkill
from shared.contracts.skills.readiness import Readiness, readiness_in_grace
from shared.errors import NotFound
from shared.read_models.role_profiles import RoleProfileRow
from shared.read_models.role_titles import folded

_ROLES = "select * from role_profiles where organisation = %(organisation)s and role = any(%(roles)s)"

_TITLED = """
    select distinct on (title) title, role from (
        select role_titles.title, role_titles.role, role_titles.main, role_profiles.framework
        from role_titles join role_profiles
        on role_profiles.organisation = %(organisation)s and role_profiles.role = role_titles.role
        and role_profiles.revision = role_titles.revision and not role_profiles.retired
        where role_titles.organisation = %(organisation)s and role_titles.title = any(%(titles)s)
    ) as titled
    order by title, main desc, framework is not null, role
"""


class RoleUnknown(NotFound):
    """There is no profile of that role, or was none then."""

    def __init__(self, role: str) -> None:
        super().__init__(
            f"There is no profile of the role {role!r}. The query `catalogue` lists the roles that are described.",
            fields={"role": ["Unknown."]},
        )


class Role(msgspec.Struct, frozen=True):
    """A role at a moment; until the day `grace_until` what it asked for `before` counts where that is less."""

    role: str
    title: str
    family: str | None
    grade: str | None
    framework: str | None
    skills: Sequence[RequiredSkill]
    before: Sequence[RequiredSkill] = ()
    grace_until: date | None = None


def role_at(row: RoleProfileRow, moment: datetime) -> Role | None:
    """What the role asked for at a moment; None where it was not described. Titles are as they are now."""
    known = [version for version in (*row.earlier, row.version) if version.since <= moment]
    if not known or known[-1].retired:
        return None
    version, before = known[-1], known[-2].skills if len(known) > 1 else ()
    return Role(row.role, row.title, row.family, row.grade, row.framework, version.skills, before, version.grace_until)


def skills_of(role: Role) -> set[str]:
    """The ids of all skills that a role asks for, or asked for before."""
    return {each.skill for each in (*role.skills, *role.before)}


def readiness_for(role: Role, levels: Mapping[str, Decimal | None], known: KnownSkills, today: date) -> Readiness:
    """How ready somebody with these levels is for a role."""
    now, before = as_now_known(role.skills, known), as_now_known(role.before, known)
    return readiness_in_grace(levels, now, before, role.grace_until, today)


def roles_by_id(asked: Asked, roles: Iterable[str]) -> Mapping[str, Role]:
    """Roles by id, as they were at the moment asked about; those that were not described are missing."""
    wanted = sorted(set(roles))
    rows = asked.sql(_ROLES, {"roles": wanted}) if wanted else []
    found = (role_at(msgspec.convert(row, RoleProfileRow), instant(asked.moment)) for row in rows)
    return {role.role: role for role in found if role is not None}


def role_named(asked: Asked, role: str) -> Role:
    """The role of that id at the moment asked about. Raises `RoleUnknown`."""
    found = roles_by_id(asked, [role])
    if role not in found:
        raise RoleUnknown(role)
    return found[role]


def roles_titled(asked: Asked, titles: Iterable[str | None]) -> Mapping[str | None, str]:
    """The role that each of the directory's titles means today; those that mean none are missing.

    A main title comes before an alternate one, and a role of the organisation's own before one of a framework.
    """
    by_fold = {title: folded(title) for title in titles if title}
    found = asked.sql(_TITLED, {"titles": sorted(set(by_fold.values()))}) if by_fold else []
    roles = {row["title"]: row["role"] for row in found}
    return {title: roles[fold] for title, fold in by_fold.items() if fold in roles}
