"""Skill profiles in their read model, and what holds of every read model of skills."""

from datetime import date
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.contracts.skills.events import (
    EVENTS,
    EvidenceAdded,
    EvidenceKind,
    RatingCorrected,
    SkillClaimed,
    SkillRemoved,
    SkillUsed,
)
from shared.contracts.skills.ledger import HeldSkill, Ledger, entered
from shared.contracts.skills.levels import POLICIES, effective_level
from shared.event import Event, personal_fields, subject_of
from shared.projecting.read_model import ReadModel
from shared.projecting.table import Table
from shared.read_models.skill_profiles import SKILL_PROFILES, SkillProfileRow, Words
from tests.unit.read_models.happened import JANUARY, rows_after
from tests.unit.read_models.skill_histories import (
    DAYS,
    HISTORIES,
    LEDGER,
    MODELS,
    rows,
    told,
)

# What holds of every history


def test_every_event_of_the_service_is_folded_somewhere() -> None:
    assert {event_type for model in MODELS for event_type in model.folds} == set(EVENTS.values())


@pytest.mark.parametrize("model", MODELS, ids=lambda model: model.name)
def test_whatever_happened_rows_are_the_same_after_they_were_stored_and_take_forgotten_people(
    model: ReadModel[Any],
) -> None:
    @given(events=HISTORIES)
    def holds(events: list[Event]) -> None:
        found, table = rows_after(model, told(events)), Table(model)
        assert table.decode(table.rows_as_json(found).encode()) == found
        forgotten = [msgspec.structs.replace(each, **dict.fromkeys(personal_fields(type(each)))) for each in events]
        assert list(rows(model, *forgotten)) == [model.key_of_row(row) for row in found]

    holds()


@pytest.mark.parametrize("model", MODELS, ids=lambda model: model.name)
def test_rows_about_somebody_are_made_of_events_about_them_and_others_of_events_about_nobody(
    model: ReadModel[Any],
) -> None:
    @given(events=HISTORIES)
    def holds(events: list[Event]) -> None:
        touching = {subject_of(each) for each in events if type(each) in model.folds}
        assert touching <= ({None} if model.person is None else {"ada"})

    holds()


# The ledger


@given(events=st.lists(LEDGER, max_size=20))
def test_a_row_holds_what_the_ledger_holds_of_that_skill(events: list[Event]) -> None:
    ledger = Ledger()
    for event in events:
        ledger = entered(ledger, event)
    for (person, skill), row in rows(SKILL_PROFILES, *events).items():
        assert person == "ada"
        assert HeldSkill(row.ratings, row.last_used, row.uses, row.removed) == ledger.held(skill)


@given(events=st.lists(LEDGER, max_size=20), policy=st.sampled_from(list(POLICIES.values())), day=DAYS)
def test_no_policy_puts_the_effective_level_above_the_highest(events: list[Event], policy: Any, day: date) -> None:
    for row in rows(SKILL_PROFILES, *events).values():
        if not row.removed:
            assert effective_level(row.ratings, row.days_used, policy, None, day).level <= row.highest
        else:
            assert row.highest == 0


def test_what_was_said_is_kept_by_the_number_of_the_rating() -> None:
    (row,) = rows(
        SKILL_PROFILES,
        SkillClaimed("ada", "sql", JANUARY, 1, 3, "Daily"),
        EvidenceAdded("ada", "sql", JANUARY, 2, EvidenceKind.WORK, "A report", 4, "https://example.org"),
        RatingCorrected("ada", "sql", JANUARY, 1, "ada", 2, "Weekly, rather"),
    ).values()
    assert row.words == (
        Words(1, "Daily", corrected="Weekly, rather"),
        Words(2, title="A report", url="https://example.org"),
    )
    assert row.highest == 4


def test_a_removed_skill_keeps_its_ratings_and_has_its_highest_level_again_when_it_is_taken_up() -> None:
    said = (SkillClaimed("ada", "sql", JANUARY, 1, 3), SkillRemoved("ada", "sql", JANUARY))
    (removed,) = rows(SKILL_PROFILES, *said).values()
    assert (removed.removed, removed.highest, len(removed.ratings)) == (True, 0, 1)
    (back,) = rows(SKILL_PROFILES, *said, SkillUsed("ada", "sql", JANUARY)).values()
    assert (back.removed, back.highest) == (False, 3)


def test_a_withdrawn_rating_no_longer_counts_as_the_highest() -> None:
    said = (SkillClaimed("ada", "sql", JANUARY, 1, 5), RatingCorrected("ada", "sql", JANUARY, 1, "ada"))
    (row,) = rows(SKILL_PROFILES, *said).values()
    assert row.highest == 0


def test_a_row_is_told_from_the_columns_that_levels_need() -> None:
    told = {"person": "ada", "skill": "sql", "ratings": [], "last_used": None, "uses": 0, "removed": False}
    assert msgspec.convert(told, SkillProfileRow) == SkillProfileRow(person="ada", skill="sql")
