from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.contracts.network.events import Help, InteractionKind
from shared.contracts.network.strength import CONNECTED, HALF_LIFE_DAYS, WEIGHTS, Contact, strength, with_time

JANUARY = date(2026, 1, 1)
HALF_LIFE = timedelta(days=HALF_LIFE_DAYS)

TIMES = st.lists(
    st.tuples(
        st.integers(0, 3000).map(lambda days: JANUARY + timedelta(days=days)),
        st.sampled_from(sorted(WEIGHTS.values())),
        st.sampled_from(Help),
    ),
    min_size=1,
    max_size=40,
)
Times = list[tuple[date, float, Help]]

MIRRORED = {Help.GIVEN: Help.RECEIVED, Help.RECEIVED: Help.GIVEN}


def folded(times: Times) -> Contact:
    contact = Contact()
    for on, weight, help in times:
        contact = with_time(contact, on, weight, help)
    return contact


def summed(times: Times) -> Contact:
    """The same, directly from the definition."""
    last = max(on for on, _, _ in times)
    left = [(0.5 ** ((last - on).days / HALF_LIFE_DAYS), weight, help) for on, weight, help in times]
    return Contact(
        amount=sum(share * weight for share, weight, _ in left),
        given=sum(share for share, _, help in left if help in {Help.GIVEN, Help.BOTH}),
        received=sum(share for share, _, help in left if help in {Help.RECEIVED, Help.BOTH}),
        last_on=last,
        times=len(times),
    )


def close(contact: Contact) -> tuple[object, ...]:
    return (
        pytest.approx(contact.amount),
        pytest.approx(contact.given),
        pytest.approx(contact.received),
        contact.last_on,
        contact.times,
    )


@given(times=TIMES)
def test_folding_one_time_after_the_other_comes_to_the_sum_over_all_of_them(times: Times) -> None:
    contact = folded(times)
    assert (contact.amount, contact.given, contact.received, contact.last_on, contact.times) == close(summed(times))


@given(times=TIMES, order=st.randoms())
def test_it_does_not_matter_in_which_order_times_become_known(times: Times, order: object) -> None:
    shuffled = list(times)
    order.shuffle(shuffled)  # type: ignore[attr-defined]
    contact = folded(shuffled)
    assert (contact.amount, contact.given, contact.received, contact.last_on, contact.times) == close(folded(times))


@given(times=TIMES, connected=st.booleans(), days=st.integers(-4000, 100_000))
def test_strength_is_from_0_to_1_and_never_below_that_of_the_connection_alone(
    times: Times, connected: bool, days: int
) -> None:
    found = strength(folded(times), connected=connected, day=JANUARY + timedelta(days=days))
    assert (CONNECTED if connected else 0) <= found <= 1


@given(times=TIMES, days=st.integers(0, 1000), more=st.integers(1, 1000))
def test_strength_fades_with_every_day_without_contact(times: Times, days: int, more: int) -> None:
    contact = folded(times)
    assert contact.last_on is not None
    sooner = strength(contact, connected=False, day=contact.last_on + timedelta(days=days))
    later = strength(contact, connected=False, day=contact.last_on + timedelta(days=days + more))
    assert later < sooner


@given(times=TIMES)
def test_a_tie_is_as_strong_from_either_side(times: Times) -> None:
    mirrored = [(on, weight, MIRRORED.get(help, help)) for on, weight, help in times]
    day = JANUARY + timedelta(days=3000)
    here, there = (strength(folded(each), connected=True, day=day) for each in (times, mirrored))
    assert here == pytest.approx(there)


def test_people_who_never_had_to_do_with_each_other_have_no_tie_unless_they_are_connected() -> None:
    assert strength(Contact(), connected=False, day=JANUARY) == 0
    assert strength(Contact(), connected=True, day=JANUARY) == CONNECTED


def test_what_one_time_counts_is_halved_after_a_half_life() -> None:
    once = with_time(Contact(), JANUARY, 1.0)
    later = with_time(once, JANUARY + HALF_LIFE, 1.0)
    assert later.amount == pytest.approx(1.5)
    assert later.times == 2


def test_more_contact_makes_a_tie_stronger_and_each_time_adds_less() -> None:
    contact, strengths = Contact(), []
    for _ in range(4):
        contact = with_time(contact, JANUARY, 1.0)
        strengths.append(strength(contact, connected=False, day=JANUARY))
    gains = [after - before for before, after in pairwise(strengths)]
    assert gains == sorted(gains, reverse=True)
    assert min(gains) > 0


def test_help_that_goes_both_ways_makes_a_stronger_tie_than_help_that_goes_one_way() -> None:
    def after(*helps: Help) -> float:
        return strength(folded([(JANUARY, 1.0, help) for help in helps]), connected=False, day=JANUARY)

    one_way, unsaid, both = after(Help.GIVEN, Help.GIVEN), after(Help.NONE, Help.NONE), after(Help.GIVEN, Help.RECEIVED)
    assert one_way < unsaid < both


def test_every_kind_of_interaction_counts() -> None:
    assert set(WEIGHTS) == set(InteractionKind)
    assert min(WEIGHTS.values()) > 0
