"""Giving the demo's commands to the services, so that an organisation with a history comes about."""

from collections.abc import Mapping
from datetime import date
from functools import partial
from itertools import groupby

from infra.demo.history import history
from services.feedback.review_cycle import CycleOver
from shared.commanding.handling import CommandHandling
from shared.commanding.request import Outcome
from shared.contracts.feedback.commands import SubmitAnonymousReview
from shared.contracts.feedback.tokens import token_key, token_of
from shared.errors import MilepostError

ORGANISATION = "demo"


def seed(
    handlings: Mapping[str, CommandHandling], today: date, master_key: bytes, organisation: str = ORGANISATION
) -> int:
    """Carry out the demo's year before `today`, and answer how many commands that was.

    `handlings` are those of the services by name, `master_key` is that of the settings, from which raters have their
    tokens. What a service was told on one day is recorded together, at the last moment of it. To tell the story of
    the same day again changes nothing, so that what was interrupted can be finished; that of another day is another
    story. Raises the `MilepostError` of a command that is refused.
    """
    story = list(history(today, partial(token_of, token_key(master_key), organisation)))
    for (service, _), day in groupby(story, key=lambda dated: (dated.service, dated.now.date())):
        told = list(day)
        requests = [dated.request for dated in told]
        outcomes = handlings[service].execute_many(organisation, requests, now=told[-1].now)
        for request, outcome in zip(requests, outcomes, strict=True):
            if isinstance(outcome, MilepostError) and not _counted(request.command, outcome):
                raise outcome
    return len(story)


def _counted(command: str, outcome: Outcome) -> bool:
    """Whether it is an anonymous answer, of which nobody remembers that it was given before its cycle was over."""
    return command == SubmitAnonymousReview.contract.name and isinstance(outcome, CycleOver)
