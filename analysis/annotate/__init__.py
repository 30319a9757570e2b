"""Text → spans: each annotator takes a parsed article and returns rows that slice back to its text."""
