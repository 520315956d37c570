"""The failures of the vote's doors, each counted apart."""

from registry.services.throttle import MOST_OF_ALL, FailureThrottle

__all__ = ["MOST_OF_ALL", "enrol_failures", "failures", "opinion_failures", "slips_sent"]

failures = FailureThrottle()
opinion_failures = FailureThrottle()
enrol_failures = FailureThrottle()
slips_sent = FailureThrottle()
"""Slips need no card: all of them count, by the number of the vote."""
