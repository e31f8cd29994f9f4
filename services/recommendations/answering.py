"""What the service answers when it is asked something: {"answer": ...} or {"error": ...}."""

from collections.abc import Callable, Mapping
from typing import Any

from shared.errors import MilepostError, Unavailable, to_wire
from shared.log.database import ConnectionLost


def answered(answer: Callable[[], Any]) -> Mapping[str, Any]:
    """What `answer` answers, or the error with which it refuses."""
    try:
        return {"answer": answer()}
    except MilepostError as error:
        return {"error": to_wire(error)}
    except ConnectionLost:
        return {"error": to_wire(Unavailable("The database is out of reach. Ask again in a while."))}
