"""What may be asked of the directory, and by whom.

`effective_on` may be left out everywhere and is then today. A field that a command may leave out stays as
it is, and is emptied by null where it may be empty.
"""

from marshmallow import RAISE, Schema, fields, validate

from shared.contract import Access, CommandSchema, choice, command, identifier, integer, text
from shared.contracts.integrations.events import FeedMode as FeedMode
from shared.contracts.integrations.events import MoveReason

DIRECTORY = {Access.HR, Access.INTEGRATION}


@command(
    "integrations.join_person",
    access=DIRECTORY,
    example={
        "name": "Ada Lovelace",
        "email": "ada@example.org",
        "unit": "unit-engines",
        "role": "Engineer",
        "manager": "person-babbage",
        "effective_on": "2026-03-01",
    },
)
class JoinPerson(CommandSchema):
    """Record that someone joins the organisation."""

    person = identifier()
    name = text(200, required=True)
    email = fields.Email(allow_none=True)
    external_id = text(64, allow_none=True)
    feed = identifier(allow_none=True)
    unit = identifier(allow_none=True)
    role = text(200, allow_none=True)
    manager = identifier(allow_none=True)
    grade = text(50, allow_none=True)
    location = text(200, allow_none=True)
    effective_on = fields.Date()
    in_role_since = fields.Date(allow_none=True)


@command(
    "integrations.move_person",
    access=DIRECTORY,
    example={
        "person": "person-ada",
        "role": "Senior Engineer",
        "reason": "promotion",
        "effective_on": "2026-09-01",
    },
)
class MovePerson(CommandSchema):
    """Change someone's unit, role, manager, grade or location from a day on."""

    person = identifier(required=True)
    reason = choice(MoveReason, required=True)
    unit = identifier(allow_none=True)
    role = text(200, allow_none=True)
    manager = identifier(allow_none=True)
    grade = text(50, allow_none=True)
    location = text(200, allow_none=True)
    effective_on = fields.Date()


@command(
    "integrations.change_person_details",
    access=DIRECTORY,
    example={"person": "person-ada", "name": "Ada King"},
)
class ChangePersonDetails(CommandSchema):
    """Change someone's name, e-mail address or number in an HR system."""

    person = identifier(required=True)
    name = text(200)
    email = fields.Email(allow_none=True)
    external_id = text(64, allow_none=True)
    feed = identifier(allow_none=True)
    effective_on = fields.Date()


@command(
    "integrations.correct_person_dates",
    access=DIRECTORY,
    example={"person": "person-ada", "joined_on": "2026-02-01"},
)
class CorrectPersonDates(CommandSchema):
    """Correct the days on which someone joined, took up their present role, or left."""

    person = identifier(required=True)
    joined_on = fields.Date()
    in_role_since = fields.Date()
    left_on = fields.Date()


@command(
    "integrations.record_leaving",
    access=DIRECTORY,
    example={"person": "person-ada", "effective_on": "2026-12-31"},
)
class RecordLeaving(CommandSchema):
    """Record that someone leaves; `effective_on` is the first day on which they are no longer here."""

    person = identifier(required=True)
    effective_on = fields.Date()


@command("integrations.withdraw_leaving", access=DIRECTORY, example={"person": "person-ada"})
class WithdrawLeaving(CommandSchema):
    """Take back a leaving that was announced or recorded by mistake."""

    person = identifier(required=True)


@command(
    "integrations.rejoin_person",
    access=DIRECTORY,
    example={"person": "person-ada", "unit": "unit-engines", "role": "Lead Engineer"},
)
class RejoinPerson(CommandSchema):
    """Record that someone who had left comes back; they keep their record."""

    person = identifier(required=True)
    unit = identifier(allow_none=True)
    role = text(200, allow_none=True)
    manager = identifier(allow_none=True)
    grade = text(50, allow_none=True)
    location = text(200, allow_none=True)
    effective_on = fields.Date()
    in_role_since = fields.Date(allow_none=True)


@command(
    "integrations.erase_person",
    access=Access.HR,
    example={"person": "person-ada"},
    method="erase_person",
)
class ErasePerson(CommandSchema):
    """Forget someone's personal data for good."""

    person = identifier(required=True)


@command(
    "integrations.create_unit",
    access=DIRECTORY,
    example={"unit": "unit-engines", "name": "Engines", "parent": "unit-research"},
)
class CreateUnit(CommandSchema):
    """Set up a unit, at the top or below another."""

    unit = identifier()
    name = text(200, required=True)
    parent = identifier(allow_none=True)


@command(
    "integrations.rename_unit",
    access=DIRECTORY,
    example={"unit": "unit-engines", "name": "Analytical Engines"},
)
class RenameUnit(CommandSchema):
    """Give a unit another name. Feeds go on finding it under its former ones."""

    unit = identifier(required=True)
    name = text(200, required=True)


@command(
    "integrations.move_unit",
    access=DIRECTORY,
    example={"unit": "unit-engines", "parent": "unit-operations"},
)
class MoveUnit(CommandSchema):
    """Put a unit below another parent, or at the top with null."""

    unit = identifier(required=True)
    parent = identifier(required=True, allow_none=True)


@command("integrations.close_unit", access=DIRECTORY, example={"unit": "unit-engines"})
class CloseUnit(CommandSchema):
    """Close a unit, so that nobody is placed in it any more."""

    unit = identifier(required=True)


def _cell() -> fields.String:
    return fields.String(allow_none=True, validate=validate.Length(max=1000))


class FeedRow(Schema):
    """One row of a people feed, in canonical fields, as text.

    What a cell says is judged row by row while the feed is reconciled, so that a bad one costs its row and
    not the feed. A field that is left out is not in the feed and stays as it is; an empty one is emptied.
    `problem` says why the row could not be read, where that is so.
    """

    class Meta:
        """Unknown fields are refused."""

        unknown = RAISE

    line = integer(1, 2**31 - 1, required=True)
    problem = _cell()
    external_id = _cell()
    first_name = _cell()
    last_name = _cell()
    name = _cell()
    email = _cell()
    hired_on = _cell()
    role = _cell()
    in_role_since = _cell()
    unit = _cell()
    manager_external_id = _cell()
    grade = _cell()
    location = _cell()
    left_on = _cell()
    status = _cell()


@command(
    "integrations.import_people",
    access=DIRECTORY,
    example={
        "feed": "hr",
        "mode": "full",
        "as_of": "2026-06-30",
        "rows": [
            {
                "line": 2,
                "external_id": "10001",
                "name": "Ada Lovelace",
                "hired_on": "2026-03-01",
                "role": "Engineer",
                "unit": "Engines",
                "manager_external_id": "",
            }
        ],
        "dry_run": True,
    },
    method="import_people",
    seconds=300.0,
)
class ImportPeople(CommandSchema):
    """Reconcile the directory with a feed of people: only differences are recorded.

    `as_of` is the day that the feed describes, today where it is left out. A full feed from which more than
    `leaving_limit` of the feed's present people are missing is refused unless `force` is set, and so is one that
    is older than what was imported of that feed before. A dry run changes nothing and lists what would change.
    """

    feed = identifier(load_default="hr")
    mode = choice(FeedMode, load_default=FeedMode.FULL)
    as_of = fields.Date()
    rows = fields.List(fields.Nested(FeedRow), required=True)
    dry_run = fields.Boolean(load_default=False)
    force = fields.Boolean(load_default=False)
    leaving_limit = fields.Float(load_default=0.2, validate=validate.Range(0, 1))
