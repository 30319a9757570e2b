"""Spans → numbers: each measure takes tables and returns findings with their intervals."""
