"""Which anonymous groups of answers may be shown, so that nobody's answer can be told from another's. Pure.

1. A group of fewer than `least` answers is never shown, and `least` is never below three.
2. The small ones are shown together, as others, where they are enough together; else the smallest large group joins
   them. Where that is not enough either, none of them is shown.
3. Whatever is shown together with what is withheld leaves no remainder: either all answers are in some group, or
   there is no group at all. So nobody gains by subtracting groups from one another or from a total.
4. An item that fewer than `least` of a group have rated is left out of what the group says: the mean of one rating
   would be somebody's rating.
5. What a group says is put in an order that follows from the words and levels alone, item by item. Neither which
   ratings and comments belong together can be told from it, nor who gave them, nor when.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence

from shared.contracts.feedback.events import (
    ItemComment,
    ItemComments,
    ItemLevels,
    ItemRating,
    Perspective,
    Rater,
    ReviewGroup,
)

LEAST = 3
"""The fewest answers that any anonymous group may be shown of."""

ANONYMOUS = (Perspective.PEER, Perspective.REPORT, Perspective.EXTERNAL)
"""The perspectives from which people answer without their name."""


def showable_groups(counts: Mapping[Perspective, int], least: int = LEAST) -> Mapping[Perspective, ReviewGroup]:
    """The group under which the answers of each perspective are shown; perspectives left out are withheld.

    `counts` are the numbers of answers of the anonymous perspectives. A `least` below three counts as three.
    """
    least = max(least, LEAST)
    answered = {each: counts[each] for each in ANONYMOUS if counts.get(each, 0) > 0}
    small = {each for each in answered if answered[each] < least}
    large = [each for each in answered if each not in small]
    if small and sum(answered[each] for each in small) < least:
        if not large:
            return {}
        small.add(min(large, key=lambda each: answered[each]))
    return {each: ReviewGroup.OTHERS if each in small else ReviewGroup(each) for each in answered}


def thin_perspectives(raters: Iterable[Rater], least: int = LEAST) -> Mapping[Perspective, int]:
    """The anonymous perspectives with some raters, and how many more each needs to be shown by itself."""
    counts = dict.fromkeys(ANONYMOUS, 0)
    for rater in raters:
        if rater.perspective in counts:
            counts[rater.perspective] += 1
    least = max(least, LEAST)
    return {each: least - count for each, count in counts.items() if 0 < count < least}


def levels_by_item(ratings: Iterable[ItemRating], least: int = LEAST) -> tuple[ItemLevels, ...]:
    """The levels that a group gave to each item, ascending, of the items that at least `least` of it rated."""
    by_item: dict[str, list[int]] = defaultdict(list)
    for rating in ratings:
        by_item[rating.item].append(rating.level)
    enough = max(least, LEAST)
    return tuple(
        ItemLevels(item, tuple(sorted(levels))) for item, levels in sorted(by_item.items()) if len(levels) >= enough
    )


def comments_by_item(comments: Iterable[ItemComment]) -> tuple[ItemComments, ...]:
    """The words that a group found for each item, in alphabetical order; first those on the person as a whole."""
    by_item: dict[str | None, list[str]] = defaultdict(list)
    for comment in comments:
        by_item[comment.item].append(comment.text)
    return tuple(ItemComments(item, tuple(sorted(by_item[item]))) for item in _ordered(list(by_item)))


def _ordered(items: Sequence[str | None]) -> list[str | None]:
    return sorted(items, key=lambda item: (item is not None, item or ""))
