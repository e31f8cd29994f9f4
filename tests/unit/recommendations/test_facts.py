"""What is kept of people is what the read models of queries say, with the events behind it, and without words."""

from collections.abc import Sequence
from datetime import UTC, date, datetime
from typing import Any

import msgspec

from services.recommendations.facts import ALL
from services.recommendations.facts.chances import CHANCES
from services.recommendations.facts.exchanges import EXCHANGES
from services.recommendations.facts.journeys import JOURNEYS
from services.recommendations.facts.ledgers import LEDGERS
from services.recommendations.facts.networks import NETWORKS
from services.recommendations.facts.placements import PLACEMENTS
from shared.contracts.feedback.events import (
    FeedbackAskedOf,
    FeedbackGiven,
    FeedbackKind,
    FeedbackRequested,
    FeedbackVisibility,
    FeedbackWithdrawn,
    RequestAnswered,
    RequestSide,
    RequestWithdrawn,
)
from shared.contracts.goals.events import (
    CheckedIn,
    GoalAchieved,
    GoalKind,
    GoalSet,
    PlanClosed,
    PlanDrafted,
    PlanOutcome,
    Recovered,
    SetbackKind,
    SetbackRecorded,
)
from shared.contracts.integrations.events import MoveReason, PersonErased, PersonJoined, PersonMoved
from shared.contracts.network.events import (
    ConnectionAccepted,
    ConnectionInvited,
    InteractionKind,
    InteractionNoted,
    InvitedToOpportunity,
    MentoringOffered,
    OpportunityClosed,
    OpportunityKind,
    OpportunityPosted,
    Visibility,
)
from shared.contracts.recommendations.events import EventRef
from shared.contracts.skills.events import Enrolled, LearningCompleted, SkillAssessed, SkillClaimed
from shared.event import Envelope, Event
from shared.projecting.folding import Decoded, rows_as_of
from shared.projecting.read_model import ReadModel
from shared.projecting.table import Table
from shared.read_models.ties import TIES
from tests.fixtures.skilled import CATALOGUE, DIRECTORY, LEARNING, LEDGER

DAY, LATER = date(2026, 9, 1), date(2026, 9, 8)
RECORDED = datetime(2026, 9, 1, 9, tzinfo=UTC)


def decoded(source: str, *events: Event) -> Sequence[Decoded]:
    return [
        (event, Envelope("acme", source, n, "s", n, RECORDED, RECORDED, "ada", str(n), str(n)))
        for n, event in enumerate(events, start=1)
    ]


def only(model: ReadModel[Any], *events: Event) -> Any:
    (row,) = rows_as_of([model], decoded(model.source, *events))[model.name]
    return row


def goal(name: str) -> GoalSet:
    return GoalSet(
        goal=name,
        person="ada",
        on=DAY,
        title="SQL",
        kind=GoalKind.SKILL,
        starts_on=DAY,
        due=date(2027, 1, 1),
        check_in_every_days=7,
        description="So that I can lead the reports",
    )


def test_a_fact_names_the_event_that_began_it_and_the_one_that_changed_it_last() -> None:
    row = only(LEDGERS, *(each for each in LEDGER if getattr(each, "person", "") == "ada"))
    assert (row.skills["sql"].first, row.skills["sql"].last) == (1, 3)
    assert row.skills["sql"].evidence("skills") == (EventRef("skills", 1), EventRef("skills", 3))
    assert row.skills["talks"].evidence("skills") == (EventRef("skills", 4),)


def test_learning_stands_beside_skills() -> None:
    enrolled, completed = (e for e in LEARNING if isinstance(e, Enrolled | LearningCompleted) and e.person == "bo")
    row = only(LEDGERS, enrolled, completed)
    assert row.enrolments["sql-book/1"].row.ended_on == completed.on
    assert row.enrolments["sql-book/1"].last == 2


def test_ties_are_those_that_queries_show() -> None:
    mine: dict[str, Any] = {"person": "ada", "other": "grace", "on": DAY}
    events = [
        ConnectionInvited(**mine, acted=True, message="Your talk stayed with me"),
        ConnectionAccepted(**mine, acted=False),
        InteractionNoted(**mine, acted=True, kind=InteractionKind.ADVICE, note="How she debugs"),
    ]
    row, tie = only(NETWORKS, *events), only(TIES, *events)
    assert row.ties["grace"].row == msgspec.structs.replace(tie, message=None)


def test_offers_to_mentor_and_the_reach_of_opportunities_are_kept() -> None:
    row = only(
        NETWORKS,
        MentoringOffered(person="ada", on=DAY, topics=("sql",), capacity=2, about="Every week"),
        InvitedToOpportunity(opportunity="gig", person="ada", on=DAY, by="grace"),
    )
    assert row.mentor.row.room == 2
    assert row.reach["gig"].row.reached.invited


def test_what_lies_behind_is_not_kept() -> None:
    row = only(
        JOURNEYS,
        goal("sql"),
        goal("talks"),
        CheckedIn(goal="talks", person="ada", on=LATER, confidence=1, kept=True, note="Fine"),
        GoalAchieved(goal="sql", person="ada", on=LATER),
        PlanDrafted(plan="move", person="ada", on=DAY, to_role="lead", horizon=LATER),
        PlanClosed(plan="move", person="ada", on=LATER, outcome=PlanOutcome.REACHED),
        SetbackRecorded(
            setback="no", person="ada", on=DAY, kind=SetbackKind.REJECTION, impact=4, description="Passed over"
        ),
        Recovered(setback="no", person="ada", on=LATER, days=7),
    )
    assert (list(row.goals), row.plans, row.setbacks) == (["talks"], {}, {})
    assert (row.goals["talks"].first, row.goals["talks"].last) == (2, 3)


def test_placements_have_no_names() -> None:
    joined = PersonJoined(person="ada", effective_on=DAY, name="Ada Lovelace", email="ada@acme", role="Engineer")
    moved = PersonMoved(person="ada", effective_on=LATER, reason=MoveReason.LATERAL, role="Analyst")
    row = only(PLACEMENTS, joined, moved)
    assert (row.name, row.email, row.placed_on(LATER).role) == (None, None, "Analyst")
    assert row.evidence == (EventRef("integrations", 2),)


def test_who_was_erased_has_no_placement() -> None:
    joined = PersonJoined(person="ada", effective_on=DAY, name="Ada Lovelace")
    assert not rows_as_of([PLACEMENTS], decoded("integrations", joined, PersonErased("ada")))["placements"]


def test_feedback_that_was_taken_back_was_not_heard() -> None:
    said: dict[str, Any] = {"feedback": "f", "person": "ada", "on": DAY}
    given = FeedbackGiven(
        **said,
        author="grace",
        kind=FeedbackKind.PRAISE,
        visibility=FeedbackVisibility.RECIPIENT,
        withdrawable_until=RECORDED,
        situation="The review",
    )
    assert only(EXCHANGES, given).given["f"].by == "grace"
    assert not only(EXCHANGES, given, FeedbackWithdrawn(**said)).given


def test_what_was_answered_no_longer_waits_for_somebody() -> None:
    asked = FeedbackAskedOf(request="r", person="grace", side=RequestSide.ASKED, other="ada", on=DAY, due=LATER)
    answered = RequestAnswered(request="r", person="grace", side=RequestSide.ASKED, other="ada", on=DAY, feedback="f")
    assert only(EXCHANGES, asked).asked_on(LATER) == 1
    assert only(EXCHANGES, asked).asked_on(date(2026, 9, 9)) == 0
    assert only(EXCHANGES, asked, answered).asked_on(DAY) == 0


def test_whose_request_was_withdrawn_counts_as_not_asked() -> None:
    requested = FeedbackRequested(request="r", person="ada", of=("grace", "alan"), on=DAY, due=LATER)
    withdrawn = RequestWithdrawn(request="r", person="ada", side=RequestSide.REQUESTER, other="grace", on=DAY)
    assert list(only(EXCHANGES, requested, withdrawn).asked) == ["alan"]


def test_a_chance_has_the_position_of_what_changed_it_last() -> None:
    posted = OpportunityPosted(
        opportunity="gig", on=DAY, posted_by="grace", kind=OpportunityKind.GIG, title="G", visibility=Visibility.NETWORK
    )
    row = only(CHANCES, posted, OpportunityClosed(opportunity="gig", on=LATER))
    assert (row.first, row.position, row.chance.ended_on) == (1, 2, LATER)


def test_words_are_not_kept() -> None:
    told: dict[str, tuple[Event, ...]] = {"skills": (*CATALOGUE, *LEDGER, *LEARNING), "integrations": DIRECTORY}
    kept = b"".join(
        msgspec.json.encode(rows)
        for source, events in told.items()
        for rows in rows_as_of([m for m in ALL.values() if m.source == source], decoded(source, *events)).values()
    )
    for words in (b"I use it", b"Seen in reviews", b"Helped me out", b"example.org", b"No. 7"):
        assert words not in kept


def test_every_row_reads_as_it_was_written() -> None:
    rows = rows_as_of([LEDGERS], decoded("skills", *(e for e in (*LEDGER, *LEARNING))))["ledgers"]
    table = Table(LEDGERS)
    assert table.decode(table.rows_as_json(rows).encode()) == rows
    assert {SkillClaimed, SkillAssessed} <= LEDGERS.folds.keys()
