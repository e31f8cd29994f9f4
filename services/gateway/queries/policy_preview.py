"""What another level policy would change, before it does.

It goes through the people who are here today in the order of their ids, a page of `limit` people at a time; `next`
goes on, so that a whole organisation can be gone through without any answer having to hold it.
"""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

import msgspec
from marshmallow import Schema, fields

from services.gateway.level_changes import LevelChange, ReadinessChange, level_changes, readiness_change, tally
from services.gateway.previewing import Found, Previewed, shown_change, some_people
from services.gateway.query import Answer, Asked, query
from services.gateway.role_catalogue import Role, readiness_for, roles_by_id, roles_titled, skills_of
from services.gateway.skill_catalogue import KnownSkills, known_skills
from services.gateway.skill_levels import levels, policy_in_force, standings
from services.gateway.whereabouts import PLACED, Presence
from services.gateway.within_unit import WITHIN_UNIT
from shared.contract import Access, identifier
from shared.contracts.bounds import number
from shared.contracts.skills.commands.about import days
from shared.contracts.skills.events import LevelPolicy, RatingSource
from shared.contracts.skills.levels import POLICIES, STANDARD
from shared.errors import InvalidInput
from shared.read_models.skill_profiles import SKILL_PROFILES, SkillProfileRow

_HERE = f"""
    select people.person, people.name, placed.role
    from people {PLACED}
    where people.organisation = %(organisation)s and people.person > %(after)s
    and present.status = '{Presence.HERE}' and {WITHIN_UNIT}
    order by people.person limit %(most)s
"""

Weights = Schema.from_dict({source.value: number(0, 100) for source in RatingSource}, name="Weights")


class PreviewPolicy(Previewed):
    """Which policy: one that comes with Milepost by its name, or the weights of one's own.

    What is left out of one's own is as in the policy "standard".
    """

    policy = identifier(load_default="proposed", metadata={"description": "Its name."})
    weights = fields.Nested(Weights, load_default=None, metadata={"description": "What is left out counts nothing."})
    half_life_days = days(load_default=None)
    retained = number(0, 1, load_default=None)
    rating_half_life_days = days(load_default=None)
    half_confidence = number(1, 1000, load_default=None)
    unit = identifier(load_default=None, metadata={"description": "People of this unit and those below it only."})


class PolicyNeeded(InvalidInput):
    """The name is that of no policy, and no weights were given; or they were given for one that has its own."""

    def __init__(self, name: str) -> None:
        super().__init__(
            f"Name one of the policies {', '.join(POLICIES)} as it is, or give the weights of one by another name "
            f"than {name!r}.",
            fields={"policy": ["Is a policy's with its own weights, or needs weights."]},
        )


@query(
    "policy_preview",
    access={Access.HR},
    params=PreviewPolicy,
    as_of=False,
    example={"policy": "manager-led", "limit": 100},
)
def policy_preview(asked: Asked) -> Answer:
    """Who would gain or lose, in levels and in readiness for their own role, by another level policy.

    Only those for whom something would change are listed; `people` is how many were gone through.
    """
    proposed, in_force = proposed_policy(asked.params), policy_in_force(asked)
    page, following = some_people(asked, _HERE, unit=asked.params["unit"])
    changes = _Changes(asked, page, in_force, proposed)
    found = [(each, *changes.of(each)) for each in page]
    return {
        "policy": proposed.name,
        "instead_of": in_force.name,
        "people": len(page),
        "levels": tally(change for _, changed, _ in found for change in changed),
        "readiness": tally(ready for _, _, ready in found if ready),
        "items": [
            {**each, "readiness": ready and shown_change(ready, changes.known), "levels": changed}
            for each, changed, ready in found
            if changed
        ],
        "next": following,
    }


def proposed_policy(params: Mapping[str, Any]) -> LevelPolicy:
    """The policy that the parameters name or describe. Raises `PolicyNeeded`."""
    name, weights = params["policy"], params["weights"]
    given = ("half_life_days", "retained", "rating_half_life_days", "half_confidence")
    changed = {field: params[field] for field in given if params[field] is not None}
    if weights is None and name in POLICIES and not changed:
        return POLICIES[name]
    if weights is None or name in POLICIES:
        raise PolicyNeeded(name)
    by_source: dict[RatingSource, Decimal] = {RatingSource(source): weight for source, weight in weights.items()}
    return msgspec.structs.replace(STANDARD, name=name, weights=by_source, **changed)


class _Changes:
    """What would change for some people by another policy."""

    def __init__(self, asked: Asked, page: Found, in_force: LevelPolicy, proposed: LevelPolicy) -> None:
        self._today = asked.moment.today
        self._policies = in_force, proposed
        self._rows: Mapping[str, Any] = asked.rows_of(SKILL_PROFILES, [each["person"] for each in page])
        self._titles = roles_titled(asked, {each["role"] for each in page})
        self._roles = roles_by_id(asked, self._titles.values())
        self.known: KnownSkills = known_skills(asked, self._skills())

    def of(self, person: Mapping[str, Any]) -> tuple[list[LevelChange], ReadinessChange | None]:
        """Levels that would change, and readiness where the person is in a role that is described."""
        rows = self._rows.get(person["person"], ())
        before, after = (standings(rows, self.known, policy, self._today) for policy in self._policies)
        role = self._role_of(person)
        if role is None:
            return level_changes(before, after), None
        ready = [readiness_for(role, levels(held), self.known, self._today) for held in (before, after)]
        return level_changes(before, after), readiness_change(role.role, *ready)

    def _role_of(self, person: Mapping[str, Any]) -> Role | None:
        return self._roles.get(self._titles.get(person["role"], ""))

    def _skills(self) -> set[str]:
        rated: list[SkillProfileRow] = [row for of_person in self._rows.values() for row in of_person]
        asked_for = [skill for role in self._roles.values() for skill in skills_of(role)]
        return {*(row.skill for row in rated), *asked_for}
