"""What the description says before its first call: what this is, whom to ask, and what each chapter is about."""

from api.description.parts import Json

ABOUT = """\
Minka matches needs, posted by the people who will benefit, with offers of help. How an app is written against it is \
told in `docs/for-apps.md`.

**Languages.** Sentences come in the language of `Accept-Language`, else in the caller's own; `Content-Language` says \
which. Codes are for machines and the same in all languages.

**What may grow.** Within `/v1` there may come new calls, new fields in answers, optional fields in bodies, and new \
words in any list of words (`enum`). Leave alone what you do not know: have your generator make a fallback for unknown \
words (`enumUnknownDefaultCase=true` in OpenAPI Generator).

**Edits.** In a body of PATCH each field may be left out: what is not named stays. Null empties what \
may be empty.
"""
CONTACT: Json = {"name": "Whoever runs this server: see `privacy_contact` in `GET /v1/about`"}
LICENCE: Json = {"name": "Apache-2.0", "identifier": "Apache-2.0"}
SERVERS: list[Json] = [
    {"url": "/", "description": "The server that gave this description. There is no central one."},
    {"url": "http://127.0.0.1:8000", "description": "`make run` on your own machine."},
]
CHAPTERS: list[Json] = [
    {"name": name, "description": means}
    for name, means in {
        "About": "What this server is and can do, before anybody signs in; and the categories of need.",
        "Sign-in": "Codes, cards and Firebase; tokens and how they are renewed; where one is signed in.",
        "Me": "Oneself: profile, pause, devices, the inbox, and the end of it all.",
        "Home": "The first screen in one call: what waits for one, and what is one's own.",
        "Communities": "Circles of people who help one another: founding, joining, roles, trust, policy, duty, "
        "allies.",
        "Coordinators": "What needs a human in a community, and what coordinators may do about it.",
        "Organisations": "Groups that help as one: founded by anybody, verified by stewards, acting through people.",
        "People one represents": "People without the app, entered with their consent, free to take everything over.",
        "Needs": "What people ask for: posting, editing, finding, closing; who could help, and who says so.",
        "Offers": "What helpers can do, within the limits they set.",
        "Matches": "One need and one helper, from the first word to how it went.",
        "Safety": "Saying that something was wrong, and keeping somebody away for good.",
        "Operations": "For those who run a server.",
    }.items()
]
