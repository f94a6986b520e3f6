"""A sign for each kind of help, understood without reading; the name stands beside it.

Lines on a field of 24 by 24, in the colour of the text around. Signs that go somewhere go to the right, in every
language. They stand in the page itself, each where it is used: a page uses most of them once, and compressed a sprite
of symbols with its references is larger (of all 26: 1,360 bytes against 1,100).
"""

from markupsafe import Markup

_SIGNS = {
    "groceries": "M3 9h18l-2 11H5zM7 9l4-6M17 9l-4-6M9 13v3M12 13v3M15 13v3",
    "cooked_meals": "M3 12h18a9 8 0 0 1-18 0zM8 21h8M9 9c-2-2 1-3 0-6M15 9c-2-2 1-3 0-6",
    "water": "M12 2c5 6 7 9 7 12a7 7 0 0 1-14 0c0-3 2-6 7-12zM9 14a3 4 0 0 0 3 4",
    "baby_supplies": "M7 11h10v9a2 2 0 0 1-2 2H9a2 2 0 0 1-2-2zM6 11h12M8 11a4 4 0 0 1 8 0M11 7V3h2v4M7 15h3"
    "M7 18h3",
    "hygiene": "M6 11h12v11H6zM10 11V8h4v3M12 8V4M16 4H8a3 3 0 0 0-3 3M12 14c3 4 2 5 0 5s-3-1 0-5",
    "clothing_bedding": "M8 3L2 7l2 5 3-1v10h10V11l3 1 2-5-6-4a4 3 0 0 1-8 0z",
    "medicine_pickup": "M5 8h14v13H5zM7 8V3h10v5M12 11v7M8.5 14.5h7",
    "health_visit_company": "M6 3H4v6a4 5 0 0 0 8 0V3h-2M8 14v2a5 5 0 0 0 10 0v-3"
    "M18 13a2 2 0 1 0 0-4 2 2 0 1 0 0 4",
    "ride": "M4 17H2v-4l3-1 3-5h7l4 5 3 1v4h-2M9 17h6M6 12h12M4 17a2 2 0 1 0 5 0 2 2 0 1 0-5 0"
    "M15 17a2 2 0 1 0 5 0 2 2 0 1 0-5 0",
    "moving_things": "M2 8h11v11H2zM7.5 8v5M16 13.5h6M19 10l3 3.5-3 3.5",
    "shelter": "M2 10l10-8 10 8M4 12v9M4 18h16v3M20 18v-2a2 2 0 0 0-2-2h-7v4M7.5 15v0",
    "lend_tools": "M2 9h20v11H2zM8 9V5h8v4M2 14h20M8 12v4M16 12v4",
    "repair": "M20 4l-4 4M21 7a5 5 0 0 1-7 5l-8 9-3-3 9-8a5 5 0 0 1 5-7l-3 3 1 3 3 1z",
    "cleanup": "M21 2l-8 9M8 10l7 6c-1 3-3 5-6 6H2c4-3 5-8 6-12zM8 22l3-4",
    "power_charging": "M2 7h17v11H2zM22 11v3M11 9l-3 4h5l-3 4",
    "childcare": "M8 6a2 2 0 1 0 0-4 2 2 0 1 0 0 4M8 9v6l-3 7M8 15l3 7M3 13l5-4 5 5 4 1 4 2"
    "M17 13a2 2 0 1 0 0-4 2 2 0 1 0 0 4M17 15v4l-2 3M17 19l2 3",
    "pet_care": "M7 14c3-4 7-4 10 0 3 3 2 7-1 7-2 0-2-1-4-1s-2 1-4 1c-3 0-4-4-1-7zM4 9v1M9 4v2M15 4v2M20 9v1",
    "translation": "M2 5h10M7 2v3c0 4-2 7-5 8M5 8c1 3 3 4 6 5M12 22l5-12 5 12M14 18h6",
    "forms_offices": "M5 2h10l4 4v16H5zM14 2v5h5M9 11h6M9 15h6M9 19h3",
    "tech_help": "M12 17H2V4h17v4M8 21h5M9 17l-1 4M16 11h6v11h-6zM19 19v0",
    "company_call": "M5 4h3l2 5-2 2a11 11 0 0 0 6 6l2-2 5 2v3a2 2 0 0 1-2 2A17 17 0 0 1 3 6a2 2 0 0 1 2-2z"
    "M17 10l-4-4a2 2 0 0 1 4-2 2 2 0 0 1 4 2z",
    "errands": "M13 5a1.5 1.5 0 1 0 0-3 1.5 1.5 0 1 0 0 3M8 13l1-4 4-1 3 4h3M12 9l-1 5 4 3 1 5"
    "M11 14l-1 4-4 4",
    "learning": "M12 6c-3-2-6-2-10-1v14c4-1 7-1 10 1 3-2 6-2 10-1V5c-4-1-7-1-10 1zM12 6v14",
    "garden_wood": "M12 22V12M12 13c0-5-3-8-9-8 0 6 3 8 9 8M12 16c0-4 3-6 9-6 0 5-3 7-9 6M5 22h14",
    "common_work": "M12 11a3 3 0 1 0 0-6 3 3 0 1 0 0 6M6 21c0-5 2-7 6-7s6 2 6 7zM5 10a2 2 0 1 1 1-4"
    "M19 10a2 2 0 1 0-1-4M2 18c0-3 1-5 3-5M22 18c0-3-1-5-3-5",
    "something_else": "M12 2a10 10 0 1 0 0 20 10 10 0 1 0 0-20M7 12v0M12 12v0M17 12v0",
}


def sign(category: str) -> Markup:
    """A category's sign, as large and as thick as the style sheet has it; for those who hear the page it is not there.

    Raises KeyError for an unknown category.
    """
    return Markup('<svg viewBox="0 0 24 24" aria-hidden="true"><path d="{}"/></svg>').format(_SIGNS[category])
