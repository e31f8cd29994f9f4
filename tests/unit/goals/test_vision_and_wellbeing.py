from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

from services.goals.vision import VISION, Vision, define_success
from services.goals.wellbeing import WELLBEING, Wellbeing, note_wellbeing
from shared.contracts.days import InTheFuture
from shared.contracts.goals.events import Limits, SuccessDefined, WellbeingNoted
from tests.unit.given import given

DAY = date(2026, 9, 1)
TODAY: dict[str, Any] = {"effective_on": None, "now": datetime(2026, 9, 1, 9, tzinfo=UTC)}
FUTURE: dict[str, Any] = TODAY | {"effective_on": date(2027, 1, 1)}
LIMITS = Limits(weekly_hours_at_most=Decimal(40))

DEFINE: dict[str, Any] = {
    "person": "ada",
    "success": "Evenings free",
    "values": ["family", "learning"],
    "desired_roles": ["engineer"],
    "limits": LIMITS,
}
DEFINED = SuccessDefined(
    person="ada",
    on=DAY,
    success="Evenings free",
    values=("family", "learning"),
    desired_roles=("engineer",),
    limits=LIMITS,
)
NOTE: dict[str, Any] = {"person": "ada", "energy": 2, "balance": 4, "note": None}
NOTED = WellbeingNoted(person="ada", on=DAY, energy=2, balance=4)


def test_success_is_defined_with_values_in_their_order() -> None:
    given(VISION).when(define_success, **DEFINE, **TODAY).then(DEFINED)


def test_success_may_be_defined_anew() -> None:
    anew = DEFINE | {"success": "A team of my own", "values": [], "desired_roles": [], "limits": None}
    expected = SuccessDefined(person="ada", on=DAY, success="A team of my own")
    given(VISION, DEFINED).when(define_success, **anew, **TODAY).then(expected)


def test_wellbeing_is_noted_of_a_day() -> None:
    given(WELLBEING, NOTED).when(note_wellbeing, **NOTE, **TODAY).then(NOTED)


def test_the_future_is_neither_noted_nor_defined() -> None:
    given(VISION).when(define_success, **DEFINE, **FUTURE).then_refused(InTheFuture, field="effective_on")
    given(WELLBEING).when(note_wellbeing, **NOTE, **FUTURE).then_refused(InTheFuture, field="effective_on")


def test_nothing_of_what_was_said_is_kept_besides_the_log() -> None:
    assert given(VISION, DEFINED).state == Vision(person="ada")
    assert given(WELLBEING, NOTED).state == Wellbeing(person="ada")
