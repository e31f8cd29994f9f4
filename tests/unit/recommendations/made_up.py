"""Profiles, ties and interactions made up by rules that a model can learn, for tests."""

import random
from pathlib import Path


def written_profiles(path: Path, roles: int, *, seed: int = 0) -> Path:
    """Roles of ten trades ask for eight of the twelve skills of their trade, and for one of any other."""
    rng = random.Random(seed)
    rows = ["role,skill"]
    for role in range(roles):
        trade = role % 10
        skills = [f"skill {trade}.{number}" for number in rng.sample(range(12), 8)]
        rows += [f"role {role},{skill}" for skill in [*skills, f"skill {rng.randrange(10)}.{rng.randrange(12)}"]]
    path.write_text("\n".join(rows) + "\n", "utf-8")
    return path


def written_ties(path: Path, people: int, *, near: float = 0.35, header: str = "a,b\n") -> Path:
    """People are tied to a part of their group of twelve, `near`, and to a few others."""
    rng = random.Random(0)
    rows = set()
    for a in range(people):
        for b in range(people):
            if a != b and rng.random() < (near if a // 12 == b // 12 else 0.01):
                rows.add(f"p{a},p{b}")
    path.write_text(header + "\n".join(sorted(rows)) + "\n", "utf-8")
    return path


def written_people(path: Path, people: int) -> Path:
    """The group of each, what they must not be judged by, and how long they have been there."""
    rows = [f"p{person},g{person // 12},{'fm'[person % 2]},{person % 12}" for person in range(people)]
    path.write_text("person,unit,gender,years here\n" + "\n".join(rows) + "\n", "utf-8")
    return path


def written_interactions(path: Path, people: int, *, seed: int = 0) -> Path:
    """Until day 100 each works with the next three people, and from then on with those after them."""
    rng = random.Random(seed)
    rows = ["time,from,to"]
    for _ in range(people * 100):
        day, person = rng.uniform(0, 200), rng.randrange(people)
        other = (person + rng.choice((1, 2, 3) if day < 100 else (4, 5, 6))) % people
        rows.append(f"{day * 86_400:.0f},p{person},p{other}")
    path.write_text("\n".join(rows) + "\n", "utf-8")
    return path


def shuffled(path: Path, *, seed: int = 0) -> Path:
    """A copy with its rows in another order."""
    header, *rows = path.read_text("utf-8").splitlines()
    random.Random(seed).shuffle(rows)
    copy = path.with_name(f"shuffled-{path.name}")
    copy.write_text("\n".join([header, *rows]) + "\n", "utf-8")
    return copy
