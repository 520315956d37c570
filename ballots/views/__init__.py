"""Pages of a vote: the ballot lane, the control panel, what everybody may check."""
