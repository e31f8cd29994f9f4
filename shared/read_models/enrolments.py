"""Enrolments: one row for each person, offer of learning, and attempt at it."""

from datetime import date
from decimal import Decimal
from enum import StrEnum

from msgspec.structs import replace

from shared.contracts.skills.events import (
    Enrolled,
    LearningCompleted,
    LearningDropped,
    LearningProgressed,
    LearningRated,
    SkillLevel,
)
from shared.event import Envelope
from shared.projecting.read_model import ReadModel, Row


class EnrolmentStatus(StrEnum):
    """Whether something is being learnt, was learnt, or given up."""

    OPEN = "open"
    COMPLETED = "completed"
    DROPPED = "dropped"


class EnrolmentRow(Row, frozen=True, kw_only=True):
    """An attempt at an offer. Progress is from 0 to 1, the score from 0 to 100, stars from 1 to 5."""

    person: str
    learning: str
    attempt: int
    title: str
    enrolled_on: date
    enrolled_by: str
    skills: tuple[SkillLevel, ...] = ()
    due: date | None = None
    override: str | None = None
    status: EnrolmentStatus = EnrolmentStatus.OPEN
    progress: Decimal = Decimal(0)
    hours: Decimal | None = None
    heard_on: date
    ended_on: date | None = None
    score: Decimal | None = None
    certificate: str | None = None
    reason: str | None = None
    stars: int | None = None
    comment: str | None = None


ENROLMENTS = ReadModel(
    "enrolments",
    EnrolmentRow,
    version=1,
    source="skills",
    key=("person", "learning", "attempt"),
    indexes=[("learning", "person")],
)
"""Enrolments by person, offer and attempt."""


@ENROLMENTS.starts(Enrolled)
def enrolled(e: Enrolled, _at: Envelope) -> EnrolmentRow:
    """Taken up."""
    return EnrolmentRow(
        person=e.person,
        learning=e.learning,
        attempt=e.attempt,
        title=e.title,
        enrolled_on=e.on,
        enrolled_by=e.by,
        skills=e.skills,
        due=e.due,
        override=e.override,
        heard_on=e.on,
    )


@ENROLMENTS.on(LearningProgressed)
def progressed(row: EnrolmentRow, e: LearningProgressed, _at: Envelope) -> EnrolmentRow:
    """So much is done."""
    return replace(row, progress=e.progress, hours=e.hours, heard_on=max(row.heard_on, e.on))


@ENROLMENTS.on(LearningCompleted)
def completed(row: EnrolmentRow, e: LearningCompleted, _at: Envelope) -> EnrolmentRow:
    """Learnt to the end."""
    return replace(
        row,
        status=EnrolmentStatus.COMPLETED,
        progress=Decimal(1),
        skills=e.skills,
        hours=e.hours,
        score=e.score,
        certificate=e.certificate,
        ended_on=e.on,
        heard_on=max(row.heard_on, e.on),
    )


@ENROLMENTS.on(LearningDropped)
def dropped(row: EnrolmentRow, e: LearningDropped, _at: Envelope) -> EnrolmentRow:
    """Given up."""
    heard = max(row.heard_on, e.on)
    return replace(row, status=EnrolmentStatus.DROPPED, reason=e.reason, ended_on=e.on, heard_on=heard)


@ENROLMENTS.on(LearningRated)
def rated(row: EnrolmentRow, e: LearningRated, _at: Envelope) -> EnrolmentRow:
    """What it gave."""
    return replace(row, stars=e.stars, comment=e.comment)
