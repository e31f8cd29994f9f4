"""Read models with a row a day, or one a person: activity, wellbeing, visions."""

from datetime import UTC, date, datetime
from decimal import Decimal

from shared.contracts.goals.events import (
    ActionCompleted,
    CheckedIn,
    LessonDrawn,
    ProgressRecorded,
    Recovered,
    StepTaken,
    SuccessDefined,
    WellbeingNoted,
)
from shared.read_models.activity import ACTIVITY, ActivityRow
from shared.read_models.visions import VISIONS
from shared.read_models.wellbeing import WELLBEING
from tests.unit.read_models.happened import happened, recorded_at, row_after, rows_after

DAY, NEXT = date(2026, 9, 30), date(2026, 10, 1)


def check_in(person: str, day: date, *, kept: bool) -> CheckedIn:
    return CheckedIn("sql", person, day, confidence=Decimal("0.5"), kept=kept)


def test_activity_counts_what_each_person_did_on_each_day() -> None:
    rows = rows_after(
        ACTIVITY,
        happened(
            check_in("ada", DAY, kept=True),
            check_in("ada", DAY, kept=False),
            check_in("ada", NEXT, kept=True),
            check_in("grace", DAY, kept=False),
            ProgressRecorded("sql", "ada", DAY, measure="queries", value=Decimal(1)),
            ActionCompleted("sql", "ada", DAY, action="book"),
            Recovered("no", "ada", DAY, days=3),
            LessonDrawn("no", "ada", DAY, lesson="It passes"),
            StepTaken("move", "ada", DAY, step="one"),
        ),
    )
    assert rows == [
        ActivityRow("ada", DAY, 2, 1, 1, 1, 1, 1, 1),
        ActivityRow("ada", NEXT, check_ins=1, check_ins_kept=1),
        ActivityRow("grace", DAY, check_ins=1),
    ]


def test_the_last_note_of_a_day_counts() -> None:
    row = row_after(WELLBEING, WellbeingNoted("ada", DAY, 3, 4), WellbeingNoted("ada", DAY, 2, 5, "Tired"))
    assert (row.energy, row.balance, row.note) == (2, 5, "Tired")
    assert (row.timely_energy, row.timely_balance) == (2, 5)


def test_what_is_noted_after_the_month_changes_ones_own_view_and_no_aggregate() -> None:
    timely, late = WellbeingNoted("ada", DAY, 3, 4), WellbeingNoted("ada", DAY, 1, 1)
    november = recorded_at(datetime(2026, 11, 2, tzinfo=UTC), late)
    (both,) = rows_after(WELLBEING, [*happened(timely), *november])
    assert (both.energy, both.balance, both.timely_energy, both.timely_balance) == (1, 1, 3, 4)
    (alone,) = rows_after(WELLBEING, november)
    assert (alone.energy, alone.timely_energy) == (1, None)


def test_a_vision_is_what_was_said_last_of_the_latest_day() -> None:
    said = [
        SuccessDefined("ada", DAY, "Evenings free"),
        SuccessDefined("ada", NEXT, "Work that matters", ("learning",)),
        SuccessDefined("ada", DAY, "Money"),
    ]
    row = row_after(VISIONS, *said)
    assert (row.success, row.ranked_values, row.since) == ("Work that matters", ("learning",), NEXT)
