"""Retiring what a framework does not list any more.

A list from which much is missing is more likely to be half a file than a new release: it stops the import, which
asks to be told to go on.
"""

from collections.abc import Collection, Mapping, Sequence
from typing import Any

from services.skills.framework.known import Known
from services.skills.framework.report import Findings
from services.skills.role_profile import ROLE_PROFILE, retire_role_profile
from services.skills.skill import SKILL, retire_skill
from shared.contracts.skills.events import SkillKind
from shared.errors import RuleViolation


class TooManyRetired(RuleViolation):
    """A framework lacks more of its skills or roles than may be retired at once."""

    def __init__(self, what: str, missing: int, present: int, limit: float) -> None:
        super().__init__(
            f"{missing} of the {present} {what} of this framework are missing from it, and would be retired. That is "
            f"more than the limit of {limit:.0%}. Check that its files are complete; to go on all the same, set force.",
            fields={
                "force": [f"Needed: {missing} of {present} {what} would be retired."],
                "retiring_limit": [f"Is {limit}, and {missing / present:.3f} would be retired."],
            },
        )


def retire_missing(
    known: Known, framework: str, listed: Mapping[str, Any], limit: float, force: bool, findings: Findings
) -> None:
    """Retire the skills and roles of the framework that are not `listed`. Raises TooManyRetired unless forced."""
    highest = 1.0 if force else limit
    reason = f"The framework {framework} does not list it any more."
    for skill in _missing_skills(known, framework, set(listed["kinds"]), set(listed["skills"]), highest):
        known.decided(SKILL, skill, retire_skill(known.state(SKILL, skill), reason=reason))
        findings.counts["retired"] += 1
    if (roles := listed.get("roles")) is not None:
        for role in _missing_roles(known, framework, set(roles), highest):
            known.decided(ROLE_PROFILE, role, retire_role_profile(known.state(ROLE_PROFILE, role), reason=reason))
            findings.counts["retired"] += 1


def _missing_skills(
    known: Known, framework: str, kinds: Collection[SkillKind], listed: Collection[str], limit: float
) -> Sequence[str]:
    if not kinds:
        return []
    there, others = known.of_framework(SKILL, framework, listed)
    missing = [each.id for each in others if each.in_catalogue and each.framework == framework and each.kind in kinds]
    return _few("skills", missing, there, limit)


def _missing_roles(known: Known, framework: str, listed: Collection[str], limit: float) -> Sequence[str]:
    there, others = known.of_framework(ROLE_PROFILE, framework, listed)
    missing = [each.id for each in others if not each.retired and each.framework == framework]
    return _few("roles", missing, there, limit)


def _few(what: str, missing: Sequence[str], there: int, limit: float) -> Sequence[str]:
    present = there + len(missing)
    if len(missing) > limit * present:
        raise TooManyRetired(what, len(missing), present, limit)
    return missing
