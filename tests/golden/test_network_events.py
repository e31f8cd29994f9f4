"""What the network service has ever published, as it is stored: one file for each type and version."""

from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import msgspec
import pytest

from shared.contracts.network.events import (
    EVENTS,
    UPCASTERS,
    Attended,
    ChosenForOpportunity,
    ConnectionAccepted,
    ConnectionDeclined,
    ConnectionEnded,
    ConnectionInvitationWithdrawn,
    ConnectionInvited,
    GatheringAnnounced,
    GatheringCancelled,
    GatheringKind,
    GatheringRevised,
    Help,
    InteractionKind,
    InteractionNoted,
    InterestExpressed,
    InterestTurnedDown,
    InterestWithdrawn,
    IntroductionDeclined,
    IntroductionMade,
    IntroductionRequested,
    IntroductionRequestWithdrawn,
    IntroductionSide,
    InvitedToOpportunity,
    Joined,
    LeftGathering,
    MentoringAgreed,
    MentoringCompleted,
    MentoringDeclined,
    MentoringEnded,
    MentoringOffered,
    MentoringOfferRevised,
    MentoringOfferWithdrawn,
    MentoringRated,
    MentoringRequested,
    MentoringRequestWithdrawn,
    MentoringSide,
    OpportunityClosed,
    OpportunityFilled,
    OpportunityKind,
    OpportunityPosted,
    OpportunityReopened,
    OpportunityRevised,
    Referred,
    SessionHeld,
    SkillWanted,
    UninvitedFromOpportunity,
    Visibility,
)
from shared.event import Event, personal_fields

SAMPLES = Path(__file__).parent / "network"

DAY = date(2026, 9, 1)
TO_GRACE: dict[str, Any] = {"person": "ada", "other": "grace", "on": DAY, "acted": True}
OF_ADA: dict[str, Any] = {**TO_GRACE, "mentorship": "sql", "side": MentoringSide.MENTEE}
OF_GRACE: dict[str, Any] = {
    "person": "grace",
    "other": "ada",
    "on": DAY,
    "acted": True,
    "mentorship": "sql",
    "side": MentoringSide.MENTOR,
}
THREE: dict[str, Any] = {"introduction": "to-alan", "asker": "ada", "via": "grace", "to": "alan", "on": DAY}
ASKER: dict[str, Any] = {**THREE, "person": "ada", "side": IntroductionSide.ASKER}
VIA: dict[str, Any] = {**THREE, "person": "grace", "side": IntroductionSide.VIA}
GIG: dict[str, Any] = {"opportunity": "reports", "on": DAY}
ADAS: dict[str, Any] = {**GIG, "person": "ada"}
DAYS: dict[str, Any] = {"gathering": "days", "on": DAY}

EXPECTED: list[Event] = [
    ConnectionInvited(**TO_GRACE, message="Your talk stayed with me"),
    ConnectionInvitationWithdrawn(**TO_GRACE),
    ConnectionAccepted(**TO_GRACE),
    ConnectionDeclined(**TO_GRACE),
    ConnectionEnded(**TO_GRACE, reason="We never got to talk"),
    InteractionNoted(**TO_GRACE, kind=InteractionKind.ADVICE, help=Help.RECEIVED, note="How she debugs"),
    MentoringOffered(person="grace", on=DAY, topics=("sql", "getting heard"), capacity=2, about="Every two weeks"),
    MentoringOfferRevised(person="grace", on=DAY, topics=("sql",), capacity=3, about="Every week"),
    MentoringOfferWithdrawn(person="grace", on=DAY),
    MentoringRequested(
        **OF_ADA, topics=("sql",), why="To lead a pipeline", plan="move", step="mentor", despite_reporting_line=True
    ),
    MentoringRequestWithdrawn(**OF_ADA),
    MentoringAgreed(**{**OF_ADA, "acted": False}, plan="move", step="mentor", despite_reporting_line=True),
    MentoringDeclined(**OF_GRACE, reason="On leave till May"),
    SessionHeld(**OF_ADA, hours=Decimal("1.5"), note="Read query plans"),
    MentoringCompleted(**OF_ADA),
    MentoringRated(**OF_ADA, rating=5, comment="I lead it now"),
    MentoringEnded(**OF_ADA, reason="I change teams"),
    IntroductionRequested(**ASKER, why="He runs the team"),
    IntroductionRequestWithdrawn(**ASKER),
    IntroductionMade(**VIA, words="You should have met long ago"),
    IntroductionDeclined(**VIA, reason="I hardly know him"),
    OpportunityPosted(
        **GIG,
        posted_by="grace",
        kind=OpportunityKind.GIG,
        title="Night reports",
        visibility=Visibility.NETWORK,
        description="They should run by themselves",
        role="engineer",
        unit="data",
        skills=(SkillWanted("sql", 3),),
        hours=Decimal("4.5"),
        starts_on=date(2026, 10, 1),
        ends_on=date(2026, 12, 31),
        closes_on=date(2026, 9, 20),
    ),
    OpportunityRevised(
        **GIG,
        title="Reports by night",
        visibility=Visibility.EVERYONE,
        description="By themselves",
        role="analyst",
        unit="reporting",
        skills=(SkillWanted("sql", 2), SkillWanted("python", 1)),
        hours=Decimal(6),
        starts_on=date(2026, 10, 8),
        ends_on=date(2027, 1, 31),
        closes_on=date(2026, 9, 27),
    ),
    OpportunityFilled(**GIG),
    OpportunityClosed(**GIG, reason="The budget is gone"),
    OpportunityReopened(**GIG, closes_on=date(2026, 11, 30)),
    InvitedToOpportunity(**ADAS, by="grace"),
    UninvitedFromOpportunity(**ADAS, by="grace"),
    Referred(**ADAS, by="alan", words="Has done this before"),
    InterestExpressed(**ADAS, message="I built the last ones"),
    InterestWithdrawn(**ADAS, reason="Too many evenings"),
    InterestTurnedDown(**ADAS, reason="More Python is needed"),
    ChosenForOpportunity(**ADAS),
    GatheringAnnounced(
        **DAYS,
        announced_by="grace",
        kind=GatheringKind.INDUSTRY_EVENT,
        title="Data days",
        starts_on=date(2027, 6, 3),
        ends_on=date(2027, 6, 4),
        description="Two days of talks",
        place="Lyon",
        topics=("sql",),
        capacity=40,
    ),
    GatheringRevised(
        **DAYS,
        title="Data day",
        starts_on=date(2027, 6, 4),
        ends_on=date(2027, 6, 5),
        description="One day of talks",
        place="Online",
        topics=("sql", "python"),
        capacity=400,
    ),
    GatheringCancelled(**DAYS, reason="Too few speakers"),
    Joined(**DAYS, person="ada"),
    LeftGathering(**DAYS, person="ada"),
    Attended(**DAYS, person="ada", takeaway="Columns, not rows"),
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
