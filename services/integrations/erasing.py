"""Erasing people: the log learns of it first, then the key goes, which makes it so in every log.

A crash may come between the two. To erase somebody again destroys the key, too; and what nobody asks for again is
finished when the service starts.
"""

from shared.contracts.integrations.events import PersonErased
from shared.log.feed import Feed
from shared.log.keys import KeyStore
from shared.pacing import paced

_ERASED = "select distinct subject from feed where organisation = %s and type = %s"


def finish_erasures(feed: Feed, keys: KeyStore) -> int:
    """Destroy the keys of all who were erased and still have one, in every organisation; answers how many."""
    finished = 0
    for organisation in feed.heads():
        with feed.tenant(organisation) as conn:
            rows = conn.execute(_ERASED, (organisation, PersonErased.__name__)).fetchall()
        unfinished = {person for (person,) in rows} - keys.forgotten(organisation)
        for person in paced(unfinished, every=1):
            keys.destroy(organisation, person)
        finished += len(unfinished)
    return finished
