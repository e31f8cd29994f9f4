"""The gateway over HTTP: one WSGI application, for any server, any number of threads or green threads.

It holds no state but what it is given. What it serves, `/openapi.json` describes and `/docs` shows.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from time import perf_counter
from typing import TYPE_CHECKING, Any

import msgspec
from werkzeug import Request, Response
from werkzeug.exceptions import HTTPException, NotFound
from werkzeug.exceptions import MethodNotAllowed as _OtherMethods
from werkzeug.routing import Map, Rule

from services.gateway import catalogue, docs, headers, openapi, problems, query_strings
from services.gateway.bodies import LARGEST_BODY, json_body
from services.gateway.gateway import Command, Gateway, as_commands
from services.gateway.query import QUERIES, Query
from shared import logs, metrics
from shared.contract import CommandSchema
from shared.errors import InvalidInput, MilepostError, to_wire
from shared.health import Check, report

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

_METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})
_NOWHERE = "(none)"
"""What metrics call the route of a request for a path that nothing is served at."""

_HEADERS = {
    "Cache-Control": "no-store",
    "Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
}

_log = logs.logger(__name__)


def application(
    gateway: Gateway,
    *,
    checks: Sequence[Check] = (),
    commands: Mapping[str, type[CommandSchema]] = catalogue.COMMANDS,
    queries: Mapping[str, Query] = QUERIES,
    largest_body: int = LARGEST_BODY,
) -> "WSGIApplication":
    """The gateway as a WSGI application; it is ready while `checks` pass, and reads bodies up to `largest_body`."""
    return _Application(gateway, checks, commands, queries, largest_body)


class _Asked(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A query as the body of a POST."""

    params: dict[str, Any] = {}
    after: dict[str, int] | None = None
    as_of: str | dict[str, str] | None = None


class _Bulk(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Many commands as the body of a POST."""

    commands: list[Any]


@dataclass(frozen=True)
class _Call:
    """A request, with the id that it goes by."""

    request: Request
    id: str


class _Application:
    def __init__(
        self,
        gateway: Gateway,
        checks: Sequence[Check],
        commands: Mapping[str, type[CommandSchema]],
        queries: Mapping[str, Query],
        largest_body: int,
    ) -> None:
        self._gateway = gateway
        self._checks = checks
        self._commands = commands
        self._queries = queries
        self._largest_body = largest_body
        self._params = {name: query.params() for name, query in queries.items()}
        self._routes = Map(
            [
                _route("POST", "/v1/commands", self._execute_many),
                _route("POST", "/v1/commands/<name>", self._execute),
                _route("GET", "/v1/queries/<name>", self._query),
                _route("POST", "/v1/queries/<name>", self._query_by_body),
                _route("GET", "/v1/describe", self._describe),
                _route("GET", "/openapi.json", self._openapi),
                _route("GET", "/docs", self._docs),
                _route("GET", "/healthz", self._alive),
                _route("GET", "/readyz", self._ready),
                _route("GET", "/metrics", self._metrics),
            ],
            strict_slashes=False,
            merge_slashes=False,
        )

    def __call__(self, environ: "WSGIEnvironment", start_response: "StartResponse") -> Iterable[bytes]:
        started = perf_counter()
        request = Request(environ)
        call = _Call(request, headers.request_id_of(request))
        with logs.about(correlation_id=call.id):
            route, response = self._answered(call)
        response.headers[headers.REQUEST_ID] = call.id
        for name, value in _HEADERS.items():
            response.headers.setdefault(name, value)
        method = request.method if request.method in _METHODS else "(other)"
        metrics.http_requests.labels(method, route, str(response.status_code)).inc()
        metrics.http_seconds.labels(method, route).observe(perf_counter() - started)
        return response(environ, start_response)

    def _answered(self, call: _Call) -> tuple[str, Response]:
        route = _NOWHERE
        try:
            rule, arguments = self._matched(call.request)
            route = rule.rule
            return route, rule.endpoint(call, **arguments)
        except MilepostError as error:
            return route, problems.problem_response(error, call.id)
        except HTTPException as error:
            refusal = problems.MalformedRequest(error.description or "The request cannot be read.")
            return route, problems.problem_response(refusal, call.id)
        except Exception:
            _log.exception("a request failed", route=route)
            failure = problems.InternalError("The gateway failed to answer. The reason is in its log, under this id.")
            return route, problems.problem_response(failure, call.id)

    def _matched(self, request: Request) -> tuple[Rule, Mapping[str, Any]]:
        try:
            return self._routes.bind("").match(request.path, request.method, return_rule=True)
        except _OtherMethods as error:
            raise problems.MethodNotAllowed(request.method, error.valid_methods or ()) from None
        except NotFound:
            raise problems.UnknownPath("Nothing is served there. /docs shows what is.") from None

    # Commands

    def _execute(self, call: _Call, name: str) -> Response:
        request = call.request
        token = headers.token_of(request)
        payload = _object(self._body(call))
        command = Command(name, payload, headers.command_id_of(request), headers.expected_version_of(request))
        answer = self._gateway.execute(token, command, correlation_id=call.id)
        response = _json(answer)
        if "version" in answer:
            response.set_etag(str(answer["version"]))
        return response

    def _execute_many(self, call: _Call) -> Response:
        token = headers.token_of(call.request)
        commands = as_commands(_as(_Bulk, self._body(call)).commands)
        outcomes = self._gateway.execute_many(token, commands, correlation_id=call.id)
        wire = [{"error": to_wire(o)} if isinstance(o, MilepostError) else {"answer": o} for o in outcomes]
        return _json({"outcomes": wire})

    def _body(self, call: _Call) -> Any:
        return json_body(call.request, self._largest_body)

    # Queries

    def _query(self, call: _Call, name: str) -> Response:
        if name not in self._params:
            raise catalogue.UnknownQuery(name)
        given = call.request.args
        params = query_strings.params_of(self._params[name], given)
        after, as_of = query_strings.after_of(given), query_strings.as_of_of(given)
        return _json(self._gateway.query(headers.token_of(call.request), name, params, after=after, as_of=as_of))

    def _query_by_body(self, call: _Call, name: str) -> Response:
        token = headers.token_of(call.request)
        asked = _as(_Asked, self._body(call))
        return _json(self._gateway.query(token, name, asked.params, after=asked.after, as_of=asked.as_of))

    # What is served, and how it is doing

    def _describe(self, _call: _Call) -> Response:
        return _json_text(self._described)

    def _openapi(self, _call: _Call) -> Response:
        return _json_text(self._document_text)

    def _docs(self, _call: _Call) -> Response:
        response = Response(self._page, content_type="text/html; charset=utf-8")
        response.headers["Content-Security-Policy"] = docs.CONTENT_SECURITY_POLICY
        return response

    def _alive(self, _call: _Call) -> Response:
        return _json({"alive": True})

    def _ready(self, _call: _Call) -> Response:
        ready, details = report(self._checks)
        failed = {name: detail["reason"] for name, detail in details.items() if not detail["ok"]}
        if failed:
            _log.warning("not ready", **failed)
        # The reasons name hosts and roles: they are for the log, not for whoever asks.
        shown = {name: {"ok": detail["ok"], "seconds": detail["seconds"]} for name, detail in details.items()}
        return _json({"ready": ready, "checks": shown}, status=200 if ready else 503)

    def _metrics(self, _call: _Call) -> Response:
        text, content_type = metrics.exposition()
        return Response(text, content_type=content_type)

    @cached_property
    def _described(self) -> bytes:
        return msgspec.json.encode(self._gateway.describe())

    @cached_property
    def _document(self) -> Mapping[str, Any]:
        return openapi.document(self._commands, self._queries)

    @cached_property
    def _document_text(self) -> bytes:
        return msgspec.json.encode(self._document)

    @cached_property
    def _page(self) -> str:
        return docs.page(self._document)


def _route(method: str, path: str, endpoint: Callable[..., Response]) -> Rule:
    return Rule(path, methods=[method], endpoint=endpoint)


def _object(value: Any) -> Mapping[str, Any]:
    if not isinstance(value, dict):
        raise InvalidInput("The body is to be a JSON object: the payload.", fields={"payload": ["not an object"]})
    return value


def _as(form: type[Any], value: Any) -> Any:
    try:
        return msgspec.convert(value, form)
    except msgspec.ValidationError as error:
        names = ", ".join(form.__struct_fields__)
        raise InvalidInput(
            f"The body is to be a JSON object of {names}: {error}.", fields={"body": [str(error)]}
        ) from None


def _json(value: Any, status: int = 200) -> Response:
    return _json_text(msgspec.json.encode(value), status)


def _json_text(text: bytes, status: int = 200) -> Response:
    return Response(text, status=status, content_type="application/json")
