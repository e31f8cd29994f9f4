"""Giving the demo's commands to the services, so that an organisation with a history comes about."""

from collections.abc import Mapping
from datetime import date
from itertools import groupby

from infra.demo.history import history
from shared.commanding.handling import CommandHandling
from shared.errors import MilepostError

ORGANISATION = "demo"


def seed(handlings: Mapping[str, CommandHandling], today: date, organisation: str = ORGANISATION) -> int:
    """Carry out the demo's year before `today`, and answer how many commands that was.

    `handlings` are those of the services by name. What a service was told on one day is recorded together, at the
    last moment of it. To tell the story of the same day again changes nothing, so that what was interrupted can
    be finished; that of another day is another story. Raises the `MilepostError` of a command that is refused.
    """
    story = list(history(today))
    for (service, _), day in groupby(story, key=lambda dated: (dated.service, dated.now.date())):
        told = list(day)
        requests = [dated.request for dated in told]
        for outcome in handlings[service].execute_many(organisation, requests, now=told[-1].now):
            if isinstance(outcome, MilepostError):
                raise outcome
    return len(story)
