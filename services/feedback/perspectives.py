"""From which perspective somebody sees somebody else: taken from the directory, or confirmed by it."""

from collections.abc import Mapping
from datetime import date

from shared.contracts.feedback.events import Perspective
from shared.contracts.integrations.relations import RecordOf, Relation, relation_between

_BY_RELATION: Mapping[Relation, Perspective] = {
    Relation.SELF: Perspective.SELF,
    Relation.MANAGER: Perspective.MANAGER,
    Relation.PEER: Perspective.PEER,
    Relation.REPORT: Perspective.REPORT,
    Relation.OTHER: Perspective.EXTERNAL,
}


def perspective_of(rater: str, reviewee: str, record: RecordOf, day: date) -> Perspective:
    """What the directory says on `day`; external are all whom it does not place near, or does not know."""
    return _BY_RELATION[relation_between(rater, reviewee, record, day)]
