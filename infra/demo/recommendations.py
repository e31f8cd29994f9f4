"""What the demo organisation has recommended to its people: a little at first, everything since it was measured."""

from collections.abc import Iterator

from infra.demo.directory import HR
from infra.demo.script import Line, line
from shared.contracts.recommendations.events import Kind


def recommendations() -> Iterator[Line]:
    """The policies that HR adopted. What comes of them is for the service to say."""
    yield line(310, "recommendations.adopt_policy", HR, name="first-steps", kinds=["learning", "goal"], most=4)
    yield line(20, "recommendations.adopt_policy", HR, name="everything", kinds=[kind.value for kind in Kind])
