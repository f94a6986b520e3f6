"""What the embedded PostgreSQL raises."""


class EmbeddedServerError(Exception):
    """The embedded server cannot run here. The text says what to do about it."""

    says_no_values = True
