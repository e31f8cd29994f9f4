"""The read models: what the projection keeps and the gateway reads."""

from collections.abc import Mapping
from typing import Any

from shared.contracts.feedback import events as feedback_events
from shared.contracts.goals import events as goals_events
from shared.contracts.integrations import events as integrations_events
from shared.contracts.network import events as network_events
from shared.contracts.recommendations import events as recommendations_events
from shared.contracts.skills import events as skills_events
from shared.projecting.read_model import ReadModel
from shared.read_models.accesses import ACCESSES
from shared.read_models.activity import ACTIVITY
from shared.read_models.alignments import ALIGNMENTS
from shared.read_models.attendances import ATTENDANCES
from shared.read_models.audiences import AUDIENCES
from shared.read_models.catalogue_spellings import CATALOGUE_SPELLINGS
from shared.read_models.catalogue_words import CATALOGUE_WORDS
from shared.read_models.circles import CIRCLES
from shared.read_models.consents import CONSENTS
from shared.read_models.credentials import CREDENTIALS
from shared.read_models.enrolments import ENROLMENTS
from shared.read_models.feedback import FEEDBACK
from shared.read_models.feedback_requests import FEEDBACK_REQUESTS
from shared.read_models.frameworks import FRAMEWORKS
from shared.read_models.gatherings import GATHERINGS
from shared.read_models.goals import GOALS
from shared.read_models.introductions import INTRODUCTIONS
from shared.read_models.learning_offers import LEARNING_OFFERS
from shared.read_models.learning_skills import LEARNING_SKILLS
from shared.read_models.level_policies import LEVEL_POLICIES
from shared.read_models.mentors import MENTORS
from shared.read_models.mentorships import MENTORSHIPS
from shared.read_models.opportunities import OPPORTUNITIES
from shared.read_models.opportunity_reach import OPPORTUNITY_REACH
from shared.read_models.opportunity_spellings import OPPORTUNITY_SPELLINGS
from shared.read_models.opportunity_words import OPPORTUNITY_WORDS
from shared.read_models.participation import ACTIVE_IN
from shared.read_models.people import PEOPLE
from shared.read_models.people_spellings import PEOPLE_SPELLINGS
from shared.read_models.places import PLACES
from shared.read_models.plans import PLANS
from shared.read_models.recommendations import RECOMMENDATIONS
from shared.read_models.recommended import RECOMMENDED
from shared.read_models.reports import REPORTS
from shared.read_models.review_cycles import REVIEW_CYCLES
from shared.read_models.review_groups import REVIEW_GROUPS
from shared.read_models.reviews import REVIEWS
from shared.read_models.reviews_asked import REVIEWS_ASKED
from shared.read_models.role_profiles import ROLE_PROFILES
from shared.read_models.role_skills import ROLE_SKILLS
from shared.read_models.role_titles import ROLE_TITLES
from shared.read_models.setbacks import SETBACKS
from shared.read_models.skill_profiles import SKILL_PROFILES
from shared.read_models.skill_relations import SKILL_RELATIONS
from shared.read_models.skills import SKILLS
from shared.read_models.support_requests import SUPPORT_REQUESTS
from shared.read_models.ties import TIES
from shared.read_models.units import UNITS
from shared.read_models.visions import VISIONS
from shared.read_models.wellbeing import WELLBEING

CONTRACTS = (
    goals_events,
    skills_events,
    network_events,
    feedback_events,
    recommendations_events,
    integrations_events,
)
"""The events of every service."""

SOURCES = ("goals", "skills", "network", "feedback", "recommendations", "integrations")
"""The services whose logs are projected."""

ERASURE = integrations_events.PersonErased
"""The event that erases its subject from every read model."""

ALL: Mapping[str, ReadModel[Any]] = {
    model.name: model
    for model in (
        PEOPLE,
        REPORTS,
        PLACES,
        UNITS,
        GOALS,
        ALIGNMENTS,
        AUDIENCES,
        VISIONS,
        PLANS,
        SETBACKS,
        SUPPORT_REQUESTS,
        ACTIVITY,
        WELLBEING,
        SKILLS,
        SKILL_RELATIONS,
        FRAMEWORKS,
        ROLE_PROFILES,
        ROLE_SKILLS,
        ROLE_TITLES,
        SKILL_PROFILES,
        LEVEL_POLICIES,
        LEARNING_OFFERS,
        LEARNING_SKILLS,
        ENROLMENTS,
        CREDENTIALS,
        TIES,
        CIRCLES,
        MENTORS,
        MENTORSHIPS,
        INTRODUCTIONS,
        OPPORTUNITIES,
        OPPORTUNITY_REACH,
        GATHERINGS,
        ATTENDANCES,
        FEEDBACK,
        FEEDBACK_REQUESTS,
        REVIEW_CYCLES,
        REVIEWS,
        REVIEW_GROUPS,
        REVIEWS_ASKED,
        CONSENTS,
        ACCESSES,
        RECOMMENDATIONS,
        RECOMMENDED,
        PEOPLE_SPELLINGS,
        CATALOGUE_WORDS,
        CATALOGUE_SPELLINGS,
        OPPORTUNITY_WORDS,
        OPPORTUNITY_SPELLINGS,
        ACTIVE_IN["goals"],
        ACTIVE_IN["skills"],
        ACTIVE_IN["network"],
        ACTIVE_IN["feedback"],
    )
}
"""Every read model by name."""
