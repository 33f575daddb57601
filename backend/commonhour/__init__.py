"""Commonhour: the event and program planner of a network of student chapters."""
