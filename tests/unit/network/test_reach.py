"""Who sees an opportunity: the whole rule as a table."""

import pytest

from shared.contracts.network.events import Visibility
from shared.contracts.network.reach import Reached, sees
from shared.contracts.network.standing import InterestStatus

ALL = {Visibility.EVERYONE, Visibility.NETWORK, Visibility.INVITED}

TABLE = [
    ("the poster", {"viewer": "grace"}, ALL),
    ("HR", {"hr": True}, ALL),
    ("the invited", {"reached": Reached(invited=True)}, ALL),
    ("the interested", {"reached": Reached(interest=InterestStatus.EXPRESSED)}, ALL),
    ("the turned down", {"reached": Reached(interest=InterestStatus.TURNED_DOWN)}, ALL),
    ("the chosen", {"reached": Reached(interest=InterestStatus.CHOSEN)}, ALL),
    ("the connected", {"connected": True}, {Visibility.EVERYONE, Visibility.NETWORK}),
    ("the referred", {"reached": Reached(referred=True)}, {Visibility.EVERYONE, Visibility.NETWORK}),
    ("who withdrew", {"reached": Reached(interest=InterestStatus.WITHDRAWN)}, {Visibility.EVERYONE}),
    ("anybody", {}, {Visibility.EVERYONE}),
]


@pytest.mark.parametrize("visibility", Visibility)
@pytest.mark.parametrize(("who", "facts", "seen"), TABLE, ids=[who for who, _, _ in TABLE])
def test_who_sees_what(who: str, facts: dict[str, object], seen: set[Visibility], visibility: Visibility) -> None:
    viewer = str(facts.get("viewer", "ada"))
    reached = facts.get("reached", Reached())
    assert isinstance(reached, Reached)
    found = sees(
        viewer,
        visibility=visibility,
        posted_by="grace",
        reached=reached,
        connected=bool(facts.get("connected")),
        hr=bool(facts.get("hr")),
    )
    assert found == (visibility in seen), who
