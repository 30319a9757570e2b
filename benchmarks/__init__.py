"""Accuracy on data coded by people, and speed. Run from the repository's root: ``python -m benchmarks.claims``."""
