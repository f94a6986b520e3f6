"""Query parameters that several routes take."""

import re
from typing import Annotated

from fastapi import Depends, Query

from core.errors import BadParameter
from matching.words.values import Point

_NEAR = re.compile(r"(-?\d{1,2}(?:\.\d{1,10})?),(-?\d{1,3}(?:\.\d{1,10})?)")


async def get_near(
    near: Annotated[
        str | None,
        Query(
            max_length=40,
            examples=["42.73,-84.55"],
            description="Around which point: latitude and longitude, `42.73,-84.55`.",
        ),
    ] = None,
) -> Point | None:
    if near is None:
        return None
    match = _NEAR.fullmatch(near)
    if match is None:
        raise BadParameter("near", "wrong_value")
    point = Point(float(match[1]), float(match[2]))
    if abs(point.lat) > 90 or abs(point.lon) > 180:
        raise BadParameter("near", "wrong_value")
    return point


Near = Annotated[Point | None, Depends(get_near)]
