"""What the back-tests on ties and interactions read of people, and which columns of it they must not use."""

from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from services.recommendations.backtest.reading import Column, key_of, read_table
from services.recommendations.engine import attributes
from services.recommendations.engine.attributes import NONE, Attributes

PERSON = Column("person", ("person id", "employee id", "employee", "employee number", "emp no", "id", "node", "name"))

_PROTECTED = (
    *("age", "birth", "born", "gender", "sex", "race", "ethnic", "religion", "belief", "disab", "national", "citizen"),
    *("marital", "married", "pregnan", "orientation", "veteran", "colour", "color", "caste"),
)
"""Beginnings of the words for what no recommendation may be made from."""
_INNOCENT = ("agency", "agenc", "agenda", "agent")


def is_protected(header: str) -> bool:
    """Whether a column is named like something that no recommendation may be made from."""
    words = (key_of(word) for word in header.replace("_", " ").replace("-", " ").split())
    return any(word.startswith(_PROTECTED) and not word.startswith(_INNOCENT) for word in words)


def read_people(path: Path) -> tuple[list[str], Mapping[str, Sequence[str]]]:
    """The people of a file in its order, and all other columns by header. Of a person named twice the last counts."""
    table = read_table(path, (PERSON,), others=True)
    last = {person: index for index, person in enumerate(table.cells["person"])}
    return list(last), {header: [cells[index] for index in last.values()] for header, cells in table.others.items()}


def attributes_of(
    names: Sequence[str], people: Sequence[str], columns: Mapping[str, Sequence[str]]
) -> tuple[Attributes, tuple[str, ...]]:
    """What is known of `names`, and the headers left out as protected."""
    left_out = tuple(header for header in columns if is_protected(header))
    parts = []
    for header, cells in columns.items():
        if header not in left_out:
            of = dict(zip(people, cells, strict=True))
            parts.append(attributes.read(header, [of.get(name, "") for name in names]))
    return attributes.together(parts) if parts else NONE, left_out


def managers_of(names: Sequence[str], people: Sequence[str], managers: Sequence[str]) -> NDArray[np.int64]:
    """The number of each one's manager among `names`; -1 where there is none."""
    number = {name: index for index, name in enumerate(names)}
    of = dict(zip(people, managers, strict=True))
    return np.array([number.get(of.get(name, ""), -1) for name in names], dtype=np.int64)
