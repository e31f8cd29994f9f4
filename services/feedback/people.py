"""Of whom feedback can be asked, and to whom it can be given: somebody else, whom the directory knows."""

from collections.abc import Mapping, Sequence
from typing import Any

from shared.aggregate import Streams
from shared.contracts.integrations.relations import RecordOf
from shared.errors import RuleViolation, require


class NotWithOneself(RuleViolation):
    """Somebody named themself where somebody else is meant."""

    def __init__(self, field: str) -> None:
        super().__init__("That takes somebody else. Name another person.", fields={field: ["Must be somebody else."]})


class PersonUnknown(RuleViolation):
    """The directory does not know somebody who is named."""

    def __init__(self, field: str, people: Sequence[str]) -> None:
        listed = ", ".join(people)
        super().__init__(
            f"The directory knows nobody called {listed}. Name people of this organisation.",
            fields={field: [f"Unknown: {listed}."]},
        )


def require_others(field: str, people: Sequence[str], person: str, record: RecordOf) -> None:
    """Raise `NotWithOneself` or `PersonUnknown`, naming `field`, unless `people` are others, and known."""
    require(person not in people, NotWithOneself(field))
    unknown = [each for each in people if record(each) is None]
    require(not unknown, PersonUnknown(field, unknown))


def directory(streams: Streams, _payload: Mapping[str, Any]) -> Mapping[str, Any]:
    """For decisions that ask the directory about people: `record`, which answers somebody's."""
    return {"record": streams.person}
