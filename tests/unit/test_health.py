"""What a health report says."""

import threading
import time

from shared.health import Check, report


def fail() -> None:
    raise ConnectionError("no route to the broker")


def test_a_process_without_checks_is_ready():
    assert report([]) == (True, {})


def test_all_checks_passing_is_ready():
    ready, details = report([Check("log", lambda: None), Check("broker", lambda: None)])
    assert ready
    assert [details[name]["ok"] for name in ("log", "broker")] == [True, True]


def test_a_failing_check_is_reported_with_its_reason_beside_the_others():
    ready, details = report([Check("log", lambda: None), Check("broker", fail)])
    assert not ready
    assert details["log"]["ok"] is True
    assert details["broker"]["reason"] == "ConnectionError: no route to the broker"


def test_checks_that_hang_cost_the_longest_time_limit_and_no_more():
    released = threading.Event()
    began = time.monotonic()
    ready, details = report([Check(str(n), released.wait, seconds=0.1) for n in range(5)])
    took = time.monotonic() - began
    released.set()
    assert not ready
    assert took < 0.45
    assert {detail["reason"] for detail in details.values()} == {"no answer within 0.1 seconds"}
