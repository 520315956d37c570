"""Raw SQL of the smallest trusted base: urn and opinions, what is frozen, what the database would betray, and the log filter."""
