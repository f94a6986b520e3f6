"""What somebody reads where no community is: which are near, or that they may found one, and whom to call."""

from collections.abc import Mapping, Sequence

from texts.catalogue import say


def sentence(nearest: Sequence[object], emergency: Sequence[Mapping[str, str]], locale: str) -> str:
    """All of it as one paragraph. Numbers of several countries are told with the countries' names, of one without."""
    told = [say("problem.nobody_here_yet.detail", locale)]
    told.append(say("nobody_here.nearest" if nearest else "nobody_here.found", locale))
    if emergency:
        told.append(say("nobody_here.call", locale, numbers=_numbers(emergency)))
    return " ".join(told)


def _numbers(emergency: Sequence[Mapping[str, str]]) -> str:
    by_country: dict[str, list[str]] = {}
    for line in emergency:
        by_country.setdefault(line["label"], []).append(line["phone"])
    written = {country: ", ".join(phones) for country, phones in by_country.items()}
    if len(written) == 1:
        return next(iter(written.values()))
    return "; ".join(f"{country} {phones}" for country, phones in written.items())
