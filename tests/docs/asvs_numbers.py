"""The numbers of the requirements of levels 1 and 2 of OWASP ASVS 5.0.0, section by section; its words are not ours.

Taken from the standard's own list (5.0.0, English, csv): 345 requirements, of which 70 are of level 1 and 183 of level
2. Those of level 3 alone are left out.
"""

from collections.abc import Iterator

LEVELS = {
    "V1.1": "22",
    "V1.2": "111112222",
    "V1.3": "11222222222",
    "V1.4": "222",
    "V1.5": "12",
    "V2.1": "122",
    "V2.2": "112",
    "V2.3": "1222",
    "V2.4": "2",
    "V3.2": "11",
    "V3.3": "1222",
    "V3.4": "112222",
    "V3.5": "11122",
    "V3.7": "22",
    "V4.1": "122",
    "V4.2": "2",
    "V4.3": "22",
    "V4.4": "1222",
    "V5.1": "2",
    "V5.2": "112",
    "V5.3": "11",
    "V5.4": "222",
    "V6.1": "122",
    "V6.2": "111111112222",
    "V6.3": "1122",
    "V6.4": "1122",
    "V6.5": "22222",
    "V6.6": "222",
    "V6.8": "2222",
    "V7.1": "222",
    "V7.2": "1111",
    "V7.3": "22",
    "V7.4": "11222",
    "V7.5": "22",
    "V7.6": "22",
    "V8.1": "12",
    "V8.2": "112",
    "V8.3": "1",
    "V8.4": "2",
    "V9.1": "111",
    "V9.2": "1222",
    "V10.1": "22",
    "V10.2": "22",
    "V10.3": "2222",
    "V10.4": "11111222222",
    "V10.5": "22222",
    "V10.6": "22",
    "V10.7": "222",
    "V11.1": "22",
    "V11.2": "222",
    "V11.3": "112",
    "V11.4": "1222",
    "V11.5": "2",
    "V11.6": "2",
    "V12.1": "122",
    "V12.2": "11",
    "V12.3": "2222",
    "V13.1": "2",
    "V13.2": "22222",
    "V13.3": "22",
    "V13.4": "12222",
    "V14.1": "22",
    "V14.2": "1222",
    "V14.3": "122",
    "V15.1": "122",
    "V15.2": "122",
    "V15.3": "1222222",
    "V16.1": "2",
    "V16.2": "22222",
    "V16.3": "2222",
    "V16.4": "222",
    "V16.5": "222",
    "V17.1": "2",
    "V17.2": "2222",
    "V17.3": "22",
}
"""Of each section the level of its first requirement, of its second, and so on. None of level 3 stands among them."""

OF_A_CHAPTER = {
    "V1": 27,
    "V2": 11,
    "V3": 19,
    "V4": 10,
    "V5": 9,
    "V6": 35,
    "V7": 18,
    "V8": 7,
    "V9": 7,
    "V10": 29,
    "V11": 14,
    "V12": 9,
    "V13": 13,
    "V14": 9,
    "V15": 13,
    "V16": 16,
    "V17": 7,
}
"""How many each chapter has."""


def numbers() -> Iterator[tuple[str, int]]:
    """Each requirement's number, with its level."""
    for section, levels in LEVELS.items():
        for at, level in enumerate(levels, start=1):
            yield f"{section}.{at}", int(level)
