"""A backup of database and files in one encrypted archive, and the way back into an empty installation."""
