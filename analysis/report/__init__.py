"""Figures and findings → the written report."""
