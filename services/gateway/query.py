"""What a query is: a name, who may ask, its parameters, and one function that answers.

    @query("dashboard", access={Access.SELF, Access.MANAGER, Access.HR}, params=OfPerson, reads=(GOALS, VISIONS))
    def dashboard(asked: Asked) -> Answer: ...

A query about one person declares the read models that it `reads` and works on that person's rows, which are those
of the tables now, or the fold of the log up to a past moment: the function cannot tell, and so cannot differ.
Queries over many people ask the tables in SQL.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Protocol, TypeVar

from marshmallow import RAISE, Schema

from shared.contract import Access, identifier
from shared.contracts.feedback.events import ConsentField
from shared.event import Envelope, Event
from shared.log.feed import Feed
from shared.log.stored import StoredEvent
from shared.projecting.read_model import ReadModel, Row

R = TypeVar("R", bound=Row)

Answer = Mapping[str, Any]
"""What a query answers: JSON, or values that msgspec writes as JSON."""


@dataclass(frozen=True)
class Caller:
    """Who asks: an organisation, a person of it (None for machines), and roles."""

    organisation: str
    person: str | None
    roles: frozenset[str]


@dataclass(frozen=True)
class Moment:
    """The moment a query is about: what was true at `effective`, as far as was known at `recorded`.

    `now` where neither was asked for.
    """

    effective: datetime
    recorded: datetime
    now: bool

    @property
    def today(self) -> date:
        """The day (UTC) of the moment."""
        return self.effective.date()


class Asked(Protocol):
    """A question, and where its answer can be found."""

    caller: Caller
    relation: frozenset[Access]
    """What the caller is to the person asked about, among `SELF`, `MANAGER`, `HR` and so on."""
    person: str
    """The person asked about; empty for queries about nobody in particular."""
    params: Mapping[str, Any]
    moment: Moment

    def rows(self, model: ReadModel[R]) -> Sequence[R]:
        """The person's rows of a read model that the query declares to read, at the moment asked about."""

    def rows_of(self, model: ReadModel[R], people: Sequence[str]) -> Mapping[str, Sequence[R]]:
        """Rows of several people by person, at the moment asked about."""

    def sql(self, statement: str, parameters: Mapping[str, Any]) -> Sequence[Mapping[str, Any]]:
        """Rows of one statement over the read models' tables as they are now, within the organisation.

        The statement must compare `organisation` with the parameter of that name, which is always there.
        """

    def sql_each(self, statements: Sequence[tuple[str, Mapping[str, Any]]]) -> Sequence[Sequence[Mapping[str, Any]]]:
        """The same for several statements, each with its parameters, in one trip to the database."""

    def elsewhere(self, service: str, method: str, **arguments: Any) -> Any:
        """What a method of a service answers about the organisation, from more than tables: for what it computes.

        The method takes `organisation`, `after` (the positions that its answer must have seen) and these arguments, and
        answers {"answer"} or {"error"}. Raises that error, and `Unavailable` where the service does not answer.
        """

    def review_token(self, cycle: str, reviewee: str) -> str:
        """The caller's own token, by which they answer about somebody in a review cycle without their name."""

    def saw_private(self) -> None:
        """To be called by a query open to anyone that shows the caller what is not for everyone to see."""

    def feeds(self) -> Sequence[Feed]:
        """The logs of all services."""

    def read(self, events: Sequence[StoredEvent]) -> Sequence[tuple[Event, Envelope]]:
        """Events as their classes, with their envelopes; those that cannot be read are left out."""


class QueryParams(Schema):
    """Base of the parameters of every query: unknown ones are refused."""

    class Meta:
        unknown = RAISE


class OfPerson(QueryParams):
    """Parameters of a query about one person, the caller where left out."""

    person = identifier(required=True, metadata={"description": "Whom to ask about; the caller where left out."})


@dataclass(frozen=True)
class Query:
    """A query as it is published."""

    name: str
    access: frozenset[Access]
    params: type[QueryParams]
    reads: tuple[ReadModel[Any], ...]
    answer: Callable[[Asked], Answer]
    as_of: bool
    consent: ConsentField | None
    example: Mapping[str, Any]

    @property
    def summary(self) -> str:
        """The first line of the function's docstring."""
        return (self.answer.__doc__ or "").strip().partition("\n")[0]


QUERIES: dict[str, Query] = {}
"""Every query by name. The modules of `services.gateway.queries` fill it when they are imported."""

F = TypeVar("F", bound=Callable[[Any], Answer])


def query(
    name: str,
    *,
    access: set[Access],
    params: type[QueryParams] = OfPerson,
    reads: Sequence[ReadModel[Any]] = (),
    as_of: bool = True,
    consent: ConsentField | None = None,
    example: Mapping[str, Any] | None = None,
) -> Callable[[F], F]:
    """Publish a function as the query `name`, open to `access`.

    `as_of` says whether it answers past moments, `consent` what somebody has to let others see for them to be
    `Access.CONSENTED`.
    """

    def publish(function: F) -> F:
        QUERIES[name] = Query(name, frozenset(access), params, tuple(reads), function, as_of, consent, example or {})
        return function

    return publish
