"""What is recommended to oneself, as the query shows it, on real tables; and that it shows nothing else."""

from collections.abc import Iterator
from datetime import UTC, date, datetime
from typing import Any

import pytest

from shared.contracts.integrations.events import PersonLeft
from shared.contracts.network.events import OpportunityClosed, OpportunityRevised, Visibility
from shared.contracts.recommendations.events import (
    DismissalReason,
    EventRef,
    Factor,
    Kind,
    RecommendationAccepted,
    RecommendationDismissed,
    RecommendationExpired,
    RecommendationMade,
    RecommendationSnoozed,
)
from shared.errors import Forbidden, NotFound
from tests.fixtures.organisation import Organisation, organisation_on
from tests.fixtures.recommended import DAY, NETWORK, PEOPLE

LATER = date(2999, 1, 1)


def made(name: str, kind: Kind, subject: str, score: float = 0.5) -> RecommendationMade:
    return RecommendationMade(
        recommendation=name,
        person="ada",
        on=DAY,
        kind=kind,
        subject=subject,
        title=f"Take {subject}",
        score=score,
        reasons=(Factor("gap", "Your role asks for more", score, (EventRef("skills", 3),)),),
        counterfactual="With one level more, this would no longer come first.",
        policy="first",
        policy_version=1,
        positions={"skills": 3},
        model_positions={"skills": 3},
        expires_on=LATER,
    )


STORY = (
    made("course", Kind.LEARNING, "sql-course", 0.9),
    made("gig", Kind.OPPORTUNITY, "of-cy", 0.8),
    made("cy", Kind.CONNECTION, "cy", 0.7),
    made("goal", Kind.GOAL, "late", 0.6),
)


@pytest.fixture
def acme(database: str) -> Iterator[Organisation]:
    with organisation_on(database) as acme:
        acme.tell("integrations", *PEOPLE)
        acme.tell("network", *NETWORK)
        acme.tell("recommendations", *STORY)
        yield acme


def shown(acme: Organisation, **asked: Any) -> list[str]:
    return [each["recommendation"] for each in acme.ask("recommendations", by="ada", **asked)["items"]]


def about(name: str, kind: Kind, subject: str) -> dict[str, Any]:
    return {"recommendation": name, "person": "ada", "on": DAY, "kind": kind, "subject": subject}


def test_recommendations_come_best_first_with_their_reasons(acme: Organisation) -> None:
    assert shown(acme) == ["course", "gig", "cy", "goal"]
    first = acme.ask("recommendations", by="ada", kind="learning")["items"][0]
    assert (first["kind"], first["subject"], first["title"], first["score"]) == (
        "learning",
        "sql-course",
        "Take sql-course",
        0.9,
    )
    (reason,) = first["reasons"]
    assert (reason["words"], reason["contribution"]) == ("Your role asks for more", 0.9)
    assert list(reason["evidence"]) == [{"source": "skills", "position": 3}]


def test_people_are_shown_by_their_names(acme: Organisation) -> None:
    assert acme.ask("recommendation", by="ada", recommendation="cy")["name"] == "Cy"


def test_recommendations_come_by_pages(acme: Organisation) -> None:
    first = acme.ask("recommendations", by="ada", limit=3)
    assert shown(acme, limit=3, cursor=first["next"]) == ["goal"]


def test_what_is_snoozed_comes_back_on_its_day(acme: Organisation) -> None:
    acme.tell("recommendations", RecommendationSnoozed(**about("course", Kind.LEARNING, "sql-course"), until=LATER))
    assert "course" not in shown(acme)
    assert shown(acme, snoozed=True) == ["course"]


def test_what_was_taken_up_or_dismissed_is_listed_apart(acme: Organisation) -> None:
    dismissal = {"why": DismissalReason.NOT_NOW, "note": "In spring"}
    acme.tell(
        "recommendations",
        RecommendationAccepted(**about("course", Kind.LEARNING, "sql-course")),
        RecommendationDismissed(**about("goal", Kind.GOAL, "late"), **dismissal),
        RecommendationExpired(**about("cy", Kind.CONNECTION, "cy")),
    )
    assert shown(acme) == ["gig"]
    assert shown(acme, status="accepted") == ["course"]
    assert shown(acme, status="dismissed") == ["goal"]
    one = acme.ask("recommendation", by="ada", recommendation="goal")
    assert (one["why"], one["note"]) == ("not_now", "In spring")


@pytest.mark.parametrize(
    "happened",
    [
        OpportunityClosed(opportunity="of-cy", on=DAY),
        OpportunityRevised(opportunity="of-cy", on=DAY, visibility=Visibility.INVITED),
    ],
    ids=["closed", "for the invited only"],
)
def test_an_opportunity_that_one_does_not_see_any_more_is_not_shown(acme: Organisation, happened: Any) -> None:
    acme.tell("network", happened)
    assert "gig" not in shown(acme)
    with pytest.raises(NotFound):
        acme.ask("recommendation", by="ada", recommendation="gig")


def test_somebody_who_has_left_is_not_shown(acme: Organisation) -> None:
    acme.tell("integrations", PersonLeft("cy", date(2026, 9, 2)))
    assert "cy" not in shown(acme)


@pytest.mark.parametrize("who", ["mo", "bo"], ids=["the manager", "a peer"])
def test_nobody_else_sees_them(acme: Organisation, who: str) -> None:
    with pytest.raises(Forbidden):
        acme.ask("recommendations", by=who, person="ada")
    with pytest.raises(Forbidden):
        acme.ask("recommendation", by=who, roles=("hr",), person="ada", recommendation="course")


def test_a_past_moment_shows_what_stood_then(acme: Organisation) -> None:
    moment = datetime.now(UTC)
    acme.tell("recommendations", RecommendationExpired(**about("course", Kind.LEARNING, "sql-course")))
    assert "course" in shown(acme, as_of=moment.isoformat())
