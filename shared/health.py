"""Health: whether a process can do its work at the moment, and what it lacks if not."""

import time
from collections.abc import Callable, Iterable, Mapping
from concurrent.futures import ThreadPoolExecutor, TimeoutError
from dataclasses import dataclass

Detail = Mapping[str, str | float | bool]


@dataclass(frozen=True)
class Check:
    """Something that has to work. `probe` raises where it does not, with a sentence that says why."""

    name: str
    probe: Callable[[], object]
    seconds: float = 2.0
    """How long it may take before it counts as not working."""


def report(checks: Iterable[Check]) -> tuple[bool, dict[str, Detail]]:
    """Whether all checks pass, and for each its `ok`, `seconds` and, where it failed, the `reason`.

    The checks run at the same time, so that an answer takes as long as the most patient of them and no
    longer. A probe that hangs is left to itself.
    """
    checks = list(checks)
    pool = ThreadPoolExecutor(max_workers=max(1, len(checks)), thread_name_prefix="health")
    began = time.monotonic()
    try:
        running = [(check, pool.submit(_timed, check)) for check in checks]
        details = {check.name: _outcome(check, future.result, began) for check, future in running}
    finally:
        pool.shutdown(wait=False, cancel_futures=True)
    return all(bool(detail["ok"]) for detail in details.values()), details


def _timed(check: Check) -> float:
    began = time.monotonic()
    check.probe()
    return time.monotonic() - began


def _outcome(check: Check, result: Callable[[float], float], began: float) -> Detail:
    left = max(0.0, began + check.seconds - time.monotonic())
    try:
        return {"ok": True, "seconds": round(result(left), 3)}
    except TimeoutError:
        return _failed(began, f"no answer within {check.seconds:g} seconds")
    except Exception as error:
        return _failed(began, f"{type(error).__name__}: {error}")


def _failed(began: float, reason: str) -> Detail:
    return {"ok": False, "seconds": round(time.monotonic() - began, 3), "reason": reason}
