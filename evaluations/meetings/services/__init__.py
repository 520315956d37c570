"""Every change of rounds and meetings. Refusals carry a sentence in Chinese for the page."""
