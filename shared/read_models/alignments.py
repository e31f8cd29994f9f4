"""Alignments: one row for each goal and goal above it, so that a tree can be followed downwards by an index.

The goals have their parents in a list, but row-level security keeps PostgreSQL from using an index on what a list
contains: only operators that cannot leak may look before the policy does, and text equality is one of them.
"""

from shared.contracts.goals.events import GoalAligned, GoalUnaligned
from shared.event import Envelope
from shared.projecting.read_model import ReadModel, Row


class AlignmentRow(Row, frozen=True):
    """The goal of a person contributes to another goal."""

    goal: str
    parent: str
    person: str


ALIGNMENTS = ReadModel(
    "alignments",
    AlignmentRow,
    version=1,
    source="goals",
    key=("goal", "parent"),
    indexes=[("parent", "goal"), ("person",)],
)
"""Alignments by goal and parent."""


@ALIGNMENTS.starts(GoalAligned)
def was_aligned(e: GoalAligned, _at: Envelope) -> AlignmentRow:
    """A new alignment."""
    return AlignmentRow(e.goal, e.parent, e.person)


@ALIGNMENTS.on(GoalUnaligned)
def was_unaligned(_row: AlignmentRow, _e: GoalUnaligned, _at: Envelope) -> None:
    """No alignment any more."""
