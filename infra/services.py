"""Every nameko service by name, as module and class: a list that can be read before anything is imported."""

SERVICES = {
    "goals": "services.goals.service:GoalsService",
    "skills": "services.skills.service:SkillsService",
    "network": "services.network.service:NetworkService",
    "feedback": "services.feedback.service:FeedbackService",
    "recommendations": "services.recommendations.service:RecommendationsService",
    "integrations": "services.integrations.service:IntegrationsService",
    "projection": "services.projection.service:ProjectionService",
    "gateway": "services.gateway.service:GatewayService",
}
"""Module and class by name."""
