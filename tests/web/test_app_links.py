"""What phones look up before an address of ours opens an app: who may, which addresses, and no others."""

import asyncio
from fnmatch import fnmatchcase
from typing import Any

import httpx
import pytest
from fastapi import FastAPI

from core.dials import Environment
from core.settings import Settings
from doors import problems
from web import app as web_app
from web import app_links

ONE, OTHER = "AB" * 32, "cd:" * 31 + "cd"
ANDROID = f"org.example.minka={ONE}, org.example.minka={OTHER},org.example.other={ONE}"
APPLE = "9JA89QQLNQ.org.example.minka,9JA89QQLNQ.org.example.other"

OPENS = ["/c/lansing", "/c/lansing/poster", "/needs/0199", "/matches/0199", "/my", "/ask"]
STAYS = ["/l/abcdefghijklmnopqrstuv", "/in", "/in/code", "/desk", "/desk/queue", "/c/lansing/desk"]
STAYS += ["/", "/me", "/near", "/help", "/v1/needs", "/x/needs", "/my/needs", "/dev/in/amina"]


def asked(path: str, **named: str) -> httpx.Response:
    app = FastAPI()
    app.state.settings = Settings(env=Environment.DEVELOPMENT, **named)  # type: ignore[arg-type]
    problems.install(app)
    app.include_router(app_links.router)

    async def ask() -> httpx.Response:
        at_hand = httpx.ASGITransport(app)
        async with httpx.AsyncClient(transport=at_hand, base_url="http://minka.test") as http:
            return await http.get(f"/.well-known/{path}")

    return asyncio.run(ask())


def opens(components: list[dict[str, Any]], path: str) -> bool:
    """As phones judge: the first component that fits decides, what fits none stays in the browser."""
    fitting = (c for c in components if fnmatchcase(path, c["/"]))
    first = next(fitting, {"exclude": True})
    return not first.get("exclude", False)


def test_an_android_app_with_several_certificates_is_told_once() -> None:
    told = asked("assetlinks.json", android_apps=ANDROID)
    assert (told.status_code, told.headers["content-type"]) == (200, "application/json")
    targets = [one["target"] for one in told.json()]
    assert [target["package_name"] for target in targets] == ["org.example.minka", "org.example.other"]
    assert targets[0]["sha256_cert_fingerprints"] == [":".join(["AB"] * 32), ":".join(["CD"] * 32)]
    assert {target["namespace"] for target in targets} == {"android_app"}


@pytest.mark.parametrize("path", OPENS)
def test_addresses_of_pushes_and_letters_open_the_app(path: str) -> None:
    assert all(opens(components, path) for components in told_components())


@pytest.mark.parametrize("path", STAYS)
def test_keys_signing_in_and_the_desk_stay_in_the_browser(path: str) -> None:
    assert not any(opens(components, path) for components in told_components())


def told_components() -> list[list[dict[str, Any]]]:
    android = asked("assetlinks.json", android_apps=ANDROID).json()
    [apple] = asked("apple-app-site-association", apple_apps=APPLE).json()["applinks"]["details"]
    every = "delegate_permission/common.handle_all_urls"
    return [
        apple["components"],
        *(one["relation_extensions"][every]["dynamic_app_link_components"] for one in android),
    ]


def test_apple_apps_are_told_by_team_and_bundle() -> None:
    told = asked("apple-app-site-association", apple_apps=APPLE)
    assert (told.status_code, told.headers["content-type"]) == (200, "application/json")
    [details] = told.json()["applinks"]["details"]
    assert details["appIDs"] == APPLE.split(",")


def test_where_no_app_is_named_there_is_nothing() -> None:
    assert asked("assetlinks.json").status_code == 404
    assert asked("apple-app-site-association", android_apps=ANDROID).status_code == 404


def test_the_application_answers_them() -> None:
    assert app_links.router in web_app.ROUTERS
