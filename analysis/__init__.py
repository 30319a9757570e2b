"""Parallax: compare how several news articles report the same event.

One direction: corpus → parsing → annotate → measure → charts → report.
Importing any module does no work: no model load, no download, no file write.
"""

__version__ = "0.1.0"
