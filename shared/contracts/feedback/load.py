"""How much feedback may be asked of one person at a time. Pure."""

from datetime import date, timedelta

MOST_OPEN = 10
"""How many requests and anonymous reviews may wait for one person. What managers owe their reports is not counted."""

WINDOW = timedelta(days=30)
"""For how long something that was asked weighs, where nothing becomes of it."""


def weighs(asked_on: date, due: date, today: date) -> bool:
    """Whether something still open, asked on a day and due on another, is part of somebody's load today."""
    return today <= due and today < asked_on + WINDOW
