"""At which rates groups are recommended something, on real tables; that only HR is told, and that no group is kept.

30 people are of the one group, w, 30 of the other, m, and 4 of a third, x. Half of w and 24 of m were recommended
learning, and all of m a mentor. All of w work in the north but for ten, and all others in the south.
"""

import logging
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Any

import psycopg
import pytest
import structlog

from services.gateway.grouping import LEAST, NOT_STATED
from services.gateway.queries.fairness import ANY
from shared import metrics
from shared.contracts.integrations.events import PersonErased, PersonJoined, PersonLeft, UnitCreated
from shared.contracts.recommendations.events import (
    Kind,
    RecommendationAccepted,
    RecommendationExpired,
    RecommendationMade,
)
from shared.errors import Forbidden, InvalidInput
from shared.event import Event
from tests.fixtures.gateways import token
from tests.fixtures.organisation import Organisation, organisation_on
from tests.fixtures.postgres import copied_database

HIRED, DAY, UNTIL = date(2020, 1, 1), date(2026, 3, 2), date(2026, 3, 31)
WINDOW: dict[str, Any] = {"since": "2026-03-01", "until": "2026-03-31"}
MARKER = "zzmarkerzz"

W = [f"w{n}" for n in range(30)]
M = [f"m{n}" for n in range(30)]
X = [f"x{n}" for n in range(4)]


def joined(person: str) -> PersonJoined:
    unit = "north" if person in W[10:] else "south"
    place: dict[str, Any] = {"unit": unit, "role": "Clerk", "grade": "G1" if person in W else None}
    place["manager"] = None if person == "m0" else "m0"
    return PersonJoined(person, HIRED, person.title(), external_id=f"{person}-9", feed="hr", **place)


def about(person: str, kind: Kind, on: date) -> dict[str, Any]:
    return {"recommendation": f"{kind}-{person}", "person": person, "on": on, "kind": kind, "subject": "it"}


def made(person: str, kind: Kind, on: date = DAY) -> RecommendationMade:
    return RecommendationMade(
        **about(person, kind, on),
        title="It",
        score=0.5,
        reasons=(),
        counterfactual="Less of it.",
        policy="first",
        policy_version=1,
        positions={},
        model_positions={},
        expires_on=UNTIL,
    )


DIRECTORY: Sequence[Event] = (
    UnitCreated("north", "The North"),
    UnitCreated("south", "The South"),
    *map(joined, [*W, *M, *X, "gone", "new"]),
    PersonLeft("gone", DAY),
    PersonJoined("late", date(2026, 3, 20), "Late", unit="south", role="Clerk"),
)
MADE: Sequence[Event] = (
    *(made(person, Kind.LEARNING) for person in (*W[:15], *M[:24], "gone")),
    *(made(person, Kind.MENTOR) for person in M),
    *(RecommendationAccepted(**about(person, Kind.LEARNING, UNTIL)) for person in (*W[:3], *M[:12])),
    *(RecommendationExpired(**about(person, Kind.LEARNING, UNTIL)) for person in W[3:15]),
)


def groups(**of: Sequence[str]) -> list[dict[str, str]]:
    return [{"person": person, "group": group} for group, people in of.items() for person in people]


GROUPS = groups(w=W, m=M, x=X)


@pytest.fixture(scope="module")
def acme(module_database: str) -> Iterator[Organisation]:
    with organisation_on(module_database) as acme:
        acme.tell("integrations", *DIRECTORY)
        acme.tell("recommendations", *MADE)
        yield acme


def fairness(acme: Organisation, *, as_of: Any = None, **params: Any) -> Any:
    """What a machine of HR is told."""
    return acme.gateway.query(token(None, "hr"), "fairness", params, as_of=as_of)


def rates(answer: Mapping[str, Any], kind: str = "learning") -> dict[str | None, tuple[int, float]]:
    """The people and the rate of each group."""
    (item,) = [each for each in answer["items"] if each["kind"] == kind]
    return {each["group"]: (each["people"], each["selection"]["rate"]) for each in item["groups"]}


def found(answer: Mapping[str, Any], group: str | None, kind: str = "learning") -> Mapping[str, Any]:
    (item,) = [each for each in answer["items"] if each["kind"] == kind]
    (of_group,) = [each for each in item["groups"] if each["group"] == group]
    return of_group  # type: ignore[no-any-return]


# Counting


def test_a_rate_is_the_share_of_a_group_that_was_recommended_something_of_the_kind(acme: Organisation) -> None:
    answer = fairness(acme, groups=groups(w=W, m=[*M, *X, "new"]), **WINDOW)
    assert rates(answer) == {"m": (35, 0.686), "w": (30, 0.5)}
    assert rates(answer, "mentor") == {"m": (35, 0.857), "w": (30, 0.0)}
    assert rates(answer, ANY) == {"m": (35, 0.857), "w": (30, 0.5)}
    assert rates(answer, "goal") == {"m": (35, 0.0), "w": (30, 0.0)}
    assert [each["kind"] for each in answer["items"]] == [ANY, *Kind]


def test_what_expired_counts_and_who_left_does_not(acme: Organisation) -> None:
    answer = fairness(acme, groups=groups(w=[*W, "gone"], m=[*M, *X, "new"]), **WINDOW)
    assert rates(answer)["w"] == (30, 0.5)
    assert (answer["people"], answer["not_here"], answer["unknown"]) == (65, 1, 0)


def test_who_joined_meanwhile_is_in_no_group(acme: Organisation) -> None:
    """They were recommended nothing, as everybody knows: a group of theirs with one other person would tell of that."""
    answer = fairness(acme, groups=groups(w=[*W, "late"], m=[*M, *X, "new"]), **WINDOW)
    assert (answer["people"], answer["not_here"], rates(answer)["w"]) == (65, 1, (30, 0.5))


def test_the_lower_rate_is_set_against_the_higher(acme: Organisation) -> None:
    answer = fairness(acme, groups=groups(w=W, m=[*M, *X, "new"]), kind="mentor", **WINDOW)
    assert found(answer, "m", "mentor")["ratio"] is None
    assert found(answer, "m", "mentor")["finding"] == "highest"
    of_w = found(answer, "w", "mentor")
    assert (of_w["finding"], of_w["ratio"]["of_highest"], of_w["ratio"]["certain"]) == ("below", 0.0, True)
    learning = found(fairness(acme, groups=groups(w=W, m=[*M, *X, "new"]), **WINDOW), "w")
    assert learning["finding"] == "too_few"
    assert (learning["ratio"]["below_four_fifths"], learning["ratio"]["certain"]) == (True, False)


def test_acceptance_is_the_share_of_those_recommended_something_who_took_it_up(acme: Organisation) -> None:
    answer = fairness(acme, groups=groups(w=W, m=[*M, *X, "new"]), **WINDOW)
    assert found(answer, "w")["acceptance"]["rate"] == 0.2
    assert found(answer, "m")["acceptance"]["rate"] == 0.5
    assert found(answer, "w", "mentor")["acceptance"] is None


def test_acceptance_among_a_few_is_not_told_nor_left_by_subtraction(acme: Organisation) -> None:
    few, many = W[:20], [*W[20:], *M, *X, "new"]
    of_nine = groups(few=[*W[:9], *W[15:30]], many=[*W[9:15], *M, *X, "new"])
    assert found(fairness(acme, groups=of_nine, **WINDOW), "few")["acceptance"] is None
    assert found(fairness(acme, groups=of_nine, **WINDOW), "many")["acceptance"] is None
    of_fifteen = fairness(acme, groups=groups(few=few, many=many), **WINDOW)
    assert found(of_fifteen, "few")["acceptance"] is not None


def test_only_what_was_made_in_the_window_counts(acme: Organisation) -> None:
    answer = fairness(acme, by="role", since="2026-03-03", until="2026-03-31")
    assert rates(answer) == {"Clerk": (65, 0.0)}
    assert rates(fairness(acme, by="role", since="2026-03-02", until="2026-03-02"))["Clerk"] == (65, 0.6)


def test_without_groups_the_directory_says_them(acme: Organisation) -> None:
    answer = fairness(acme, **WINDOW)
    assert answer["by"] == "unit"
    assert rates(answer) == {"south": (45, 0.756), "north": (20, 0.25)}
    assert found(answer, "south")["name"] == "The South"
    assert rates(fairness(acme, by="grade", **WINDOW)) == {NOT_STATED: (35, 0.686), "G1": (30, 0.5)}


def test_people_may_be_named_by_their_number_in_the_hr_system(acme: Organisation) -> None:
    by_number = groups(w=[f"{person}-9" for person in W], m=[*M, *X, "new"])
    assert rates(fairness(acme, groups=by_number, **WINDOW)) == {"m": (35, 0.686), "w": (30, 0.5)}


def test_people_whom_the_directory_does_not_know_are_counted(acme: Organisation) -> None:
    answer = fairness(acme, groups=groups(w=[*W, "nobody", "nowhere"], m=[*M, *X, "new"]), **WINDOW)
    assert (answer["unknown"], answer["not_here"]) == (2, 0)
    assert rates(answer)["w"] == (30, 0.5)


def test_an_id_counts_before_a_number(acme: Organisation) -> None:
    answer = fairness(acme, groups=groups(w=[*W, "m0-9"], m=[*M, *X, "new"]), **WINDOW)
    assert rates(answer)["w"] == (30, 0.5)


def test_a_number_of_two_people_is_that_of_neither(database: str) -> None:
    with organisation_on(database) as acme:
        twins = (PersonJoined(f"twin-{feed}", HIRED, "Twin", external_id="7", feed=feed) for feed in ("hr", "other"))
        acme.tell("integrations", *DIRECTORY, *twins)
        assert fairness(acme, groups=groups(w=[*W, "7"]), **WINDOW)["unknown"] == 1


# What is shown


def test_small_groups_are_shown_together_under_no_name(acme: Organisation) -> None:
    answer = fairness(acme, groups=groups(w=W, m=M[:21], x=X, y=M[21:]), **WINDOW)
    assert set(rates(answer)) == {"w", "m", None}
    assert answer["together"] == [NOT_STATED, "x", "y"]
    assert found(answer, None)["name"] is None


def test_a_group_left_small_is_shown_with_the_smallest_large_one(acme: Organisation) -> None:
    answer = fairness(acme, groups=GROUPS, **WINDOW)
    assert answer["together"] == ["m", NOT_STATED, "x"]
    assert rates(answer) == {"w": (30, 0.5), None: (35, 0.686)}


@pytest.mark.parametrize("kept", range(1, 30, 4))
def test_no_group_is_shown_of_fewer_than_ten_nor_left_by_the_others(acme: Organisation, kept: int) -> None:
    shown = rates(fairness(acme, groups=groups(few=W[:kept], many=[*W[kept:], *M, *X, "new"]), **WINDOW))
    assert all(people >= LEAST for people, _ in shown.values())
    assert sum(people for people, _ in shown.values()) == 65


def test_of_too_few_people_nothing_is_told(database: str) -> None:
    with organisation_on(database) as acme:
        acme.tell("integrations", *map(joined, W[: LEAST - 1]))
        with pytest.raises(Forbidden, match="10 people"):
            fairness(acme, by="role")
        acme.tell("integrations", *map(joined, W[LEAST - 1 :]))
        assert fairness(acme, by="role")["people"] == 30


def test_groups_of_nobody_who_is_here_are_refused(acme: Organisation) -> None:
    with pytest.raises(InvalidInput, match="2 are unknown, 1 joined or left"):
        fairness(acme, groups=groups(w=["nobody", "nowhere", "gone"]), **WINDOW)


def test_who_is_erased_is_counted_no_more(database: str) -> None:
    with organisation_on(database) as acme:
        acme.tell("integrations", *DIRECTORY)
        acme.tell("recommendations", *MADE)
        acme.tell("integrations", *map(PersonErased, M[:24]))
        assert rates(fairness(acme, by="role", **WINDOW)) == {"Clerk": (41, 0.366)}


# What is refused


@pytest.mark.parametrize(
    ("params", "field"),
    [
        ({"groups": GROUPS, "by": "unit"}, "by"),
        ({"by": "sex"}, "by"),
        ({"since": "2026-04-01", "until": "2026-03-01"}, "since"),
        ({"until": "2999-01-01"}, "until"),
        ({"groups": []}, "groups"),
        ({"groups": [*GROUPS, {"person": "w0", "group": "m"}]}, "groups.64"),
        ({"kind": "raise"}, "kind"),
    ],
)
def test_what_cannot_be_answered_is_refused_by_its_field(
    acme: Organisation, params: Mapping[str, Any], field: str
) -> None:
    with pytest.raises(InvalidInput) as refused:
        fairness(acme, **params)
    assert list(refused.value.fields) == [field]


def test_the_past_is_asked_for_by_days_and_not_as_of(acme: Organisation) -> None:
    with pytest.raises(InvalidInput):
        fairness(acme, as_of="2026-03-31")


WHO_IS_TOLD = {
    "w0": (("w0", "employee"), False),
    "m0, who manages": (("m0", "employee"), False),
    "x0 of hr": (("x0", "employee", "hr"), True),
    "hr machine": ((None, "hr"), True),
    "integration": ((None, "integration"), False),
    "operator": ((None, "operator"), False),
    "machine": ((None, "employee"), False),
    "gone, who was of hr": (("gone", "employee", "hr"), False),
}


@pytest.mark.parametrize("params", [{}, {"by": "role"}, {"groups": GROUPS}], ids=["", "by role", "groups"])
@pytest.mark.parametrize("caller", WHO_IS_TOLD)
def test_hr_is_told_and_nobody_else(acme: Organisation, caller: str, params: Mapping[str, Any]) -> None:
    who, told = WHO_IS_TOLD[caller]
    if told:
        assert acme.gateway.query(token(*who), "fairness", {**params, **WINDOW})["items"]
    else:
        with pytest.raises(Forbidden):
            acme.gateway.query(token(*who), "fairness", {**params, **WINDOW})


# What is kept


def everything_in(dsn: str) -> str:
    """Every row of every table, as text."""
    with psycopg.connect(dsn) as conn:
        tables = conn.execute(
            "select format('%I.%I', table_schema, table_name) from information_schema.tables"
            " where table_type = 'BASE TABLE' and table_schema not in ('pg_catalog', 'information_schema')"
        ).fetchall()
        return "\n".join(
            str(row)
            for (name,) in tables
            for row in conn.execute(f"select * from {name}")  # type: ignore[arg-type]
        )


def test_groups_are_found_in_no_table_no_line_of_a_log_no_metric_and_no_error(
    migrated_template: str, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    own = groups(**{f"{MARKER}w": W, f"{MARKER}m": M})
    wrong = [*own, {"person": "w0", "group": f"{MARKER}m"}]
    with (
        copied_database(migrated_template) as dsn,
        structlog.testing.capture_logs() as lines,
        organisation_on(dsn) as acme,
    ):
        acme.tell("integrations", *DIRECTORY)
        acme.tell("recommendations", *MADE)
        assert f"{MARKER}w" in rates(fairness(acme, groups=own, **WINDOW))
        with pytest.raises(InvalidInput) as refused:
            fairness(acme, groups=wrong, **WINDOW)
        kept = everything_in(dsn)
    assert "w29" in kept
    assert [line["groups"] for line in lines if line["event"] == "selection rates were asked for"] == [3]
    exposed, _ = metrics.exposition()
    assert 'query="fairness"' in str(exposed)
    for said in (kept, str(lines), caplog.text, str(exposed), refused.value.message, str(refused.value.fields)):
        assert MARKER not in said
