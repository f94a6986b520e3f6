"""What may follow a call: an answer that makes a thing leads to every call whose path names that thing and no other,
but for what the call itself has named.
"""

import re
from collections.abc import Iterator

from api.description.parts import Json, names

_MADE = ("201", "202")
_NAMED_BY = {
    "BlockOut": "/v1/blocks/{block_id}",
    "CommunityOut": "/v1/communities/{community_id}",
    "DecisionOut": "/v1/decisions/{decision_id}",
    "MatchOut": "/v1/matches/{match_id}",
    "NeedOut": "/v1/needs/{need_id}",
    "OfferOut": "/v1/offers/{offer_id}",
    "OrganisationOut": "/v1/organisations/{organisation_id}",
    "ReportOut": "/v1/reports/{report_id}",
    "RepresentedOut": "/v1/people/{person_id}",
    "RevealOut": "/v1/communities/{community_id}/reveals/{reveal_id}",
    "ShareLinkOut": "/v1/needs/{need_id}/share-links/{link_id}",
}
"""Shapes of things that can be made, and where each of them is; their `id` is what the path wants last."""
_PARAMETER = re.compile(r"\{(\w+)\}")


def connect(description: Json) -> Json:
    """Adds to every answer that makes a thing what may follow; returns the links, each by the call it leads to."""
    made: Json = {}
    for operation in _operations(description):
        for answer in (operation["responses"].get(status, {}) for status in _MADE):
            for thing in names(answer.get("content", {})) & _NAMED_BY.keys():
                following = _following(description, _NAMED_BY[thing])
                made |= following
                answer["links"] = {name: {"$ref": f"#/components/links/{name}"} for name in following}
    return dict(sorted(made.items()))


def _operations(description: Json) -> Iterator[Json]:
    for item in description["paths"].values():
        yield from item.values()


def _following(description: Json, where: str) -> Json:
    """Links to all calls at this path or below it that take no other name."""
    *known, wanted = _PARAMETER.findall(where)
    taken = {name: f"$request.path.{name}" for name in known} | {wanted: "$response.body#/id"}
    return {
        operation["operationId"]: {"operationId": operation["operationId"], "parameters": taken}
        for path, item in description["paths"].items()
        if path.startswith(where) and _PARAMETER.findall(path) == [*known, wanted]
        for operation in item.values()
    }
