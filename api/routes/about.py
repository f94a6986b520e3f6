"""What this server is, before anybody signs in; and the categories of need."""

from typing import Self

from fastapi import APIRouter, Request, Response

from api.answers.replies import reply
from api.schemas.base import Shape
from api.schemas.words import (
    FEATURES,
    CategoryParent,
    CategorySlug,
    Feature,
    SignInWay,
    TextLanguage,
)
from core.version import VERSION
from doors import languages
from doors.deps import Me, SettingsOf
from doors.routing import ActionRoute
from matching.words.categories import CATEGORIES, Category
from matching.words.vocabulary import TrustLevel
from texts.catalogue import LANGUAGES, say

MIN_APP = "0.1.0"

router = APIRouter(prefix="/v1", tags=["About"], route_class=ActionRoute)


class Push(Shape):
    vapid_public_key: str | None
    firebase: bool


class About(Shape):
    """`features` tells an app which fields and routes this server knows."""

    version: str
    features: list[Feature]
    min_app: str
    languages: list[TextLanguage]
    sign_in: list[SignInWay]
    push: Push
    privacy_contact: str
    operator: str


class Risk(Shape):
    """What a category asks of helpers."""

    min_trust: TrustLevel
    at_least: int


class CategoryOut(Shape):
    slug: CategorySlug
    name: str
    parent: CategoryParent
    parent_name: str
    open_eligibility: str
    risk: Risk

    @classmethod
    def shown(cls, category: Category, locale: str) -> Self:
        risk = category.risk
        return cls(
            slug=category.slug,
            name=say(f"category.{category.slug}", locale),
            parent=category.parent,
            parent_name=say(f"category_parent.{category.parent}", locale),
            open_eligibility=category.open_eligibility,
            risk=Risk(min_trust=risk.min_trust, at_least=risk.at_least),
        )


class Categories(Shape):
    items: list[CategoryOut]


@router.get("/about", response_model=About)
def get_about(settings: SettingsOf) -> Response:
    """What this server is and can do. Needs no account."""
    mail = settings.smtp_host is not None or settings.is_development
    firebase = settings.firebase_credentials is not None
    sms = ["sms"] if settings.sends_sms else []
    ways = [*(["email"] if mail else []), *sms, *(["firebase", "firebase_anonymous"] if firebase else [])]
    return reply(
        About(
            version=VERSION,
            features=list(FEATURES),
            min_app=MIN_APP,
            languages=list(LANGUAGES),
            sign_in=ways,
            push=Push(vapid_public_key=None, firebase=firebase),
            privacy_contact=settings.privacy_contact,
            operator=settings.operator,
        )
    )


@router.get("/categories", response_model=Categories)
def list_categories(request: Request, me: Me) -> Response:  # noqa: ARG001 (for whoever is signed in)
    """The categories of need, named in the caller's language, each with what it asks of helpers."""
    locale = languages.of(request)
    return reply(Categories(items=[CategoryOut.shown(c, locale) for c in CATEGORIES.values()]))
