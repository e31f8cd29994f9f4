"""What the directory has recorded of people, folded from its log at the moment that a decision asks.

Nothing of it is kept: the log has it, an index finds one person's few events, and what is not kept is never behind.
"""

from typing import Protocol

from shared.contracts.integrations import events as integrations
from shared.contracts.integrations.record import Record
from shared.contracts.integrations.recording import recorded
from shared.log.codec import Codec
from shared.log.feed import Feed


class Directory(Protocol):
    """Answers the record of a person of an organisation; None for somebody whom it does not know, or not any more."""

    def record(self, organisation: str, person: str) -> Record | None:
        """The record, names left out."""


class DirectoryOfLog:
    """The directory by its own log, which `feed` reads. Names, addresses and numbers stay sealed."""

    def __init__(self, feed: Feed) -> None:
        self._feed = feed
        self._codec = Codec(integrations)

    def record(self, organisation: str, person: str) -> Record | None:
        """The record as the log has it now."""
        record: Record | None = None
        for stored in self._feed.about_since(organisation, person, 0):
            event = self._codec.decode(stored, {})
            if isinstance(event, integrations.PersonErased):
                return None
            record = recorded(record or Record(), event)
        return record
