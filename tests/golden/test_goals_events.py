"""What the goals service has ever published, as it is stored: one file for each type and version."""

from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import msgspec
import pytest

from shared.contracts.goals.events import (
    EVENTS,
    UPCASTERS,
    ActionCompleted,
    ActionDropped,
    ActionPlanned,
    Audience,
    CheckedIn,
    CourseAdapted,
    DecisionReviewed,
    GoalAbandoned,
    GoalAchieved,
    GoalAdopted,
    GoalAligned,
    GoalKind,
    GoalMissed,
    GoalPaused,
    GoalRefined,
    GoalResumed,
    GoalScope,
    GoalSet,
    GoalShared,
    GoalUnaligned,
    GoalUnshared,
    LessonDrawn,
    Limits,
    MeasureDefined,
    MeasureDropped,
    MeasureKind,
    MeasureRevised,
    OptionChosen,
    OptionWeighed,
    PlanClosed,
    PlanDrafted,
    PlanOutcome,
    PlanRevised,
    ProgressRecorded,
    Recovered,
    Risk,
    SetbackKind,
    SetbackRecorded,
    StepAdded,
    StepDropped,
    StepKind,
    StepRevised,
    StepSupported,
    StepTaken,
    SuccessDefined,
    SupportAsked,
    Verdict,
    WellbeingNoted,
)
from shared.event import Event, personal_fields

SAMPLES = Path(__file__).parent / "goals"

DAY = date(2026, 9, 1)
SQL: dict[str, Any] = {"goal": "sql", "person": "ada", "on": DAY}
MOVE: dict[str, Any] = {"plan": "move", "person": "ada", "on": DAY}
NO: dict[str, Any] = {"setback": "no", "person": "ada", "on": DAY}

EXPECTED: list[Event] = [
    GoalSet(
        **SQL,
        title="Write SQL without help",
        kind=GoalKind.SKILL,
        starts_on=DAY,
        due=date(2026, 12, 31),
        check_in_every_days=14,
        description="Reports of my own",
        template="first-90-days",
    ),
    GoalRefined(
        **SQL,
        title="Write SQL alone",
        description="Reports",
        kind=GoalKind.PROJECT,
        starts_on=date(2026, 9, 2),
        due=date(2027, 3, 31),
        check_in_every_days=7,
    ),
    GoalAdopted(**SQL, scope=GoalScope.UNIT, unit="data"),
    GoalAligned(**SQL, parent="data-2026"),
    GoalUnaligned(**SQL, parent="data-2026"),
    MeasureDefined(
        **SQL,
        measure="faults",
        title="Faults a month",
        kind=MeasureKind.NUMBER,
        from_value=Decimal(40),
        to_value=Decimal("10.5"),
        weight=2,
    ),
    MeasureRevised(**SQL, measure="faults", title="Faults", from_value=Decimal(50), to_value=Decimal(5), weight=3),
    MeasureDropped(**SQL, measure="faults", reason="Nobody counts them"),
    ProgressRecorded(**SQL, measure="faults", value=Decimal("12.25"), note="August"),
    ActionPlanned(**SQL, action="book", title="Read the book", due=date(2026, 10, 1)),
    ActionCompleted(**SQL, action="book"),
    ActionDropped(**SQL, action="book", reason="The course covers it"),
    CheckedIn(**SQL, confidence=Decimal("0.7"), kept=True, note="Going well", in_the_way="Too few queries"),
    GoalPaused(**SQL, until=date(2026, 11, 1), reason="Parental leave"),
    GoalResumed(**SQL, due=date(2027, 6, 30)),
    GoalAchieved(**SQL, progress=Decimal("0.8"), reason="Leads the reporting work"),
    GoalMissed(**SQL, progress=Decimal("0.4"), reason="No time", lessons="Plan time for practice"),
    GoalAbandoned(**SQL, lessons="It was not my wish", progress=Decimal("0.1")),
    GoalShared(**SQL, audience=Audience.PEOPLE, people=("grace", "alan")),
    GoalUnshared(**SQL, audience=Audience.PEOPLE, people=("alan",)),
    SuccessDefined(
        person="ada",
        on=DAY,
        success="Evenings free",
        values=("family", "learning"),
        desired_roles=("engineer",),
        limits=Limits(weekly_hours_at_most=Decimal("37.5"), travel_days_a_month_at_most=2, locations=("Lyon",)),
    ),
    PlanDrafted(**MOVE, to_role="engineer", horizon=date(2028, 12, 31), from_role="analyst", title="To engineering"),
    PlanRevised(
        **MOVE,
        reason="The course begins later",
        to_role="architect",
        horizon=date(2029, 6, 30),
        from_role="tester",
        title="To architecture",
    ),
    StepAdded(
        **MOVE,
        step="pipeline",
        kind=StepKind.PROJECT,
        title="Build a pipeline",
        by=date(2027, 6, 30),
        needs=("A mentor",),
    ),
    StepRevised(**MOVE, step="pipeline", kind=StepKind.LEARNING, title="Learn", by=date(2027, 9, 30), needs=("Time",)),
    StepSupported(**MOVE, step="pipeline", mentorship="ada-and-grace", mentor="grace"),
    StepTaken(**MOVE, step="pipeline", outcome="It runs every night"),
    StepDropped(**MOVE, step="pipeline", reason="The project was stopped"),
    OptionWeighed(
        **MOVE,
        option="platform",
        title="Move to the platform team",
        effort=3,
        reversibility=4,
        benefits=("Daily practice",),
        risks=(Risk(description="Less contact with clients", likelihood=4, impact=2),),
    ),
    OptionChosen(
        **MOVE,
        option="platform",
        reasons="The most practice",
        would_show_it_wrong="No pipeline after six months",
        over=("stay",),
        review_on=date(2027, 3, 31),
    ),
    DecisionReviewed(
        **MOVE, option="platform", expected="One pipeline", happened="Two of them", verdict=Verdict.BETTER
    ),
    PlanClosed(**MOVE, outcome=PlanOutcome.REACHED, note="Two years early"),
    SetbackRecorded(**NO, kind=SetbackKind.REJECTION, impact=4, description="Passed over", goals=("sql",)),
    LessonDrawn(**NO, lesson="Ask what is missing first"),
    CourseAdapted(**NO, change="More projects first", goals=("sql",), plan="move", steps=("pipeline",)),
    SupportAsked(**NO, of=("grace",), request="An hour on how you got there"),
    Recovered(**NO, days=12, note="Leading the next project"),
    WellbeingNoted(person="ada", on=DAY, energy=3, balance=4, note="A long week"),
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
