"""Whether an installation can hold a vote: what is wrong and what to do, part by part (``manage.py doctor``)."""
