"""Momentum: how steadily somebody has been moving over a window of days. Pure.

The score is 100 x the weighted mean of up to three parts, each from 0 to 1:

- rhythm (weight 4): check-ins kept / check-ins expected. A goal expects one for each whole rhythm (every N days)
  that it was worked on within the window; where more were made than expected, those made count as expected.
  Left out where none was expected and none made.
- action (weight 4): actions done / one for each week of the window, at most 1.
- recovery (weight 2): 1 where somebody got over a setback within the window; left out otherwise. So a recovery can
  only raise the score, and a setback never lowers it.

Recoveries are private. To others, momentum is shown without that part, and so does not tell of setbacks.

The trend compares with the window of the same length just before: rising or falling from 5 points on.
"""

from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from enum import StrEnum

import msgspec

from shared.contracts.goals.events import GoalStatus
from shared.read_models.activity import ActivityRow
from shared.read_models.goals import GoalRow

WINDOW_DAYS = 28

_RHYTHM, _ACTION, _RECOVERY = 4, 4, 2
_STEADY_BELOW = 5


class Trend(StrEnum):
    """Whether momentum grows."""

    RISING = "rising"
    STEADY = "steady"
    FALLING = "falling"


class Counts(msgspec.Struct, frozen=True, omit_defaults=True):
    """What was done within a window. The last three are private, and None to others."""

    check_ins: int
    check_ins_kept: int
    check_ins_expected: int
    progress_reports: int
    actions_done: int
    recoveries: int | None = None
    lessons: int | None = None
    steps_taken: int | None = None


class Parts(msgspec.Struct, frozen=True):
    """The parts of the score, each from 0 to 1; None where left out."""

    rhythm: float | None
    action: float
    recovery: float | None


class Momentum(msgspec.Struct, frozen=True):
    """The score (0 to 100) over a window, both of whose days are included, with what it is made of."""

    score: int
    begins: date
    ends: date
    parts: Parts
    counts: Counts


class MomentumTrend(msgspec.Struct, frozen=True):
    """Momentum over a window and over the one before."""

    now: Momentum
    before: Momentum
    trend: Trend


def momentum_trend(
    activity: Sequence[ActivityRow], goals: Sequence[GoalRow], today: date, days: int, *, private: bool
) -> MomentumTrend:
    """Momentum of the `days` up to `today`, against the `days` before. `private` parts are for the person only."""
    now = momentum(activity, goals, today, days, private=private)
    before = momentum(activity, goals, today - timedelta(days=days), days, private=private)
    change = now.score - before.score
    if abs(change) < _STEADY_BELOW:
        return MomentumTrend(now, before, Trend.STEADY)
    return MomentumTrend(now, before, Trend.RISING if change > 0 else Trend.FALLING)


def momentum(
    activity: Iterable[ActivityRow], goals: Iterable[GoalRow], ends: date, days: int, *, private: bool
) -> Momentum:
    """Momentum of the `days` up to and with `ends`, by the formula above."""
    begins = ends - timedelta(days=days - 1)
    within = [row for row in activity if begins <= row.day <= ends]
    counts = Counts(
        check_ins=sum(row.check_ins for row in within),
        check_ins_kept=sum(row.check_ins_kept for row in within),
        check_ins_expected=sum(_expected(goal, begins, ends) for goal in goals),
        progress_reports=sum(row.progress_reports for row in within),
        actions_done=sum(row.actions_done for row in within),
        recoveries=sum(row.recoveries for row in within) if private else None,
        lessons=sum(row.lessons for row in within) if private else None,
        steps_taken=sum(row.steps_taken for row in within) if private else None,
    )
    parts = _parts(counts, days)
    return Momentum(_score(parts), begins, ends, parts, counts)


def _expected(goal: GoalRow, begins: date, ends: date) -> int:
    """How many whole rhythms the goal was worked on between the two days, both included."""
    if goal.status is GoalStatus.PAUSED:
        return 0
    first = max(begins, goal.working_since, goal.starts_on)
    last = min(ends, goal.closed_on or ends)
    return max(0, (last - first).days + 1) // goal.check_in_every_days


def _parts(counts: Counts, days: int) -> Parts:
    expected = max(counts.check_ins_expected, counts.check_ins)
    return Parts(
        rhythm=counts.check_ins_kept / expected if expected else None,
        action=min(1.0, counts.actions_done / (days / 7)),
        recovery=1.0 if counts.recoveries else None,
    )


def _score(parts: Parts) -> int:
    weighted = [(_RHYTHM, parts.rhythm), (_ACTION, parts.action), (_RECOVERY, parts.recovery)]
    counted = [(weight, part) for weight, part in weighted if part is not None]
    return round(100 * sum(weight * part for weight, part in counted) / sum(weight for weight, _ in counted))
