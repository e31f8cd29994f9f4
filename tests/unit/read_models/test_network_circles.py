"""A circle says of ties what the rows of the ties say, whatever happened."""

from hypothesis import given, settings

from services.network.connection import CONNECTION
from services.network.introduction import INTRODUCTION
from services.network.mentor import MENTOR
from shared.event import Event
from shared.read_models.circles import CIRCLES, Tie
from shared.read_models.ties import TIES, TieRow
from tests.unit.read_models.happened import happened, rows_after
from tests.unit.read_models.network_histories import histories


def as_in_a_circle(row: TieRow) -> Tie:
    last_day = row.last_on.toordinal() if row.last_on else 0
    return Tie(row.connected, row.amount, row.given, row.received, last_day)


@settings(max_examples=60, deadline=None)
@given(histories(CONNECTION), histories(MENTOR), histories(INTRODUCTION))
def test_a_circle_is_the_ties_of_a_person(one: list[Event], two: list[Event], three: list[Event]) -> None:
    told = happened(*one, *two, *three)
    ties = {(row.person, row.other): as_in_a_circle(row) for row in rows_after(TIES, told)}
    circles = {(row.person, other): tie for row in rows_after(CIRCLES, told) for other, tie in row.ties.items()}
    assert circles == ties
    assert sum(len(row.ties) for row in rows_after(CIRCLES, told)) == len(ties)
