"""To the gateway over HTTP, by connections that are kept open and may be used from any thread."""

import http.client
import queue
import ssl
from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import quote, urlsplit

import msgspec

from shared.client.refusal import Refusal, as_refusal
from shared.client.transport import Positions
from shared.errors import DeadlineExceeded, InvalidInput, Unavailable

_STALE = (http.client.RemoteDisconnected, ConnectionResetError, BrokenPipeError)
"""What a kept connection meets that the server has closed meanwhile."""


class HttpTransport:
    """Calls the gateway at `url`, waiting `timeout` seconds for each answer."""

    def __init__(self, url: str, token: str | None, timeout: float) -> None:
        self._url = url
        parts = urlsplit(url)
        if not parts.hostname:
            raise InvalidInput(f"{url!r} names no host. An address is like http://127.0.0.1:8080.")
        self._secure = parts.scheme == "https"
        self._host, self._port = parts.hostname, parts.port
        self._prefix = parts.path.rstrip("/")
        self._headers = {"Accept": "application/json"}
        if token is not None:
            self._headers["Authorization"] = f"Bearer {token}"
        self._timeout = timeout
        self._idle: queue.LifoQueue[http.client.HTTPConnection] = queue.LifoQueue()

    def __repr__(self) -> str:
        return self._url

    def execute(
        self, command: str, payload: Mapping[str, Any], command_id: str, expected_version: int | None
    ) -> Mapping[str, Any]:
        """Give a command."""
        headers = {"Idempotency-Key": command_id}
        if expected_version is not None:
            headers["If-Match"] = f'"{expected_version}"'
        answer: Mapping[str, Any] = self._ask("POST", f"/v1/commands/{quote(command, safe='')}", payload, headers)
        return answer

    def execute_many(self, commands: Sequence[Mapping[str, Any]]) -> Sequence[Mapping[str, Any]]:
        """Give many commands."""
        outcomes: Sequence[Mapping[str, Any]] = self._ask("POST", "/v1/commands", {"commands": commands})["outcomes"]
        return outcomes

    def query(self, name: str, params: Mapping[str, Any], after: Positions | None, as_of: Any) -> Any:
        """Ask a query."""
        asked = {"params": params, "after": after, "as_of": as_of}
        return self._ask("POST", f"/v1/queries/{quote(name, safe='')}", asked)

    def describe(self) -> Mapping[str, Any]:
        """Every command and query."""
        described: Mapping[str, Any] = self._ask("GET", "/v1/describe")
        return described

    def close(self) -> None:
        """Close the connections that are idle."""
        while True:
            try:
                self._idle.get_nowait().close()
            except queue.Empty:
                return

    def _ask(self, method: str, path: str, body: Any = None, headers: Mapping[str, str] | None = None) -> Any:
        sent = {**self._headers, **(headers or {})}
        content = None
        if body is not None:
            content = msgspec.json.encode(body)
            sent["Content-Type"] = "application/json"
        try:
            status, answer = self._exchange(method, self._prefix + path, content, sent)
        except TimeoutError:
            raise as_refusal(
                DeadlineExceeded(f"{self._url} did not answer within {self._timeout:g} s. It may have been done.")
            ) from None
        except (OSError, http.client.HTTPException) as error:
            raise as_refusal(Unavailable(f"{self._url} is out of reach: {error or type(error).__name__}.")) from error
        return _read(status, answer)

    def _exchange(self, method: str, path: str, body: bytes | None, headers: dict[str, str]) -> tuple[int, bytes]:
        connection, kept = self._connection()
        try:
            try:
                status, answer, closing = _send(connection, method, path, body, headers)
            except _STALE:
                if not kept:
                    raise
                connection.close()
                connection = self._new_connection()
                status, answer, closing = _send(connection, method, path, body, headers)
        except BaseException:
            connection.close()
            raise
        if closing:
            connection.close()
        else:
            self._idle.put(connection)
        return status, answer

    def _connection(self) -> tuple[http.client.HTTPConnection, bool]:
        try:
            return self._idle.get_nowait(), True
        except queue.Empty:
            return self._new_connection(), False

    def _new_connection(self) -> http.client.HTTPConnection:
        if self._secure:
            context = ssl.create_default_context()
            return http.client.HTTPSConnection(self._host, self._port, timeout=self._timeout, context=context)
        return http.client.HTTPConnection(self._host, self._port, timeout=self._timeout)


def _send(
    connection: http.client.HTTPConnection, method: str, path: str, body: bytes | None, headers: dict[str, str]
) -> tuple[int, bytes, bool]:
    """One exchange: its status, its body, and whether the server closes the connection after it."""
    connection.request(method, path, body, headers)
    response = connection.getresponse()
    return response.status, response.read(), response.will_close


def _read(status: int, answer: bytes) -> Any:
    try:
        value = msgspec.json.decode(answer)
    except (msgspec.DecodeError, UnicodeDecodeError):
        value = None
    if status == 200 and value is not None:
        return value
    if isinstance(value, dict) and "code" in value and "detail" in value:
        raise Refusal(value["code"], value["detail"], status=status, fields=value.get("fields"))
    # Not the gateway: a proxy before it, or another server altogether.
    code = "unavailable" if status in (502, 503) else "deadline_exceeded" if status == 504 else "unexpected_answer"
    shown = answer[:200].decode(errors="replace").strip()
    raise Refusal(code, f"The answer, of status {status}, is not the gateway's: {shown}", status=status)
