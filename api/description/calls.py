"""What a call says: a summary of each, and what its parameters mean."""

from api.answers.preconditions import IF_MATCH
from api.description.parts import Json

WHICH = {
    "act_id": "What the caller has just done, from `GET …/acts` or the `Link` of the answer to it.",
    "appeal_id": "The appeal.",
    "block_id": "The block.",
    "case_id": "What was reported about one person, `case_id` in the queue.",
    "report_id": "The report.",
    "change_id": "The change that waits.",
    "community_id": "The community.",
    "decision_id": "What was decided about the caller, or about somebody they speak for.",
    "entry_id": "What the entry of the queue is about: its `id`.",
    "installation_id": "This installation of the app: an id that it drew itself, once.",
    "link_id": "The link into a chat.",
    "match_id": "The match.",
    "need_id": "The need.",
    "offer_id": "The offer.",
    "organisation_id": "The organisation.",
    "other_id": "The other community.",
    "person_id": "The person.",
    "call_id": "Who asked to be called: the id of a `call_me` entry of the queue.",
    "reveal_id": "The look at somebody's place and contact, from `GET …/reveals`.",
    "session_id": "The sign-in, from `GET /v1/auth/sessions`; or `current`: this one.",
}
"""What the ids in paths name."""
KEY = "Idempotency-Key"
NEVER_KEPT = frozenset({"reveal_need", "claim_call"})
"""Calls whose answers are kept for no repetition."""
TAKEN_BACK = frozenset({"propose_match", "tend_need", "decide", "edit_member"})
"""Calls whose answers name where what they did is taken back."""
_KEY: Json = {
    "name": KEY,
    "in": "header",
    "required": False,
    "schema": {"type": "string", "maxLength": 255},
    "description": "Any unique text. The same call with the same key has one effect and one answer, for 7 days.",
}
_KNOWN: Json = {
    "name": "If-None-Match",
    "in": "header",
    "required": False,
    "schema": {"type": "string"},
    "description": "The ETag of the answer one has; where it is still so the answer is 304, without a body.",
}


def explain(method: str, operation: Json) -> None:
    """Adds what FastAPI cannot know. Raises KeyError for an id in a path that is not in `WHICH`."""
    if "description" in operation:
        operation["summary"] = _first_sentence(operation["description"])
    parameters = operation.setdefault("parameters", [])
    for parameter in parameters:
        if parameter["in"] == "path":
            parameter["description"] = WHICH[parameter["name"]]
        elif parameter["name"] == IF_MATCH:
            parameter["schema"] = {"type": "string"}
    if takes_a_key(method, operation):
        parameters.append(dict(_KEY))
    if method == "get" and operation["tags"] != ["Operations"]:
        parameters.append(dict(_KNOWN))
    if not parameters:
        del operation["parameters"]


def takes_a_key(method: str, operation: Json) -> bool:
    """Whether a repetition under the same key gets the same answer: of what somebody signed in posts or edits."""
    kept = operation["operationId"] not in NEVER_KEPT
    return method in ("post", "patch") and "security" in operation and kept


def _first_sentence(description: str) -> str:
    first = " ".join(description.split("\n\n", maxsplit=1)[0].split())
    return first.partition(". ")[0].removesuffix(".")
