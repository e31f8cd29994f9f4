from datetime import date
from typing import Any

from shared.contracts.goals.events import (
    CourseAdapted,
    LessonDrawn,
    Recovered,
    SetbackKind,
    SetbackRecorded,
    SupportAsked,
)
from shared.read_models.setbacks import SETBACKS, Adaptation, Lesson, Request
from tests.unit.read_models.happened import row_after


def on(day: int) -> dict[str, Any]:
    """What every event of the setback says, on a day of September."""
    return {"setback": "no", "person": "ada", "on": date(2026, 9, day)}


RECORDED = SetbackRecorded(**on(1), kind=SetbackKind.REJECTION, impact=4, description="Passed over", goals=("sql",))


def test_a_setback_collects_what_was_learnt_changed_and_asked_for() -> None:
    row = row_after(
        SETBACKS,
        RECORDED,
        LessonDrawn(**on(2), lesson="Ask first"),
        CourseAdapted(**on(3), change="More projects", goals=("sql",), plan="move", steps=("pipeline",)),
        SupportAsked(**on(4), of=("grace",), request="An hour"),
    )
    assert row.lessons == (Lesson(date(2026, 9, 2), "Ask first"),)
    assert row.adaptations == (Adaptation(date(2026, 9, 3), "More projects", ("sql",), "move", ("pipeline",)),)
    assert row.support == (Request(date(2026, 9, 4), ("grace",), "An hour"),)
    assert row.recovered_on is None


def test_a_setback_that_was_got_over_tells_how_long_it_took_and_may_still_teach() -> None:
    over = Recovered(**on(13), days=12, note="Leading again")
    row = row_after(SETBACKS, RECORDED, over, LessonDrawn(**on(20), lesson="It passes"))
    assert (row.recovered_on, row.days_to_recover, row.recovery_note) == (date(2026, 9, 13), 12, "Leading again")
    assert len(row.lessons) == 1
