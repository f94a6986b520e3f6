"""The categories of need: one shared vocabulary, each mapped to an Open Eligibility slug, each with a risk rule.

Names that people read are in `texts/`; a community may choose among the categories and tighten a rule.
Source of the mapping: Open Eligibility taxonomy (openeligibility.org), human services branch.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from matching.words.values import RiskRule
from matching.words.vocabulary import TrustLevel

_PLAIN = RiskRule()
_VOUCHED = RiskRule(min_trust=TrustLevel.VOUCHED)
_CHECKED_PAIR = RiskRule(min_trust=TrustLevel.CHECKED, at_least=2)


@dataclass(frozen=True, slots=True)
class Category:
    slug: str
    parent: str
    open_eligibility: str
    risk: RiskRule = _PLAIN


_ALL = (
    Category("groceries", "food", "human_services:food:food_delivery"),
    Category("cooked_meals", "food", "human_services:food:meals"),
    Category("water", "food", "human_services:food:emergency_food"),
    Category("baby_supplies", "goods", "human_services:goods:baby_supplies"),
    Category("hygiene", "goods", "human_services:goods:personal_care_items"),
    Category("clothing_bedding", "goods", "human_services:goods:clothing"),
    Category("medicine_pickup", "health", "human_services:health:medications", _VOUCHED),
    Category("health_visit_company", "health", "human_services:care:navigating_the_system", _VOUCHED),
    Category("ride", "transit", "human_services:transit:transportation"),
    Category("moving_things", "transit", "human_services:transit:help_pay_for_transit"),
    Category("shelter", "housing", "human_services:housing:temporary_shelter", _VOUCHED),
    Category("lend_tools", "goods", "human_services:goods:home_goods"),
    Category("repair", "housing", "human_services:housing:maintenance_repairs"),
    Category("cleanup", "housing", "human_services:emergency:help_cleaning_up"),
    Category("power_charging", "emergency", "human_services:emergency:immediate_safety"),
    Category("childcare", "care", "human_services:care:daytime_care", _CHECKED_PAIR),
    Category("pet_care", "care", "human_services:care:animal_welfare"),
    Category("translation", "everyday", "human_services:education:translation_interpretation"),
    Category("forms_offices", "everyday", "human_services:care:navigating_the_system", _VOUCHED),
    Category("tech_help", "everyday", "human_services:education:computer_class"),
    Category("company_call", "care", "human_services:care:support_network"),
    Category("errands", "everyday", "human_services:care:community_support_services"),
    Category("learning", "everyday", "human_services:education:tutoring"),
    Category("garden_wood", "housing", "human_services:housing:maintenance_repairs"),
    Category("common_work", "everyday", "human_services:care:community_support_services"),
    Category("something_else", "everyday", "human_services:care:community_support_services"),
)
CATEGORIES = {category.slug: category for category in _ALL}
WITHOUT_SPECIAL_RISK = frozenset(slug for slug, c in CATEGORIES.items() if not c.risk.is_special)
"""What an offer without named categories stands for."""


def first_unknown(slugs: Iterable[str]) -> int | None:
    """The place in a list of the first category that does not exist; None where all do."""
    return next((index for index, slug in enumerate(slugs) if slug not in CATEGORIES), None)
