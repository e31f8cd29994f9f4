"""How ready people can be for a role at most, judging by the highest level that any rating states. Pure.

The effective level is never above that, so whoever ranks low by the bound ranks no higher by the level itself.
"""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from services.gateway.role_catalogue import Role
from services.gateway.skill_catalogue import KnownSkills, as_now_known


def upper_bounds(
    role: Role, known: KnownSkills, ids: Mapping[str, str], today: date
) -> tuple[Mapping[str, list[Any]], float]:
    """What the role asks for as columns, a line for each id of a skill, and the share that anybody has reached.

    The columns are `versions`, `ids`, `skills`, `levels`, `shares`: the share of the readiness that reaching the level
    is worth. While a grace period lasts there are two versions, of which the better one counts.
    """
    columns: dict[str, list[Any]] = {"versions": [], "ids": [], "skills": [], "levels": [], "shares": []}
    in_grace = role.grace_until is not None and today < role.grace_until
    bases = [0.0]
    for version, skills in enumerate([role.skills, role.before] if in_grace else [role.skills]):
        required = as_now_known(skills, known)
        total = sum((each.importance for each in required), Decimal(0))
        bases.append(float(sum((each.importance for each in required if not each.level), Decimal(0)) / (total or 1)))
        for each in required:
            if not each.level:
                continue
            for skill in (skill for skill, target in ids.items() if target == each.skill):
                line = (version, skill, each.skill, each.level, float(each.importance / total))
                for column, value in zip(columns.values(), line, strict=True):
                    column.append(value)
    return columns, max(bases)
