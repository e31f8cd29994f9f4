"""Carrying out the commands of the directory: what they need beyond the stream of one person or unit."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from services.integrations.directory import Directory
from services.integrations.external_ids import ExternalIdTaken, Holders, gives_external_id
from services.integrations.handlers import HANDLERS
from shared.commanding.handling import CommandHandling
from shared.commanding.request import Answer, Outcome, Request
from shared.errors import MilepostError
from shared.log.feed import Feed
from shared.log.snapshots import Snapshots
from shared.log.writer import EventLog

ERASE = "integrations.erase_person"


class DirectoryHandling(CommandHandling):
    """Commands of the directory: external ids belong to one person each, and whom it erases it forgets for good.

    Where commands give external ids, the directory is read to see whose they are: send such commands in batches.
    """

    def __init__(self, log: EventLog, feed: Feed) -> None:
        super().__init__(log, HANDLERS, Snapshots(log.pool, log.keys))
        self._feed = feed

    def execute_many(
        self, organisation: str, requests: Sequence[Request], *, now: datetime | None = None
    ) -> Sequence[Outcome]:
        """The outcome of each request, in their order. `now` replaces the clock where a history is brought in."""
        refused, accepted = self._identified(organisation, requests)
        carried_out = super().execute_many(organisation, list(accepted.values()), now=now)
        outcomes: dict[int, Outcome] = {**refused, **dict(zip(accepted, carried_out, strict=True))}
        for index, request in accepted.items():
            if request.command == ERASE and isinstance(outcomes[index], Answer):
                self._log.keys.destroy(organisation, request.payload["person"])
        return [outcomes[index] for index in range(len(requests))]

    def _identified(
        self, organisation: str, requests: Sequence[Request]
    ) -> tuple[Mapping[int, MilepostError], Mapping[int, Request]]:
        """The requests that may be carried out, with people identified, and why the others may not."""
        accepted = dict(enumerate(requests))
        refused: dict[int, MilepostError] = {}
        giving = [index for index, request in accepted.items() if gives_external_id(request)]
        if giving:
            directory = Directory()
            directory.catch_up(organisation, self._log, self._feed)
            holders = Holders(organisation, directory)
        for index in giving:
            try:
                accepted[index] = holders.identified(requests[index])
            except ExternalIdTaken as error:
                refused[index] = error
                del accepted[index]
        return refused, accepted
