"""What is public of an organisation's need, over the wire."""

from api.schemas.base import Shape, SpotOut, Written
from services.afterwards.public_contact import PublicContact


class NeedContactOut(Shape):
    """How the organisation that posted a need is reached: what it shared for it."""

    organisation: str
    email: str | None
    phone: str | None


def shown(public: PublicContact) -> Written:
    """What everybody reads of it who sees the need."""
    return {
        "organisation_id": public.organisation_id,
        "place": SpotOut.shown(public.place) if public.place else None,
        "to": SpotOut.shown(public.to) if public.to else None,
        "address": public.address,
        "contact": {"organisation": public.organisation, "email": public.email, "phone": public.phone},
    }
