"""What the recommendations service has ever published, as it is stored: one file for each type and version."""

from datetime import date
from pathlib import Path
from typing import Any

import msgspec
import pytest

from shared.contracts.recommendations.events import (
    EVENTS,
    UPCASTERS,
    DismissalReason,
    EventRef,
    Factor,
    Kind,
    Policy,
    PolicyAdopted,
    RecommendationAccepted,
    RecommendationDismissed,
    RecommendationExpired,
    RecommendationMade,
    RecommendationSnoozed,
)
from shared.event import Event, personal_fields

SAMPLES = Path(__file__).parent / "recommendations"

ONE: dict[str, Any] = {
    "recommendation": "b3f1",
    "person": "ada",
    "on": date(2026, 9, 1),
    "kind": Kind.LEARNING,
    "subject": "sql-course",
}

EXPECTED: list[Event] = [
    PolicyAdopted(
        policy=Policy("first-steps", 2, (Kind.LEARNING, Kind.MENTOR), 3, 12, 90, {Kind.LEARNING: {"gap": 2.0}}),
        by="hr",
    ),
    RecommendationMade(
        **ONE,
        title="SQL in a week",
        score=0.46,
        reasons=(
            Factor("gap", "Your role asks for 4 in SQL, and you are at 2.5", 0.5, (EventRef("skills", 12),)),
            Factor("effort", "It takes 40 hours", -0.04),
        ),
        counterfactual="One level more in SQL takes it off the list.",
        policy="first-steps",
        policy_version=2,
        positions={"skills": 14, "goals": 3},
        model_positions={"skills": 12, "goals": 3},
        expires_on=date(2026, 10, 31),
    ),
    RecommendationAccepted(**ONE),
    RecommendationDismissed(**ONE, why=DismissalReason.NOT_NOW, note="In spring"),
    RecommendationSnoozed(**ONE, until=date(2026, 10, 1)),
    RecommendationExpired(**ONE),
]

BY_NAME = {type(event).__name__: event for event in EXPECTED}


def stored(path: Path) -> tuple[str, dict[str, Any]]:
    """A sample's type, and its fields lifted to the version of today. Samples are named `<type>.v<version>.json`."""
    name, version = path.stem.split(".v")
    fields = msgspec.json.decode(path.read_bytes())
    for older in range(int(version), EVENTS[name].version):
        fields = UPCASTERS[name, older](fields)
    return name, fields


@pytest.mark.parametrize("path", sorted(SAMPLES.glob("*.json")), ids=lambda path: path.stem)
def test_every_version_ever_stored_reads_as_the_event_it_was(path: Path) -> None:
    name, fields = stored(path)
    assert msgspec.convert(fields, EVENTS[name]) == BY_NAME[name]


@pytest.mark.parametrize("name", EVENTS)
def test_every_event_is_stored_as_its_newest_sample_says(name: str) -> None:
    newest = SAMPLES / f"{name}.v{EVENTS[name].version}.json"
    assert msgspec.json.decode(newest.read_bytes()) == msgspec.json.decode(msgspec.json.encode(BY_NAME[name]))


@pytest.mark.parametrize("name", EVENTS)
def test_every_event_has_a_sample_of_each_of_its_versions(name: str) -> None:
    versions = {path.stem for path in SAMPLES.glob(f"{name}.v*.json")}
    assert versions == {f"{name}.v{version}" for version in range(1, EVENTS[name].version + 1)}


@pytest.mark.parametrize("name", EVENTS)
def test_every_event_still_reads_once_its_person_is_forgotten(name: str) -> None:
    event_type = EVENTS[name]
    forgotten = msgspec.structs.replace(BY_NAME[name], **dict.fromkeys(personal_fields(event_type)))
    assert msgspec.json.decode(msgspec.json.encode(forgotten), type=event_type) == forgotten
