from collections import Counter
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.feedback.ballot import AlreadyAnswered, Answer, counted, with_answer
from shared.contracts.feedback.events import (
    GroupAnswered,
    ItemComment,
    ItemComments,
    ItemLevels,
    ItemRating,
    Perspective,
    ReviewGroup,
    ReviewSubmitted,
)
from tests.unit.feedback.organisation import DAY

SPRING: dict[str, Any] = {"cycle": "spring", "person": "ada", "on": DAY}
PERSPECTIVES = {
    **dict.fromkeys(["p1", "p2", "p3", "p4"], Perspective.PEER),
    **dict.fromkeys(["r1", "r2", "r3"], Perspective.REPORT),
    **dict.fromkeys(["e1", "e2"], Perspective.EXTERNAL),
}

levels = st.builds(ItemRating, st.sampled_from("ab"), st.integers(0, 5))
words = st.builds(ItemComment, st.sampled_from(["a", None]), st.text("xyz", min_size=1, max_size=3))
contents = st.tuples(st.lists(levels, max_size=2).map(tuple), st.lists(words, max_size=2).map(tuple))
ballots = st.dictionaries(st.sampled_from([*PERSPECTIVES, "stranger"]), contents)


def answer(digest: str, level: int = 3, *words: str) -> Answer:
    return Answer(digest, (ItemRating("sql", level),), tuple(ItemComment(None, each) for each in words))


def ballot_of(contents: dict[str, Any]) -> tuple[Answer, ...]:
    return tuple(Answer(digest, *said) for digest, said in contents.items())


def results(ballot: tuple[Answer, ...], least: int = 3) -> list[Any]:
    return counted(ballot, PERSPECTIVES, least=least, **SPRING)


def test_a_ballot_has_the_order_of_the_digests_and_not_that_in_which_answers_came() -> None:
    one = with_answer(with_answer((), answer("b")), answer("a"))
    other = with_answer(with_answer((), answer("a")), answer("b"))
    assert one == other == (answer("a"), answer("b"))


def test_an_answer_is_given_once() -> None:
    ballot = (answer("a", 3, "Kind"),)
    assert with_answer(ballot, answer("a", 3, "Kind")) == ballot
    for changed in (answer("a", 4, "Kind"), answer("a", 3)):
        with pytest.raises(AlreadyAnswered) as refused:
            with_answer(ballot, changed)
        assert "token" in refused.value.fields


def test_a_group_says_what_its_answers_say_and_whose_tokens_counted() -> None:
    ballot = (answer("p1", 5, "Late"), answer("p2", 1), answer("p3", 3, "Exact"))
    assert results(ballot) == [
        *(ReviewSubmitted(**SPRING, group=ReviewGroup.PEER, token=each) for each in ("p1", "p2", "p3")),
        GroupAnswered(
            **SPRING,
            group=ReviewGroup.PEER,
            answers=3,
            ratings=(ItemLevels("sql", (1, 3, 5)),),
            comments=(ItemComments(None, ("Exact", "Late")),),
        ),
    ]


def test_who_is_not_a_rater_any_more_is_not_counted() -> None:
    assert results((answer("p1"), answer("p2"), answer("stranger"))) == []


@given(ballots, st.permutations(["p1", "p2", "p3", "p4"]))
def test_raters_of_a_group_who_swap_their_answers_change_nothing(contents: dict[str, Any], order: list[str]) -> None:
    peers = [digest for digest in order if digest in contents]
    swapped = dict(zip(sorted(peers), [contents[digest] for digest in peers], strict=True))
    assert results(ballot_of(contents)) == results(ballot_of({**contents, **swapped}))


@given(ballots, st.integers(1, 5))
def test_no_answer_is_recorded_of_a_group_below_three_or_the_threshold(contents: dict[str, Any], least: int) -> None:
    events = results(ballot_of(contents), least)
    submitted = Counter(each.group for each in events if isinstance(each, ReviewSubmitted))
    answered = {each.group: each for each in events if isinstance(each, GroupAnswered)}
    assert submitted == {group: each.answers for group, each in answered.items()}
    assert all(each.answers >= max(3, least) for each in answered.values())
    rated = [each for group in answered.values() for each in group.ratings or ()]
    assert all(len(each.levels) >= max(3, least) for each in rated)


@given(ballots)
def test_an_answer_is_recorded_without_an_author_and_apart_from_what_it_says(
    contents: dict[str, Any],
) -> None:
    submitted = [each for each in results(ballot_of(contents)) if isinstance(each, ReviewSubmitted)]
    assert all((each.author, each.ratings, each.comments) == (None, None, None) for each in submitted)
    tokens = [each.token for each in submitted]
    assert all(tokens.count(each) == 1 for each in tokens)
