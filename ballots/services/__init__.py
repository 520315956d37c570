"""Every change to a vote."""
