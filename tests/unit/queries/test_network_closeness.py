"""How close people are, tie by tie, and that what is computed of many at once is the same."""

from datetime import date, timedelta

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import astuple

from services.gateway.closeness import AHEAD_DAYS, Closeness, ahead, closeness, is_fading, strengths, strong_ties
from shared.contracts.network.strength import HALF_LIFE_DAYS, Contact, strength
from shared.read_models.circles import CircleRow, Tie
from shared.read_models.ties import TieRow

DAY = date(2026, 10, 1)

AMOUNTS = st.floats(0, 300)
HELP = st.sampled_from([0.0, 0.3, 1.0, 7.5])
DAYS = st.integers(-3, 4000).map(lambda days: (DAY - timedelta(days=days)).toordinal())
TIES = st.builds(Tie, st.booleans(), AMOUNTS, HELP, HELP, st.just(0) | DAYS)


@given(st.lists(TIES, max_size=20))
def test_the_strength_of_many_ties_is_that_of_each_by_the_formula(ties: list[Tie]) -> None:
    def by_formula(tie: Tie) -> float:
        last_on = date.fromordinal(tie.last_day) if tie.last_day else None
        contact = Contact(tie.amount, tie.given, tie.received, last_on)
        return strength(contact, connected=tie.connected, day=DAY)

    numbers = np.array([astuple(tie) for tie in ties], dtype="<f8").reshape(-1, 5)
    assert strengths(numbers, DAY).tolist() == pytest.approx([by_formula(tie) for tie in ties], rel=1e-12)


def test_strong_ties_are_those_of_the_least_strength_for_their_person_and_no_mere_invitation() -> None:
    connected, invited = Tie(True, 0, 0, 0, 0), Tie(False, 0, 0, 0, 0)
    of_ada = CircleRow("ada").with_tie("bo", connected).with_tie("cy", invited)
    of_di = CircleRow("di").with_tie("bo", connected)
    found = strong_ties([of_ada, of_di], {"ada": 0.0, "di": 0.5}, DAY)
    assert found == {"ada": {"bo": 0.2}, "di": {}}


@pytest.mark.parametrize(
    ("strength", "word"),
    [(0.6, Closeness.CLOSE), (0.59, Closeness.FAMILIAR), (0.3, Closeness.FAMILIAR), (0.29, Closeness.DISTANT)],
)
def test_a_strength_has_a_word(strength: float, word: Closeness) -> None:
    assert closeness(strength) is word


def tie(last_on: date | None) -> TieRow:
    return TieRow("ada", "bo", connected=True, amount=3.0 if last_on else 0.0, last_on=last_on)


def test_a_tie_fades_with_time_since_the_last_contact_and_a_mere_connection_does_not() -> None:
    assert not is_fading(tie(DAY), DAY)
    assert is_fading(tie(DAY - timedelta(days=HALF_LIFE_DAYS)), DAY)
    assert not is_fading(tie(None), DAY)


def test_what_becomes_of_a_tie_is_its_strength_then() -> None:
    assert ahead(tie(DAY), DAY) == tie(DAY).strength_on(DAY + timedelta(days=AHEAD_DAYS)) < tie(DAY).strength_on(DAY)
