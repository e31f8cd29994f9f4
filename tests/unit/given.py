"""Given what happened, when a decision is taken, then these events or this refusal: how rules are tested.

given(GOAL, goal_set).when(goal.pause_goal, reason=None, **facts).then(GoalPaused(...))
given(GOAL, goal_set, closed).when(goal.pause_goal, ...).then_refused(GoalClosed, field="goal")
"""

from dataclasses import dataclass
from typing import Generic, TypeVar

from shared.aggregate import Aggregate, Decision
from shared.errors import RuleViolation
from shared.event import Event

S = TypeVar("S")


@dataclass(frozen=True)
class Outcome:
    """What a decision came to: the events to record, or the rule that forbade it."""

    events: list[Event]
    refusal: RuleViolation | None = None

    def then(self, *expected: Event) -> None:
        """Exactly `expected` were decided, in this order; none at all means that nothing changed."""
        assert self.refusal is None, f"refused: {self.refusal!r}"
        assert self.events == list(expected)

    def then_refused(self, error: type[RuleViolation], *, field: str | None = None) -> None:
        """Refused by `error` itself, naming `field` where one is given."""
        assert self.refusal is not None, f"expected {error.__name__}, but decided {self.events}"
        assert type(self.refusal) is error, f"expected {error.__name__}, but refused by {self.refusal!r}"
        assert field is None or field in self.refusal.fields, f"{field} is not among {self.refusal.fields}"


@dataclass(frozen=True)
class Given(Generic[S]):
    """An aggregate after what happened to it."""

    aggregate: Aggregate[S]
    history: tuple[Event, ...]

    @property
    def state(self) -> S:
        """The state that the history folds to."""
        return self.aggregate.fold(self.history)

    def when(self, decide: Decision, **named: object) -> Outcome:
        """Take the decision on that state, with the payload's fields and the facts that it names."""
        try:
            return Outcome(decide(self.state, **named))
        except RuleViolation as refusal:
            return Outcome([], refusal)


def given(aggregate: Aggregate[S], *history: Event) -> Given[S]:
    """Start from `history`, oldest first."""
    return Given(aggregate, history)
