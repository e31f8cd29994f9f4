"""Audiences: one row for each goal and whom it was opened to, so that people find what was shared with them.

The goals have those people in a list, but row-level security keeps PostgreSQL from using an index on what a list
contains: only operators that cannot leak may look before the policy does, and text equality is one of them.
"""

from collections.abc import Callable
from datetime import date

from shared.contracts.goals.events import Audience, GoalShared, GoalUnshared
from shared.event import Envelope
from shared.projecting.read_model import Key, ReadModel, Row

MOST_PEOPLE = 200
"""The most people whom one event names."""


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


def _fold_place(place: int) -> None:
    """Fold who stands at one place of the list in an event. A fold has one key, so each place has its own."""
    key = _key_at(place)

    @AUDIENCES.folds_into(GoalShared, key=key)
    def was_shared(_row: AudienceRow | None, e: GoalShared, at: Envelope) -> AudienceRow | None:
        """Open to them; beyond the end of the list there is nobody."""
        _, audience, whom = key(e, at)
        if audience is Audience.PEOPLE and not whom:
            return None
        return AudienceRow(e.goal, audience, whom, e.person, e.on)

    @AUDIENCES.on(GoalUnshared, key=key)
    def was_unshared(_row: AudienceRow, _e: GoalUnshared, _at: Envelope) -> None:
        """Open to them no more."""


def _key_at(place: int) -> Callable[[GoalShared | GoalUnshared, Envelope], Key]:
    def key(e: GoalShared | GoalUnshared, _at: Envelope) -> Key:
        return (e.goal, e.audience, e.people[place] if place < len(e.people) else "")

    return key


for _place in range(MOST_PEOPLE):
    _fold_place(_place)
