from datetime import UTC, date, datetime
from typing import Any

from services.skills.reactions import REACTIONS
from shared.contracts.feedback.events import (
    FeedbackGiven,
    FeedbackKind,
    FeedbackVisibility,
    FeedbackWithdrawn,
    SkillRating,
)
from shared.contracts.skills.events import (
    CredentialIssued,
    CredentialRevoked,
    CredentialVerified,
    LearningCompleted,
    SkillLevel,
)
from shared.event import Envelope, Event
from shared.reacting.reaction import Order

DAY = date(2026, 9, 1)
NOW = datetime(2026, 9, 1, 9, tzinfo=UTC)
SQL_3 = (SkillLevel("sql", 3),)
EARNED: dict[str, Any] = {"credential": "ada-sql", "person": "ada", "on": DAY, "title": "Certified in SQL"}
GIVEN: dict[str, Any] = {
    "feedback": "well-done",
    "person": "ada",
    "on": DAY,
    "author": "grace",
    "kind": FeedbackKind.PRAISE,
    "visibility": FeedbackVisibility.RECIPIENT,
    "withdrawable_until": NOW,
}


class Nothing:
    """Reactions of skills look nothing up."""

    def rows(self, model: Any, person: str) -> list[Any]:
        raise AssertionError(model)

    def about(self, source: str, person: str) -> list[Event]:
        raise AssertionError(source)

    def of_stream(self, source: str, stream: str) -> list[Event]:
        raise AssertionError(stream)


def orders(source: str, event: Event) -> list[Order]:
    at = Envelope("acme", source, 1, "stream", 1, NOW, NOW, "ada", "command", "correlation")
    return REACTIONS.orders(source, event, at, Nothing())


def test_a_completed_learning_item_is_credited_with_the_levels_that_it_leads_to() -> None:
    done = LearningCompleted(person="ada", learning="course", on=DAY, title="SQL in a week", attempt=1, skills=SQL_3)
    (order,) = orders("skills", done)
    assert order.command == "skills.credit_learning"
    assert order.payload["skills"] == [{"skill": "sql", "level": 3}]
    assert order.payload["effective_on"] == "2026-09-01"


def test_learning_that_leads_to_no_skill_is_credited_with_none() -> None:
    assert orders("skills", LearningCompleted(person="ada", learning="yoga", on=DAY, title="Yoga", attempt=1)) == []


def test_a_credential_is_credited_when_it_is_issued_and_again_when_it_is_verified() -> None:
    (issued,) = orders("skills", CredentialIssued(**EARNED, issuer="School", by="ada", skills=SQL_3))
    (verified,) = orders("skills", CredentialVerified(**EARNED, by="hr", skills=SQL_3))
    assert [issued.payload["verified"], verified.payload["verified"]] == [False, True]
    assert {issued.command, verified.command} == {"skills.credit_credential"}


def test_a_credential_expires_on_its_day_and_not_before() -> None:
    issued = CredentialIssued(**EARNED, issuer="School", by="ada", expires_on=date(2027, 9, 1))
    expire = Order("skills.expire_credential", {"person": "ada", "credential": "ada-sql"}, due=date(2027, 9, 1))
    assert orders("skills", issued) == [expire]


def test_what_a_revoked_credential_showed_counts_no_more() -> None:
    revoked = CredentialRevoked(credential="ada-sql", person="ada", on=DAY, by="hr", reason="Forged")
    assert [order.command for order in orders("skills", revoked)] == ["skills.withdraw_credit"]


def test_a_credential_of_somebody_who_was_forgotten_is_credited_to_nobody() -> None:
    forgotten = CredentialIssued(**{**EARNED, "title": None}, issuer=None, by="ada", skills=SQL_3)
    assert orders("skills", forgotten) == []


def test_ratings_in_a_feedback_become_its_authors_assessments() -> None:
    (order,) = orders("feedback", FeedbackGiven(**GIVEN, ratings=(SkillRating("sql", 4),)))
    assert order.command == "skills.credit_feedback"
    assert order.payload["author"] == "grace"
    assert order.payload["skills"] == [{"skill": "sql", "level": 4}]
    assert orders("feedback", FeedbackGiven(**GIVEN)) == []


def test_what_a_withdrawn_feedback_said_counts_no_more() -> None:
    withdrawn = FeedbackWithdrawn(feedback="well-done", person="ada", on=DAY)
    assert [order.payload["source"] for order in orders("feedback", withdrawn)] == ["well-done"]
