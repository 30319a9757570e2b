"""The package's own error type: anything a user can put right raises it, with one line to read."""


class ParallaxError(Exception):
    """A problem in the input or the request, said in one line that names the file and the remedy."""


class StudyError(ParallaxError):
    """A study folder that cannot be read as it stands."""


class TableError(ParallaxError):
    """A table that lacks a column or holds a value outside its vocabulary."""
