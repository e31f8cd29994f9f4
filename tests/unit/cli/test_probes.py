import json
import urllib.error
import urllib.request
from collections.abc import Sequence
from typing import Any

from infra.probes import served
from shared.health import Check


def fails() -> None:
    raise ConnectionError("postgresql://secret-host refuses")


def get(path: str, checks: Sequence[Check] = ()) -> tuple[int, Any]:
    with served("127.0.0.1", 0, checks) as port:
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{port}{path}", timeout=10) as answer:
                return answer.status, answer.read()
        except urllib.error.HTTPError as error:
            return error.code, error.read()


def test_a_process_that_answers_is_alive_whatever_it_lacks() -> None:
    assert get("/healthz", [Check("database", fails)])[0] == 200


def test_it_is_ready_while_all_checks_pass() -> None:
    status, body = get("/readyz", [Check("database", lambda: None)])
    assert (status, json.loads(body)["ready"]) == (200, True)


def test_it_is_not_ready_while_one_fails_and_does_not_tell_why() -> None:
    status, body = get("/readyz", [Check("database", fails), Check("broker", lambda: None)])
    checks = json.loads(body)["checks"]
    assert (status, checks["database"]["ok"], checks["broker"]["ok"]) == (503, False, True)
    assert b"secret-host" not in body


def test_its_metrics_are_those_of_the_suite() -> None:
    status, body = get("/metrics")
    assert status == 200
    assert b"milepost_events_appended" in body


def test_nothing_else_is_served() -> None:
    assert get("/")[0] == 404
