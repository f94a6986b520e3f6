"""E-mail addresses, as people write them and as they are looked up."""

from email_validator import EmailNotValidError, validate_email


def read(text: str) -> str:
    """An address as we look it up: normalised, lower case. Raises ValueError for what is none."""
    try:
        return validate_email(text, check_deliverability=False, test_environment=True).normalized.lower()
    except EmailNotValidError as error:
        raise ValueError(text) from error
