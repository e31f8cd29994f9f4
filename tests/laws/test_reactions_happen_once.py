"""Whatever is lost or repeated, what a service does about an event elsewhere happens once."""

from collections.abc import Iterable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

import psycopg
import pytest

from services.goals.handlers import HANDLERS
from services.goals.reactions import REACTIONS
from shared.commanding.handling import CommandHandling
from shared.contracts.goals import events as goals_events
from shared.contracts.goals.events import ProgressRecorded
from shared.contracts.network import events as network_events
from shared.contracts.skills import events as skills_events
from shared.contracts.skills.events import SkillClaimed
from shared.errors import Unavailable
from shared.event import Envelope, Event
from shared.log.codec import Codec
from shared.log.database import Pool, connect_pool
from shared.log.feed import Feed
from shared.log.keys import KeyStore
from shared.log.snapshots import Snapshots
from shared.log.stored import NewEvent
from shared.log.writer import EventLog, Write
from shared.projecting.decoding import EventReader
from shared.reacting.progress import Progress
from shared.reacting.reaction import Known, Order, Reactions
from shared.reacting.reactor import Reactor
from tests.fixtures.logs import MASTER_KEY, set_goal
from tests.fixtures.postgres import role_dsn

MEASURE: dict[str, Any] = {
    "measure": "level",
    "title": "SQL",
    "kind": "number",
    "from_value": 0,
    "to_value": 4,
    "skill": "sql",
}
TODAY = datetime.now(UTC).date()


@dataclass
class Goals:
    """The goals service with its reactions, and the log of skills that it follows."""

    dsn: str
    skills: EventLog
    goals: EventLog
    handling: CommandHandling
    feeds: dict[str, Feed]
    reader: EventReader

    def reactor(self, reactions: Reactions = REACTIONS) -> Reactor:
        """The reactor as a process that has just been started has it."""
        return Reactor(reactions, self.handling, self.feeds, self.reader, Progress(self.goals.pool))

    def claim(self, rating: int, level: int) -> None:
        """Ada claims to have SQL at that level."""
        event = SkillClaimed(person="ada", skill="sql", on=TODAY, rating=rating, level=level)
        new = NewEvent(event, "ada", f"claim-{rating}", "claim")
        self.skills.append("acme", [Write("skill_profile-ada", rating - 1, [new])])

    def progress(self) -> list[Decimal]:
        """The values that were recorded, in their order."""
        stored = self.feeds["goals"].after("acme", 0, 1000)
        events = [event for event, _ in self.reader.read(stored).events]
        return [event.value for event in events if isinstance(event, ProgressRecorded)]

    def forget_progress(self) -> None:
        """The positions are lost, as in a crash before they were kept."""
        with psycopg.connect(self.dsn, autocommit=True) as conn:
            conn.execute("delete from goals.reacted")


@pytest.fixture
def goals(database: str) -> Iterator[Goals]:
    """Ada has a goal that measures SQL."""
    with ExitStack() as stack:

        def pool(role: str, schema: str) -> Pool:
            return stack.enter_context(connect_pool(role_dsn(database, role), schema=schema, name="test"))

        codec = Codec(goals_events, skills_events, network_events)
        keys = KeyStore(pool("milepost_goals", "keys"), MASTER_KEY)
        own = pool("milepost_goals", "goals")
        log = EventLog("goals", own, keys, codec)
        skills = EventLog(
            "skills", pool("milepost_skills", "skills"), KeyStore(pool("milepost_skills", "keys"), MASTER_KEY), codec
        )
        feeds = {
            "goals": Feed("goals", own),
            "skills": Feed("skills", pool("milepost_goals", "skills")),
            "network": Feed("network", pool("milepost_goals", "network")),
        }
        handling = CommandHandling(log, HANDLERS, Snapshots(own, keys))
        handling.execute("acme", set_goal(1, measures=[MEASURE]))
        yield Goals(database, skills, log, handling, feeds, EventReader(codec, keys))


def test_what_nobody_told_of_is_reacted_to_and_once_only(goals: Goals) -> None:
    goals.claim(1, 2)
    assert goals.reactor().sweep() > 0
    assert goals.progress() == [Decimal("2.0")]
    assert goals.reactor().sweep() == 0
    assert goals.reactor().follow("skills", ["acme"]) == 0
    assert goals.progress() == [Decimal("2.0")]


def test_a_crash_before_the_position_was_kept_repeats_nothing(goals: Goals) -> None:
    goals.claim(1, 2)
    goals.reactor().sweep()
    goals.forget_progress()
    goals.claim(2, 3)
    goals.reactor().sweep()
    goals.forget_progress()
    goals.reactor().sweep()
    assert goals.progress() == [Decimal("2.0"), Decimal("3.0")]


def test_a_reaction_that_fails_is_met_again_and_nothing_behind_it_is_passed_over(goals: Goals) -> None:
    failing, answered = Reactions(), []

    @failing.to(SkillClaimed, of="skills")
    def fail_first(e: SkillClaimed, _at: Envelope, _known: Known) -> Iterable[Order]:
        answered.append(e.level)
        if len(answered) == 1:
            raise Unavailable("not at the first time")
        return [_follow(e.level)]

    goals.claim(1, 2)
    goals.claim(2, 3)
    with pytest.raises(Unavailable):
        goals.reactor(failing).sweep()
    goals.reactor(failing).sweep()
    assert answered == [2, 2, 3]
    assert goals.progress() == [2, 3]


def test_an_order_that_a_rule_refuses_holds_nothing_up(goals: Goals) -> None:
    refused = Reactions()

    @refused.to(SkillClaimed, of="skills")
    def to_nowhere(e: SkillClaimed, _at: Envelope, _known: Known) -> Iterable[Order]:
        return [_follow(e.level, "no-such-goal"), _follow(e.level)]

    goals.claim(1, 2)
    goals.reactor(refused).sweep()
    assert goals.progress() == [2]


def test_an_order_of_a_later_day_is_given_on_that_day_and_once(goals: Goals) -> None:
    dated = Reactions()

    @dated.to(SkillClaimed, of="skills")
    def tomorrow(e: SkillClaimed, _at: Envelope, _known: Known) -> Iterable[Order]:
        return [_follow(e.level, due=TODAY + timedelta(days=1))]

    goals.claim(1, 2)
    goals.reactor(dated).sweep(TODAY)
    assert goals.progress() == []
    goals.reactor(dated).sweep(TODAY + timedelta(days=1))
    goals.forget_progress()
    goals.reactor(dated).sweep(TODAY + timedelta(days=2))
    assert goals.progress() == [2]


def test_a_service_sees_of_a_log_that_it_follows_the_feed_and_nothing_else(goals: Goals) -> None:
    with psycopg.connect(role_dsn(goals.dsn, "milepost_goals"), autocommit=True) as conn:
        conn.execute("select count(*) from skills.feed")
        for table in ("skills.events", "skills.commands", "skills.snapshots", "skills.timers", "feedback.feed"):
            with pytest.raises(psycopg.errors.InsufficientPrivilege):
                conn.execute(f"select count(*) from {table}")


def _follow(level: int, goal: str = "goal-1", due: date | None = None) -> Order:
    return Order("goals.follow_skill", {"person": "ada", "goal": goal, "measure": "level", "value": level}, due)


def test_all_that_a_service_reacts_to_is_an_event_of_the_log_it_names() -> None:
    contracts = {"goals": goals_events, "skills": skills_events, "network": network_events}
    for source, by_type in REACTIONS.by_source.items():
        known: set[type[Event]] = set(contracts[source].EVENTS.values())
        assert by_type.keys() <= known
