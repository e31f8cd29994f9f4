"""The OpenAPI 3.1 document of the gateway, made from the schemas that the gateway itself checks by."""

from collections.abc import Mapping
from typing import Any

import msgspec
from apispec import APISpec
from apispec.ext.marshmallow import MarshmallowPlugin
from marshmallow import Schema, fields

from services.gateway import catalogue, problems
from services.gateway import openapi_fixed as fixed
from services.gateway.query import Query
from shared.contract import Access, CommandSchema

Document = Mapping[str, Any]

_DESCRIPTION = """\
Commands change something, queries answer. Give a command under an `Idempotency-Key` of your own, and sending it again \
is safe. Give a query `after` the position that a command answered, and it sees what that command did."""


_UNTOLD = frozenset({"shared", "contracts", "services", "gateway"})
"""Parts of the names of modules that tell clients nothing."""


def document(commands: Mapping[str, type[CommandSchema]], queries: Mapping[str, Query]) -> Document:
    """The document, as JSON values: each command and each query has a path of its own."""
    plugin = MarshmallowPlugin(schema_name_resolver=_component_name)
    spec = APISpec(
        title="Milepost",
        version="1",
        openapi_version="3.1.0",
        plugins=[plugin],
        info={"description": _DESCRIPTION, "license": {"name": "Apache-2.0", "identifier": "Apache-2.0"}},
        security=[{"token": []}],
        tags=_tags(commands),
    )
    _declare_components(spec)
    for name, schema in sorted(commands.items()):
        spec.path(f"/v1/commands/{name}", operations={"post": _command(name, schema)})
    spec.path("/v1/commands", operations={"post": fixed.BULK})
    for name, query in sorted(queries.items()):
        spec.path(f"/v1/queries/{name}", operations=_query(plugin, name, query))
    for path, operation in fixed.OF_THE_GATEWAY.items():
        spec.path(path, operations={"get": operation})
    written = spec.to_dict()
    schemas = written["components"]["schemas"]
    taken: list[type[Schema]] = [*commands.values(), *(query.params for query in queries.values())]
    for name in {_component_name(schema) for schema in taken}:
        schemas[name] = catalogue.with_optional_person(schemas[name])
    return msgspec.to_builtins(catalogue.portable(written), str_keys=True)  # type: ignore[no-any-return]


def _declare_components(spec: APISpec) -> None:
    spec.components.security_scheme("token", {"type": "http", "scheme": "bearer", "bearerFormat": "JWT"})
    for name, component in fixed.COMPONENTS.items():
        spec.components.schema(name, dict(component))
    for name, (location, parameter) in fixed.PARAMETERS.items():
        spec.components.parameter(name, location, dict(parameter))
    for status, meaning in fixed.STATUSES.items():
        content = {problems.CONTENT_TYPE: {"schema": {"$ref": "#/components/schemas/Problem"}}}
        spec.components.response(f"Problem{status}", {"description": meaning, "content": content})


def _tags(commands: Mapping[str, type[CommandSchema]]) -> list[dict[str, str]]:
    services = sorted({schema.contract.service for schema in commands.values()})
    described = [{"name": name, "description": f"Commands of the service {name}."} for name in services]
    return [
        *described,
        {"name": "queries", "description": "What the read models answer."},
        {"name": "gateway", "description": "The gateway itself."},
    ]


def _command(name: str, schema: type[CommandSchema]) -> dict[str, Any]:
    return {
        "operationId": name.replace(".", "_"),
        "tags": [schema.contract.service],
        "summary": catalogue.summary_of(schema),
        "description": _open_to(schema.contract.access),
        "parameters": ["Idempotency-Key", "If-Match", "X-Request-Id"],
        "requestBody": {
            "required": True,
            "content": {"application/json": {"schema": schema, "example": dict(schema.contract.example)}},
        },
        "responses": {
            "200": {
                "description": "It is done, and recorded.",
                "headers": {"ETag": {"description": "The version of the stream.", "schema": {"type": "string"}}},
                "content": {"application/json": {"schema": {"$ref": "#/components/schemas/Executed"}}},
            },
            **fixed.refusals(fixed.OF_COMMANDS),
        },
    }


def _query(plugin: MarshmallowPlugin, name: str, query: Query) -> dict[str, Any]:
    moments = ("as_of", "as_of.effective", "as_of.recorded") if query.as_of else ()
    common = {
        "tags": ["queries"],
        "summary": query.summary,
        "description": _open_to(query.access),
    }
    answered = {"description": "The answer.", "content": {"application/json": {"schema": {"type": "object"}}}}
    body: dict[str, Any] = {
        "type": "object",
        "additionalProperties": False,
        "properties": {"params": query.params, "after": {"$ref": "#/components/schemas/Positions"}},
    }
    if query.as_of:
        body["properties"]["as_of"] = {"$ref": "#/components/schemas/Moment"}
    content = {"schema": body, "example": {"params": dict(query.example)}}
    return {
        "get": {
            **common,
            "operationId": f"query_{name}",
            "parameters": [*_in_url(plugin, query), "X-Request-Id", "after", *moments],
            "responses": {"200": answered, **fixed.refusals(fixed.OF_QUERIES_BY_URL)},
        },
        "post": {
            **common,
            "operationId": f"post_query_{name}",
            "parameters": ["X-Request-Id"],
            "requestBody": {"required": True, "content": {"application/json": content}},
            "responses": {"200": answered, **fixed.refusals(fixed.OF_QUERIES)},
        },
    }


def _in_url(plugin: MarshmallowPlugin, query: Query) -> list[dict[str, Any]]:
    """The parameters of a query that have a form in a URL: all but nested ones, which take a POST."""
    converter = plugin.converter
    assert converter is not None
    schema = query.params()
    flat = {name: f for name, f in schema.fields.items() if not _is_nested(f)}
    parameters: list[dict[str, Any]] = []
    for name, field in flat.items():
        described = dict(converter.field2property(field))
        parameter = {"name": name, "in": "query", "required": field.required and name != "person"}
        if "description" in described:
            parameter["description"] = described.pop("description")
        if name in query.example:
            parameter["example"] = query.example[name]
        parameters.append({**parameter, "schema": described})
    return parameters


def _is_nested(field: fields.Field[Any]) -> bool:
    inner = field.inner if isinstance(field, fields.List) else field
    return isinstance(inner, fields.Nested | fields.Mapping)


def _component_name(schema: Any) -> str:
    """The name of a schema among the components: its class, after the contract or the query's module."""
    kind: type[Schema] = schema if isinstance(schema, type) else type(schema)
    contract, _, _ = kind.__module__.partition(".commands")
    within = [part for part in contract.split(".") if part not in _UNTOLD]
    return ".".join([*within, kind.__name__])


def _open_to(access: frozenset[Access]) -> str:
    who = sorted(each.value for each in access)
    return f"Open to {', '.join(who)}." if who else "Open to nobody."
