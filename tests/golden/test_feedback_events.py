"""What the feedback service has ever published, as it is stored: one file for each type and version."""

from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import msgspec
import pytest

from shared.contracts.feedback.events import (
    EVENTS,
    UPCASTERS,
    AccessRecorded,
    ActionKind,
    ActionTaken,
    Audience,
    ConsentField,
    ConsentGiven,
    ConsentRevoked,
    CycleCancelled,
    CycleClosed,
    CycleExtended,
    CycleOpened,
    FeedbackAcknowledged,
    FeedbackAskedOf,
    FeedbackGiven,
    FeedbackKind,
    FeedbackReflectedOn,
    FeedbackRequested,
    FeedbackVisibility,
    FeedbackWithdrawn,
    GroupAnswered,
    ItemComment,
    ItemComments,
    ItemKind,
    ItemLevels,
    ItemRating,
    NominationDeclined,
    Perspective,
    Rater,
    RaterReplaced,
    RatersApproved,
    RatersNominated,
    RatingsCalibrated,
    ReportReleased,
    RequestAnswered,
    RequestDeclined,
    RequestExpired,
    RequestReminded,
    RequestSide,
    RequestWithdrawn,
    ReviewAskedOf,
    ReviewDeclined,
    RevieweesAdded,
    ReviewGroup,
    ReviewItem,
    ReviewNoLongerAskedOf,
    ReviewStarted,
    ReviewSubmitted,
    SkillRating,
)
from shared.event import Event, personal_fields

SAMPLES = Path(__file__).parent / "feedback"

DAY = date(2026, 9, 1)
DUE = date(2026, 9, 20)
OF_GRACE: dict[str, Any] = {
    "request": "launch",
    "person": "grace",
    "side": RequestSide.ASKED,
    "other": "ada",
    "on": DAY,
}
OF_ADA: dict[str, Any] = {**OF_GRACE, "person": "ada", "side": RequestSide.REQUESTER, "other": "grace"}
CALM: dict[str, Any] = {"feedback": "calm", "person": "ada", "on": DAY}
GOALS: dict[str, Any] = {
    "person": "ada",
    "field": ConsentField.GOALS,
    "audience": Audience.PERSON,
    "on": DAY,
    "to": "grace",
}
SPRING: dict[str, Any] = {"cycle": "spring", "on": DAY}
REVIEW: dict[str, Any] = {**SPRING, "person": "ada"}
ASKED: dict[str, Any] = {**SPRING, "reviewee": "ada", "person": "grace"}
RATERS = (Rater("grace", Perspective.PEER), Rater("lead", Perspective.MANAGER))

EXPECTED: list[Event] = [
    FeedbackRequested(
        request="launch",
        person="ada",
        of=("grace", "alan"),
        on=DAY,
        due=DUE,
        perspective=Perspective.PEER,
        skills=("sql",),
        goal="lead",
        questions=("What next?",),
        message="You saw most of it",
    ),
    FeedbackAskedOf(**OF_GRACE, due=DUE, perspective=Perspective.PEER, skills=("sql",), goal="lead"),
    RequestReminded(**OF_ADA),
    RequestAnswered(**OF_GRACE, feedback="calm"),
    RequestDeclined(**OF_GRACE, reason="I saw too little"),
    RequestWithdrawn(**OF_ADA),
    RequestExpired(**OF_GRACE),
    FeedbackGiven(
        **CALM,
        author="grace",
        kind=FeedbackKind.BOTH,
        visibility=FeedbackVisibility.RECIPIENT_AND_MANAGER,
        withdrawable_until=datetime(2026, 9, 2, 9, tzinfo=UTC),
        situation="In the outage",
        behaviour="You wrote down what we knew",
        impact="Nobody asked twice",
        suggestion="Hand over earlier",
        ratings=(SkillRating("sql", 4),),
        goal="lead",
        request="launch",
    ),
    FeedbackWithdrawn(**CALM),
    FeedbackAcknowledged(**CALM, note="Thank you"),
    FeedbackReflectedOn(**CALM, reflection="I do not notice when I am tired"),
    ActionTaken(**CALM, kind=ActionKind.GOAL, goal="hand-over", learning="rest", note="From now on"),
    ConsentGiven(**GOALS, until=DUE),
    ConsentRevoked(**GOALS),
    AccessRecorded(person="ada", by="grace", what="skill_profile", on=DAY),
    CycleOpened(
        **SPRING,
        name="Spring review",
        items=(ReviewItem("sql", ItemKind.SKILL, "SQL"), ReviewItem("more-of", ItemKind.QUESTION, "More of?")),
        reviewees=("ada", "grace"),
        nominations_due=date(2026, 9, 10),
        answers_due=DUE,
        least=3,
    ),
    RevieweesAdded(**SPRING, reviewees=("alan",)),
    CycleExtended(**SPRING, nominations_due=date(2026, 9, 12), answers_due=date(2026, 9, 30)),
    CycleClosed(**SPRING),
    CycleCancelled(**SPRING, reason="The teams have changed"),
    ReviewStarted(**REVIEW, nominations_due=date(2026, 9, 10), answers_due=DUE),
    RatersNominated(**REVIEW, raters=RATERS),
    RatersApproved(**REVIEW, raters=RATERS, by="lead"),
    RaterReplaced(**REVIEW, rater="grace", replacement=Rater("alan", Perspective.EXTERNAL), by="lead"),
    NominationDeclined(**REVIEW, rater="grace"),
    ReviewSubmitted(
        **REVIEW,
        group=ReviewGroup.MANAGER,
        author="lead",
        token="0b" * 32,
        ratings=(ItemRating("sql", 4),),
        comments=(ItemComment(None, "Teach what you know"),),
    ),
    GroupAnswered(
        **REVIEW,
        group=ReviewGroup.OTHERS,
        answers=3,
        ratings=(ItemLevels("sql", (2, 4, 4)),),
        comments=(ItemComments("more-of", ("Teaching", "Writing")),),
    ),
    RatingsCalibrated(**REVIEW, rater="lead", item="sql", by="hr", from_level=4, to_level=3, why="As elsewhere"),
    ReportReleased(**REVIEW, by="hr"),
    ReviewAskedOf(**ASKED, perspective=Perspective.PEER, due=DUE),
    ReviewNoLongerAskedOf(**ASKED),
    ReviewDeclined(**ASKED, reason="We hardly work together"),
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
