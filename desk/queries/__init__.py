"""What the pages of jobs and imports show."""
