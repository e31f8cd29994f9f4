"""Telling the demo's story once, to an organisation in which nothing has happened yet.

The log itself remembers that the story was begun, and on which day, and that it was told to its end. A process that
is killed in between tells it again from the start: what was done already is answered and not done twice.
"""

from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from datetime import date

from infra.demo.seeding import ORGANISATION, seed
from services.feedback.handlers import HANDLERS as FEEDBACK
from services.feedback.handling import FeedbackHandling
from services.goals.handlers import HANDLERS as GOALS
from services.integrations.handling import DirectoryHandling
from services.network.handlers import HANDLERS as NETWORK
from services.recommendations.handlers import HANDLERS as RECOMMENDATIONS
from services.skills.handlers import HANDLERS as SKILLS
from shared.bus.dependencies import close_log, open_log
from shared.commanding.directory import DirectoryOfLog
from shared.commanding.handling import CommandHandling
from shared.config import Settings
from shared.contracts.feedback import events as feedback_events
from shared.contracts.goals import events as goals_events
from shared.contracts.integrations import events as integrations_events
from shared.contracts.network import events as network_events
from shared.contracts.recommendations import events as recommendations_events
from shared.contracts.skills import events as skills_events
from shared.log.feed import Feed
from shared.log.snapshots import Snapshots
from shared.log.writer import EventLog, Remembered

BEGUN, TOLD = "demo-begun", "demo-told"
"""The ids under which the directory's log remembers, as it does commands; the day is the fingerprint of the first."""

_CONTRACTS = {
    "goals": goals_events,
    "skills": skills_events,
    "network": network_events,
    "feedback": feedback_events,
    "recommendations": recommendations_events,
    "integrations": integrations_events,
}


def seed_once(settings: Settings, today: date, progress: Callable[[str], None]) -> int:
    """Tell what of the story is untold; `today` is where it ends if it has not begun. Answers the number of commands.

    An organisation that has a history of its own is left alone. `progress` is told when something is begun.
    """
    with opened_logs(settings) as logs:
        day = _day_of_story(logs, today)
        if day is None:
            return 0
        progress("Telling the story of the demo organisation")
        told = seed(handlings(logs, settings), day, settings.master_key())
        logs["integrations"].append(ORGANISATION, [], [_mark(TOLD, day)])
        return told


def _day_of_story(logs: Mapping[str, EventLog], today: date) -> date | None:
    """The day that the story is told of; None where it is not to be told."""
    directory = logs["integrations"]
    known = directory.remembered(ORGANISATION, [BEGUN, TOLD])
    if TOLD in known:
        return None
    if BEGUN in known:
        return date.fromisoformat(known[BEGUN].fingerprint.decode())
    if any(Feed(source, log.pool).head(ORGANISATION) for source, log in logs.items()):
        return None
    directory.append(ORGANISATION, [], [_mark(BEGUN, today)])
    return today


def _mark(command_id: str, day: date) -> Remembered:
    return Remembered(command_id, day.isoformat().encode(), {})


def handlings(logs: Mapping[str, EventLog], settings: Settings) -> Mapping[str, CommandHandling]:
    """What carries out the commands of each service on these logs."""
    feed = Feed("integrations", logs["integrations"].pool)
    directory = DirectoryOfLog(feed)
    snapshots = {source: Snapshots(log.pool, log.keys) for source, log in logs.items()}
    return {
        "goals": CommandHandling(logs["goals"], GOALS, snapshots["goals"]),
        "skills": CommandHandling(logs["skills"], SKILLS, snapshots["skills"], directory),
        "network": CommandHandling(logs["network"], NETWORK, snapshots["network"], directory),
        "feedback": FeedbackHandling(
            logs["feedback"], FEEDBACK, snapshots["feedback"], directory, master_key=settings.master_key()
        ),
        "recommendations": CommandHandling(logs["recommendations"], RECOMMENDATIONS, snapshots["recommendations"]),
        "integrations": DirectoryHandling(logs["integrations"], feed),
    }


@contextmanager
def opened_logs(settings: Settings) -> Iterator[Mapping[str, EventLog]]:
    """The logs of the services that the story is told to, by name."""
    with ExitStack() as stack:
        logs = {}
        for source, contract in _CONTRACTS.items():
            logs[source] = open_log(settings, source, contract)
            stack.callback(close_log, logs[source])
        yield logs
