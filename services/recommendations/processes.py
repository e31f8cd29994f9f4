"""Looking at everybody by several processes: what is known of everybody is found once, and handed to each of them."""

import gc
import pickle
from collections.abc import Callable, Sequence
from concurrent.futures import ProcessPoolExecutor, as_completed
from dataclasses import dataclass
from datetime import date
from multiprocessing import get_context
from pathlib import Path
from tempfile import TemporaryDirectory

from services.recommendations.fact_tables import FactTables
from services.recommendations.handling import RecommendationHandling
from services.recommendations.knowing import Knowing
from services.recommendations.knowledge import Knowledge
from services.recommendations.refreshing import Refreshed, Refreshing
from shared.bus.dependencies import open_log
from shared.config import Settings
from shared.contracts.recommendations import events as contract
from shared.log.database import connect_pool
from shared.log.snapshots import Snapshots

OWN = "recommendations"

PEOPLE_A_PART = 1_000

Advance = Callable[[int, int], None]
"""Is told how many people have been looked at, of how many."""


@dataclass(frozen=True)
class Part:
    """Some people of an organisation, and where what is known of everybody was put."""

    settings: Settings
    organisation: str
    knowledge: Path
    today: date
    people: Sequence[str]


def refresh_by_processes(
    settings: Settings,
    organisation: str,
    knowledge: Knowledge,
    workers: int,
    progress: Advance = lambda _done, _of: None,
) -> Refreshed:
    """Look at everybody, by `workers` processes at a time."""
    done = Refreshed()
    with TemporaryDirectory(prefix="milepost-") as folder:
        path = Path(folder) / "knowledge"
        with path.open("wb") as file:
            pickle.dump(knowledge, file, protocol=pickle.HIGHEST_PROTOCOL)
        everybody = knowledge.people
        parts = [
            Part(settings, organisation, path, knowledge.today, everybody[start : start + PEOPLE_A_PART])
            for start in range(0, len(everybody), PEOPLE_A_PART)
        ]
        with ProcessPoolExecutor(workers, mp_context=get_context("spawn")) as pool:
            for future in as_completed([pool.submit(refresh_part, part) for part in parts]):
                done += future.result()
                progress(done.people, len(everybody))
    return done


_opened: dict[Path, Refreshing] = {}
"""What this process has opened; it is closed when the process ends."""


def refresh_part(part: Part) -> Refreshed:
    """Look at the people of a part, in a process of its own."""
    if part.knowledge not in _opened:
        _opened[part.knowledge] = _open(part)
        # What is known stays until the end: it need not be searched for garbage. The rest is, once a part.
        gc.disable()
        gc.freeze()
    done = _opened[part.knowledge].people(part.organisation, part.people)
    gc.collect()
    return done


def _open(part: Part) -> Refreshing:
    with part.knowledge.open("rb") as file:
        knowledge: Knowledge = pickle.load(file)
    log = open_log(part.settings, OWN, contract)
    rows = connect_pool(part.settings.dsn(OWN), schema=OWN, name="milepost-refreshing", largest=2)
    tables = FactTables(rows)
    knowing = Knowing(tables)
    knowing.told(part.organisation, knowledge)
    handling = RecommendationHandling(log, Snapshots(log.pool, log.keys))
    return Refreshing(tables, handling, knowing, day=lambda: part.today)
