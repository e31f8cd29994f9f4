"""Every version of every event of the directory that was ever stored can still be read."""

import json
from datetime import date
from pathlib import Path

import msgspec
import pytest

from shared.contracts.integrations.events import (
    EVENTS,
    UPCASTERS,
    FeedImported,
    FeedMode,
    LeavingWithdrawn,
    MoveReason,
    PersonDatesCorrected,
    PersonDetailsChanged,
    PersonErased,
    PersonJoined,
    PersonLeft,
    PersonMoved,
    PersonRejoined,
    UnitClosed,
    UnitCreated,
    UnitMoved,
    UnitRenamed,
)
from shared.event import Event

SAMPLES = Path(__file__).parent / "integrations"

EXPECTED: dict[str, Event] = {
    "PersonJoined.v1": PersonJoined(
        person="person-1",
        effective_on=date(2026, 3, 1),
        name="Ada Lovelace",
        email="ada@example.org",
        external_id="10001",
        unit="unit-1",
        role="Engineer",
        manager="person-2",
        grade="E3",
        location="London",
        in_role_since=date(2026, 4, 1),
        feed="hr",
    ),
    "PersonMoved.v1": PersonMoved(
        person="person-1",
        effective_on=date(2026, 9, 1),
        reason=MoveReason.PROMOTION,
        unit="unit-1",
        role="Senior Engineer",
        manager="person-2",
        grade="E4",
        location="London",
        feed="hr",
    ),
    "PersonDetailsChanged.v1": PersonDetailsChanged(
        person="person-1",
        effective_on=date(2026, 5, 2),
        name="Ada King",
        email="ada@example.org",
        external_id="10001",
        feed="hr",
    ),
    "PersonDatesCorrected.v1": PersonDatesCorrected(
        person="person-1",
        effective_on=date(2026, 5, 2),
        joined_on=date(2026, 2, 1),
        in_role_since=date(2026, 2, 15),
        left_on=date(2027, 1, 1),
        feed="hr",
    ),
    "PersonLeft.v1": PersonLeft(person="person-1", effective_on=date(2027, 1, 1), feed="hr"),
    "LeavingWithdrawn.v1": LeavingWithdrawn(person="person-1", effective_on=date(2026, 12, 1), feed="hr"),
    "PersonRejoined.v1": PersonRejoined(
        person="person-1",
        effective_on=date(2028, 1, 1),
        unit="unit-2",
        role="Lead Engineer",
        manager=None,
        grade="E5",
        location="Paris",
        in_role_since=date(2028, 1, 1),
        feed="hr",
    ),
    "PersonErased.v1": PersonErased(person="person-1"),
    "UnitCreated.v1": UnitCreated(unit="unit-1", name="Engines", parent="unit-0", feed="hr"),
    "UnitRenamed.v1": UnitRenamed(unit="unit-1", name="Analytical Engines", feed=None),
    "UnitMoved.v1": UnitMoved(unit="unit-1", parent=None, feed=None),
    "UnitClosed.v1": UnitClosed(unit="unit-1", feed=None),
    "FeedImported.v1": FeedImported(
        feed="hr",
        as_of=date(2026, 6, 30),
        mode=FeedMode.DELTA,
        joined=7,
        left=6,
        moved=5,
        changed=4,
        rejoined=3,
        units=2,
        rejected=1,
    ),
}


@pytest.mark.parametrize("sample", sorted(EXPECTED))
def test_a_stored_event_of_any_version_decodes_to_the_event_it_was(sample: str) -> None:
    name, _, version = sample.partition(".v")
    stored = json.loads((SAMPLES / f"{sample}.json").read_text("utf-8"))
    for older in range(int(version), EVENTS[name].version):
        stored = UPCASTERS[name, older](stored)
    assert msgspec.convert(stored, EVENTS[name]) == EXPECTED[sample]


def test_every_version_of_every_event_has_a_sample_and_nothing_else_has() -> None:
    versions = {f"{name}.v{version}" for name, kind in EVENTS.items() for version in range(1, kind.version + 1)}
    assert versions == set(EXPECTED) == {path.stem for path in SAMPLES.glob("*.json")}
