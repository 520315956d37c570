"""Pages of a vote: the ballot lane, the control page, what everybody may check."""
