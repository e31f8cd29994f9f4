"""What may be meant by words: the words alike that there are, and the people and things that go by them.

They are candidates only. Their rows say what they are called now, and whether they are to be seen at all.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from enum import StrEnum

import msgspec

from services.gateway.likeness import Meant, likeness
from services.gateway.opportunity_audience import VISIBLE, viewing
from services.gateway.query import Asked
from shared.contracts.network.standing import OpportunityStatus
from shared.read_models.spellings import spellings_asked

MOST = 200
"""Of each kind no more candidates are looked at."""

MOST_MEANT = 100
"""No more words are tried for one that was asked."""


class Kind(StrEnum):
    """What can be searched for."""

    PEOPLE = "people"
    SKILLS = "skills"
    ROLES = "roles"
    LEARNING = "learning"
    OPPORTUNITIES = "opportunities"


class Vocabulary(msgspec.Struct, frozen=True):
    """The words of some kinds: the table of their spellings, and the columns of the table of who goes by them.

    `length` is how many words the shortest name with a word has, where that is known; `also` joins and conditions of
    its own.
    """

    name: str
    spellings: str
    words: str
    word: str
    kind: str
    entity: str
    length: str = "1"
    also: str = ""


OPEN = f"opportunities.status = '{OpportunityStatus.OPEN}' and coalesce(opportunities.closes_on >= %(day)s, true)"
"""Holds for those rows of `opportunities` that take interest on `%(day)s`."""

_PEOPLE = Vocabulary(
    name="people",
    spellings="people_spellings",
    words="people_spellings",
    word="spelling",
    kind="'people'",
    entity="person",
    also=" and named.word = meant.word",
)
_CATALOGUE = Vocabulary(
    name="catalogue",
    spellings="catalogue_spellings",
    words="catalogue_words",
    word="word",
    kind="named.kind",
    entity="entity",
    length="named.shortest",
)
_OPPORTUNITIES = Vocabulary(
    name="opportunities",
    spellings="opportunity_spellings",
    words="opportunity_words",
    word="word",
    kind="'opportunities'",
    entity="opportunity",
    also=f"""
                join opportunities on opportunities.organisation = %(organisation)s
                and opportunities.opportunity = named.opportunity and {OPEN} and {VISIBLE}""",
)

VOCABULARIES: Mapping[Kind, Vocabulary] = {
    Kind.PEOPLE: _PEOPLE,
    Kind.SKILLS: _CATALOGUE,
    Kind.ROLES: _CATALOGUE,
    Kind.LEARNING: _CATALOGUE,
    Kind.OPPORTUNITIES: _OPPORTUNITIES,
}

_STORED: Mapping[Kind, str] = {
    Kind.PEOPLE: "people",
    Kind.SKILLS: "skill",
    Kind.ROLES: "role",
    Kind.LEARNING: "learning",
    Kind.OPPORTUNITIES: "opportunities",
}
"""Each kind as the tables of words have it."""

_ALIKE = """
    select distinct '{name}' as vocabulary, asked.word as asked, spelt.word
    from unnest(%(words)s::text[], %(spellings)s::text[]) as asked (word, spelling)
    join {spellings} as spelt on spelt.organisation = %(organisation)s and spelt.spelling = asked.spelling
"""

_GOING_BY = """
    select kind, entity from (
        select kind, entity, row_number() over (partition by kind order by sum(worth) desc, entity) as place
        from (
            select kind, entity, likeness / (1 + ln(count(*) over (partition by kind, asked))) as worth
            from (
                select meant.asked, {kind} as kind, named.{entity} as entity,
                       max(meant.likeness / (1 + {length})) as likeness
                from unnest(
                    %({name}_asked)s::text[], %({name}_words)s::text[], %({name}_likeness)s::float8[]
                ) as meant (asked, word, likeness)
                join {words} as named on named.organisation = %(organisation)s and named.{word} = meant.word{also}
                where {kind} = any(%(kinds)s::text[])
                group by 1, 2, 3
            ) as found
        ) as weighed
        group by kind, entity
    ) as ranked
    where place <= %(most)s
"""
"""The candidates of a vocabulary: who goes by many of the words, and rare ones, in a short name, comes first."""


class Candidates(msgspec.Struct, frozen=True):
    """Ids by kind, and by kind what the words asked may mean."""

    ids: Mapping[Kind, Sequence[str]]
    meant: Mapping[Kind, Meant]


def seeing(asked: Asked) -> Mapping[str, object]:
    """The parameters of the conditions on what may be seen: who asks, and on which day."""
    return {**viewing(asked.caller), "day": asked.moment.today}


def candidates(asked: Asked, words: Iterable[str], kinds: Iterable[Kind]) -> Candidates:
    """Whom and what of these kinds the words may mean."""
    wanted = list(kinds)
    vocabularies = {VOCABULARIES[kind].name: VOCABULARIES[kind] for kind in wanted}
    meant = _meant(asked, list(dict.fromkeys(words)), list(vocabularies.values()))
    ids: dict[Kind, list[str]] = {kind: [] for kind in wanted}
    if any(meant.values()):
        by_stored = {_STORED[kind]: kind for kind in wanted}
        for row in _going_by(asked, meant, vocabularies, list(by_stored)):
            ids[by_stored[row["kind"]]].append(row["entity"])
    return Candidates(ids, {kind: meant[VOCABULARIES[kind].name] for kind in wanted})


def _meant(asked: Asked, words: Sequence[str], vocabularies: Sequence[Vocabulary]) -> Mapping[str, Meant]:
    """By vocabulary, the words of it that may be meant."""
    pairs = [(word, spelling) for word in words for spelling in spellings_asked(word)]
    statement = " union all ".join(_ALIKE.format(name=each.name, spellings=each.spellings) for each in vocabularies)
    parameters = {"words": [word for word, _ in pairs], "spellings": [spelling for _, spelling in pairs]}
    found: dict[str, dict[str, list[tuple[float, str]]]] = {each.name: defaultdict(list) for each in vocabularies}
    for row in asked.sql(statement, parameters):
        alike = likeness(row["asked"], row["word"])
        if alike:
            found[row["vocabulary"]][row["asked"]].append((alike, row["word"]))
    return {name: {word: _likest(alike) for word, alike in of_words.items()} for name, of_words in found.items()}


def _likest(alike: list[tuple[float, str]]) -> Mapping[str, float]:
    return {word: likeness for likeness, word in sorted(alike, reverse=True)[:MOST_MEANT]}


def _going_by(
    asked: Asked, meant: Mapping[str, Meant], vocabularies: Mapping[str, Vocabulary], kinds: Sequence[str]
) -> Sequence[Mapping[str, str]]:
    parameters: dict[str, object] = {**seeing(asked), "kinds": kinds, "most": MOST}
    statements = []
    for name, vocabulary in vocabularies.items():
        each = [(word, other, like) for word, alike in meant[name].items() for other, like in alike.items()]
        parameters |= {f"{name}_asked": [word for word, _, _ in each], f"{name}_words": [other for _, other, _ in each]}
        parameters[f"{name}_likeness"] = [like for _, _, like in each]
        statements.append(_GOING_BY.format(**msgspec.structs.asdict(vocabulary)))
    return asked.sql(" union all ".join(statements), parameters)
