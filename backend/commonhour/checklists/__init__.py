"""Principles as data: what a proposal is asked, what is still missing, and what a reviewer's verdicts lead to."""
