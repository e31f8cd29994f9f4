"""A client of Milepost, over HTTP or AMQP, to be enjoyed in a Python shell.

>>> m = connect("https://milepost.example", token="...")
>>> m.goals.set_goal(title="Write SQL without help", kind="skill", due="2027-01-01")
>>> m.query.goals()
"""

from shared.client.answer import Answer
from shared.client.connecting import NotRunning, connect
from shared.client.milepost import Milepost
from shared.client.refusal import Refusal

__all__ = ["Answer", "Milepost", "NotRunning", "Refusal", "connect"]
