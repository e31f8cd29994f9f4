"""The integrations service: the directory of people and units, and the feeds that fill it."""

import logging
from collections.abc import Mapping, Sequence
from typing import Any

from services.integrations.erasing import finish_erasures
from services.integrations.handling import DirectoryHandling
from services.integrations.importing import PeopleImport
from shared.bus.dependencies import Log
from shared.bus.rpc_server import Request, batched_rpc, rpc
from shared.commanding.answering import answer_one_by_one, answer_together
from shared.commanding.calls import answer_calls
from shared.contracts.integrations import events
from shared.log.database import DatabaseError
from shared.log.feed import Feed

_log = logging.getLogger(__name__)


class OpenDirectory(Log):
    """The directory's log, kept published, with what is done on it."""

    def setup(self) -> None:
        """Open the log."""
        super().setup()
        self._feed = Feed(self.log.source, self.log.pool)
        self.handling = DirectoryHandling(self.log, self._feed)
        self.importing = PeopleImport(self.log, self._feed)

    def start(self) -> None:
        """Relay what the log holds, and finish what a crash interrupted."""
        super().start()
        self._finishing = self.container.spawn_managed_thread(self._finish, identifier="finish erasures")

    def stop(self) -> None:
        """Close the log, once nothing is being finished."""
        self._finishing.wait()
        super().stop()

    def get_dependency(self, worker_ctx: Any) -> "OpenDirectory":
        """The open directory."""
        return self

    def _finish(self) -> None:
        try:
            finish_erasures(self._feed, self.log.keys)
        except DatabaseError:
            _log.exception("erasures that a crash interrupted were not finished; the next start tries again")


class IntegrationsService:
    """Takes the commands of `shared.contracts.integrations.commands`."""

    name = "integrations"

    directory = OpenDirectory(events)

    @batched_rpc
    def execute(self, calls: Sequence[Request]) -> Sequence[Any]:
        """Carry out commands: `execute(organisation=..., commands=[...])` answers an outcome for each."""
        return answer_calls(self.name, self.directory.handling, [call.kwargs for call in calls])

    @rpc
    def import_people(self, organisation: str, commands: Sequence[Mapping[str, Any]]) -> Sequence[Mapping[str, Any]]:
        """Import feeds of people; {"answer": the report and the position} or {"error"} for each."""
        return answer_one_by_one(organisation, commands, self.directory.importing.run)

    @rpc
    def erase_person(self, organisation: str, commands: Sequence[Mapping[str, Any]]) -> Sequence[Mapping[str, Any]]:
        """Forget people for good; an outcome for each, as from `execute`."""
        return answer_together(self.name, self.directory.handling, organisation, commands)
