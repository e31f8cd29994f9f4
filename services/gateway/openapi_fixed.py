"""What is in the gateway's OpenAPI document whatever commands and queries there are."""

from collections.abc import Iterable, Mapping
from typing import Any

from services.gateway import problems

STATUSES = {
    400: "The request cannot be read: a body that is no JSON, or a malformed header.",
    401: "The token is missing, expired or not valid.",
    403: "The caller may not do this.",
    404: "There is no such thing, or none that the caller may know of.",
    409: "A rule forbids it, the stream has moved on, or the command id was used for something else.",
    413: "The body is too large.",
    415: "The body is not said to be JSON, or is packed by other means than gzip.",
    422: "The request does not fit the schema; `fields` says where.",
    500: "The gateway or a service failed; the log says why.",
    503: "Something that the answer needs is out of reach at the moment.",
    504: "No answer in time. The same request, under the same Idempotency-Key, may be sent again.",
}
"""The statuses of errors, and what each means here."""

OF_COMMANDS = tuple(STATUSES)
OF_QUERIES = (400, 401, 403, 404, 413, 415, 422, 500, 503, 504)
OF_QUERIES_BY_URL = (401, 403, 404, 422, 500, 503, 504)

_SOURCE_POSITIONS = {
    "type": "object",
    "additionalProperties": {"type": "integer", "minimum": 0},
    "description": "A position for each log, by the name of its service.",
    "examples": [{"goals": 42}],
}
_STATED_MOMENT = {"type": "string", "description": "A day (its end, UTC) or a time.", "examples": ["2026-03-01"]}

COMPONENTS: Mapping[str, Mapping[str, Any]] = {
    "Positions": _SOURCE_POSITIONS,
    "Executed": {
        "type": "object",
        "required": ["stream", "version", "position"],
        "properties": {
            "stream": {"type": "string", "description": "What was written to.", "examples": ["goal-sql"]},
            "version": {"type": "integer", "description": "The version of the stream since; also its ETag."},
            "position": {"$ref": "#/components/schemas/Positions"},
            "streams": {
                "type": "object",
                "additionalProperties": {"type": "integer"},
                "description": "The version of each stream, where a command wrote to several.",
            },
        },
    },
    "Problem": {
        "type": "object",
        "description": "An error (RFC 9457).",
        "required": list(problems.Problem.__struct_fields__),
        "properties": {
            "type": {"type": "string", "format": "uri", "examples": ["urn:milepost:problem:invalid_input"]},
            "title": {"type": "string"},
            "status": {"type": "integer"},
            "detail": {"type": "string", "description": "What was wrong, and what to do."},
            "instance": {"type": "string", "format": "uri", "description": "The request, as the log names it."},
            "code": {"type": "string", "description": "What programs tell errors apart by."},
            "fields": {"type": "object", "additionalProperties": {"type": "array", "items": {"type": "string"}}},
        },
    },
    "Error": {
        "type": "object",
        "required": ["code", "message", "fields", "status"],
        "properties": {
            "code": {"type": "string"},
            "message": {"type": "string"},
            "fields": {"type": "object", "additionalProperties": {"type": "array", "items": {"type": "string"}}},
            "status": {"type": "integer"},
        },
    },
    "Moment": {
        "oneOf": [
            _STATED_MOMENT,
            {
                "type": "object",
                "additionalProperties": False,
                "minProperties": 1,
                "properties": {
                    "effective": {**_STATED_MOMENT, "description": "What was true then."},
                    "recorded": {**_STATED_MOMENT, "description": "What was known then."},
                },
            },
        ],
    },
}

PARAMETERS: Mapping[str, tuple[str, Mapping[str, Any]]] = {
    "Idempotency-Key": (
        "header",
        {
            "description": "The id of the command: sent again, it is answered from the first result. Made up where "
            "left out.",
            "schema": {"type": "string", "pattern": "^[!-~]{1,128}$"},
        },
    ),
    "If-Match": (
        "header",
        {
            "description": 'The version that the stream is to have, as an ETag: "3". Refused with 409 where it has '
            "moved on.",
            "schema": {"type": "string", "pattern": '^"[0-9]{1,18}"$'},
        },
    ),
    "X-Request-Id": (
        "header",
        {
            "description": "What your own records call this request; it goes into the log and the events.",
            "schema": {"type": "string", "pattern": "^[A-Za-z0-9._:/+=-]{1,128}$"},
        },
    ),
    "after": (
        "query",
        {
            "description": "Positions to wait for: goals:42,integrations:7.",
            "schema": {"type": "string", "pattern": "^[a-z_]+:[0-9]+(,[a-z_]+:[0-9]+)*$"},
        },
    ),
    "as_of": (
        "query",
        {"description": "Answer about a past moment, as far as was known then.", "schema": _STATED_MOMENT},
    ),
    "as_of.effective": (
        "query",
        {"description": "Answer about what was true then.", "schema": _STATED_MOMENT},
    ),
    "as_of.recorded": (
        "query",
        {"description": "Answer by what was known then.", "schema": _STATED_MOMENT},
    ),
}


def refusals(statuses: Iterable[int]) -> dict[str, Any]:
    """The responses of an operation other than 200."""
    return {str(status): {"$ref": f"#/components/responses/Problem{status}"} for status in statuses}


def _served(summary: str, content_type: str, *, also: Mapping[str, str] | None = None) -> dict[str, Any]:
    schema = {"type": "object"} if content_type == "application/json" else {"type": "string"}
    content = {"content": {content_type: {"schema": schema}}}
    return {
        "tags": ["gateway"],
        "summary": summary,
        "security": [],
        "responses": {
            "200": {"description": "Here it is.", **content},
            **{status: {"description": meaning, **content} for status, meaning in (also or {}).items()},
        },
    }


OF_THE_GATEWAY = {
    "/v1/describe": {
        "operationId": "describe",
        **_served("Every command and query, with its JSON Schema, who may use it, and an example.", "application/json"),
    },
    "/openapi.json": {"operationId": "openapi", **_served("This document.", "application/json")},
    "/docs": {"operationId": "docs", **_served("This document, for people.", "text/html")},
    "/healthz": {"operationId": "healthz", **_served("Whether the process is alive.", "application/json")},
    "/readyz": {
        "operationId": "readyz",
        **_served(
            "Whether it can do its work at the moment.",
            "application/json",
            also={"503": "It cannot; `checks` say why."},
        ),
    },
    "/metrics": {"operationId": "metrics", **_served("Metrics, as Prometheus reads them.", "text/plain")},
}

BULK = {
    "operationId": "execute_many",
    "tags": ["gateway"],
    "summary": "Give many commands in their order, each with an outcome of its own.",
    "description": "Each command is checked and answered for itself: one that is refused keeps no other back.",
    "parameters": ["X-Request-Id"],
    "requestBody": {
        "required": True,
        "content": {
            "application/json": {
                "schema": {
                    "type": "object",
                    "required": ["commands"],
                    "additionalProperties": False,
                    "properties": {
                        "commands": {
                            "type": "array",
                            "items": {
                                "type": "object",
                                "required": ["command"],
                                "additionalProperties": False,
                                "properties": {
                                    "command": {"type": "string"},
                                    "payload": {"type": "object"},
                                    "command_id": {"type": ["string", "null"], "pattern": "^[!-~]{1,128}$"},
                                    "expected_version": {"type": ["integer", "null"], "minimum": 0},
                                },
                            },
                        }
                    },
                }
            }
        },
    },
    "responses": {
        "200": {
            "description": "An outcome for each command, in the same order.",
            "content": {
                "application/json": {
                    "schema": {
                        "type": "object",
                        "required": ["outcomes"],
                        "properties": {
                            "outcomes": {
                                "type": "array",
                                "items": {
                                    "oneOf": [
                                        {
                                            "type": "object",
                                            "required": ["answer"],
                                            "properties": {"answer": {"$ref": "#/components/schemas/Executed"}},
                                        },
                                        {
                                            "type": "object",
                                            "required": ["error"],
                                            "properties": {"error": {"$ref": "#/components/schemas/Error"}},
                                        },
                                    ]
                                },
                            }
                        },
                    }
                }
            },
        },
        **refusals((400, 401, 413, 415, 422, 500, 503, 504)),
    },
}
