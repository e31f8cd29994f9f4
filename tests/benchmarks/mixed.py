"""A rebuild of all read models of all services from a million events of every kind, against COPY of the same events.

Everybody joins and moves once, claims skills and is rated, learns, gets a credential, is tied to the two next to them,
mentors one, asks for feedback and gets it, and has the goals of `history`.
"""

from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal

import msgspec

from shared.contracts.feedback import events as feedback
from shared.contracts.integrations import events as directory
from shared.contracts.integrations.relations import Relation
from shared.contracts.network import events as network
from shared.contracts.skills import events as skills
from shared.event import Event
from tests.benchmarks.copying import copied_out, copy_rate
from tests.benchmarks.figure import Figure, Measurement, alone, at_least, at_most, compared
from tests.benchmarks.ground import Ground
from tests.benchmarks.history import EVENTS_A_PERSON, Make, Year, copy_history, of, person
from tests.benchmarks.logs import administrator, log_of
from tests.benchmarks.rebuilding import Rebuilt

SPEED = "rebuild everything from a million events"
MEMORY = "rebuild everything from a million events, largest process"

_EVENTS = 1_000_000
_SKILLS = 300
_UNITS = 200


def _number(who: str) -> int:
    return int(who.rpartition("-")[2])


def _next(who: str, by: int = 1) -> str:
    """Somebody else: the ends of the history meet at nobody who matters, an `other` need not exist."""
    return person(_number(who) + by)


def _skill(who: str, number: int) -> str:
    return f"skill-{(_number(who) * 7 + number * 31) % _SKILLS}"


def _joined(who: str, on: date) -> Event:
    manager = person(_number(who) // 8) if _number(who) else None
    return directory.PersonJoined(
        person=who,
        effective_on=on,
        name=f"Somebody Number {_number(who)}",
        email=f"{who}@example.org",
        unit=f"unit-{_number(who) % _UNITS}",
        role="Engineer",
        manager=manager,
        grade="G5",
        location="Lyon",
    )


def _moved(who: str, on: date) -> Event:
    return directory.PersonMoved(
        person=who,
        effective_on=on,
        reason=directory.MoveReason.PROMOTION,
        unit=f"unit-{_number(who) % _UNITS}",
        role="Senior Engineer",
        manager=person(_number(who) // 8) if _number(who) else None,
        grade="G6",
        location="Lyon",
    )


def _claimed(number: int) -> Make:
    return lambda who, on: skills.SkillClaimed(person=who, skill=_skill(who, number), on=on, rating=number, level=3)


def _assessed(number: int) -> Make:
    return lambda who, on: skills.SkillAssessed(
        person=who,
        skill=_skill(who, number - 4),
        on=on,
        rating=number,
        assessor=person(_number(who) // 8),
        relation=Relation.MANAGER,
        level=4,
        why="Does it every week, and explains it to others.",
    )


def _evidence(who: str, on: date) -> Event:
    return skills.EvidenceAdded(
        person=who, skill=_skill(who, 1), on=on, rating=9, kind=skills.EvidenceKind.WORK, title="A report", level=4
    )


def _used(number: int) -> Make:
    return lambda who, on: skills.SkillUsed(person=who, skill=_skill(who, number), on=on)


def _enrolled(who: str, on: date) -> Event:
    learnt = (skills.SkillLevel(_skill(who, 2), 3),)
    return skills.Enrolled(person=who, learning="course", on=on, title="A course", attempt=1, by=who, skills=learnt)


def _progressed(who: str, on: date) -> Event:
    return skills.LearningProgressed(
        person=who, learning="course", on=on, title="A course", attempt=1, progress=Decimal("0.5")
    )


def _completed(who: str, on: date) -> Event:
    learnt = (skills.SkillLevel(_skill(who, 2), 3),)
    return skills.LearningCompleted(person=who, learning="course", on=on, title="A course", attempt=1, skills=learnt)


def _credential(who: str, on: date) -> Event:
    return skills.CredentialIssued(
        credential=f"credential-{who}", person=who, on=on, title="Certified", issuer="A school", by=who
    )


def _accepted(by: int) -> Make:
    return lambda who, on: network.ConnectionAccepted(person=who, other=_next(who, by), on=on, acted=by > 0)


def _interaction(by: int) -> Make:
    return lambda who, on: network.InteractionNoted(
        person=who,
        other=_next(who, by),
        on=on,
        acted=by > 0,
        kind=network.InteractionKind.ADVICE,
        help=network.Help.GIVEN if by > 0 else network.Help.RECEIVED,
        note="Went through the report together." if by > 0 else None,
    )


def _offered(who: str, on: date) -> Event:
    return network.MentoringOffered(person=who, on=on, topics=(_skill(who, 1),), capacity=2)


def _agreed(side: network.MentoringSide) -> Make:
    by = 1 if side is network.MentoringSide.MENTOR else -1
    return lambda who, on: network.MentoringAgreed(
        person=who,
        other=_next(who, by),
        on=on,
        acted=by > 0,
        mentorship=f"{who if by > 0 else _next(who, by)}-mentors",
        side=side,
    )


def _given(who: str, on: date) -> Event:
    return feedback.FeedbackGiven(
        feedback=f"feedback-{who}",
        person=who,
        on=on,
        author=_next(who),
        kind=feedback.FeedbackKind.PRAISE,
        visibility=feedback.FeedbackVisibility.RECIPIENT_AND_MANAGER,
        withdrawable_until=datetime.combine(on + timedelta(days=1), time(9), UTC),
        situation="In the review of the report.",
        behaviour="You asked the question that nobody had asked.",
        impact="We found the mistake in time.",
        ratings=(feedback.SkillRating(_skill(who, 1), 4),),
    )


def _asked(who: str, on: date) -> Event:
    return feedback.FeedbackRequested(
        request=f"request-{who}", person=who, of=(_next(who),), on=on, due=on + timedelta(days=14)
    )


def _asked_of(who: str, on: date) -> Event:
    return feedback.FeedbackAskedOf(
        request=f"request-{_next(who, -1)}",
        person=who,
        side=feedback.RequestSide.ASKED,
        other=_next(who, -1),
        on=on,
        due=on + timedelta(days=14),
    )


_YEARS: Mapping[str, Year] = {
    "integrations": of("person", _joined, _moved),
    "skills": (
        *of("skill_profile", *(_claimed(number) for number in range(1, 5)), *(_assessed(n) for n in range(5, 9))),
        *of("skill_profile", _evidence, _used(1), _used(2), _used(3)),
        *of("enrolments", _enrolled, _progressed, _completed),
        *of("credential", _credential),
    ),
    "network": (
        *of("connection", _accepted(1), _accepted(-1), *(_interaction(by) for by in (1, -1, 1, -1, 1, -1))),
        *of("mentor", _offered, _agreed(network.MentoringSide.MENTOR), _agreed(network.MentoringSide.MENTEE)),
    ),
    "feedback": (*of("request", _asked, _asked_of), *of("feedback", _given)),
}
"""What happens to everybody besides their goals."""


_ALL = """
    select '{log}'::text, position, stream, stream_version, type, schema_version, subject, effective, recorded, actor,
           command_id, correlation_id, causation_id, data, personal, hash
    from {log}.events
"""
"""The events of a log as those of an organisation that is named like it, so that they fit into one table."""


def measure(ground: Ground) -> Sequence[Figure]:
    """COPY, rebuild, COPY: what takes this long needs no rounds."""
    a_person = EVENTS_A_PERSON + sum(map(len, _YEARS.values()))
    people = _EVENTS // a_person
    with ground.bench(broker=False) as bench, administrator(bench) as conn:
        events = 0
        for source, year in {**_YEARS, "goals": None}.items():
            ground.say(f"making a history of {source}")
            with log_of(bench, source) as log:
                events += copy_history(conn, log, "large", people, year)
        ground.say(SPEED)
        with copied_out(conn, " union all ".join(_ALL.format(log=source) for source in (*_YEARS, "goals"))) as rows:
            copy = copy_rate(conn, rows, events)
            before = copy()
            rebuilt = msgspec.json.decode(bench.run("rebuilding", *_YEARS, "goals"), type=Rebuilt)
            copied = (before + copy()) / 2
    ours = rebuilt.events / rebuilt.seconds
    return [
        compared(SPEED, ours, "events/s", "COPY of the rows", copied, ours / copied, at_least(0.2)),
        alone(MEMORY, rebuilt.megabytes, "MB", at_most(400)),
    ]


MEASUREMENT = Measurement([SPEED, MEMORY], measure)
