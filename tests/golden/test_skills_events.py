"""What the skills service has ever published, as it is stored: one file for each type and version."""

from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import msgspec
import pytest

from shared.contracts.integrations.relations import Relation
from shared.contracts.skills.events import (
    EVENTS,
    UPCASTERS,
    CredentialExpired,
    CredentialIssued,
    CredentialRevoked,
    CredentialVerified,
    Enrolled,
    EvidenceAdded,
    EvidenceKind,
    FrameworkImported,
    LearningCompleted,
    LearningDropped,
    LearningKind,
    LearningOffered,
    LearningProgressed,
    LearningRated,
    LearningRevised,
    LearningWithdrawn,
    LevelPolicy,
    LevelPolicyAdopted,
    RatingCorrected,
    RatingSource,
    RequiredSkill,
    RoleProfileDefined,
    RoleProfileRetired,
    RoleProfileRevised,
    SkillAssessed,
    SkillClaimed,
    SkillDefined,
    SkillEndorsed,
    SkillKind,
    SkillLevel,
    SkillMerged,
    SkillRedefined,
    SkillRefreshed,
    SkillRelated,
    SkillRelation,
    SkillRemoved,
    SkillRetired,
    SkillUnrelated,
    SkillUsed,
)
from shared.event import Event, personal_fields

SAMPLES = Path(__file__).parent / "skills"

DAY, LATER = date(2026, 9, 1), date(2028, 9, 1)
SQL: dict[str, Any] = {"person": "ada", "skill": "sql", "on": DAY}
COURSE: dict[str, Any] = {"person": "ada", "learning": "course", "on": DAY, "title": "SQL in a week", "attempt": 2}
PAPER: dict[str, Any] = {"credential": "paper", "person": "ada", "on": DAY}
LEADS_TO = (SkillLevel("sql", 3),)

OFFERED: dict[str, Any] = {
    "learning": "course",
    "title": "SQL in a week",
    "kind": LearningKind.COURSE,
    "skills": LEADS_TO,
    "prerequisites": (SkillLevel("sql", 1),),
    "hours": Decimal("37.5"),
    "cost": Decimal(900),
    "currency": "EUR",
    "provider": "The data school",
    "url": "https://example.org/sql",
    "description": "Five days of exercises",
}
ROLE: dict[str, Any] = {
    "role": "engineer",
    "title": "Data engineer",
    "skills": (RequiredSkill("sql", 4, Decimal("2.5"), essential=False),),
    "alternate_titles": ("Pipeline engineer",),
    "family": "engineering",
    "grade": "E3",
    "description": "Builds pipelines",
    "framework": "esco",
    "uri": "http://data.europa.eu/esco/occupation/1",
}
SKILL: dict[str, Any] = {
    "skill": "sql",
    "name": "SQL",
    "kind": SkillKind.TECHNOLOGY,
    "aliases": ("Structured Query Language",),
    "description": "Asks databases",
    "framework": "esco",
    "uri": "http://data.europa.eu/esco/skill/1",
    "half_life_days": 1460,
    "in_demand": True,
}

EXPECTED: list[Event] = [
    FrameworkImported("esco", "1.2.0", "en", skills=7, relations=6, roles=5, retired=4, rejected=3),
    SkillDefined(**SKILL),
    SkillRedefined(**SKILL),
    SkillRelated("sql", SkillRelation.BROADER, "databases"),
    SkillUnrelated("sql", SkillRelation.PREREQUISITE, "sets"),
    SkillMerged("sql-language", "sql", ("SQL language", "SQL (language)")),
    SkillRetired("fax", "Nobody faxes any more"),
    RoleProfileDefined(**ROLE),
    RoleProfileRevised(**ROLE, grace_until=LATER, reason="The platform has grown"),
    RoleProfileRetired("typist", "There is no such role"),
    SkillClaimed(**SQL, rating=1, level=3, note="Since school"),
    SkillAssessed(
        **SQL, rating=2, assessor="grace", relation=Relation.MANAGER, level=4, why="Reviews others", feedback="praise"
    ),
    SkillEndorsed(**SQL, rating=3, endorser="alan", relation=Relation.PEER, note="Helped me out"),
    EvidenceAdded(
        **SQL,
        rating=4,
        kind=EvidenceKind.CERTIFICATE,
        title="Certified in SQL",
        level=4,
        url="https://example.org/paper",
        source="paper",
        expires_on=LATER,
        verified=True,
    ),
    RatingCorrected(**SQL, rating=2, by="grace", level=3, why="I had somebody else in mind"),
    SkillUsed(**SQL, note="The yearly closing"),
    SkillRefreshed(**SQL, note="Did the exercises"),
    SkillRemoved(**SQL, reason="Not any more"),
    LearningOffered(**OFFERED),
    LearningRevised(**OFFERED),
    LearningWithdrawn("course", "The school has closed"),
    Enrolled(**COURSE, by="grace", skills=LEADS_TO, due=LATER, override="Used it at school"),
    LearningProgressed(**COURSE, progress=Decimal("0.5"), hours=Decimal(20)),
    LearningCompleted(**COURSE, skills=LEADS_TO, score=Decimal("87.5"), certificate="4711", hours=Decimal(41)),
    LearningDropped(**COURSE, reason="No time"),
    LearningRated(**COURSE, stars=4, comment="Good exercises"),
    CredentialIssued(
        **PAPER,
        title="Certified in SQL",
        issuer="The data school",
        by="grace",
        skills=LEADS_TO,
        expires_on=LATER,
        number="4711",
        url="https://example.org/paper",
        learning="course",
    ),
    CredentialVerified(
        **PAPER, by="grace", title="Certified in SQL", skills=LEADS_TO, expires_on=LATER, how="Seen the original"
    ),
    CredentialRevoked(**PAPER, by="grace", reason="It was somebody else's", skills=LEADS_TO),
    CredentialExpired(**PAPER, title="Certified in SQL", skills=LEADS_TO),
    LevelPolicyAdopted(
        policy=LevelPolicy(
            name="ours",
            weights={RatingSource.SELF: Decimal(1), RatingSource.MANAGER: Decimal("3.5")},
            half_life_days=730,
            retained=Decimal("0.25"),
            rating_half_life_days=365,
            half_confidence=Decimal(4),
        ),
        by="grace",
        reason="Managers see the work",
    ),
]

BY_NAME = {type(event).__name__: event for event in EXPECTED}


def stored(path: Path) -> tuple[str, dict[str, Any]]:
    """A sample's type, and its fields lifted to the version of today. Samples are named `<type>.v<version>.json`."""
    name, version = path.stem.split(".v")
    fields = msgspec.json.decode(path.read_bytes())
    for older in range(int(version), EVENTS[name].version):
        fields = UPCASTERS[name, older](fields)
    return name, fields


@pytest.mark.parametrize("path", sorted(SAMPLES.glob("*.json")), ids=lambda path: path.stem)
def test_every_version_ever_stored_reads_as_the_event_it_was(path: Path) -> None:
    name, fields = stored(path)
    assert msgspec.convert(fields, EVENTS[name]) == BY_NAME[name]


@pytest.mark.parametrize("name", EVENTS)
def test_every_event_is_stored_as_its_newest_sample_says(name: str) -> None:
    newest = SAMPLES / f"{name}.v{EVENTS[name].version}.json"
    assert msgspec.json.decode(newest.read_bytes()) == msgspec.json.decode(msgspec.json.encode(BY_NAME[name]))


@pytest.mark.parametrize("name", EVENTS)
def test_every_event_has_a_sample_of_each_of_its_versions(name: str) -> None:
    versions = {path.stem for path in SAMPLES.glob(f"{name}.v*.json")}
    assert versions == {f"{name}.v{version}" for version in range(1, EVENTS[name].version + 1)}


@pytest.mark.parametrize("name", EVENTS)
def test_every_event_still_reads_once_its_person_is_forgotten(name: str) -> None:
    event_type = EVENTS[name]
    forgotten = msgspec.structs.replace(BY_NAME[name], **dict.fromkeys(personal_fields(event_type)))
    assert msgspec.json.decode(msgspec.json.encode(forgotten), type=event_type) == forgotten
