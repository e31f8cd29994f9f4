"""Audiences: one row for each goal and whom it was opened to, so that people find what was shared with them.

The goals have those people in a list, but row-level security keeps PostgreSQL from using an index on what a list
contains: only operators that cannot leak may look before the policy does, and text equality is one of them.
"""

from collections.abc import Sequence
from datetime import date

from shared.contracts.goals.events import Audience, GoalShared, GoalUnshared
from shared.event import Envelope
from shared.projecting.read_model import Key, ReadModel, Row


class AudienceRow(Row, frozen=True):
    """A person opened a goal to an audience; `whom` is one of them where the audience is people, else empty."""

    goal: str
    audience: Audience
    whom: str
    person: str
    shared_on: date


AUDIENCES = ReadModel(
    "audiences",
    AudienceRow,
    version=1,
    source="goals",
    key=("goal", "audience", "whom"),
    indexes=[("audience", "whom"), ("person",)],
)
"""Audiences by goal, audience, and person."""


def _opened_to(e: GoalShared | GoalUnshared, _at: Envelope) -> Sequence[Key]:
    """A key for each person, or one for an audience that is not named."""
    named = e.people if e.audience is Audience.PEOPLE else ("",)
    return [(e.goal, e.audience, whom) for whom in named]


@AUDIENCES.folds_each(GoalShared, keys=_opened_to)
def was_shared(_row: AudienceRow | None, key: Key, e: GoalShared, _at: Envelope) -> AudienceRow:
    """Open to them."""
    goal, audience, whom = key
    return AudienceRow(goal, audience, whom, e.person, e.on)


@AUDIENCES.folds_each(GoalUnshared, keys=_opened_to)
def was_unshared(_row: AudienceRow | None, _key: Key, _e: GoalUnshared, _at: Envelope) -> None:
    """Open to them no more."""
