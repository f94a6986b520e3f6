"""The whole application: the API, and the door for browsers beside it."""

from fastapi import FastAPI

from api.app import create_app
from commands.parts import PARTS
from core.database.db import Database
from core.settings import Settings
from web import app as web_app


def whole(settings: Settings, database: Database) -> FastAPI:
    """Both HTTP doors over one database. Whoever makes the database closes it."""
    app = create_app(settings, database)
    web_app.install(app, settings)
    app.state.parts = PARTS
    return app
