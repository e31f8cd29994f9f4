"""The OpenAPI document: valid, complete, and true of what is served."""

import base64
import json
import re
from hashlib import sha256

import pytest
from werkzeug.test import Client

from services.gateway import catalogue, query_strings
from services.gateway.http import application
from services.gateway.query import QUERIES
from tests.fixtures.gateways import echo_query, gateway, token

ADA = {"Authorization": f"Bearer {token()}"}


@pytest.fixture(scope="module")
def client():
    with echo_query():
        yield Client(application(gateway()))


@pytest.fixture(scope="module")
def document(client):
    return json.loads(client.get("/openapi.json").data)


def references(value):
    if isinstance(value, dict):
        yield from ([value["$ref"]] if isinstance(value.get("$ref"), str) else [])
        for inner in value.values():
            yield from references(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from references(inner)


def test_the_document_is_valid_openapi(document):
    validator = pytest.importorskip("openapi_spec_validator")
    validator.validate(document)


def test_every_command_and_every_query_has_a_path_of_its_own(document):
    commands = {f"/v1/commands/{name}" for name in catalogue.COMMANDS}
    queries = {f"/v1/queries/{name}" for name in QUERIES}
    assert commands | queries <= set(document["paths"])
    assert all(set(document["paths"][path]) == {"get", "post"} for path in queries)


def test_every_path_answers(client, document):
    for path, operations in document["paths"].items():
        for method, operation in operations.items():
            response = client.open(path, method=method.upper(), json={} if method == "post" else None)
            assert str(response.status_code) in operation["responses"], (method, path, response.text)


def test_every_example_of_a_command_passes_its_schema():
    for name, schema in catalogue.COMMANDS.items():
        assert schema().validate(dict(schema.contract.example)) == {}, name


def test_every_reference_leads_somewhere(document):
    for reference in references(document):
        found = document
        for step in reference.removeprefix("#/").split("/"):
            found = found[step]


def test_operations_are_told_apart(document):
    ids = [operation["operationId"] for operations in document["paths"].values() for operation in operations.values()]
    assert len(ids) == len(set(ids))


def test_whom_a_command_is_open_to_is_said_with_it(document):
    described = document["paths"]["/v1/commands/goals.set_goal"]["post"]["description"]
    assert "the person it is about" in described


def test_the_person_may_be_left_out_and_patterns_are_for_every_language(document):
    assert "person" not in document["components"]["schemas"]["goals.SetGoal"]["required"]
    assert "person" not in catalogue.json_schema(catalogue.COMMANDS["goals.set_goal"])["required"]
    assert "\\Z" not in json.dumps(document)


def test_nested_parameters_take_a_post(document):
    operations = document["paths"]["/v1/queries/echo"]
    names = {parameter.get("name") for parameter in operations["get"]["parameters"]}
    assert {"person", "limit", "levels"} <= names
    assert "limits" not in names


def test_no_query_has_a_parameter_that_means_something_in_every_query():
    for name, each in QUERIES.items():
        assert not query_strings.RESERVED & set(each.params().fields), name


def test_the_page_for_people_names_every_operation_and_loads_nothing_from_elsewhere(client, document):
    response = client.get("/docs")
    assert response.content_type == "text/html; charset=utf-8"
    assert all(f"<code>{path}</code>" in response.text for path in document["paths"])
    assert not re.search(r"(src|href)=[\"']?(https?:)?//", response.text)


def test_the_page_may_run_its_own_script_and_no_other(client):
    response = client.get("/docs")
    script = re.search(r"<script>(.*?)</script>", response.text, re.DOTALL)[1]
    allowed = base64.b64encode(sha256(script.encode()).digest()).decode()
    assert f"script-src 'sha256-{allowed}'" in response.headers["Content-Security-Policy"]
