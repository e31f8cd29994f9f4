"""What another level policy, or another profile of a role, would change for people. Pure."""

from collections.abc import Iterable, Mapping
from decimal import Decimal

import msgspec

from services.gateway.skill_levels import Standings
from shared.contracts.skills.readiness import Readiness


class LevelChange(msgspec.Struct, frozen=True):
    """A skill whose effective level would change; None where it is, or would be, unrated."""

    skill: str
    name: str | None
    before: Decimal | None
    after: Decimal | None

    @property
    def by(self) -> Decimal:
        """How far the level would move."""
        return (self.after or Decimal(0)) - (self.before or Decimal(0))


class ReadinessChange(msgspec.Struct, frozen=True):
    """Readiness for a role before and after, and the skills that would be short of what it asks, or no longer be."""

    role: str
    before: Decimal | None
    after: Decimal | None
    new_gaps: tuple[str, ...] = ()
    closed_gaps: tuple[str, ...] = ()

    @property
    def by(self) -> Decimal:
        """How far readiness would move."""
        return (self.after or Decimal(0)) - (self.before or Decimal(0))


def level_changes(before: Standings, after: Standings) -> list[LevelChange]:
    """The skills of one person whose level would change, the furthest first."""
    pairs = [(before[skill], after[skill]) for skill in before]
    changes = [LevelChange(a.skill.skill, a.skill.name, b.level, a.level) for b, a in pairs if b.level != a.level]
    return sorted(changes, key=lambda change: (-abs(change.by), change.skill))


def readiness_change(role: str, before: Readiness, after: Readiness) -> ReadinessChange:
    """How one person's readiness for a role would change."""
    short, then_short = ({gap.skill for gap in ready.gaps} for ready in (before, after))
    return ReadinessChange(
        role=role,
        before=before.share,
        after=after.share,
        new_gaps=tuple(sorted(then_short - short)),
        closed_gaps=tuple(sorted(short - then_short)),
    )


def tally(changes: Iterable[LevelChange | ReadinessChange]) -> Mapping[str, int]:
    """How many would gain, and how many lose."""
    moves = [change.by for change in changes]
    return {"gain": sum(by > 0 for by in moves), "lose": sum(by < 0 for by in moves)}
