"""Rows of evaluations as official documents."""
