"""Every route and every role one can have: what each is answered. A route without a row fails the test.

404 is for whoever must not know that the thing is there, 403 for whoever sees it and may not do this.
"""

import re
from dataclasses import dataclass
from typing import Any

from tests.support.full_community import ROLES
from tests.support.places import LANSING

TABLE = """
                                                           anon out mem asked will conf auth coor stew
GET    /v1/about                                            200 200 200 200 200 200 200 200 200
GET    /v1/categories                                       401 200 200 200 200 200 200 200 200
GET    /healthz                                             200 200 200 200 200 200 200 200 200
GET    /readyz                                              503 503 503 503 503 503 503 503 503

POST   /v1/auth/codes                                       202 202 202 202 202 202 202 202 202
POST   /v1/auth/sessions                                    401 401 401 401 401 401 401 401 401
POST   /v1/auth/firebase                                    401 401 401 401 401 401 401 401 401
POST   /v1/auth/refresh                                     401 401 401 401 401 401 401 401 401
POST   /v1/auth/step-up                                     401 401 401 401 401 401 401 401 401
GET    /v1/auth/sessions                                    401 200 200 200 200 200 200 200 200
DELETE /v1/auth/sessions/{session}                          401 204 204 204 204 204 204 204 204

GET    /v1/me                                               401 200 200 200 200 200 200 200 200
PATCH  /v1/me                                               401 200 200 200 200 200 200 200 200
DELETE /v1/me                                               401 204 204 204 204 204 204 204 204
POST   /v1/me/keep                                          401 204 204 204 204 204 204 204 204
GET    /v1/me/export                                         401 200 200 200 200 200 200 200 200
PUT    /v1/me/pause                                         401 200 200 200 200 200 200 200 200
DELETE /v1/me/pause                                         401 204 204 204 204 204 204 204 204
PUT    /v1/me/hide                                          401 204 204 204 204 204 204 204 204
DELETE /v1/me/hide                                          401 204 204 204 204 204 204 204 204
GET    /v1/home                                             401 200 200 200 200 200 200 200 200
GET    /v1/me/access-log                                    401 200 200 200 200 200 200 200 200
POST   /v1/me/contact-points                                401 401 401 401 401 401 401 401 401
GET    /v1/me/devices                                       401 200 200 200 200 200 200 200 200
GET    /v1/me/devices/{device}                              401 404 404 200 404 404 404 404 404
PUT    /v1/me/devices/{device}                              401 200 200 200 200 200 200 200 200
DELETE /v1/me/devices/{device}                              401 204 204 204 204 204 204 204 204
GET    /v1/me/notifications                                 401 200 200 200 200 200 200 200 200
POST   /v1/me/notifications/read                            401 204 204 204 204 204 204 204 204
GET    /v1/me/notification-settings                         401 200 200 200 200 200 200 200 200
PATCH  /v1/me/notification-settings                         401 200 200 200 200 200 200 200 200

GET    /v1/communities                                      401 200 200 200 200 200 200 200 200
POST   /v1/communities                                      401 201 201 201 201 201 201 201 201
GET    /v1/communities/{community}                          401 200 200 200 200 200 200 200 200
PATCH  /v1/communities/{community}                          401 404 403 403 403 403 404 403 200
GET    /v1/communities/{community}/policy                   401 200 200 200 200 200 200 200 200
PATCH  /v1/communities/{community}/policy                   401 404 403 403 403 403 404 403 200
PUT    /v1/communities/{community}/limits                   401 404 403 403 403 403 404 403 200
DELETE /v1/communities/{community}/limits                   401 404 403 403 403 403 404 403 204
GET    /v1/communities/{community}/duty                     401 404 200 200 200 200 404 200 200
PUT    /v1/communities/{community}/duty                     401 404 403 403 403 403 404 200 200
DELETE /v1/communities/{community}/duty                     401 404 204 204 204 204 404 204 204
GET    /v1/communities/{community}/alliances                401 404 200 200 200 200 404 200 200
PUT    /v1/communities/{community}/alliances/{neighbour}    401 404 403 403 403 403 404 403 200
DELETE /v1/communities/{community}/alliances/{neighbour}    401 404 403 403 403 403 404 403 204
POST   /v1/communities/{elsewhere}/recognitions             401 403 403 403 403 403 403 403 201
POST   /v1/communities/{community}/join                     401 200 200 200 200 200 200 200 200
POST   /v1/communities/{community}/leave                    401 204 204 204 204 204 204 204 409
POST   /v1/communities/{community}/invitations              401 404 201 201 201 201 404 201 201
GET    /v1/communities/{community}/members                  401 404 200 200 200 200 404 200 200
PATCH  /v1/communities/{community}/members/{member}         401 404 403 403 403 403 404 200 200
PUT    /v1/communities/{community}/members/{member}/vouch   401 404 403 200 200 200 404 200 200
DELETE /v1/communities/{community}/members/{member}/vouch   401 404 200 200 200 200 404 200 200
POST   /v1/communities/{community}/members/{member}/checks  401 404 403 403 403 403 404 200 200
POST   /v1/communities/{community}/changes/{change}/agree   401 404 404 404 403 404 404 403 200
POST   /v1/communities/{community}/changes/{change}/object  401 404 404 404 403 404 404 200 200
POST   /v1/communities/{community}/members/{member}/meetings 401 404 403 403 403 403 404 200 200

GET    /v1/communities/{community}/queue                    401 404 403 403 403 403 404 200 200
GET    /v1/communities/{community}/queue/counts             401 404 403 403 403 403 404 200 200
POST   /v1/communities/{community}/queue/{need}/claim       401 404 403 403 403 403 404 200 200
POST   /v1/communities/{community}/queue/{need}/release     401 404 403 403 403 403 404 204 204
POST   /v1/communities/{community}/queue/{need}/assign      401 404 403 403 403 403 404 200 200
POST   /v1/communities/{community}/queue/{need}/snooze      401 404 403 403 403 403 404 200 200
DELETE /v1/communities/{community}/queue/{need}/snooze      401 404 403 403 403 403 404 204 204
PUT    /v1/communities/{community}/full                     401 404 403 403 403 403 404 200 200
DELETE /v1/communities/{community}/full                     401 404 403 403 403 403 404 204 204
GET    /v1/communities/{community}/open-needs               401 404 403 403 403 403 404 200 200
GET    /v1/communities/{community}/duty/left-open           401 404 403 403 403 403 404 200 200
GET    /v1/communities/{community}/board                    401 404 403 403 403 403 404 200 200
GET    /v1/communities/{community}/board?what=offers        401 404 403 403 403 403 404 200 200
GET    /v1/communities/{community}/board?what=matches       401 404 403 403 403 403 404 200 200
POST   /v1/communities/{community}/matches                  401 404 403 403 403 403 404 201 201
PATCH  /v1/communities/{community}/needs/{need}             401 404 403 403 403 403 404 200 200
POST   /v1/communities/{community}/decisions                401 404 403 403 403 403 404 200 200
GET    /v1/communities/{community}/cases/{case}             401 404 403 403 403 403 404 200 200
GET    /v1/communities/{community}/needs/{need}/card        401 404 403 403 403 403 404 200 200
GET    /v1/communities/{community}/matches/{disputed}/card  401 404 403 403 403 403 404 200 200
POST   /v1/communities/{community}/needs/{need}/calls       401 404 403 403 403 403 404 201 201
GET    /v1/communities/{community}/acts                     401 404 403 403 403 403 404 200 200
POST   /v1/communities/{community}/acts/{act}/take-back     401 404 403 403 403 403 404 200 404
POST   /v1/communities/{community}/needs/{need}/reveals     401 404 403 403 403 403 404 201 201
POST   /v1/communities/{community}/needs/{quarrel}/reveals  401 404 403 403 403 403 404 201 201
POST   /v1/communities/{community}/needs/{gone}/reveals     401 404 403 403 403 403 404 409 409
GET    /v1/communities/{community}/reveals                  401 404 403 403 403 403 404 200 200
POST   /v1/communities/{community}/reveals/seen             401 404 403 403 403 403 404 403 200
POST   /v1/communities/{community}/reveals/{reveal}/agree   401 404 403 403 403 403 404 403 200
PUT    /v1/communities/{community}/emergency                401 404 403 403 403 403 404 403 200
DELETE /v1/communities/{community}/emergency                401 404 403 403 403 403 404 403 204
GET    /v1/communities/{community}/log                      401 404 403 403 403 403 404 200 200

GET    /v1/communities/{community}/people?q=canary          401 404 403 403 403 403 404 200 200
GET    /v1/communities/{community}/silent-helpers           401 404 403 403 403 403 404 200 200
GET    /v1/communities/{community}/people/{member}          401 404 403 403 403 403 404 200 200
POST   /v1/communities/{community}/people/{member}/hand-over 401 404 403 403 403 403 404 200 200
POST   /v1/communities/{community}/members/bulk             401 404 403 403 403 403 404 409 409
POST   /v1/communities/{community}/intakes                  401 404 403 403 403 403 404 201 201
POST   /v1/communities/{community}/intakes/check            401 404 403 403 403 403 404 200 200

POST   /v1/communities/{community}/call-requests            202 202 202 202 202 202 202 202 202
POST   /v1/communities/{community}/call-requests/{call}/claim 401 404 403 403 403 403 404 200 200
POST   /v1/communities/{community}/call-requests/{claimed}/claim 401 404 403 403 403 403 404 200 409
POST   /v1/communities/{community}/call-requests/{call}/finish 401 404 403 403 403 403 404 409 409
POST   /v1/communities/{community}/call-requests/{claimed}/finish 401 404 403 403 403 403 404 204 409
POST   /v1/communities/{community}/call-requests/{claimed}/nobody-asked 401 404 403 403 403 403 404 204 409

GET    /v1/people                                           401 200 200 200 200 200 200 200 200
POST   /v1/people                                           401 403 201 201 201 201 403 201 201
GET    /v1/people/{elder}                                   401 404 200 404 404 404 404 404 404
PATCH  /v1/people/{elder}                                   401 404 200 404 404 404 404 404 404
DELETE /v1/people/{elder}                                   401 404 204 404 404 404 404 404 404
POST   /v1/people/{elder}/takeover-codes                    401 404 201 404 404 404 404 404 404
POST   /v1/people/{elder}/links                             401 404 202 404 404 404 404 404 404

GET    /v1/organisations                                    401 200 200 200 200 200 200 200 200
POST   /v1/organisations                                    401 201 201 201 201 201 201 201 201
GET    /v1/organisations/{organisation}                     401 404 404 404 404 200 404 404 200
PATCH  /v1/organisations/{organisation}                     401 404 404 404 404 200 404 404 404
POST   /v1/organisations/{organisation}/verifications       401 403 403 403 403 403 403 403 200
GET    /v1/organisations/{organisation}/people              401 404 404 404 404 200 404 404 200
PUT    /v1/organisations/{organisation}/people/{member}     401 404 404 404 404 204 404 404 404
DELETE /v1/organisations/{organisation}/people/{member}     401 404 404 404 404 204 404 404 404

POST   /v1/needs                                            401 201 201 201 201 201 201 201 201
GET    /v1/needs                                            401 200 200 200 200 200 200 200 200
GET    /v1/needs?order=fit                                  401 200 200 200 200 200 200 200 200
GET    /v1/needs/{need}                                     401 404 200 200 200 200 200 200 200
GET    /v1/needs/{public}                                   401 200 200 200 200 200 200 200 200
GET    /v1/needs/{whispered}                                401 404 404 404 404 404 200 200 200
GET    /v1/needs/{gone}                                     401 404 404 404 404 404 200 200 200
GET    /v1/needs/{quarrel}                                  401 404 404 404 404 200 200 200 200
PATCH  /v1/needs/{need}                                     401 404 403 403 403 403 200 403 403
POST   /v1/needs/{need}/withdraw                            401 404 403 403 403 403 200 403 403
POST   /v1/needs/{need}/renew                               401 404 403 403 403 403 200 403 403
POST   /v1/needs/{need}/another-matter                      401 404 403 403 403 403 409 403 403
POST   /v1/needs/{need}/fulfil                              401 404 403 403 403 403 200 403 403
GET    /v1/needs/{need}/matches                             401 404 200 200 200 200 200 200 200
POST   /v1/needs/{need}/invitations                         401 404 403 403 403 403 201 403 403
POST   /v1/needs/{need}/responses                           401 404 201 201 201 201 409 201 201
POST   /v1/needs/{need}/share-links                         401 404 403 403 403 403 201 403 403
GET    /v1/needs/{need}/share-links                         401 404 403 403 403 403 200 403 403
DELETE /v1/needs/{need}/share-links/{share_link}            401 404 403 403 403 403 204 403 403
POST   /v1/needs/{public}/responses                         401 403 201 201 201 201 409 201 201
POST   /v1/needs/{whispered}/responses                      401 404 404 404 404 404 409 201 201
GET    /v1/needs/{need}/history                             401 404 200 200 200 200 200 200 200
GET    /v1/needs/{quarrel}/history                          401 404 404 404 404 200 200 200 200

POST   /v1/offers                                           401 403 201 201 201 201 403 201 201
GET    /v1/offers                                           401 200 200 200 200 200 200 200 200
GET    /v1/offers?community={community}                     401 404 403 403 403 403 404 200 200
GET    /v1/offers/{offer}                                   401 404 404 404 404 200 404 200 200
PATCH  /v1/offers/{offer}                                   401 404 404 404 404 200 404 404 404
POST   /v1/offers/{offer}/pause                             401 404 404 404 404 200 404 404 404
POST   /v1/offers/{offer}/resume                            401 404 404 404 404 200 404 404 404
POST   /v1/offers/{offer}/renew                             401 404 404 404 404 200 404 404 404
POST   /v1/offers/{offer}/withdraw                          401 404 404 404 404 200 404 404 404

GET    /v1/matches                                          401 200 200 200 200 200 200 200 200
GET    /v1/matches/{matched}                                401 404 404 404 404 200 200 200 200
GET    /v1/matches/{proposed}                               401 404 404 200 404 404 200 200 200
POST   /v1/matches/{proposed}/accept                        401 404 404 200 404 404 403 403 403
POST   /v1/matches/{proposed}/decline                       401 404 404 200 404 404 403 403 403
POST   /v1/matches/{proposed}/choose                        401 404 404 403 404 404 200 403 403
POST   /v1/matches/{accepted}/confirm                       401 404 404 404 403 404 200 403 403
POST   /v1/matches/{accepted}/refuse                        401 404 404 404 403 404 200 403 403
POST   /v1/matches/{accepted}/take-back                     401 404 404 404 200 404 409 403 403
PATCH  /v1/matches/{matched}                                401 404 404 404 404 200 200 403 403
POST   /v1/matches/{matched}/agree-change                   401 404 404 404 404 409 409 403 403
POST   /v1/matches/{matched}/keep-as-it-is                  401 404 404 404 404 200 200 403 403
POST   /v1/matches/{matched}/cancel                         401 404 404 404 404 200 200 200 200
POST   /v1/matches/{matched}/report                         401 404 404 404 404 200 200 403 403
GET    /v1/matches/{matched}/contact                        401 404 404 404 404 200 200 403 403
GET    /v1/matches/{accepted}/contact                       401 404 404 404 409 404 409 403 403
GET    /v1/matches/{matched}/messages                       401 404 404 404 404 200 200 403 403
POST   /v1/matches/{matched}/messages                       401 404 404 404 404 201 201 403 403

GET    /v1/decisions                                        401 200 200 200 200 200 200 200 200
GET    /v1/decisions/{decision}                             401 404 404 404 404 404 200 404 404
POST   /v1/decisions/{decision}/appeal                      401 404 404 404 404 404 201 404 404
GET    /v1/communities/{community}/appeals/{appeal}         401 404 403 403 403 403 404 403 200

GET    /v1/blocks                                           401 200 200 200 200 200 200 200 200
POST   /v1/blocks                                           401 404 201 201 201 201 422 201 201
DELETE /v1/blocks/{block}                                   401 204 204 204 204 204 204 204 204

GET    /v1/reports                                          401 200 200 200 200 200 200 200 200
POST   /v1/reports                                          401 404 201 201 201 201 422 201 201
GET    /v1/reports/{report}                                 401 404 404 404 404 404 200 404 404
"""

BODIES: dict[str, Any] = {
    "POST /v1/auth/codes": {"address": "somebody@example.org"},
    "POST /v1/auth/sessions": {"challenge": "01a1faa1-2c23-7654-9f11-22f2b28850a4", "code": "000000"},
    "POST /v1/auth/firebase": {"id_token": "not a token at all, but long"},
    "POST /v1/auth/refresh": {"refresh_token": "mkr_nonsense"},
    "POST /v1/auth/step-up": {"challenge": "01a1faa1-2c23-7654-9f11-22f2b28850a4", "code": "000000"},
    "PATCH /v1/me": {"languages": ["en", "es"]},
    "PUT /v1/me/pause": {},
    "PUT /v1/me/devices/{device}": {"address": "ok-another"},
    "POST /v1/me/notifications/read": {"all": True},
    "PATCH /v1/me/notification-settings": {"kinds": {}},
    "POST /v1/communities": {"name": "Okemos", "place": LANSING, "reach_km": 5},
    "PATCH /v1/communities/{community}": {"name": "Lansing and around"},
    "PATCH /v1/communities/{community}/policy": {"dials": {"pause_minutes": 60}, "reason": "we are few"},
    "PUT /v1/communities/{community}/limits": {"reason": "the river rose"},
    "PATCH /v1/communities/{community}/members/{member}": {"state": "active"},
    "POST /v1/communities/{community}/members/{member}/checks": {"kind": "identity", "at": "2026-11-01"},
    "POST /v1/communities/{community}/members/{member}/meetings": {"reason": "we had tea"},
    "POST /v1/me/contact-points": {"challenge": "01a1faa1-2c23-7654-9f11-22f2b28850a4", "code": "000000"},
    "POST /v1/communities/{community}/matches": {
        "need_id": "{public}",
        "offer_id": "{asked_offer}",
        "reason": "lives near",
    },
    "PATCH /v1/communities/{community}/needs/{need}": {"note": "rang them"},
    "POST /v1/communities/{community}/decisions": {
        "about": {"type": "match", "id": "{disputed}"},
        "outcome": "completed",
        "reason": "both told me",
    },
    "POST /v1/communities/{community}/needs/{need}/calls": {"outcome": "nobody_answered"},
    "POST /v1/communities/{community}/needs/{need}/reveals": {"purpose": "to ask how they are"},
    "POST /v1/communities/{community}/needs/{quarrel}/reveals": {"purpose": "to ask how it went"},
    "POST /v1/communities/{community}/needs/{gone}/reveals": {"purpose": "to ask how they are"},
    "POST /v1/communities/{community}/reveals/seen": {"by": "{looker}"},
    "POST /v1/communities/{community}/people/{member}/hand-over": {"reason": "fell ill"},
    "POST /v1/communities/{community}/members/bulk": {"do": "admit", "people": ["{member}"], "expected": 1},
    "POST /v1/communities/{community}/intakes": {
        "person": {"display_name": "Tía Rosa", "consent": {"how": "phone", "at": "{just_now}"}},
        "need": {"category": "groceries", "place": LANSING},
    },
    "POST /v1/communities/{community}/intakes/check": {"phone": "+15175550142"},
    "POST /v1/communities/{community}/call-requests": {"phone": "+15175550147", "language": "en"},
    "PUT /v1/communities/{community}/emergency": {"until": "{in_an_hour}", "reason": "the river rose"},
    "POST /v1/communities/{community}/queue/{need}/assign": {"person_id": "{looker}"},
    "POST /v1/communities/{community}/queue/{need}/snooze": {"until": "{in_an_hour}"},
    "PUT /v1/communities/{community}/full": {"until": "{in_an_hour}"},
    "PUT /v1/communities/{community}/duty": {"until": "{in_an_hour}"},
    "POST /v1/people": {"display_name": "Tía Rosa", "consent": {"how": "phone", "at": "{just_now}"}},
    "PATCH /v1/people/{elder}": {"languages": ["de"]},
    "POST /v1/people/{elder}/links": {"purpose": "take_over"},
    "POST /v1/organisations": {"name": "Open Kitchen", "kind": "collective"},
    "PATCH /v1/organisations/{organisation}": {"stands_for": "enough for all"},
    "POST /v1/needs": {"category": "groceries", "place": LANSING},
    "PATCH /v1/needs/{need}": {"title": "bread"},
    "POST /v1/needs/{need}/invitations": {"offer_id": "{asked_offer}"},
    "POST /v1/offers": {"place": LANSING},
    "PATCH /v1/offers/{offer}": {"has": ["car"]},
    "PATCH /v1/matches/{matched}": {"quantity": 1},
    "POST /v1/matches/{matched}/cancel": {"reason": "fell ill"},
    "POST /v1/matches/{matched}/report": {"outcome": "helped"},
    "POST /v1/matches/{matched}/messages": {"text": "the blue door"},
    "POST /v1/decisions/{decision}/appeal": {"text": "it was not so"},
    "POST /v1/reports": {"about": {"type": "need", "id": "{need}"}, "kind": "fake"},
    "POST /v1/blocks": {"about": {"type": "need", "id": "{need}"}},
}

OUTSIDE = {
    "GET /openapi.json",
    "GET /docs",
    "GET /metrics",
    "GET /dev/outbox",
    "POST /dev/clock",
}
"""What says nothing about anybody, answers this machine only, or is opened by a token and by no part one plays."""


@dataclass(frozen=True)
class Row:
    """One call, and the status each part is answered with."""

    method: str
    path: str
    statuses: dict[str, int]

    @property
    def call(self) -> str:
        return f"{self.method} {self.path}"

    @property
    def body(self) -> Any:
        return BODIES.get(self.call)

    @property
    def names_a_thing(self) -> bool:
        return "{" in self.path


def shape(call: str) -> str:
    """A call without its query and without the names of what it is about: what a route is known by."""
    return re.sub(r"\{[^}]*\}", "{}", call.partition("?")[0])


def _row(line: str) -> Row:
    method, path, *statuses = line.split()
    return Row(method, path, dict(zip(ROLES, map(int, statuses), strict=True)))


ROWS = [_row(line) for line in TABLE.strip().splitlines()[1:] if line.strip()]
