"""The time zones that exist."""

from zoneinfo import available_timezones

ZONES = available_timezones()
