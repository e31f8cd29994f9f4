"""What happens in one service shows in the others, however the suite is run."""

import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

from shared.client import Milepost
from tests.fixtures.suites import PATIENCE, Company

TODAY = datetime.now(UTC).date()
SOON = str(TODAY + timedelta(days=200))


def until(happened: Callable[[], Any]) -> Any:
    """The first true answer. What reacts does so on its own time: it is asked again until then."""
    deadline = time.monotonic() + PATIENCE
    while not (answer := happened()):
        assert time.monotonic() < deadline, "nobody reacted"
        time.sleep(0.05)
    return answer


def level_of(client: Milepost, skill: str) -> str | None:
    """The client's own effective level."""
    found = {each.skill: each.level for each in client.query.skill_profile()["items"]}
    return found.get(skill)


def define_sql(company: Company) -> Milepost:
    hr = company.as_("alan", "hr")
    hr.skills.define_skill(skill="sql", name="SQL", kind="technology")
    return hr


def test_learning_that_is_completed_moves_the_skill_and_the_goal_that_follows_it(company: Company) -> None:
    hr, ada = define_sql(company), company.as_("ada")
    hr.skills.offer_learning(
        learning="course", title="SQL in a week", kind="course", skills=[{"skill": "sql", "level": 3}]
    )
    measure = {"measure": "level", "title": "SQL", "kind": "number", "from_value": 0, "to_value": 3, "skill": "sql"}
    ada.goals.set_goal(goal="sql", title="Learn SQL", kind="skill", due=SOON, measures=[measure])
    ada.skills.enrol(learning="course")
    ada.skills.complete_learning(learning="course", score=90)
    assert until(lambda: level_of(ada, "sql")) == "3.0"
    assert until(lambda: ada.query.goal(goal="sql").progress == "1.0000")


def test_feedback_with_ratings_becomes_an_assessment_and_moves_the_goal(company: Company) -> None:
    define_sql(company)
    ada, grace = company.as_("ada"), company.as_("grace")
    measure = {"measure": "level", "title": "SQL", "kind": "number", "from_value": 0, "to_value": 4, "skill": "sql"}
    ada.goals.set_goal(goal="sql", title="Learn SQL", kind="skill", due=SOON, measures=[measure])
    grace.feedback.give_feedback(
        person="ada", kind="praise", behaviour="Wrote the report", ratings=[{"skill": "sql", "level": 4}]
    )
    assert until(lambda: level_of(ada, "sql")) == "4.0"
    assert until(lambda: ada.query.goal(goal="sql").progress == "1.0000")


def test_a_mentor_who_agrees_appears_in_the_step_that_asked_for_one(company: Company) -> None:
    ada, alan = company.as_("ada"), company.as_("alan")
    ada.goals.draft_plan(plan="up", title="Onwards", to_role="Researcher", horizon=SOON)
    ada.goals.add_step(plan="up", step="mentor", kind="mentoring", title="Find a mentor", by=SOON)
    alan.network.offer_mentoring(topics=["research"], capacity=2)
    ada.network.request_mentoring(
        mentor="alan", mentorship="ada-alan", topics=["research"], why="To learn", plan="up", step="mentor"
    )
    alan.network.agree_to_mentoring(mentor="alan", mentorship="ada-alan")

    def mentors() -> list[str]:
        (step,) = ada.query.plan(plan="up").plan.steps
        return list(step.mentors)

    assert until(mentors) == ["alan"]


def test_reactions_come_to_rest(company: Company) -> None:
    """What one reaction leads to does not go round in a circle."""
    hr, ada = define_sql(company), company.as_("ada")
    measure = {"measure": "level", "title": "SQL", "kind": "number", "from_value": 0, "to_value": 3, "skill": "sql"}
    ada.goals.set_goal(goal="sql", title="Learn SQL", kind="skill", due=SOON, measures=[measure])
    ada.skills.claim_skill(skill="sql", level=2)
    assert until(lambda: ada.query.goal(goal="sql").progress not in (None, "0.0000"))

    def types() -> list[str]:
        return [each.type for each in ada.query.timeline(limit=50)["items"]]

    seen = types()
    hr.skills.define_skill(skill="go", name="Go", kind="technology")
    ada.skills.claim_skill(skill="go", level=1)
    until(lambda: len(types()) > len(seen))
    assert sorted(types()) == sorted([*seen, "SkillClaimed"])
