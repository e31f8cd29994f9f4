from datetime import date
from typing import Any

from shared.contracts.integrations.relations import Relation
from shared.contracts.skills.events import (
    EvidenceAdded,
    EvidenceKind,
    RatingCorrected,
    RatingSource,
    SkillAssessed,
    SkillClaimed,
    SkillDefined,
    SkillEndorsed,
    SkillRemoved,
    SkillUsed,
)
from shared.contracts.skills.ledger import HeldSkill, Ledger, Rating, entered, together
from shared.event import Event

DAY, LATER = date(2026, 9, 1), date(2026, 10, 1)
SQL: dict[str, Any] = {"person": "ada", "skill": "sql", "on": DAY}
CLAIMED = SkillClaimed(**SQL, rating=1, level=3, note="Since school")


def ledger_of(*events: Event) -> Ledger:
    ledger = Ledger()
    for event in events:
        ledger = entered(ledger, event)
    return ledger


def test_every_rating_is_kept_with_its_source_its_rater_and_its_day() -> None:
    ledger = ledger_of(
        CLAIMED,
        SkillAssessed(**SQL, rating=2, assessor="grace", relation=Relation.MANAGER, level=4, feedback="praise"),
        SkillEndorsed(**SQL, rating=3, endorser="alan", relation=Relation.PEER),
        EvidenceAdded(**SQL, rating=4, kind=EvidenceKind.WORK, title="Report", level=2),
        EvidenceAdded(**SQL, rating=5, kind=EvidenceKind.LEARNING, title="Course", level=3, source="course"),
    )
    assert ledger.held("sql").ratings == (
        Rating(1, RatingSource.SELF, "ada", DAY, 3, 3),
        Rating(2, RatingSource.MANAGER, "grace", DAY, 4, 4, "praise"),
        Rating(3, RatingSource.ENDORSEMENT, "alan", DAY),
        Rating(4, RatingSource.WORK, "work:4", DAY, 2, 2),
        Rating(5, RatingSource.LEARNING, "learning:course", DAY, 3, 3, "course"),
    )
    assert (ledger.person, ledger.size) == ("ada", 5)


def test_a_certificate_that_nobody_verified_counts_as_a_link() -> None:
    paper: dict[str, Any] = {**SQL, "kind": EvidenceKind.CERTIFICATE, "title": "Paper", "level": 4, "source": "paper"}
    ledger = ledger_of(EvidenceAdded(**paper, rating=1), EvidenceAdded(**paper, rating=2, verified=True))
    first, second = ledger.held("sql").ratings
    assert (first.source, second.source) == (RatingSource.LINK, RatingSource.CERTIFICATE)
    assert first.rater == second.rater


def test_a_correction_keeps_what_was_stated() -> None:
    ledger = ledger_of(CLAIMED, RatingCorrected(**SQL, rating=1, by="ada", level=2))
    assert ledger.held("sql").ratings == (Rating(1, RatingSource.SELF, "ada", DAY, level=2, stated=3),)
    withdrawn = entered(ledger, RatingCorrected(**SQL, rating=1, by="ada"))
    assert withdrawn.held("sql").ratings == (
        Rating(1, RatingSource.SELF, "ada", DAY, level=None, stated=3, withdrawn=True),
    )


def test_an_earlier_use_reported_late_does_not_hide_the_last() -> None:
    late, early = SkillUsed(**SQL | {"on": LATER}), SkillUsed(**SQL)
    held = ledger_of(CLAIMED, late, early).held("sql")
    assert (held.last_used, held.uses) == (LATER, 2)


def test_a_removed_skill_comes_back_by_the_persons_own_acts() -> None:
    gone = ledger_of(CLAIMED, SkillRemoved(**SQL))
    assert not gone.has("sql")
    assert not entered(gone, SkillEndorsed(**SQL, rating=2, endorser="alan", relation=Relation.PEER)).has("sql")
    assert entered(gone, SkillClaimed(**SQL, rating=2, level=1)).has("sql")
    assert entered(gone, SkillUsed(**SQL)).has("sql")


def test_what_is_not_about_a_persons_skill_changes_nothing() -> None:
    ledger = ledger_of(CLAIMED)
    assert entered(ledger, SkillDefined("sql", "SQL")) is ledger
    assert not Ledger().has("sql")


def test_merged_skills_are_held_together_but_for_those_removed() -> None:
    old: dict[str, Any] = SQL | {"skill": "old-sql"}
    ledger = ledger_of(SkillClaimed(**old, rating=1, level=2), SkillClaimed(**SQL, rating=2, level=3), SkillUsed(**old))
    both = together(ledger.skills.values())
    assert [rating.number for rating in both.ratings] == [1, 2]
    assert (both.last_used, both.uses) == (DAY, 1)
    removed = entered(ledger, SkillRemoved(**old))
    assert [rating.number for rating in together(removed.skills.values()).ratings] == [2]
    assert together([]) == HeldSkill(removed=True)
