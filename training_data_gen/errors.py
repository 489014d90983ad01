"""What a stage refuses."""


class DataError(Exception):
    """Files that cannot be used as they are; the message names file, line or value, and the fix."""
