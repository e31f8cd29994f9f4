"""What was answered without a name: one row for each group that is shown of a reviewee's raters in a cycle.

There is none before the cycle closes, and never one of fewer answers than the cycle says. Who the raters are is not in
here, but in `reviews`.
"""

from collections.abc import Sequence

from msgspec.structs import replace

from shared.contracts.feedback.events import GroupAnswered, ItemComments, ItemLevels, ReviewGroup, ReviewSubmitted
from shared.event import Envelope
from shared.projecting.read_model import Key, ReadModel, Row


class ReviewGroupRow(Row, frozen=True):
    """What `answers` raters together said about `person`. By the digests in `tokens` each finds that theirs counted."""

    cycle: str
    person: str
    shown_as: ReviewGroup
    answers: int = 0
    tokens: tuple[str, ...] = ()
    ratings: tuple[ItemLevels, ...] = ()
    comments: tuple[ItemComments, ...] = ()


REVIEW_GROUPS = ReadModel(
    "review_groups",
    ReviewGroupRow,
    version=1,
    source="feedback",
    key=("cycle", "person", "shown_as"),
    indexes=[("person",)],
)
"""Groups of answers by cycle, reviewee and group."""


def _without_name(e: ReviewSubmitted, _at: Envelope) -> Sequence[Key]:
    return [] if e.token is None else [(e.cycle, e.person, e.group)]


@REVIEW_GROUPS.folds_each(ReviewSubmitted, keys=_without_name)
def was_counted(row: ReviewGroupRow | None, key: Key, e: ReviewSubmitted, _at: Envelope) -> ReviewGroupRow:
    """An answer is among those of the group."""
    row = row or ReviewGroupRow(*key)
    return replace(row, tokens=tuple(sorted({*row.tokens, e.token or ""})))


def _group(e: GroupAnswered, _at: Envelope) -> Sequence[Key]:
    return [(e.cycle, e.person, e.group)]


@REVIEW_GROUPS.folds_each(GroupAnswered, keys=_group)
def was_answered(row: ReviewGroupRow | None, key: Key, e: GroupAnswered, _at: Envelope) -> ReviewGroupRow:
    """What the group said."""
    row = row or ReviewGroupRow(*key)
    return replace(row, answers=e.answers, ratings=e.ratings or (), comments=e.comments or ())
