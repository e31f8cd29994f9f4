"""Checking an organisation's log against its hash chain: is it as it was written, whole and in order?"""

from collections.abc import Callable, Iterator, Sequence
from typing import Any

import msgspec
from psycopg import Connection

from shared.log.chain import first_link, next_link
from shared.log.feed import Feed
from shared.log.stored import COLUMNS, StoredEvent

_BATCH = 5_000

_HEAD = "select position, hash from heads where organisation = %s"
_LINKS = f"""
    select {COLUMNS}, hash from feed where organisation = %s and position > %s and position <= %s
    order by position limit {_BATCH}
"""


class BrokenLink(msgspec.Struct, frozen=True):
    """Where a log is not as it was written. `position` is that of the first event that does not fit."""

    source: str
    organisation: str
    position: int
    what: str


class CheckedChain(msgspec.Struct, frozen=True):
    """The result of a walk: the events walked over, and everything that did not fit."""

    source: str
    organisation: str
    events: int
    broken: Sequence[BrokenLink]


def check_chain(
    feed: Feed, organisation: str, progress: Callable[[int, int], None] = lambda _done, _of: None
) -> CheckedChain:
    """Walk over an organisation's log, from its first event to its head as it is now."""

    def broken(position: int, what: str) -> BrokenLink:
        return BrokenLink(feed.source, organisation, position, what)

    found: list[BrokenLink] = []
    link, position = first_link(organisation), 0
    with feed.tenant(organisation) as conn:
        head, head_link = conn.execute(_HEAD, (organisation,)).fetchone() or (0, link)
        for event, stored_link in _links(conn, feed.source, organisation, head):
            if event.position != position + 1:
                found.append(broken(position + 1, f"events are missing before position {event.position}"))
            elif next_link(link, event) != stored_link:
                found.append(broken(event.position, "the event, or its hash, is not what was written"))
            # From what is stored, so that one altered event is one finding.
            link, position = stored_link, event.position
            if position % _BATCH == 0:
                progress(position, head)
    if position != head:
        found.append(broken(position + 1, f"events are missing up to the head at position {head}"))
    elif link != head_link:
        found.append(broken(head, "the last event's hash is not that of the head"))
    progress(head, head)
    return CheckedChain(feed.source, organisation, head, found)


def _links(conn: Connection[Any], source: str, organisation: str, head: int) -> Iterator[tuple[StoredEvent, bytes]]:
    position = 0
    while rows := conn.execute(_LINKS, (organisation, position, head)).fetchall():
        for *columns, link in rows:
            event = StoredEvent(source, *columns)
            position = event.position
            yield event, link
