"""A ballot: the anonymous answers about one person that wait for their cycle to close. Pure.

- An answer is kept with the digest of its token only, and in the order of the digests: whose it is and when it came
  cannot be told from it. The perspective is found when the cycle closes, by the raters approved then.
- Each token answers once. The same answer again changes nothing, another one is refused.
- Counted are the answers of those who are raters when the cycle closes, in groups that may be shown; of the others,
  nothing is recorded at all.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date

import msgspec

from shared.contracts.feedback.anonymity import comments_by_item, levels_by_item, showable_groups
from shared.contracts.feedback.events import (
    GroupAnswered,
    ItemComment,
    ItemRating,
    Perspective,
    ReviewGroup,
    ReviewSubmitted,
)
from shared.errors import RuleViolation
from shared.event import Event


class Answer(msgspec.Struct, frozen=True):
    """What somebody answered, under the digest of their token."""

    digest: str
    ratings: tuple[ItemRating, ...]
    comments: tuple[ItemComment, ...]


Ballot = tuple[Answer, ...]


class AlreadyAnswered(RuleViolation):
    """The token was used for another answer."""

    def __init__(self) -> None:
        super().__init__(
            "You have answered already. An anonymous answer is given once and stays as it is.",
            fields={"token": ["Was used."]},
        )


class TokenUnknown(RuleViolation):
    """The token is not that of a rater of the person in the cycle."""

    def __init__(self) -> None:
        super().__init__(
            "That is not the token of a rater of theirs. Take yours from your inbox.", fields={"token": ["Is unknown."]}
        )


def with_answer(ballot: Ballot, answer: Answer) -> Ballot:
    """The ballot with one more answer; the same ballot where it is in there. Raises AlreadyAnswered."""
    for each in ballot:
        if each.digest == answer.digest:
            if each != answer:
                raise AlreadyAnswered
            return ballot
    return tuple(sorted((*ballot, answer), key=lambda each: each.digest))


def counted(
    ballot: Iterable[Answer],
    perspectives: Mapping[str, Perspective],
    *,
    cycle: str,
    person: str,
    least: int,
    on: date,
) -> list[Event]:
    """What is recorded of a ballot; `perspectives` are those of the raters, by the digests of their tokens."""
    answers = [each for each in ballot if each.digest in perspectives]
    counts: dict[Perspective, int] = defaultdict(int)
    for each in answers:
        counts[perspectives[each.digest]] += 1
    groups = showable_groups(counts, least)
    shown: dict[ReviewGroup, list[Answer]] = defaultdict(list)
    for each in answers:
        if perspectives[each.digest] in groups:
            shown[groups[perspectives[each.digest]]].append(each)
    return [event for group in sorted(shown) for event in _of_group(group, shown[group], cycle, person, least, on)]


def _of_group(
    group: ReviewGroup, answers: Sequence[Answer], cycle: str, person: str, least: int, on: date
) -> Iterable[Event]:
    for digest in sorted(each.digest for each in answers):
        yield ReviewSubmitted(cycle=cycle, person=person, on=on, group=group, token=digest)
    yield GroupAnswered(
        cycle=cycle,
        person=person,
        on=on,
        group=group,
        answers=len(answers),
        ratings=levels_by_item((rating for each in answers for rating in each.ratings), least),
        comments=comments_by_item(comment for each in answers for comment in each.comments),
    )
