"""The rules of a person in the directory."""

from datetime import UTC, date, datetime
from typing import Any

from hypothesis import given as sampled
from hypothesis import strategies as st

from services.integrations import person
from services.integrations.handlers import placement_facts
from services.integrations.person import (
    PERSON,
    AlreadyJoined,
    AlreadyLeft,
    FeedMissing,
    ImpossibleDates,
    NotHere,
    NotLeft,
    Person,
    PersonIsErased,
    ReportingCycle,
    UnknownManager,
)
from services.integrations.unit import Unit, UnitNotOpen
from shared.contracts.integrations.events import (
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
)
from tests.unit.given import given

NOW = datetime(2026, 6, 15, 12, tzinfo=UTC)
TODAY = NOW.date()
HIRED = date(2020, 1, 1)
LATER = date(2026, 9, 1)
UNPLACED: dict[str, Any] = {"line": {}, "home": None}

JOINED = PersonJoined(person="ada", effective_on=HIRED, name="Ada", unit="u1", role="Engineer", manager="bea")
LEFT = PersonLeft(person="ada", effective_on=date(2025, 1, 1))
ERASED = PersonErased(person="ada")


def moved(day: date, reason: MoveReason = MoveReason.LATERAL, **place: str | None) -> PersonMoved:
    now = {"unit": "u1", "role": "Engineer", "manager": "bea"} | place
    return PersonMoved(person="ada", effective_on=day, reason=reason, **now)


def someone(identity: str, manager: str | None = None, since: date = HIRED) -> Person:
    return PERSON.fold([PersonJoined(person=identity, effective_on=since, name=identity, manager=manager)])


def line(*people: Person) -> dict[str, Person]:
    return {member.id: member for member in people}


def test_someone_joins_on_the_day_named_and_otherwise_today() -> None:
    given(PERSON).when(person.join, identity="ada", now=NOW, name="Ada", **UNPLACED).then(
        PersonJoined(person="ada", effective_on=TODAY, name="Ada")
    )
    given(PERSON).when(person.join, identity="ada", now=NOW, name="Ada", effective_on=LATER, **UNPLACED).then(
        PersonJoined(person="ada", effective_on=LATER, name="Ada")
    )


def test_someone_joins_once() -> None:
    given(PERSON, JOINED).when(person.join, identity="ada", now=NOW, name="Ada", **UNPLACED).then_refused(
        AlreadyJoined, field="person"
    )


def test_an_external_id_needs_the_feed_it_is_from() -> None:
    given(PERSON).when(person.join, identity="ada", now=NOW, name="Ada", external_id="7", **UNPLACED).then_refused(
        FeedMissing, field="feed"
    )


def test_nobody_is_in_a_role_before_joining() -> None:
    given(PERSON).when(person.join, identity="ada", now=NOW, name="Ada", in_role_since=HIRED, **UNPLACED).then_refused(
        ImpossibleDates, field="in_role_since"
    )


def test_a_move_states_the_whole_placement() -> None:
    given(PERSON, JOINED).when(
        person.move, now=NOW, reason=MoveReason.PROMOTION, role="Senior Engineer", **UNPLACED
    ).then(moved(TODAY, MoveReason.PROMOTION, role="Senior Engineer"))


def test_a_move_to_where_someone_is_changes_nothing() -> None:
    given(PERSON, JOINED).when(
        person.move, now=NOW, reason=MoveReason.LATERAL, role="Engineer", manager="bea", **UNPLACED
    ).then()


def test_null_empties_a_field_and_absence_leaves_it() -> None:
    given(PERSON, JOINED).when(person.move, now=NOW, reason=MoveReason.LATERAL, manager=None, **UNPLACED).then(
        moved(TODAY, manager=None)
    )


def test_a_move_dated_in_the_future_takes_effect_on_its_day() -> None:
    ada = PERSON.fold([JOINED, moved(LATER, role="Lead")])
    roles = {day: ada.assignment_on(day).placement.role for day in (TODAY, date(2026, 8, 31), LATER)}
    assert roles == {TODAY: "Engineer", date(2026, 8, 31): "Engineer", LATER: "Lead"}


def test_a_correction_of_the_past_does_not_override_a_later_move() -> None:
    ada = PERSON.fold([JOINED, moved(date(2024, 1, 1), unit="u3"), moved(date(2022, 1, 1), unit="u2")])
    assert [held.placement.unit for held in ada.assignments] == ["u1", "u2", "u3"]
    assert ada.assignment_on(TODAY).placement.unit == "u3"


def test_a_planned_move_takes_on_what_changes_before_it_and_keeps_what_it_plans() -> None:
    planned = moved(LATER, MoveReason.PROMOTION, role="Lead")
    change = {"manager": "cem", "role": "Tester", "line": line(someone("cem")), "home": None}
    given(PERSON, JOINED, planned).when(person.move, now=NOW, reason=MoveReason.REORGANISATION, **change).then(
        moved(TODAY, MoveReason.REORGANISATION, manager="cem", role="Tester"),
        moved(LATER, MoveReason.PROMOTION, role="Lead", manager="cem"),
    )


def test_a_move_lies_within_the_employment() -> None:
    for day in (date(2019, 1, 1), date(2025, 1, 1)):
        given(PERSON, JOINED, LEFT).when(
            person.move, now=NOW, reason=MoveReason.LATERAL, role="Lead", effective_on=day, **UNPLACED
        ).then_refused(NotHere, field="effective_on")


def test_a_manager_is_somebody_who_is_here_on_that_day() -> None:
    gone = PERSON.fold([JOINED, LEFT])
    for manager in (Person(), gone, someone("cem", since=LATER), Person(id="cem", erased=True)):
        given(PERSON, JOINED).when(
            person.move, now=NOW, reason=MoveReason.LATERAL, manager="cem", line={"cem": manager}, home=None
        ).then_refused(UnknownManager, field="manager")


def test_nobody_reports_to_themselves() -> None:
    given(PERSON, JOINED).when(person.move, now=NOW, reason=MoveReason.LATERAL, manager="ada", **UNPLACED).then_refused(
        ReportingCycle, field="manager"
    )


def test_nobody_reports_to_themselves_through_others() -> None:
    circle = line(someone("cem", manager="dan"), someone("dan", manager="ada"), someone("ada"))
    given(PERSON, JOINED).when(
        person.move, now=NOW, reason=MoveReason.LATERAL, manager="cem", line=circle, home=None
    ).then_refused(ReportingCycle, field="manager")


def test_a_circle_that_a_planned_move_would_close_later_is_refused_too() -> None:
    planned = PersonMoved(person="cem", effective_on=LATER, reason=MoveReason.LATERAL, manager="ada")
    cem = PERSON.fold([PersonJoined(person="cem", effective_on=HIRED, name="Cem"), planned])
    given(PERSON, JOINED).when(
        person.move, now=NOW, reason=MoveReason.LATERAL, manager="cem", line=line(cem, someone("ada")), home=None
    ).then_refused(ReportingCycle, field="manager")


def test_a_line_that_once_ran_through_somebody_is_no_circle() -> None:
    since = PersonMoved(person="cem", effective_on=date(2023, 1, 1), reason=MoveReason.LATERAL)
    cem = PERSON.fold([PersonJoined(person="cem", effective_on=HIRED, name="Cem", manager="ada"), since])
    given(PERSON, JOINED).when(
        person.move, now=NOW, reason=MoveReason.LATERAL, manager="cem", line=line(cem, someone("ada")), home=None
    ).then(moved(TODAY, manager="cem"))


def test_a_closed_or_unknown_unit_takes_nobody() -> None:
    for home in (Unit(), Unit(id="u9", names=("Old",), closed=True)):
        given(PERSON, JOINED).when(
            person.move, now=NOW, reason=MoveReason.TRANSFER, unit="u9", line={}, home=home
        ).then_refused(UnitNotOpen, field="unit")


def test_details_that_are_not_named_stay() -> None:
    given(PERSON, JOINED).when(person.change_details, now=NOW, email="ada@example.org").then(
        PersonDetailsChanged(person="ada", effective_on=TODAY, name="Ada", email="ada@example.org")
    )
    given(PERSON, JOINED).when(person.change_details, now=NOW, name="Ada").then()


def test_a_late_report_of_an_old_name_does_not_override_a_newer_one() -> None:
    newer = PersonDetailsChanged(person="ada", effective_on=TODAY, name="Ada King")
    older = PersonDetailsChanged(person="ada", effective_on=date(2024, 1, 1), name="Ada Byron")
    assert PERSON.fold([JOINED, newer, older]).name == "Ada King"


def test_corrected_dates_move_the_beginning_of_employment_and_role() -> None:
    earlier = date(2019, 6, 1)
    corrected = PersonDatesCorrected(person="ada", effective_on=TODAY, joined_on=earlier)
    given(PERSON, JOINED).when(person.correct_dates, now=NOW, joined_on=earlier).then(corrected)
    ada = PERSON.fold([JOINED, corrected])
    assert ada.here_on(earlier)
    assert ada.assignment_on(earlier).role_since == earlier


def test_dates_as_they_are_need_no_correction() -> None:
    given(PERSON, JOINED).when(person.correct_dates, now=NOW, joined_on=HIRED, in_role_since=HIRED).then()


def test_a_day_of_leaving_is_corrected_only_for_who_left_and_never_before_joining() -> None:
    given(PERSON, JOINED).when(person.correct_dates, now=NOW, left_on=TODAY).then_refused(NotLeft, field="left_on")
    given(PERSON, JOINED, LEFT).when(person.correct_dates, now=NOW, left_on=date(2019, 1, 1)).then_refused(
        ImpossibleDates, field="left_on"
    )


def test_someone_leaves_once() -> None:
    given(PERSON, JOINED).when(person.leave, now=NOW, effective_on=LATER).then(
        PersonLeft(person="ada", effective_on=LATER)
    )
    given(PERSON, JOINED, LEFT).when(person.leave, now=NOW, effective_on=LATER).then_refused(
        AlreadyLeft, field="effective_on"
    )
    given(PERSON, JOINED, LEFT).when(person.leave, now=NOW, effective_on=LEFT.effective_on).then()


def test_nobody_leaves_before_joining() -> None:
    given(PERSON, JOINED).when(person.leave, now=NOW, effective_on=date(2019, 1, 1)).then_refused(
        NotHere, field="effective_on"
    )


def test_someone_is_here_until_the_day_of_leaving() -> None:
    ada = PERSON.fold([JOINED, LEFT])
    assert ada.here_on(date(2024, 12, 31))
    assert not ada.here_on(LEFT.effective_on)


def test_a_withdrawn_leaving_has_never_been() -> None:
    withdrawn = LeavingWithdrawn(person="ada", effective_on=TODAY)
    given(PERSON, JOINED, LEFT).when(person.withdraw_leaving, now=NOW).then(withdrawn)
    given(PERSON, JOINED).when(person.withdraw_leaving, now=NOW).then()
    assert PERSON.fold([JOINED, LEFT, withdrawn]) == PERSON.fold([JOINED])


def test_who_comes_back_keeps_the_record() -> None:
    back = PersonRejoined(person="ada", effective_on=TODAY, role="Lead")
    given(PERSON, JOINED, LEFT).when(person.rejoin, now=NOW, role="Lead", **UNPLACED).then(back)
    ada = PERSON.fold([JOINED, LEFT, back])
    assert ada.name == "Ada"
    assert [ada.here_on(day) for day in (HIRED, date(2025, 6, 1), TODAY)] == [True, False, True]


def test_nobody_comes_back_who_has_not_left_by_then() -> None:
    given(PERSON, JOINED).when(person.rejoin, now=NOW, **UNPLACED).then_refused(NotLeft, field="effective_on")
    given(PERSON, JOINED, LEFT).when(person.rejoin, now=NOW, effective_on=date(2024, 1, 1), **UNPLACED).then_refused(
        NotLeft, field="effective_on"
    )


def test_an_erased_person_takes_no_more_events() -> None:
    erased = given(PERSON, JOINED, ERASED)
    for outcome in (
        erased.when(person.join, identity="ada", now=NOW, name="Ada", **UNPLACED),
        erased.when(person.move, now=NOW, reason=MoveReason.LATERAL, role="Lead", **UNPLACED),
        erased.when(person.change_details, now=NOW, name="Ada"),
        erased.when(person.correct_dates, now=NOW, joined_on=HIRED),
        erased.when(person.leave, now=NOW),
        erased.when(person.withdraw_leaving, now=NOW),
        erased.when(person.rejoin, now=NOW, **UNPLACED),
    ):
        outcome.then_refused(PersonIsErased, field="person")
    erased.when(person.erase).then()


def test_nothing_personal_survives_erasure() -> None:
    assert PERSON.fold([JOINED, ERASED]) == Person(id="ada", erased=True)


def test_the_facts_of_a_move_are_everyone_ever_above_and_the_unit() -> None:
    people = line(someone("cem", manager="dan"), someone("dan", manager="ada"), someone("ada"))
    home = Unit(id="u1", names=("Engines",))

    class Directory:
        def state(self, aggregate, identity):
            return people[identity] if aggregate is PERSON else {"u1": home}[identity]

    assert placement_facts(Directory(), {"manager": "cem", "unit": "u1"}) == {"line": people, "home": home}
    assert placement_facts(Directory(), {"role": "Lead"}) == {"line": {}, "home": None}


DAYS = st.dates(date(2020, 1, 1), date(2020, 3, 1))
DATED = {"person": st.just("ada"), "effective_on": DAYS}
NAMED = {**DATED, "name": st.just("Ada")}
MOVED = {**DATED, "reason": st.sampled_from(MoveReason), "role": st.sampled_from("xyz")}
REDATED = {**DATED, "joined_on": DAYS, "in_role_since": st.none() | DAYS, "left_on": st.none() | DAYS}
HISTORIES = st.lists(
    st.one_of(
        st.builds(PersonJoined, **NAMED, in_role_since=st.none() | DAYS),
        st.builds(PersonMoved, **MOVED),
        st.builds(PersonDatesCorrected, **REDATED),
        st.builds(PersonDetailsChanged, **NAMED),
        st.builds(PersonLeft, **DATED),
        st.builds(LeavingWithdrawn, **DATED),
        st.builds(PersonRejoined, **DATED),
        st.just(ERASED),
        st.just(UnitClosed(unit="u1")),
    ),
    max_size=12,
)


@sampled(HISTORIES)
def test_any_history_folds_to_assignments_in_the_order_of_their_days(history) -> None:
    days = [held.since for held in PERSON.fold(history).assignments]
    assert days == sorted(set(days))
