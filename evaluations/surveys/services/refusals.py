"""What the services of a survey refuse; every text is a sentence in Chinese for the page."""

from registry.services.refusals import Refused


class SurveyRefused(Refused):
    """The step cannot be taken now; the text says which state, figure or record is missing."""
