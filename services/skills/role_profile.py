"""A role profile: what a role asks for, skill by skill.

- It names skills of the catalogue, each once, with the level it asks for, its importance and whether it is essential.
- It is revised as a whole. A grace period ends after the day of revision: until then nobody is less ready than before.
- A role that was retired is described again by being defined again.
- Saying the same again changes nothing.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from msgspec import UNSET, UnsetType

from services.skills.skill import Named, named_skills, require_each_once, require_skill
from shared.aggregate import Aggregate, Streams
from shared.contracts.skills.events import (
    RequiredSkill,
    RoleDescribed,
    RoleProfileDefined,
    RoleProfileRetired,
    RoleProfileRevised,
)
from shared.errors import RuleViolation, require
from shared.event import Event

DESCRIPTION = tuple(name for name in RoleDescribed.__struct_fields__ if name != "role")
"""The names of what describes a role, the same on the state and on the events."""


@dataclass(frozen=True)
class RoleProfile:
    """A role profile as it stands; `id` is empty before it is defined."""

    id: str = ""
    title: str = ""
    skills: tuple[RequiredSkill, ...] = ()
    alternate_titles: tuple[str, ...] = ()
    family: str | None = None
    grade: str | None = None
    description: str | None = None
    framework: str | None = None
    uri: str | None = None
    grace_until: date | None = None
    retired: bool = False

    def described(self) -> Mapping[str, Any]:
        """What describes it, by the names in `DESCRIPTION`."""
        return {name: getattr(self, name) for name in DESCRIPTION}


def evolve(profile: RoleProfile, event: Event) -> RoleProfile:
    """The role profile after `event`."""
    match event:
        case RoleProfileDefined():
            return RoleProfile(id=event.role, **_described(event))
        case RoleProfileRevised():
            return replace(profile, id=event.role, grace_until=event.grace_until, **_described(event))
        case RoleProfileRetired():
            return replace(profile, retired=True)
    return profile


def _described(event: RoleDescribed) -> dict[str, Any]:
    return {name: getattr(event, name) for name in DESCRIPTION}


class RoleProfileExists(RuleViolation):
    """The id is that of another role."""

    def __init__(self, role: str) -> None:
        super().__init__(
            f"There is a profile of the role {role} already. Choose another id, or revise it.",
            fields={"role": ["Is taken."]},
        )


class RoleProfileNotInUse(RuleViolation):
    """The role is not described, or not any more."""

    def __init__(self, role: str) -> None:
        super().__init__(
            f"The role {role} is not described any more. Define its profile again.", fields={"role": ["Is retired."]}
        )


class GraceEndsBefore(RuleViolation):
    """The grace period would be over when the profile is revised."""

    def __init__(self, grace_until: date, today: date) -> None:
        super().__init__(
            f"The grace period until {grace_until} would be over by {today}. Give a later day, or leave it out.",
            fields={"grace_until": [f"Must be after {today}."]},
        )


def define_role_profile(
    profile: RoleProfile,
    *,
    identity: str,
    title: str,
    skills: Sequence[Mapping[str, Any]],
    alternate_titles: Sequence[str],
    family: str | None,
    grade: str | None,
    description: str | None,
    framework: str | None,
    uri: str | None,
    named: Named,
) -> list[Event]:
    """Say what a role asks for; `skills` are the fields of `RequiredSkill`."""
    proposed: dict[str, Any] = {
        "title": title,
        "skills": _required(skills, named),
        "alternate_titles": _others(alternate_titles, title),
        "family": family,
        "grade": grade,
        "description": description,
        "framework": framework,
        "uri": uri,
    }
    if profile.id and not profile.retired:
        require(profile.described() == proposed, RoleProfileExists(identity))
        return []
    return [RoleProfileDefined(role=identity, **proposed)]


def revise_role_profile(
    profile: RoleProfile,
    *,
    named: Named,
    grace_until: date | None,
    reason: str | None,
    now: datetime,
    title: str | UnsetType = UNSET,
    skills: Sequence[Mapping[str, Any]] | UnsetType = UNSET,
    alternate_titles: Sequence[str] | UnsetType = UNSET,
    family: str | UnsetType | None = UNSET,
    grade: str | UnsetType | None = UNSET,
    description: str | UnsetType | None = UNSET,
    framework: str | UnsetType | None = UNSET,
    uri: str | UnsetType | None = UNSET,
) -> list[Event]:
    """Say anew what the role asks for; what is unset stays."""
    require(profile.id and not profile.retired, RoleProfileNotInUse(profile.id))
    today = now.date()
    require(grace_until is None or grace_until > today, GraceEndsBefore(grace_until or today, today))
    required = UNSET if isinstance(skills, UnsetType) else _required(skills, named)
    wanted = (title, required, alternate_titles, family, grade, description, framework, uri)
    changed: dict[str, Any] = {
        name: value for name, value in zip(DESCRIPTION, wanted, strict=True) if value is not UNSET
    }
    proposed = {**profile.described(), **changed}
    proposed["alternate_titles"] = _others(proposed["alternate_titles"], proposed["title"])
    if proposed == profile.described():
        return []
    return [RoleProfileRevised(role=profile.id, **proposed, grace_until=grace_until, reason=reason)]


def retire_role_profile(profile: RoleProfile, *, reason: str | None) -> list[Event]:
    """Say that the role is no longer described."""
    return [] if profile.retired else [RoleProfileRetired(role=profile.id, reason=reason)]


def _required(skills: Sequence[Mapping[str, Any]], named: Named) -> tuple[RequiredSkill, ...]:
    required = tuple(
        RequiredSkill(**{**each, "skill": require_skill("skills", each["skill"], named).id}) for each in skills
    )
    require_each_once("skills", (each.skill for each in required))
    return required


def _others(titles: Sequence[str], title: str) -> tuple[str, ...]:
    return tuple(other for other in dict.fromkeys(titles) if other != title)


ROLE_PROFILE = Aggregate("role_profile", RoleProfile(), evolve)


def skills_required(streams: Streams, payload: Mapping[str, Any]) -> Mapping[str, Any]:
    """For `define_role_profile` and `revise_role_profile`: the skills that it names."""
    return {"named": named_skills(streams, (each["skill"] for each in payload.get("skills", ())))}
