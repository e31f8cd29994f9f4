from datetime import date, timedelta
from decimal import Decimal
from itertools import product
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from shared.contracts.skills.events import LevelPolicy, RatingSource
from shared.contracts.skills.ledger import Rating
from shared.contracts.skills.levels import EVIDENCE_FIRST, MANAGER_LED, POLICIES, STANDARD, effective_level

TODAY = date(2026, 9, 1)
PEOPLE = (RatingSource.SELF, RatingSource.MANAGER, RatingSource.PEER, RatingSource.REPORT, RatingSource.OTHER)
EVIDENCE = (RatingSource.WORK, RatingSource.CERTIFICATE, RatingSource.LINK, RatingSource.LEARNING)

DAYS = st.integers(0, 20_000).map(lambda days: TODAY - timedelta(days=days))
USES = st.lists(DAYS, max_size=3)
HALF_LIVES = st.none() | st.integers(30, 5000)
ANY_POLICY = st.sampled_from(list(POLICIES.values()))


def rating(
    number: int, source: RatingSource, level: int | None, days_ago: int = 0, *, rater: str | None = None
) -> Rating:
    rater = rater or f"{source}-{number}"
    return Rating(number, source, rater, TODAY - timedelta(days=days_ago), level, level)


@st.composite
def ledgers(draw: st.DrawFn) -> list[Rating]:
    """Ratings of several people and pieces of evidence, some of them twice, some expired or withdrawn."""
    drawn = draw(
        st.lists(
            st.tuples(st.sampled_from(RatingSource), st.integers(0, 5), DAYS, st.integers(1, 4), st.integers(0, 9)),
            max_size=8,
        )
    )
    return [
        Rating(
            number,
            source,
            f"{source}-{rater}",
            on,
            None if source is RatingSource.ENDORSEMENT or oddity == 1 else level,
            level,
            expires_on=on + timedelta(days=900) if oddity == 2 and source in EVIDENCE else None,
            withdrawn=oddity == 3,
        )
        for number, (source, level, on, rater, oddity) in enumerate(drawn, 1)
    ]


def level_of(ratings: list[Rating], policy: LevelPolicy = STANDARD, today: date = TODAY) -> Decimal:
    return effective_level(ratings, [], policy, None, today).level


def test_without_a_rating_a_skill_is_unrated() -> None:
    for none in ([], [rating(1, RatingSource.ENDORSEMENT, None)], [rating(1, RatingSource.LINK, None)]):
        effective = effective_level(none, [], STANDARD, None, TODAY)
        assert not effective.rated
        assert (effective.level, effective.confidence) == (Decimal(0), Decimal(0))


def test_the_level_is_the_mean_of_the_ratings_by_the_weights_of_their_sources() -> None:
    said = [rating(1, RatingSource.SELF, 5), rating(2, RatingSource.MANAGER, 3)]
    assert level_of(said) == Decimal("3.5")
    assert level_of(said, MANAGER_LED) == Decimal("3.2")


def test_another_policy_weighs_the_same_ratings_otherwise() -> None:
    said = [rating(1, RatingSource.MANAGER, 2), rating(2, RatingSource.CERTIFICATE, 5)]
    assert level_of(said) == Decimal("3.5")
    assert level_of(said, MANAGER_LED) == Decimal("2.8")
    assert level_of(said, EVIDENCE_FIRST) == Decimal("4.2")


def test_many_pieces_of_evidence_of_one_kind_count_no_more_than_the_best_of_them() -> None:
    manager = rating(1, RatingSource.MANAGER, 2)
    pieces = [rating(n, RatingSource.LINK, level) for n, level in enumerate((1, 3, 5, 5, 4), 2)]
    assert level_of([manager, *pieces]) == level_of([manager, rating(9, RatingSource.LINK, 5)]) == Decimal("2.8")


def test_of_each_kind_of_evidence_the_piece_counts_that_raises_the_level_most() -> None:
    manager = rating(1, RatingSource.MANAGER, 2)
    old_and_higher, new = rating(2, RatingSource.WORK, 5, 3650), rating(3, RatingSource.WORK, 4)
    effective = effective_level([manager, old_and_higher, new], [TODAY], STANDARD, None, TODAY)
    assert effective.level == level_of([manager, new]) == Decimal("2.8")


def test_without_what_people_say_the_level_is_the_highest_that_is_shown() -> None:
    assert level_of([rating(1, RatingSource.LINK, 4), rating(2, RatingSource.CERTIFICATE, 2)]) == 4


def test_of_each_rater_the_latest_rating_counts() -> None:
    first = rating(1, RatingSource.PEER, 1, 400, rater="alan")
    second = rating(2, RatingSource.MANAGER, 4, rater="alan")
    assert level_of([first, second]) == level_of([second]) == 4
    assert level_of([first, replace(second, withdrawn=True)]) == level_of([first])


def test_of_two_ratings_by_one_rater_on_one_day_the_last_counts() -> None:
    both = [rating(1, RatingSource.SELF, 1, rater="ada"), rating(2, RatingSource.SELF, 4, rater="ada")]
    assert level_of(both) == level_of(both[::-1]) == 4


def test_an_endorsement_does_not_take_the_place_of_its_givers_rating() -> None:
    assessed, endorsed = (
        rating(1, RatingSource.PEER, 3, rater="alan"),
        rating(2, RatingSource.ENDORSEMENT, None, rater="alan"),
    )
    alone = effective_level([assessed], [], STANDARD, None, TODAY)
    both = effective_level([assessed, endorsed], [], STANDARD, None, TODAY)
    assert both.level == alone.level == 3
    assert both.confidence > alone.confidence


def test_a_level_halves_towards_what_is_retained_in_each_half_life_of_disuse() -> None:
    policy = replace(STANDARD, retained=Decimal("0.2"))
    for half_lives, left in ((0, "5.0"), (1, "3.0"), (2, "2.0"), (20, "1.0")):
        old = [rating(1, RatingSource.SELF, 5, 100 * half_lives)]
        assert effective_level(old, [], policy, 100, TODAY).level == Decimal(left)
        assert effective_level(old, [], policy, 100, TODAY).unaged == 5


def test_a_skill_without_a_half_life_of_its_own_has_that_of_the_policy() -> None:
    old = [rating(1, RatingSource.SELF, 4, STANDARD.half_life_days)]
    assert level_of(old) == effective_level(old, [], STANDARD, STANDARD.half_life_days, TODAY).level == Decimal("2.6")


def test_a_skill_in_use_does_not_age() -> None:
    old = [rating(1, RatingSource.SELF, 4, 3000)]
    effective = effective_level(old, [TODAY], STANDARD, None, TODAY)
    assert (effective.level, effective.last_used) == (Decimal(4), TODAY)


def test_a_newer_rating_weighs_more() -> None:
    old, new = rating(1, RatingSource.PEER, 2, 730), rating(2, RatingSource.PEER, 5)
    assert effective_level([old, new], [TODAY], STANDARD, None, TODAY).level == Decimal("4.0")


def test_what_expired_counts_no_more_from_its_day_on() -> None:
    paper = replace(rating(1, RatingSource.CERTIFICATE, 4), expires_on=TODAY + timedelta(days=1))
    assert level_of([paper]) == 4
    assert level_of([paper], today=TODAY + timedelta(days=1)) == 0


def test_what_is_dated_later_does_not_count_yet() -> None:
    tomorrow = rating(1, RatingSource.SELF, 4, -1)
    assert level_of([tomorrow]) == 0
    effective = effective_level([rating(1, RatingSource.SELF, 4, 9)], [TODAY + timedelta(days=1)], STANDARD, 30, TODAY)
    assert effective.last_used is None


def test_a_source_without_a_weight_does_not_count() -> None:
    policy = replace(STANDARD, weights={RatingSource.MANAGER: Decimal(1)})
    said = [rating(1, RatingSource.SELF, 5), rating(2, RatingSource.MANAGER, 2)]
    assert level_of(said, policy) == 2
    assert not effective_level(said[:1], [], policy, None, TODAY).rated


def test_views_of_different_sources_give_more_confidence_than_as_many_of_one() -> None:
    alike = [rating(n, RatingSource.PEER, 3) for n in (1, 2)]
    independent = [rating(1, RatingSource.PEER, 3), rating(2, RatingSource.REPORT, 3)]
    assert (
        effective_level(alike, [], STANDARD, None, TODAY).confidence
        < effective_level(independent, [], STANDARD, None, TODAY).confidence
    )


def test_the_confidence_is_one_half_at_the_weight_that_the_policy_says() -> None:
    said = [rating(1, RatingSource.MANAGER, 3), rating(2, RatingSource.SELF, 3)]
    assert effective_level(said, [], STANDARD, None, TODAY).confidence == Decimal("0.50")


@pytest.mark.parametrize("policy", POLICIES.values(), ids=list(POLICIES))
def test_a_policy_gives_every_source_a_weight(policy: LevelPolicy) -> None:
    assert policy.weights.keys() == set(RatingSource)
    assert all(weight > 0 for weight in policy.weights.values())


@given(ledgers(), USES, ANY_POLICY, HALF_LIVES)
def test_level_and_confidence_are_bounded(
    ratings: list[Rating], uses: list[date], policy: LevelPolicy, half_life: int | None
) -> None:
    effective = effective_level(ratings, uses, policy, half_life, TODAY)
    assert 0 <= effective.level <= effective.unaged <= 5
    assert 0 <= effective.confidence <= 1
    highest = max((each.level or 0 for each in ratings), default=0)
    assert effective.unaged <= highest


@given(ledgers(), USES, ANY_POLICY, HALF_LIVES, st.randoms())
def test_the_order_in_which_ratings_are_given_does_not_matter(
    ratings: list[Rating], uses: list[date], policy: LevelPolicy, half_life: int | None, random: Random
) -> None:
    shuffled = ratings[:]
    random.shuffle(shuffled)
    before = effective_level(ratings, uses, policy, half_life, TODAY)
    assert effective_level(shuffled, uses[::-1], policy, half_life, TODAY) == before


@given(ledgers(), USES, ANY_POLICY, HALF_LIVES, st.data())
def test_a_higher_rating_never_lowers_the_level(
    ratings: list[Rating], uses: list[date], policy: LevelPolicy, half_life: int | None, data: st.DataObject
) -> None:
    raised = [
        replace(each, level=min(5, each.level + data.draw(st.integers(0, 2)))) if each.level else each
        for each in ratings
    ]
    before = effective_level(ratings, uses, policy, half_life, TODAY)
    after = effective_level(raised, uses, policy, half_life, TODAY)
    assert after.level >= before.level
    assert after.confidence == before.confidence


@given(ledgers(), USES, ANY_POLICY, HALF_LIVES, st.sampled_from(EVIDENCE), st.integers(0, 5), DAYS)
def test_evidence_never_lowers_a_level(
    ratings: list[Rating],
    uses: list[date],
    policy: LevelPolicy,
    half_life: int | None,
    source: RatingSource,
    level: int,
    on: date,
) -> None:
    shown = Rating(99, source, "new", on, level, level)
    before = effective_level(ratings, uses, policy, half_life, TODAY)
    after = effective_level([*ratings, shown], uses, policy, half_life, TODAY)
    assert after.level >= before.level
    assert after.confidence >= before.confidence


@given(ledgers(), USES, ANY_POLICY, HALF_LIVES, st.sampled_from(RatingSource), DAYS)
def test_another_view_never_lowers_the_confidence(
    ratings: list[Rating],
    uses: list[date],
    policy: LevelPolicy,
    half_life: int | None,
    source: RatingSource,
    on: date,
) -> None:
    view = Rating(99, source, "new", on, None if source is RatingSource.ENDORSEMENT else 3)
    before = effective_level(ratings, uses, policy, half_life, TODAY)
    assert effective_level([*ratings, view], uses, policy, half_life, TODAY).confidence >= before.confidence


@given(ledgers(), USES, ANY_POLICY, HALF_LIVES, DAYS)
def test_using_a_skill_never_lowers_its_level(
    ratings: list[Rating], uses: list[date], policy: LevelPolicy, half_life: int | None, use: date
) -> None:
    before = effective_level(ratings, uses, policy, half_life, TODAY)
    assert effective_level(ratings, [*uses, use], policy, half_life, TODAY).level >= before.level


@given(ledgers(), USES, ANY_POLICY, HALF_LIVES, st.integers(0, 5000))
def test_as_days_go_by_without_a_word_level_and_confidence_only_fall(
    ratings: list[Rating], uses: list[date], policy: LevelPolicy, half_life: int | None, days: int
) -> None:
    now = effective_level(ratings, uses, policy, half_life, TODAY)
    then = effective_level(ratings, uses, policy, half_life, TODAY + timedelta(days=days))
    assert then.level <= now.level
    assert then.confidence <= now.confidence


@given(st.lists(st.tuples(st.sampled_from(RatingSource), st.integers(0, 5), st.integers(0, 2000)), max_size=7), USES)
def test_the_level_is_the_highest_over_every_choice_of_a_piece_of_each_kind(
    drawn: list[tuple[RatingSource, int, int]], uses: list[date]
) -> None:
    ratings = [rating(number, *each) for number, each in enumerate(drawn, 1)]
    said = [each for each in ratings if each.source not in EVIDENCE]
    kinds = [[None, *(each for each in ratings if each.source is kind)] for kind in EVIDENCE]
    newest = [Rating(99, RatingSource.OTHER, "newest", max((each.on for each in ratings), default=TODAY), 2)]
    choices = [[*said, *newest, *(piece for piece in choice if piece)] for choice in product(*kinds)]
    highest = max(effective_level(choice, uses, STANDARD, None, TODAY).level for choice in choices)
    assert effective_level([*ratings, *newest], uses, STANDARD, None, TODAY).level == highest
