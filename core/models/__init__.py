"""The tables, one file per noun. Tables do not validate (SQLModel): the doors do, and CHECK constraints hold."""

from core.models.alliance import Alliance
from core.models.block import Block
from core.models.call import CallRequest, CallShut
from core.models.case import Case, CaseKey, Evidence, Report
from core.models.community import Community, CommunitySlug, Invitation, Membership, Vouch
from core.models.concern import Concern
from core.models.decision import Appeal, Decision
from core.models.desk_act import DeskAct
from core.models.device import Device
from core.models.draft import Draft
from core.models.duty import Duty, Recognition
from core.models.event import Event, EventHistory, EventSeal, EventTodo
from core.models.former import FormerPoint, FormerSelf
from core.models.helper_silence import HelperSilence
from core.models.idempotency import IdempotentAnswer
from core.models.key_check import KeyCheck
from core.models.link import Link
from core.models.match import Match, MatchReport, Message, MessageSeen
from core.models.name_mark import NameMark
from core.models.need import Need
from core.models.note import Note
from core.models.notification import (
    ChannelRest,
    ChannelsQuiet,
    ChannelState,
    Delivery,
    Digest,
    Notification,
    NotificationSetting,
)
from core.models.offer import Offer
from core.models.operations import ClockOffset, Heartbeat, RateLimit, SentCopy
from core.models.organisation import (
    Organisation,
    OrganisationInvitation,
    OrganisationPerson,
    OrganisationVerification,
)
from core.models.pending_change import PendingChange
from core.models.person import ContactPoint, Identity, Person, PersonKey
from core.models.reaching import Reached, Reaching
from core.models.region import Region
from core.models.representation import HouseholdMark, LetterToStranger, Representation, TakeOver
from core.models.reveal import Reveal
from core.models.session import AuthSession, SignInChallenge
from core.models.shown import ShownSample
from core.models.sms import SmsMonth
from core.models.supply import Pool, Supply, SupplyCell
from core.models.taken_up import PutOff, TakenHow, TakenUp
from core.models.wrapping_epoch import DestroyedEpoch, ServingProcess, WrappingEpoch

__all__ = [
    "Alliance",
    "Appeal",
    "AuthSession",
    "Block",
    "CallRequest",
    "CallShut",
    "Case",
    "CaseKey",
    "ChannelRest",
    "ChannelState",
    "ChannelsQuiet",
    "ClockOffset",
    "Community",
    "CommunitySlug",
    "Concern",
    "ContactPoint",
    "Decision",
    "Delivery",
    "DeskAct",
    "DestroyedEpoch",
    "Device",
    "Digest",
    "Draft",
    "Duty",
    "Event",
    "EventHistory",
    "EventSeal",
    "EventTodo",
    "Evidence",
    "FormerPoint",
    "FormerSelf",
    "Heartbeat",
    "HelperSilence",
    "HouseholdMark",
    "IdempotentAnswer",
    "Identity",
    "Invitation",
    "KeyCheck",
    "LetterToStranger",
    "Link",
    "Match",
    "MatchReport",
    "Membership",
    "Message",
    "MessageSeen",
    "NameMark",
    "Need",
    "Note",
    "Notification",
    "NotificationSetting",
    "Offer",
    "Organisation",
    "OrganisationInvitation",
    "OrganisationPerson",
    "OrganisationVerification",
    "PendingChange",
    "Person",
    "PersonKey",
    "Pool",
    "PutOff",
    "RateLimit",
    "Reached",
    "Reaching",
    "Recognition",
    "Region",
    "Report",
    "Representation",
    "Reveal",
    "SentCopy",
    "ServingProcess",
    "ShownSample",
    "SignInChallenge",
    "SmsMonth",
    "Supply",
    "SupplyCell",
    "TakeOver",
    "TakenHow",
    "TakenUp",
    "Vouch",
    "WrappingEpoch",
]
