"""The demo's story as commands, each with the moment it was given, oldest first."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from itertools import groupby

from infra.demo.catalogue import catalogue
from infra.demo.directory import directory
from infra.demo.feedback import feedback
from infra.demo.goals import goals
from infra.demo.learning import learning
from infra.demo.network import network
from infra.demo.plans import plans
from infra.demo.recommendations import recommendations
from infra.demo.script import Calendar, Line, TokenOf
from infra.demo.setbacks import setbacks
from infra.demo.skills import skills
from infra.demo.wellbeing import wellbeing
from shared.commanding.request import Request

_MORNING = time(8, 0, tzinfo=UTC)


@dataclass(frozen=True)
class Dated:
    """A command of the story: which service takes it, and when (UTC) it was given."""

    service: str
    request: Request
    now: datetime


def history(today: date, token_of: TokenOf) -> Iterator[Dated]:
    """The year before `today`, ending the day before: the same for the same day, command ids among it.

    On each day comes first what others depend on. `token_of` answers the tokens of raters who answer anonymously.
    """
    calendar = Calendar(today)
    lines = [
        *directory(calendar),
        *goals(calendar),
        *plans(calendar),
        *setbacks(),
        *wellbeing(),
        *catalogue(calendar),
        *learning(calendar),
        *skills(calendar),
        *network(calendar),
        *feedback(calendar, token_of),
        *recommendations(),
    ]
    lines.sort(key=lambda line: -line.days_ago)
    number = 0
    for days_ago, same_day in groupby(lines, key=lambda line: line.days_ago):
        morning = datetime.combine(today - timedelta(days=days_ago), _MORNING)
        for minutes, line in enumerate(same_day):
            number += 1
            yield Dated(line.service, _request(line, f"demo-{number:04}"), morning + timedelta(minutes=minutes))


def _request(line: Line, command_id: str) -> Request:
    return Request(line.command, line.payload, command_id, line.actor, command_id)
