"""Careers made up by rules that a model can learn, for tests."""

import random
from pathlib import Path

TRADES = ("joiner", "nurse", "clerk", "pilot")
LEVELS = ("trainee", "junior", "plain", "senior", "leading", "chief")


def written_history(path: Path, people: int, *, seed: int = 0, returns: bool = False) -> Path:
    """People climb one of four ladders of six roles each; some take a role elsewhere, and with `returns` come back."""
    rng = random.Random(seed)
    rows = ["person,year,role,unit,grade"]
    for person in range(people):
        ladder, step, year = rng.randrange(4), rng.randrange(3), 1990
        for move in range(rng.randrange(2, 6)):
            away = rng.random() < 0.2 or (returns and move % 2 == 1)
            role = f"trainee {TRADES[ladder - 1]}" if away else f"{LEVELS[min(step, 5)]} {TRADES[ladder]}"
            rows.append(f"{person},{year},{role},unit {ladder},{step}")
            step += not returns
            year += rng.randrange(1, 4)
    path.write_text("\n".join(rows) + "\n", "utf-8")
    return path
