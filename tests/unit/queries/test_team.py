"""What a team can do and has heard, put together from rows. No I/O."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

from services.gateway.feedback_coverage import DAYS, Heard, heard
from services.gateway.role_catalogue import Role, readiness_for
from services.gateway.skill_catalogue import KnownSkill, KnownSkills
from services.gateway.skill_coverage import Member, cells, coverage
from services.gateway.skill_levels import levels, standings
from shared.contracts.feedback.events import FeedbackKind, FeedbackVisibility
from shared.contracts.skills.events import RatingSource, RequiredSkill
from shared.contracts.skills.ledger import Rating
from shared.contracts.skills.levels import STANDARD
from shared.read_models.feedback import FeedbackRow
from shared.read_models.reviews import ReviewRow
from shared.read_models.skill_profiles import SkillProfileRow

TODAY = date(2026, 9, 30)
SQL, PYTHON, TALKS = KnownSkill("sql", "SQL"), KnownSkill("python", "Python"), KnownSkill("talks", "Talks")
KNOWN = KnownSkills({"sql": SQL, "sql-lang": SQL, "python": PYTHON, "talks": TALKS})
"""sql-lang became sql."""


def role(name: str, **asked: int) -> Role:
    skills = [RequiredSkill(skill.replace("_", "-"), level) for skill, level in asked.items()]
    return Role(name, name.title(), None, None, None, skills)


def member(of: Role | None = None, **stated: int) -> Member:
    rows = [
        SkillProfileRow(person="ada", skill=skill, ratings=(Rating(1, RatingSource.SELF, "ada", TODAY, level),))
        for skill, level in stated.items()
    ]
    held = standings(rows, KNOWN, STANDARD, TODAY)
    return Member(held, of, readiness_for(of, levels(held), KNOWN, TODAY) if of else None)


CLERK = role("clerk", sql=3, python=2)
TEAM = [member(CLERK, sql=3, talks=5), member(CLERK, sql=1), member(role("dba", sql_lang=5), sql=5), member(talks=1)]


# Coverage


def test_requirements_are_met_where_the_level_of_the_person_reaches_them_under_whatever_id() -> None:
    cover = coverage(TEAM, KNOWN, 10)
    assert (cover.people, cover.requirements, cover.met) == (4, 5, 2)
    assert [(each.skill, each.required_by, each.met_by, each.held_by) for each in cover.skills] == [
        ("sql", 3, 2, 3),
        ("python", 2, 0, 0),
        ("talks", 0, 0, 2),
    ]


def test_a_column_says_how_high_those_are_who_have_the_skill() -> None:
    sql, python, talks = coverage(TEAM, KNOWN, 10).skills
    assert (sql.name, sql.average, sql.highest) == ("SQL", Decimal("3.0"), Decimal("5.0"))
    assert (talks.average, python.average, python.highest) == (Decimal("3.0"), None, None)


def test_what_is_met_counts_also_where_its_column_is_left_out() -> None:
    cover = coverage(TEAM, KNOWN, 1)
    assert ([each.skill for each in cover.skills], cover.requirements, cover.met) == (["sql"], 5, 2)


def test_a_skill_asked_for_at_level_none_is_no_requirement() -> None:
    cover = coverage([member(role("clerk", sql=0), python=2)], KNOWN, 10)
    assert (cover.requirements, [each.skill for each in cover.skills]) == (0, ["python"])


def test_roles_come_with_their_people_and_mean_readiness() -> None:
    clerk, dba = coverage(TEAM, KNOWN, 10).roles
    assert (clerk.role, clerk.title, clerk.people) == ("clerk", "Clerk", 2)
    assert clerk.readiness == ((Decimal("0.5") + Decimal(1) / 6) / 2).quantize(Decimal("0.0001"))
    assert (dba.people, dba.readiness) == (1, Decimal(1))
    (nothing,) = coverage([member(role("guest"))], KNOWN, 10).roles
    assert nothing.readiness is None


def test_a_line_of_the_heat_map_has_what_the_person_can_do_and_what_they_should() -> None:
    cover = coverage(TEAM, KNOWN, 10)
    first = cells(TEAM[0], cover.skills, KNOWN)
    assert {skill: (each["level"], each["required"]) for skill, each in first.items()} == {
        "sql": (Decimal("3.0"), 3),
        "python": (None, 2),
        "talks": (Decimal("5.0"), None),
    }
    assert first["sql"]["confidence"] > 0
    assert cells(TEAM[3], cover.skills, KNOWN).keys() == {"talks"}


def test_nobody_makes_an_empty_heat_map() -> None:
    assert coverage([], KNOWN, 10).skills == []


# Feedback


def given(days_ago: int, visibility: FeedbackVisibility = FeedbackVisibility.EVERYONE, by: str = "bo") -> FeedbackRow:
    said: dict[str, Any] = dict.fromkeys(("situation", "behaviour", "impact", "suggestion", "goal", "request"))
    return FeedbackRow(
        feedback=f"f-{days_ago}",
        person="ada",
        author=by,
        given_on=TODAY - timedelta(days=days_ago),
        kind=FeedbackKind.PRAISE,
        visibility=visibility,
        withdrawable_until=datetime(2026, 1, 1, tzinfo=UTC),
        ratings=(),
        **said,
    )


def as_seen(*rows: FeedbackRow, reviews: tuple[ReviewRow, ...] = (), viewer: str = "mo", managed: bool = True) -> Heard:
    return heard(rows, reviews, TODAY, viewer=viewer, managed=managed)


def test_feedback_of_the_last_days_counts_and_the_last_one_is_told_of_however_old() -> None:
    assert as_seen(given(0), given(DAYS - 1), given(DAYS)) == Heard(2, TODAY)
    assert as_seen(given(DAYS)) == Heard(0, TODAY - timedelta(days=DAYS))
    assert as_seen(given(-1)) == Heard()


def test_feedback_that_whoever_asks_may_not_see_does_not_count() -> None:
    private = given(1, FeedbackVisibility.RECIPIENT)
    shared = given(2, FeedbackVisibility.RECIPIENT_AND_MANAGER)
    assert as_seen(private, shared, given(3)).received == 2
    assert as_seen(private, shared, given(3), managed=False) == Heard(1, TODAY - timedelta(days=3))
    assert as_seen(given(1, FeedbackVisibility.RECIPIENT, by="mo")).received == 1


def test_a_review_is_heard_once_and_when_its_report_is_released() -> None:
    def reviewed(days_ago: int | None) -> Heard:
        released = None if days_ago is None else TODAY - timedelta(days=days_ago)
        return as_seen(reviews=(ReviewRow(cycle="c", person="ada", released_on=released),))

    assert reviewed(1) == Heard(reviewed_on=TODAY - timedelta(days=1))
    assert (reviewed(1).lately(TODAY), reviewed(DAYS).lately(TODAY)) == (True, False)
    assert reviewed(None) == reviewed(-1) == Heard()
    assert not Heard().lately(TODAY)
    assert Heard(received=1).lately(TODAY)
