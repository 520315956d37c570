"""What a department's name says of its work."""

INSPECTORATE_WORDS = ("监察", "纪检")
"""A department with one of these in its name is the inspectorate: whoever holds a post of 监察室人员 at the bureau is of it."""
