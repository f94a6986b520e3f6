"""Bodies as people send them, one for each that an app sends first; a test sees that each is taken."""

from api.description.parts import Json

_LANSING = {"lat": 42.731, "lon": -84.551}
_AN_ID = "01a1faa1-2c23-7654-9f11-22f2b28850a4"

EXAMPLES: dict[str, Json] = {
    "CodeWanted": {"channel": "email", "address": "ana@example.org", "locale": "es"},
    "CodeShown": {"challenge": _AN_ID, "code": "123456", "device_name": "Ana's phone"},
    "RefreshIn": {"refresh_token": "the one that came with the last answer"},
    "NeedIn": {
        "category": "groceries",
        "place": _LANSING,
        "title": "Bread and milk for two days",
        "when": {
            "kind": "windows",
            "windows": [{"from": "2026-11-21T09:00:00Z", "to": "2026-11-21T12:00:00Z"}],
        },
        "urgency": "urgent",
        "criteria": {"min_trust": "vouched", "decide": "i_choose"},
    },
    "NeedEdit": {"details": "The shop on the corner has both.", "criteria": {"max_distance_km": 5}},
    "OfferIn": {
        "place": _LANSING,
        "categories": ["groceries", "ride"],
        "availability": [{"weekday": "tue", "from": "09:00", "to": "12:00"}],
        "reach_km": 5,
        "capacity": {"at_a_time": 1, "per_week": 2},
    },
    "OfferEdit": {"reach_km": 10},
    "PersonEdit": {"display_name": "Ana", "locale": "es"},
    "Acceptance": {"window": {"from": "2026-11-21T09:30:00Z", "to": "2026-11-21T10:30:00Z"}},
    "Report": {"outcome": "helped", "hours": 1.5, "thanks": "The soup was wonderful."},
    "MessageIn": {"text": "I am at the blue door."},
    "DeviceIn": {"address_kind": "fid", "address": "cX9-installation-id", "locale": "es"},
}
