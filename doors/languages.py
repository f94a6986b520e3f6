"""In which language somebody is answered."""

from fastapi import Request, Response

from texts import catalogue


def of(request: Request) -> str:
    """On a page opened by somebody's link, theirs; else what the call asks for; else the caller's own."""
    of_link: str | None = getattr(request.state, "locale", None)
    if of_link:
        return of_link
    asked = request.headers.get("accept-language")
    own: str | None = getattr(request.state, "own_locale", None)
    return catalogue.best(asked or own)


def say_which(request: Request, response: Response) -> None:
    """Names the language on an answer, and that it depends on the one asked for."""
    response.headers.setdefault("Content-Language", of(request))
    response.headers.setdefault("Vary", "Accept-Language")
