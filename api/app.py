"""The application: rooms put together, and nothing decided."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from fastapi import FastAPI
from fastapi.middleware.cors import CORSMiddleware
from fastapi.routing import APIRoute
from starlette_compress import CompressMiddleware

from api.description.whole import describe
from api.routes import (
    about,
    alliances,
    auth,
    blocks,
    calls,
    communities,
    coordinators,
    decisions,
    desk,
    dev,
    duty,
    home,
    match_cards,
    matches,
    me,
    need_cards,
    need_matches,
    needs,
    neighbours,
    offers,
    operations,
    organisations,
    people,
    policy,
    reports,
    reveals,
    share_links,
    stewards,
)
from core.database.db import Database
from core.health import database_parts
from core.health.looking import Health
from core.settings import Settings
from core.version import VERSION
from doors import problems, vouching
from doors.heads import Heads
from doors.measured import WAITING, Measured
from doors.safe_headers import SafeHeaders
from doors.told_apart import ToldApart
from doors.waiting import Rooms

ROUTERS = (
    about.router,
    auth.router,
    me.router,
    home.router,
    communities.router,
    policy.router,
    calls.router,
    coordinators.router,
    need_cards.router,
    match_cards.router,
    neighbours.router,
    desk.router,
    reveals.router,
    stewards.router,
    organisations.router,
    people.router,
    duty.router,
    alliances.router,
    needs.router,
    need_matches.router,
    offers.router,
    matches.router,
    blocks.router,
    decisions.router,
    reports.router,
    share_links.router,
    operations.router,
)


def create_app(settings: Settings, database: Database) -> FastAPI:
    """The API over one database. Whoever makes the database closes it."""

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        app.state.rooms, app.state.at_firebase = Rooms(database.pool_size), vouching.places()
        WAITING.set_function(lambda: app.state.rooms.all.waiting)
        yield

    app = FastAPI(
        title="Minka",
        version=VERSION,
        summary="Matches needs, posted by the people who will benefit, with offers of help.",
        lifespan=lifespan,
        generate_unique_id_function=_operation_id,
        docs_url=None,  # the framework's pages load scripts from elsewhere
        redoc_url=None,
    )
    app.state.settings = settings
    app.state.database = database
    app.state.told_apart = ToldApart()
    app.state.health, app.state.parts = Health(), database_parts.PARTS
    problems.install(app)
    routers = (*ROUTERS, dev.router) if settings.is_development else ROUTERS
    for router in routers:
        app.include_router(router)
    app.state.routes = [route for router in routers for route in router.routes]
    app.add_middleware(CompressMiddleware, minimum_size=600)
    app.add_middleware(Heads)
    app.add_middleware(SafeHeaders, https=settings.public_url.startswith("https:"))
    if settings.cors_origins:
        _let_in(app, settings.cors_origins)
    app.add_middleware(Measured)
    describe(app)
    return app


def _let_in(app: FastAPI, origins: list[str]) -> None:
    """Pages of these origins may call, and read what answers say beside their bodies."""
    app.add_middleware(
        CORSMiddleware,
        allow_origins=origins,
        allow_methods=["GET", "POST", "PUT", "PATCH", "DELETE"],
        allow_headers=["Authorization", "Content-Type", "Idempotency-Key", "If-Match", "If-None-Match"],
        expose_headers=[
            "ETag",
            "Idempotency-Replayed",
            "Link",
            "Location",
            "RateLimit",
            "RateLimit-Policy",
            "Retry-After",
        ],
    )


def _operation_id(route: APIRoute) -> str:
    return route.name
