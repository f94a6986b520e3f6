"""Which apps open which addresses: what phones look up before an address of ours leads into an app.

Only addresses that stand in pushes, letters and chats are an app's to open. Links that are their own key, signing in
and the desk stay in the browser: whoever holds such a page has not signed in to the app, or means to use the browser.
"""

from fastapi import APIRouter, Response
from fastapi.responses import JSONResponse

from core import installed_apps
from core.errors import NotFound
from doors.deps import SettingsOf

OPENED = ("/c/*", "/needs/*", "/matches/*", "/my", "/ask")
NEVER = ("/l/*", "/in", "/in/*", "/desk*", "/c/*/desk*")
"""Said first, since the first that fits decides."""

_HEADERS = {"Cache-Control": "public, max-age=3600"}
_ALL = "delegate_permission/common.handle_all_urls"
_COMPONENTS = [*({"/": path, "exclude": True} for path in NEVER), *({"/": path} for path in OPENED)]

router = APIRouter(prefix="/.well-known", include_in_schema=False)


@router.get("/assetlinks.json")
async def android_apps(settings: SettingsOf) -> Response:
    """For Android, up to 14 by the app's own list of addresses; from 15 on these rules narrow it."""
    apps = installed_apps.android(settings.android_apps)
    return _told(
        [_android(package, fingerprints) for package, fingerprints in apps.items()], known=bool(apps)
    )


@router.get("/apple-app-site-association")
async def apple_apps(settings: SettingsOf) -> Response:
    """For iPhones and iPads."""
    apps = installed_apps.apple(settings.apple_apps)
    details = {"appIDs": list(apps), "components": _COMPONENTS}
    return _told({"applinks": {"details": [details]}}, known=bool(apps))


def _android(package: str, fingerprints: tuple[str, ...]) -> dict[str, object]:
    """An app's statement, as Google wrote its form down."""
    return {
        "relation": [_ALL],
        "target": {
            "namespace": "android_app",
            "package_name": package,
            "sha256_cert_fingerprints": list(fingerprints),
        },
        "relation_extensions": {
            _ALL: {"dynamic_app_link_components": [*_COMPONENTS, {"/": "*", "exclude": True}]}
        },
    }


def _told(content: object, *, known: bool) -> Response:
    if not known:
        raise NotFound
    return JSONResponse(content, headers=_HEADERS)
