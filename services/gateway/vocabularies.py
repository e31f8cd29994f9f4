"""The words by which people and things are found, in SQL: where they are kept, and how they are asked for."""

from collections.abc import Mapping
from enum import StrEnum

import msgspec

from services.gateway.opportunity_audience import VISIBLE
from shared.contracts.network.standing import OpportunityStatus
from shared.read_models.catalogue_words import CatalogueKind

OPEN = f"opportunities.status = '{OpportunityStatus.OPEN}' and coalesce(opportunities.closes_on >= %(day)s, true)"
"""Holds for those rows of `opportunities` that take interest on `%(day)s`."""

_ALIKE = """
    select distinct '{name}' as vocabulary, asked.word as asked, spelt.word
    from unnest(%(words)s::text[], %(spellings)s::text[]) as asked (word, spelling)
    join {spellings} as spelt on spelt.organisation = %(organisation)s and spelt.spelling = asked.spelling
    where abs(length(spelt.word) - length(asked.word)) <= 2 or starts_with(spelt.word, asked.word)
"""

_ALIKE_OF_MANY = """
    select distinct '{name}' as vocabulary, asked.word as asked, spelt.word
    from unnest(%(words)s::text[], %(spellings)s::text[]) as asked (word, spelling)
    cross join lateral (
        with recursive each (word) as (
            (
                select first.word from {spellings} as first
                where first.organisation = %(organisation)s and first.spelling = asked.spelling
                order by first.word limit 1
            )
            union all
            select next.word
            from each
            cross join lateral (
                select spelt.word from {spellings} as spelt
                where spelt.organisation = %(organisation)s and spelt.spelling = asked.spelling
                and spelt.word > each.word
                order by spelt.word limit 1
            ) as next
        )
        select word from each
    ) as spelt
    where abs(length(spelt.word) - length(asked.word)) <= 2 or starts_with(spelt.word, asked.word)
"""

_GOING_BY = """
    select * from (
        with found as materialized (
            select meant.number, {kind} as kind, named.{entity} as entity,
                   max(meant.likeness / (1 + {length})) as likeness
            from unnest(%({name}_numbers)s::int[], %({name}_words)s::text[], %({name}_likeness)s::float8[])
                as meant (number, word, likeness)
            join {words} as named on named.organisation = %(organisation)s and named.{word} = meant.word{also}
            where {kind} = any(%(kinds)s::text[])
            group by 1, 2, 3
        ), rarity as materialized (
            select number, kind, 1 / (1 + ln(count(*))) as rarity from found group by number, kind
        ), weighed as materialized (
            select kind, entity, sum(likeness * rarity) as worth from found join rarity using (number, kind)
            group by kind, entity
        )
        select best.kind, best.entity
        from unnest(%(kinds)s::text[]) as wanted (kind)
        cross join lateral (
            select weighed.kind, weighed.entity from weighed where weighed.kind = wanted.kind
            order by weighed.worth desc, weighed.entity limit %(most)s
        ) as best
    ) as {name}
"""


class Kind(StrEnum):
    """What can be searched for."""

    PEOPLE = "people"
    SKILLS = "skills"
    ROLES = "roles"
    LEARNING = "learning"
    OPPORTUNITIES = "opportunities"


class Vocabulary(msgspec.Struct, frozen=True):
    """The words of some kinds: the table of their spellings, and the columns of the table of who goes by them.

    `length` is how many words the shortest name with a word has, where that is known; `also` further conditions.
    `many`: each word has a row for everybody who goes by it, which may be thousands.
    """

    name: str
    spellings: str
    words: str
    word: str
    kind: str
    entity: str
    length: str = "1"
    also: str = ""
    many: bool = False

    def alike(self) -> str:
        """The words with a spelling in common with those asked, and no longer or shorter than an error explains.

        Takes `words` and `spellings`, in pairs. Where a word has many rows, goes from word to word by the index.
        """
        return (_ALIKE_OF_MANY if self.many else _ALIKE).format(**msgspec.structs.asdict(self))

    def going_by(self) -> str:
        """The `most` of each kind that go by words: by many of them, rare ones, and in short names first.

        Takes, each named after the vocabulary, `numbers` of the words asked, `words` meant by them, and `likeness`.
        """
        return _GOING_BY.format(**msgspec.structs.asdict(self))


_PEOPLE = Vocabulary(
    name="people",
    spellings="people_spellings",
    words="people_spellings",
    word="spelling",
    kind="'people'",
    entity="person",
    also=" and named.word = meant.word",
    many=True,
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
"""The vocabulary of each kind."""

STORED: Mapping[Kind, str] = {
    Kind.PEOPLE: "people",
    Kind.SKILLS: CatalogueKind.SKILL.value,
    Kind.ROLES: CatalogueKind.ROLE.value,
    Kind.LEARNING: CatalogueKind.LEARNING.value,
    Kind.OPPORTUNITIES: "opportunities",
}
"""Each kind as the vocabularies have it."""
