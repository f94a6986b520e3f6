"""What can go wrong, as values that a door turns into problem+json. Texts for people live in `texts/`."""

from typing import Any


class Problem(Exception):
    """A refusal with a stable `code`. `keeps=True`: what was written before stays written (counted tries)."""

    status = 500
    code = "internal"
    keeps = False

    # `extra` is what this problem tells beside its code: any JSON.
    def __init__(self, code: str | None = None, *, keeps: bool | None = None, **extra: Any) -> None:
        self.code = code or type(self).code
        self.keeps = type(self).keeps if keeps is None else keeps
        self.extra = extra
        super().__init__(self.code)


class Malformed(Problem):
    status, code = 400, "malformed"


class Unauthorized(Problem):
    status, code = 401, "sign_in_first"


class Forbidden(Problem):
    """A member without the right. Somebody outside gets NotFound instead."""

    status, code = 403, "not_yours_to_do"


class NotFound(Problem):
    """Absent, or none of the caller's business: the two answers are the same, byte for byte."""

    status, code = 404, "not_found"


class Conflict(Problem):
    """The state forbids it. `current` and `allowed` say what is possible instead."""

    status, code = 409, "conflict"


class Stale(Problem):
    status, code = 412, "changed_meanwhile"


class TooLarge(Problem):
    status, code = 413, "too_large"


class Invalid(Problem):
    """A field is wrong. `errors` lists {pointer, code, detail}."""

    status, code = 422, "invalid"

    def __init__(self, pointer: str, code: str, **params: object) -> None:
        super().__init__(errors=[{"pointer": pointer, "code": code, **params}])


class BadParameter(Problem):
    """A parameter of a query, or a header, is wrong. `errors` lists {parameter, code, detail}."""

    status, code = 422, "invalid"

    def __init__(self, name: str, code: str) -> None:
        super().__init__(errors=[{"parameter": name, "code": code}])


class PreconditionRequired(Problem):
    status, code = 428, "if_match_missing"


class TooMany(Problem):
    """Over a limit. `retry_after` in seconds."""

    status, code, keeps = 429, "too_many", True


class Unavailable(Problem):
    """Not now. `retry_after` in seconds."""

    status, code = 503, "unavailable"
