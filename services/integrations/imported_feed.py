"""A feed as it has been imported so far: the newest day that it has described.

- A full feed that is older than what was imported before would undo what has happened since: it is refused,
  unless it is forced. A delta names only what it means to change, and may be of any day.
- An import that changed nothing is not recorded, so that the same feed again leaves no trace. The newest day is
  therefore that of the last import which changed something.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from services.integrations.feed.reconcile import Feed
from shared.aggregate import Aggregate
from shared.contracts.integrations.events import FeedImported, FeedMode
from shared.errors import RuleViolation, require
from shared.event import Event

COUNTS = ("joined", "left", "moved", "changed", "rejoined", "units", "rejected")
"""The numbers of a report that are kept with an import."""


@dataclass(frozen=True)
class ImportedFeed:
    """What the rules need to know of a feed; `newest` is None before its first import."""

    newest: date | None = None


class FeedOutdated(RuleViolation):
    """A full feed is older than one that was imported before."""

    def __init__(self, feed: str, as_of: date, newest: date) -> None:
        super().__init__(
            f"The full feed {feed} describes {as_of}, and {newest} was imported already: what has happened since "
            "would be undone. Import a newer one, or this one as a delta; to go on all the same, set force.",
            fields={"as_of": [f"Must not be before {newest}, or force be set."], "force": ["Needed."]},
        )


def evolve(imported: ImportedFeed, event: Event) -> ImportedFeed:
    """The feed after `event`."""
    match event:
        case FeedImported():
            return ImportedFeed(max(event.as_of, imported.newest or event.as_of))
    return imported


def require_current(imported: ImportedFeed, feed: Feed) -> None:
    """Raise FeedOutdated for a full feed of a day before the newest one, unless it is forced."""
    if imported.newest is not None and feed.mode is FeedMode.FULL and not feed.force:
        require(feed.as_of >= imported.newest, FeedOutdated(feed.name, feed.as_of, imported.newest))


def record_import(feed: Feed, report: Mapping[str, int]) -> FeedImported:
    """The record of an import of `feed` with this report, which has all of `COUNTS`."""
    counts = {name: report[name] for name in COUNTS}
    return FeedImported(feed=feed.name, as_of=feed.as_of, mode=feed.mode, **counts)


IMPORTED_FEED = Aggregate("feed", ImportedFeed(), evolve)
