"""Whoever sees what is not for everyone is seen to have seen it."""

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import pytest

from shared.errors import Forbidden
from tests.fixtures.attacked import CYCLE, REVIEWEE, Company, suite_on


@pytest.fixture(scope="module")
def company(module_database: str) -> Iterator[Company]:
    with suite_on(module_database) as suite:
        yield suite.company(3, 0, 0)


def seen(company: Company) -> list[Any]:
    company.suite.accesses.tell()
    return [(each["by"]["person"], each["what"]) for each in company.ask("who_saw", REVIEWEE)["items"]]


def test_people_are_told_who_saw_what_of_theirs_once_a_day(company: Company) -> None:
    company.open()
    for rater in company.raters:
        company.answer(rater, (3, ""))
    company.close()
    company.release()
    for _ in range(2):
        company.ask("cycle_report", "mo", person=REVIEWEE, cycle=CYCLE)
        company.ask("cycle_report", None, "hr", person=REVIEWEE, cycle=CYCLE)
        company.ask("dashboard", "zoe", person=REVIEWEE)
    company.ask("cycle_report", REVIEWEE, cycle=CYCLE)
    company.ask("feedback_summary", "p1", person=REVIEWEE)
    with pytest.raises(Forbidden):
        company.ask("dashboard", "p1", person=REVIEWEE)
    expected = {("mo", "cycle_report"), ("machine:hr", "cycle_report"), ("zoe", "dashboard")}
    assert set(seen(company)) == expected
    assert len(seen(company)) == 3
    recorded = {each["on"] for each in company.ask("who_saw", REVIEWEE)["items"]}
    assert recorded == {datetime.now(UTC).date().isoformat()}


def test_what_is_shown_by_a_managers_right_or_by_consent_is_seen_to_be_seen(company: Company) -> None:
    for person, visibility in (("p2", "everyone"), ("p3", "recipient_and_manager")):
        company.give("give_feedback", "p1", person=person, kind="praise", behaviour="Asks early", visibility=visibility)
    company.give("give_consent", "p3", field="feedback_summary", audience="person", to="other")
    for person in ("p2", "p3"):
        for caller in ("mo", "other", "p1", "pia"):
            company.ask("feedback_summary", caller, person=person)
    company.suite.accesses.tell()
    assert company.ask("who_saw", "p2")["items"] == []
    assert {each["by"]["person"] for each in company.ask("who_saw", "p3")["items"]} == {"mo", "other"}


def test_who_saw_a_profile_a_record_or_a_plan_more_closely_than_everyone_may_is_seen_to_have_seen_it(
    company: Company,
) -> None:
    company.give("give_consent", "p1", field="plan", audience="person", to="other")
    queries = ("skill_profile", "person", "plan")
    for query in queries:
        company.ask(query, "other", person="p1")
    for query in queries[:2]:
        company.ask(query, "mo", person="p1")
        company.ask(query, "p1", person="p1")
    company.suite.accesses.tell()
    saw = {(each["by"]["person"], each["what"]) for each in company.ask("who_saw", "p1")["items"]}
    assert saw == {("other", "plan"), ("mo", "skill_profile"), ("mo", "person")}
