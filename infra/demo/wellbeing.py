"""How people of the demo organisation were, as they noted it for themselves."""

from collections.abc import Iterator

from infra.demo.script import Line, own

TEAMS = {
    "engineering": ("margaret", "alan", "hedy", "edsger", "joan", "claude", "mary", "annie"),
    "data": ("katherine", "henrietta", "cecilia", "vera", "george", "sofia"),
}
"""Who notes how they are: in both units enough people for their averages to be shown."""

EVERY = 21
BEGUN = 330


def wellbeing() -> Iterator[Line]:
    """A note every three weeks, each person on a day and with ups and downs of their own."""
    people = [person for team in TEAMS.values() for person in team]
    for number, person in enumerate(people):
        for count, days_ago in enumerate(range(BEGUN - number, 2, -EVERY)):
            energy = 3 + (count * (number + 2) % 5 - 2) // 2
            balance = 3 + ((count + number) * 3 % 5 - 2) // 2
            note = {"note": "A long week"} if energy < 3 and not count % 4 else {}
            yield own(days_ago, "goals.note_wellbeing", person, energy=energy, balance=balance, **note)
