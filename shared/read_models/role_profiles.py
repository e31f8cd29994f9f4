"""Role profiles: one row a role, with what it asks for now and what it asked for before.

`revision` is the position of the event that described the role last. The rows of `role_skills` and `role_titles` have
it, too: those of an earlier revision do not hold any more.
"""

from datetime import date, datetime
from decimal import Decimal
from typing import Any

import msgspec
from msgspec.structs import replace

from shared.contracts.skills.events import (
    RequiredSkill,
    RoleDescribed,
    RoleProfileDefined,
    RoleProfileRetired,
    RoleProfileRevised,
)
from shared.event import Envelope
from shared.projecting.read_model import ReadModel, Row
from shared.read_models.people import searchable

_DESCRIPTION = tuple(name for name in RoleDescribed.__struct_fields__ if name != "role")


class RoleVersion(msgspec.Struct, frozen=True):
    """What a role asked for since a moment. Until the day `grace_until` nobody was less ready by it than before."""

    since: datetime
    skills: tuple[RequiredSkill, ...] = ()
    grace_until: date | None = None
    retired: bool = False


class RoleProfileRow(Row, frozen=True, kw_only=True):
    """A role. `earlier` versions come with the first one first.

    `importance` sums that of all skills that it asks for, `importance_of_none` that of those asked for at level 0.
    """

    role: str
    title: str
    search_title: str
    skills: tuple[RequiredSkill, ...] = ()
    alternate_titles: tuple[str, ...] = ()
    family: str | None = None
    grade: str | None = None
    description: str | None = None
    framework: str | None = None
    uri: str | None = None
    importance: Decimal = Decimal(0)
    importance_of_none: Decimal = Decimal(0)
    revision: int
    since: datetime
    grace_until: date | None = None
    retired: bool = False
    earlier: tuple[RoleVersion, ...] = ()

    @property
    def version(self) -> RoleVersion:
        """The version that holds now."""
        return RoleVersion(self.since, self.skills, self.grace_until, self.retired)


ROLE_PROFILES = ReadModel(
    "role_profiles",
    RoleProfileRow,
    version=1,
    source="skills",
    key=("role",),
    person=None,
    indexes=[("search_title", "role")],
)
"""Role profiles by role."""


@ROLE_PROFILES.folds_into(RoleProfileDefined)
def defined(row: RoleProfileRow | None, e: RoleProfileDefined, at: Envelope) -> RoleProfileRow:
    """Described, for the first time or again."""
    return _described(row, e, at, None)


@ROLE_PROFILES.folds_into(RoleProfileRevised)
def revised(row: RoleProfileRow | None, e: RoleProfileRevised, at: Envelope) -> RoleProfileRow:
    """Described anew."""
    return replace(_described(row, e, at, e.grace_until), retired=row is not None and row.retired)


@ROLE_PROFILES.on(RoleProfileRetired)
def retired(row: RoleProfileRow, _e: RoleProfileRetired, at: Envelope) -> RoleProfileRow:
    """Not described any more."""
    return replace(row, retired=True, since=at.recorded, grace_until=None, earlier=(*row.earlier, row.version))


def _described(row: RoleProfileRow | None, e: RoleDescribed, at: Envelope, grace_until: date | None) -> RoleProfileRow:
    described: dict[str, Any] = {name: getattr(e, name) for name in _DESCRIPTION}
    return RoleProfileRow(
        role=e.role,
        **described,
        search_title=searchable(e.title),
        importance=_importance(e.skills),
        importance_of_none=_importance(each for each in e.skills if each.level == 0),
        revision=at.position,
        since=at.recorded,
        grace_until=grace_until,
        earlier=() if row is None else (*row.earlier, row.version),
    )


def _importance(skills: Any) -> Decimal:
    return sum((each.importance for each in skills), Decimal(0))
