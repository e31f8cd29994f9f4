"""Which anonymous groups are shown: laws that hold whatever the numbers, and the cases that people ask about."""

from collections import Counter
from collections.abc import Mapping, Sequence
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.contracts.feedback.anonymity import (
    ANONYMOUS,
    LEAST,
    comments_by_item,
    levels_by_item,
    showable_groups,
    thin_perspectives,
)
from shared.contracts.feedback.events import (
    ItemComment,
    ItemComments,
    ItemLevels,
    ItemRating,
    Perspective,
    Rater,
    ReviewGroup,
)

counts = st.dictionaries(st.sampled_from(ANONYMOUS), st.integers(0, 9))
thresholds = st.integers(-1, 8)
ratings = st.lists(st.builds(ItemRating, st.sampled_from("abc"), st.integers(0, 5)), max_size=20)
comments = st.lists(st.builds(ItemComment, st.sampled_from(["a", "b", None]), st.text("xyz", max_size=3)), max_size=20)


def sizes(counts: Mapping[Perspective, int], least: int) -> Counter[ReviewGroup]:
    found: Counter[ReviewGroup] = Counter()
    for perspective, group in showable_groups(counts, least).items():
        found[group] += counts[perspective]
    return found


@given(counts, thresholds)
def test_no_group_is_below_the_threshold_nor_below_three(counts: Mapping[Perspective, int], least: int) -> None:
    assert all(size >= max(least, LEAST) for size in sizes(counts, least).values())


@given(counts, thresholds)
def test_groups_and_the_total_leave_no_remainder(counts: Mapping[Perspective, int], least: int) -> None:
    shown = sum(sizes(counts, least).values())
    assert shown in (0, sum(counts.values()))


@given(counts, thresholds)
def test_nothing_is_withheld_that_could_be_shown_together(counts: Mapping[Perspective, int], least: int) -> None:
    total = sum(counts.values())
    assert bool(sizes(counts, least)) == (total >= max(least, LEAST))


@given(counts, thresholds)
def test_a_large_perspective_stands_by_itself_unless_the_small_ones_need_it(
    counts: Mapping[Perspective, int], least: int
) -> None:
    groups, enough = showable_groups(counts, least), max(least, LEAST)
    small = sum(count for count in counts.values() if count < enough)
    joined = [each for each, group in groups.items() if group is ReviewGroup.OTHERS and counts[each] >= enough]
    assert len(joined) == (1 if 0 < small < enough and groups else 0)
    for each in joined:
        assert counts[each] == min(counts[other] for other in counts if counts[other] >= enough)


@pytest.mark.parametrize(
    ("numbers", "shown"),
    [
        ((0, 0, 0), {}),
        ((2, 0, 0), {}),
        ((1, 1, 0), {}),
        ((3, 0, 0), {"peer": 3}),
        ((1, 1, 1), {"others": 3}),
        ((5, 1, 0), {"others": 6}),
        ((5, 2, 1), {"peer": 5, "others": 3}),
        ((5, 4, 1), {"peer": 5, "others": 5}),
        ((3, 3, 3), {"peer": 3, "report": 3, "external": 3}),
    ],
)
def test_small_perspectives_are_shown_together_or_join_the_smallest_large_one(
    numbers: tuple[int, int, int], shown: dict[str, int]
) -> None:
    found = sizes(dict(zip(ANONYMOUS, numbers, strict=True)), LEAST)
    assert {group.value: size for group, size in found.items()} == shown


def test_those_who_answer_by_name_are_in_no_anonymous_group() -> None:
    assert showable_groups({Perspective.SELF: 5, Perspective.MANAGER: 5, Perspective.PEER: 3}) == {
        Perspective.PEER: ReviewGroup.PEER
    }


@given(ratings, st.randoms(use_true_random=False))
def test_levels_tell_neither_who_gave_them_nor_what_else_they_gave(rated: list[ItemRating], chance: Random) -> None:
    shuffled = list(rated)
    chance.shuffle(shuffled)
    assert levels_by_item(shuffled) == levels_by_item(rated)


@given(comments, st.randoms(use_true_random=False))
def test_comments_tell_neither_who_made_them_nor_what_else_was_said(said: list[ItemComment], chance: Random) -> None:
    shuffled = list(said)
    chance.shuffle(shuffled)
    assert comments_by_item(shuffled) == comments_by_item(said)
    shown = Counter((each.item, text) for each in comments_by_item(said) for text in each.texts)
    assert shown == Counter((each.item, each.text) for each in said)


@given(ratings, thresholds)
def test_an_item_is_left_out_that_too_few_have_rated(rated: list[ItemRating], least: int) -> None:
    enough = {item: count for item, count in Counter(each.item for each in rated).items() if count >= max(least, LEAST)}
    assert {each.item: len(each.levels) for each in levels_by_item(rated, least)} == enough


def test_levels_ascend_and_comments_are_in_alphabetical_order_the_person_as_a_whole_first() -> None:
    assert levels_by_item([ItemRating("b", level) for level in (3, 1, 2)]) == (ItemLevels("b", (1, 2, 3)),)
    said = [ItemComment("a", "Late"), ItemComment(None, "Kind"), ItemComment("a", "Exact")]
    assert comments_by_item(said) == (ItemComments(None, ("Kind",)), ItemComments("a", ("Exact", "Late")))


@pytest.mark.parametrize(
    ("perspectives", "missing"),
    [
        ([], {}),
        ([Perspective.MANAGER], {}),
        ([Perspective.PEER], {Perspective.PEER: 2}),
        ([Perspective.PEER] * 3 + [Perspective.REPORT] * 2, {Perspective.REPORT: 1}),
    ],
)
def test_whoever_names_raters_is_told_where_there_are_too_few(
    perspectives: Sequence[Perspective], missing: Mapping[Perspective, int]
) -> None:
    assert thin_perspectives([Rater(str(n), each) for n, each in enumerate(perspectives)]) == missing
