"""Metrics as Prometheus finds them."""

from urllib.request import urlopen

from prometheus_client import REGISTRY, Metric
from prometheus_client.parser import text_string_to_metric_families

from shared import metrics


def of_ours() -> list[Metric]:
    return [family for family in REGISTRY.collect() if family.name.startswith("milepost_")]


def test_the_exposition_parses_and_shows_what_was_counted():
    metrics.commands.labels("goals", "goals.set_goal", "done").inc(2)
    body, content_type = metrics.exposition()
    families = text_string_to_metric_families(body.decode())
    samples = {(s.name, s.labels.get("command")): s.value for family in families for s in family.samples}
    assert content_type.startswith("text/plain")
    assert samples["milepost_commands_total", "goals.set_goal"] >= 2


def test_no_metric_has_an_organisation_or_a_person_for_a_label():
    counted = (metrics.commands, metrics.query_seconds, metrics.http_requests, metrics.projection_applied)
    labels = {label for metric in counted for label in metric._labelnames}
    assert labels.isdisjoint({"organisation", "person", "actor", "tenant"})


def test_every_metric_says_what_it_measures():
    assert of_ours()
    assert [family.name for family in of_ours() if not family.documentation.endswith(".")] == []


def test_a_process_without_http_serves_them_on_a_port_of_its_own():
    port = metrics.serve(0)
    with urlopen(f"http://127.0.0.1:{port}/metrics") as answer:
        assert b"milepost_commands_total" in answer.read()
