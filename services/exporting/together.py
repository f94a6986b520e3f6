"""Of an export: the circles and organisations somebody is in, who may speak for whom, and whom they keep away from."""

from sqlmodel import col

from core import models
from services.exporting.section import Section, own

TOGETHER = (
    Section(
        "memberships",
        "The circles you are or were in, and what you answer for there.",
        models.Membership,
        own(models.Membership, "person_id"),
        ("community_id", "state", "role", "trust", "since", "role_since", "trust_since", "answerable"),
    ),
    Section(
        "words_for_others",
        "That you gave your word for somebody; for whom is theirs to say.",
        models.Vouch,
        own(models.Vouch, "voucher_id"),
        ("community_id", "at"),
    ),
    Section(
        "words_for_you",
        "That somebody gave their word for you.",
        models.Vouch,
        own(models.Vouch, "person_id"),
        ("community_id", "at"),
    ),
    Section(
        "duties",
        "When you may be rung for a circle.",
        models.Duty,
        own(models.Duty, "person_id"),
        ("community_id", "since", "until"),
    ),
    Section(
        "organisations",
        "Organisations you act for.",
        models.OrganisationPerson,
        own(models.OrganisationPerson, "person_id"),
        ("organisation_id", "since"),
    ),
    Section(
        "spoken_for_by",
        "That somebody may speak for you: how you agreed, and to what.",
        models.Representation,
        own(models.Representation, "person_id"),
        ("id", "how", "covers", "given_at", "until", "created_at", "ended_at"),
    ),
    Section(
        "speaks_for",
        "That you speak for somebody.",
        models.Representation,
        own(models.Representation, "representative_id"),
        ("id", "how", "covers", "shares", "given_at", "until", "created_at", "ended_at"),
    ),
    Section(
        "blocks",
        "Whom you never want to meet here again: what it was about; who it is stays with us.",
        models.Block,
        lambda caller: (
            (col(models.Block.blocker_id) == caller.person_id) & col(models.Block.comes_with).is_(None)
        ),
        ("id", "about_type", "about_id", "at"),
    ),
)
