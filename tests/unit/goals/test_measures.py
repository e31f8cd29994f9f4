from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest

from services.goals import goal
from services.goals.goal import (
    GOAL,
    GoalNotOpen,
    MeasureEndsUnfit,
    MeasureExists,
    UnknownMeasure,
    ValueOffScale,
)
from shared.contracts.goals.events import (
    GoalKind,
    GoalPaused,
    GoalSet,
    MeasureDefined,
    MeasureDropped,
    MeasureKind,
    MeasureRevised,
    ProgressRecorded,
)
from tests.unit.given import given

DAY = date(2026, 9, 1)
TODAY: dict[str, Any] = {"effective_on": None, "now": datetime(2026, 9, 1, 9, tzinfo=UTC)}
FIT: dict[str, Any] = {"goal": "fit", "person": "ada", "on": DAY}
SET = GoalSet(
    **FIT, title="Fewer faults", kind=GoalKind.PROJECT, starts_on=DAY, due=date(2027, 1, 1), check_in_every_days=14
)


def defined(measure: str, kind: MeasureKind, begin: int, end: int, weight: int = 1) -> MeasureDefined:
    ends = {"from_value": Decimal(begin), "to_value": Decimal(end)}
    return MeasureDefined(**FIT, measure=measure, title="Faults", kind=kind, weight=weight, **ends)


def define(kind: MeasureKind, begin: int | None, end: int | str | None, weight: int = 1) -> dict[str, Any]:
    return {
        "measure": "faults",
        "title": "Faults",
        "kind": kind,
        "from_value": None if begin is None else Decimal(begin),
        "to_value": None if end is None else Decimal(end),
        "weight": weight,
        **TODAY,
    }


def progress(value: int | str, measure: str = "faults", on: date = DAY) -> ProgressRecorded:
    return ProgressRecorded(goal="fit", person="ada", on=on, measure=measure, value=Decimal(value))


FAULTS = defined("faults", MeasureKind.NUMBER, 40, 10)
STAGES = defined("stages", MeasureKind.MILESTONE, 0, 4)
DROPPED = MeasureDropped(**FIT, measure="faults")


@pytest.mark.parametrize(
    ("kind", "begin", "end", "expected"),
    [
        (MeasureKind.NUMBER, 40, 10, (40, 10)),
        (MeasureKind.PERCENTAGE, None, None, (0, 100)),
        (MeasureKind.MILESTONE, None, 4, (0, 4)),
        (MeasureKind.YES_NO, None, None, (0, 1)),
        (MeasureKind.PERCENTAGE, 0, 100, (0, 100)),
    ],
)
def test_each_kind_of_measure_knows_its_ends(
    kind: MeasureKind, begin: int | None, end: int | None, expected: tuple[int, int]
) -> None:
    outcome = given(GOAL, SET).when(goal.define_measure, **define(kind, begin, end))
    outcome.then(defined("faults", kind, *expected))


@pytest.mark.parametrize(
    ("kind", "begin", "end", "field"),
    [
        (MeasureKind.NUMBER, None, 10, "from_value"),
        (MeasureKind.NUMBER, 10, None, "to_value"),
        (MeasureKind.NUMBER, 10, 10, "to_value"),
        (MeasureKind.PERCENTAGE, 10, None, "from_value"),
        (MeasureKind.PERCENTAGE, None, 90, "to_value"),
        (MeasureKind.MILESTONE, None, None, "to_value"),
        (MeasureKind.MILESTONE, None, 0, "to_value"),
        (MeasureKind.MILESTONE, None, "2.5", "to_value"),
        (MeasureKind.YES_NO, None, 2, "to_value"),
    ],
)
def test_ends_that_do_not_fit_the_kind_are_refused(
    kind: MeasureKind, begin: int | None, end: int | str | None, field: str
) -> None:
    outcome = given(GOAL, SET).when(goal.define_measure, **define(kind, begin, end))
    outcome.then_refused(MeasureEndsUnfit, field=field)


def test_defining_the_same_measure_again_changes_nothing() -> None:
    given(GOAL, SET, FAULTS).when(goal.define_measure, **define(MeasureKind.NUMBER, 40, 10)).then()


def test_a_measure_is_not_defined_over_another() -> None:
    outcome = given(GOAL, SET, FAULTS).when(goal.define_measure, **define(MeasureKind.YES_NO, None, None))
    outcome.then_refused(MeasureExists, field="measure")


def test_a_dropped_measure_can_be_defined_again_from_its_beginning() -> None:
    before = given(GOAL, SET, FAULTS, progress(10), DROPPED)
    before.when(goal.define_measure, **define(MeasureKind.NUMBER, 40, 10)).then(FAULTS)
    assert given(GOAL, *before.history, FAULTS).state.progress == 0


def test_progress_is_computed_from_the_weighted_measures_that_count() -> None:
    heavy = defined("stages", MeasureKind.MILESTONE, 0, 4, weight=3)
    history = [SET, FAULTS, heavy, progress(25), progress(4, "stages")]
    assert given(GOAL, SET).state.progress is None
    assert given(GOAL, *history).state.progress == Decimal("0.875")
    assert given(GOAL, *history, DROPPED).state.progress == 1


@pytest.mark.parametrize("value", ["-1", "5", "2.5"])
def test_a_value_off_the_scale_is_refused(value: str) -> None:
    outcome = given(GOAL, SET, STAGES).when(
        goal.record_progress, measure="stages", value=Decimal(value), note=None, **TODAY
    )
    outcome.then_refused(ValueOffScale, field="value")


def test_a_number_may_go_beyond_its_ends_and_a_percentage_may_be_broken() -> None:
    per_cent = defined("course", MeasureKind.PERCENTAGE, 0, 100)
    before = given(GOAL, SET, FAULTS, per_cent)
    said = {"note": None, **TODAY}
    before.when(goal.record_progress, measure="faults", value=Decimal(-3), **said).then(progress(-3))
    outcome = before.when(goal.record_progress, measure="course", value=Decimal("12.5"), **said)
    outcome.then(progress("12.5", "course"))


def test_the_same_value_on_the_same_day_changes_nothing() -> None:
    before = given(GOAL, SET, FAULTS, progress(25))
    before.when(goal.record_progress, measure="faults", value=Decimal(25), note=None, **TODAY).then()


def test_a_report_of_an_earlier_day_is_kept_but_does_not_replace_a_later_one() -> None:
    before = given(GOAL, SET, FAULTS, progress(25))
    yesterday = TODAY | {"effective_on": date(2026, 8, 31)}
    late = progress(30, on=date(2026, 8, 31))
    before.when(goal.record_progress, measure="faults", value=Decimal(30), note=None, **yesterday).then(late)
    assert given(GOAL, *before.history, late).state == before.state


@pytest.mark.parametrize("history", [[SET], [SET, FAULTS, DROPPED]], ids=["never defined", "dropped"])
def test_only_a_measure_that_counts_takes_progress_or_revision(history: list[Any]) -> None:
    before = given(GOAL, *history)
    outcome = before.when(goal.record_progress, measure="faults", value=Decimal(1), note=None, **TODAY)
    outcome.then_refused(UnknownMeasure, field="measure")
    revised = before.when(goal.revise_measure, **revise(weight=2))
    revised.then_refused(UnknownMeasure, field="measure")


def test_a_paused_goal_takes_no_progress() -> None:
    before = given(GOAL, SET, FAULTS, GoalPaused(**FIT))
    outcome = before.when(goal.record_progress, measure="faults", value=Decimal(25), note=None, **TODAY)
    outcome.then_refused(GoalNotOpen, field="goal")


def revise(**changed: Any) -> dict[str, Any]:
    unchanged = dict.fromkeys(("title", "from_value", "to_value", "weight"))
    return {"measure": "faults", **unchanged, **TODAY} | changed


def test_a_revised_measure_stays_where_it_stands() -> None:
    revised = MeasureRevised(**FIT, measure="faults", to_value=Decimal(20))
    before = given(GOAL, SET, FAULTS, progress(30))
    before.when(goal.revise_measure, **revise(to_value=Decimal(20), weight=1)).then(revised)
    assert given(GOAL, *before.history, revised).state.progress == Decimal("0.5")


def test_a_measure_without_a_report_stands_at_its_revised_beginning() -> None:
    revised = MeasureRevised(**FIT, measure="faults", from_value=Decimal(60))
    assert given(GOAL, SET, FAULTS, revised).state.progress == 0


def test_revising_to_what_is_already_so_changes_nothing() -> None:
    given(GOAL, SET, FAULTS).when(goal.revise_measure, **revise(weight=1)).then()


def test_a_measure_is_not_revised_to_ends_that_do_not_fit_or_below_where_it_stands() -> None:
    unfit = given(GOAL, SET, FAULTS).when(goal.revise_measure, **revise(to_value=Decimal(40)))
    unfit.then_refused(MeasureEndsUnfit, field="to_value")
    before = given(GOAL, SET, STAGES, progress(3, "stages"))
    below = before.when(goal.revise_measure, **revise(measure="stages", to_value=Decimal(2)))
    below.then_refused(ValueOffScale, field="value")


def test_a_measure_is_dropped_once() -> None:
    dropping = {"measure": "faults", "reason": None, **TODAY}
    given(GOAL, SET, FAULTS).when(goal.drop_measure, **dropping).then(DROPPED)
    given(GOAL, SET, FAULTS, DROPPED).when(goal.drop_measure, **dropping).then()
    given(GOAL, SET).when(goal.drop_measure, **dropping).then_refused(UnknownMeasure, field="measure")


SQL_LEVEL = MeasureDefined(
    **FIT,
    measure="level",
    title="SQL",
    kind=MeasureKind.NUMBER,
    from_value=Decimal(1),
    to_value=Decimal(4),
    weight=1,
    skill="sql",
)


def test_a_measure_of_a_skill_counts_its_level() -> None:
    asked = {"measure": "level", "title": "SQL", "kind": MeasureKind.NUMBER, "weight": 1, "skill": "sql"}
    ends = {"from_value": Decimal(1), "to_value": Decimal(4)}
    given(GOAL, SET).when(goal.define_measure, **asked, **ends, **TODAY).then(SQL_LEVEL)


@pytest.mark.parametrize(
    ("kind", "begin", "end"), [(MeasureKind.NUMBER, 0, 6), (MeasureKind.NUMBER, -1, 3), (MeasureKind.YES_NO, 0, 1)]
)
def test_a_measure_of_a_skill_is_a_number_between_levels(kind: MeasureKind, begin: int, end: int) -> None:
    asked = {"measure": "level", "title": "SQL", "kind": kind, "weight": 1, "skill": "sql"}
    ends = {"from_value": Decimal(begin), "to_value": Decimal(end)}
    outcome = given(GOAL, SET).when(goal.define_measure, **asked, **ends, **TODAY)
    outcome.then_refused(goal.NotASkillLevel, field="skill")


def test_nobody_records_a_measure_that_follows_a_skill() -> None:
    outcome = given(GOAL, SET, SQL_LEVEL).when(
        goal.record_progress, measure="level", value=Decimal(3), note=None, **TODAY
    )
    outcome.then_refused(goal.MeasureFollowsSkill, field="measure")


def test_a_measure_of_a_skill_stands_where_the_skill_does() -> None:
    moved = ProgressRecorded(**FIT, measure="level", value=Decimal("2.5"))
    follow = {"measure": "level", "value": Decimal("2.5"), **TODAY}
    given(GOAL, SET, SQL_LEVEL).when(goal.follow_skill, **follow).then(moved)
    given(GOAL, SET, SQL_LEVEL, moved).when(goal.follow_skill, **follow).then()


def test_a_measure_of_no_skill_follows_none() -> None:
    faults = defined("faults", MeasureKind.NUMBER, 40, 10)
    given(GOAL, SET, faults).when(goal.follow_skill, measure="faults", value=Decimal(3), **TODAY).then()


def test_a_goal_that_is_not_open_follows_no_skill() -> None:
    paused = GoalPaused(**FIT)
    outcome = given(GOAL, SET, SQL_LEVEL, paused).when(goal.follow_skill, measure="level", value=Decimal(3), **TODAY)
    outcome.then_refused(GoalNotOpen)
