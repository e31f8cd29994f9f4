"""Long work that lets others work in between."""

import time
from collections.abc import Iterable, Iterator
from typing import TypeVar

T = TypeVar("T")


def paced(items: Iterable[T], every: int = 200) -> Iterator[T]:
    """`items`, letting other threads run after each `every` of them."""
    for number, item in enumerate(items, start=1):
        yield item
        if number % every == 0:
            # Under eventlet this is the only way to give way: a green thread that computes holds up all others.
            time.sleep(0)
