"""The rules of a unit."""

from services.integrations import unit
from services.integrations.unit import UNIT, Unit, UnitBelowItself, UnitExists, UnitIsClosed, UnitNotOpen
from shared.contracts.integrations.events import UnitClosed, UnitCreated, UnitMoved, UnitRenamed
from tests.unit.given import given

CREATED = UnitCreated(unit="u1", name="Engines")
CLOSED = UnitClosed(unit="u1")
ABOVE = Unit(id="u0", names=("Research",))
BELOW = Unit(id="u2", names=("Pistons",), parent="u1")


def test_a_unit_is_created_below_an_open_parent() -> None:
    given(UNIT).when(unit.create, identity="u1", name="Engines", parent="u0", parents={"u0": ABOVE}).then(
        UnitCreated(unit="u1", name="Engines", parent="u0")
    )


def test_a_unit_is_created_once() -> None:
    given(UNIT, CREATED).when(unit.create, identity="u1", name="Engines", parents={}).then_refused(
        UnitExists, field="unit"
    )


def test_a_parent_must_exist_and_be_open() -> None:
    closed = Unit(id="u0", names=("Research",), closed=True)
    for parents in ({"u0": Unit()}, {"u0": closed}):
        given(UNIT, CREATED).when(unit.move, parent="u0", parents=parents).then_refused(UnitNotOpen, field="parent")


def test_a_unit_never_lies_below_itself() -> None:
    itself = {"u1": UNIT.fold([CREATED])}
    given(UNIT, CREATED).when(unit.move, parent="u1", parents=itself).then_refused(UnitBelowItself, field="parent")
    through = {"u2": BELOW, **itself}
    given(UNIT, CREATED).when(unit.move, parent="u2", parents=through).then_refused(UnitBelowItself, field="parent")


def test_moving_to_the_top_needs_no_parent() -> None:
    below = UnitMoved(unit="u1", parent="u0")
    given(UNIT, CREATED, below).when(unit.move, parent=None, parents={}).then(UnitMoved(unit="u1", parent=None))


def test_saying_what_is_so_changes_nothing() -> None:
    given(UNIT, CREATED).when(unit.rename, name="Engines").then()
    given(UNIT, CREATED).when(unit.move, parent=None, parents={}).then()
    given(UNIT, CREATED, CLOSED).when(unit.close).then()


def test_a_closed_unit_is_neither_renamed_nor_moved() -> None:
    given(UNIT, CREATED, CLOSED).when(unit.rename, name="Motors").then_refused(UnitIsClosed, field="unit")
    given(UNIT, CREATED, CLOSED).when(unit.move, parent="u0", parents={"u0": ABOVE}).then_refused(
        UnitIsClosed, field="unit"
    )


def test_a_renamed_unit_keeps_its_former_names() -> None:
    renamed = UnitRenamed(unit="u1", name="Motors")
    assert UNIT.fold([CREATED, renamed]).names == ("Engines", "Motors")
    back = UnitRenamed(unit="u1", name="Engines")
    assert UNIT.fold([CREATED, renamed, back]).names == ("Motors", "Engines")
