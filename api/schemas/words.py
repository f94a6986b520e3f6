"""The lists of words that answers are made of and bodies choose from, each under a name of its own.

A client is generated with a type for each. Values stay the plain texts they are: a word is taken from where it is
decided, and nothing is checked twice. What holds the vocabulary's own classes needs none of this.
"""

from collections.abc import Iterable
from typing import Annotated, Literal, get_args

from pydantic import WithJsonSchema
from pydantic.json_schema import JsonSchemaValue

from api.schemas.base import Words
from core.events import EventKind
from core.models.device import AddressKind, Transport
from core.models.link import LinkPurpose
from matching.asking import nobody
from matching.rules import distance
from matching.rules.refusals import Reason as Refusal
from matching.states import lifecycle, need_states, offer_states
from matching.words import policy
from matching.words.categories import CATEGORIES
from matching.words.end_codes import WhyEnded
from matching.words.reporting import CaseOutcome
from matching.words.rulings import Ruling
from matching.words.vocabulary import (
    By,
    CommunityState,
    CompletedBy,
    DeclineReason,
    MatchStatus,
    MemberState,
    NeedStatus,
    OfferStatus,
)
from notifications import inbox
from notifications.messages import spoken_for
from notifications.messages.catalogue import TEMPLATES
from services.access import moves as match_moves
from services.afterwards import contact
from services.exporting import whole as exporting
from services.governance import views as change_views
from services.needs import history, lists
from services.neighbours import person as neighbour
from services.oversight import log_kinds
from services.reveals import views as look_views
from services.safety import decisions, reports
from texts.catalogue import LANGUAGES, keys

NAME, MEANING = "x-words", "x-meaning"
"""What a list of words is called, and says of itself, until the description has made it a schema of its own."""


def words(name: str, among: Iterable[str], meaning: str) -> WithJsonSchema:
    """How a text is described that is one of these words; `meaning` says what they tell."""
    found = list(dict.fromkeys(str(word) for word in among))
    said: JsonSchemaValue = {"type": "string", "enum": found, NAME: name, MEANING: meaning}
    return WithJsonSchema(said)


def _said(family: str) -> list[str]:
    """The codes that there is a sentence for."""
    return sorted({key.split(".")[1] for key in keys("en") if key.startswith(f"{family}.")})


FEATURES = (
    "needs",
    "offers",
    "matches",
    "messages",
    "organisations",
    "blocks",
    "reports",
    "oversight",
    "idempotency",
)
"""What this server knows: apps leave out fields that belong to a feature it does not name."""
_THINGS = (
    "need",
    "offer",
    "match",
    "person",
    "community",
    "organisation",
    "invitation",
    "concern",
    "block",
    "decision",
    "appeal",
    "case",
    "call_request",
)
_STATES = (*NeedStatus, *OfferStatus, *MatchStatus)
_NEED_MOVES = (*need_states.VERBS, "respond")
_PEOPLE = frozenset({By.HELPER, By.BENEFICIARY, By.COORDINATOR})
_MATCH_MOVES = [
    *(match_moves.named(one.move) for one in lifecycle.TRANSITIONS if one.by & _PEOPLE),
    *match_moves.CHANGES,
]
_MEMBER_MOVES = (MemberState.ACTIVE, MemberState.SUSPENDED)

CategorySlug = Annotated[str, words("CategorySlug", CATEGORIES, "What a need is about.")]
GivenCategory = Annotated[Words, words("CategorySlug", CATEGORIES, "What a need is about.")]
"""The same in a body, for a service to say which of several is unknown."""
CategoryParent = Annotated[
    str, words("CategoryParent", (one.parent for one in CATEGORIES.values()), "What categories belong to.")
]
DistanceBand = Annotated[
    str, words("DistanceBand", distance.BANDS, "How far, between two shown areas; never more exactly.")
]
NobodyReason = Annotated[
    str,
    words(
        "NobodyReason", (*nobody.Nobody, *nobody.MAY_HELP), "Why there is nobody, and what may always help."
    ),
]
Thing = Annotated[str, words("Thing", _THINGS, "What an id is one of.")]
NeedMove = Annotated[str, words("NeedMove", _NEED_MOVES, "What the caller may do with a need now.")]
OfferMove = Annotated[
    str, words("OfferMove", offer_states.VERBS, "What the caller may do with an offer now.")
]
MatchMove = Annotated[str, words("MatchMove", _MATCH_MOVES, "What the caller may do with a match now.")]
EventWord = Annotated[str, words("EventWord", EventKind, "What happened.")]
NotificationKind = Annotated[
    str,
    words("NotificationKind", sorted((*TEMPLATES, *spoken_for.TEMPLATES)), "What a notification tells of."),
]
SettingKind = Annotated[
    str,
    words("SettingKind", inbox.switchable(), "What somebody hears of, or not."),
]
NeedWarning = Annotated[
    str, words("NeedWarning", _said("warning"), "What a text holds that may not have been meant for others.")
]
ReaderWarning = Annotated[
    str,
    words(
        "ReaderWarning", _said("caution"), "What somebody else's words hold that one should look at twice."
    ),
]
NeedNotice = Annotated[
    str, words("NeedNotice", _said("notice"), "What an author is to know of their own need.")
]
ShareLinkMove = Annotated[
    str, words("ShareLinkMove", ("take_back",), "What the caller may do with a link into a chat now.")
]
MatchReason = Annotated[str, words("MatchReason", _said("why"), "What speaks for asking just them.")]
ExportForm = Annotated[str, words("ExportForm", (exporting.FORM,), "In which form an export is written.")]
EndCode = Annotated[
    str,
    words(
        "EndCode",
        (*WhyEnded, *DeclineReason, *CompletedBy),
        "Why a match ended, or on whose word it counts as completed.",
    ),
]
ClosedWhy = Annotated[
    contact.ClosedWhy, words("ClosedWhy", get_args(contact.ClosedWhy), "Why contact is closed.")
]
RefusalReason = Annotated[str, words("RefusalReason", Refusal, "Why somebody is not for a need.")]
NeighbourMove = Annotated[
    str, words("NeighbourMove", neighbour.MOVES, "What the caller may do about somebody of the circle now.")
]
DialName = Annotated[str, words("DialName", policy.bounds(), "A dial of a community's policy.")]
Feature = Annotated[str, words("Feature", FEATURES, "What this server knows.")]
SignInWay = Annotated[
    str, words("SignInWay", ("email", "sms", "firebase", "firebase_anonymous"), "How one can sign in.")
]
TextLanguage = Annotated[str, words("TextLanguage", LANGUAGES, "A language that sentences are written in.")]
ProblemCode = Annotated[str, words("ProblemCode", _said("problem"), "What is wrong, for machines.")]
FieldCode = Annotated[str, words("FieldCode", _said("field"), "What is wrong with a field, for machines.")]
CurrentState = Annotated[
    str,
    words(
        "CurrentState",
        (*_STATES, *MemberState, *CommunityState, *CaseOutcome, Ruling.UPHELD, Ruling.OVERTURNED),
        "Where the thing stands that was called.",
    ),
]
PossibleMove = Annotated[
    str,
    words(
        "PossibleMove",
        (*_NEED_MOVES, *offer_states.VERBS, *_MATCH_MOVES, *_MEMBER_MOVES),
        "What can be done instead.",
    ),
]

BoardStatus = Annotated[str, words("BoardStatus", _STATES, "A state of needs, of offers or of matches.")]

_Board = Literal["needs", "offers", "matches"]
_Blockable = Literal["person", "need", "match", "message"]
_Side = Literal[By.HELPER, By.BENEFICIARY]
_Reader = Literal["helper", "beneficiary", "coordinator"]
_ByAge = Literal["oldest", "newest"]
_Settable = Literal[MemberState.ACTIVE, MemberState.SUSPENDED]
_OwnLink = Literal[LinkPurpose.CONSENT, LinkPurpose.TAKE_OVER]
_Channel = Literal["email", "sms"]
_PushTransport = Literal[Transport.FCM]
_PushAddress = Literal[AddressKind.FID, AddressKind.TOKEN]
_Look = Literal["agree"]
_Bulk = Literal["admit", "refuse"]
_Preset = Literal["ask_few", "usual", "ask_many"]

BoardKind = Annotated[_Board, words("BoardKind", get_args(_Board), "What a board shows.")]
BlockSubject = Annotated[
    _Blockable, words("BlockSubject", get_args(_Blockable), "Behind what somebody stands.")
]
ReportStatus = Annotated[
    reports.Status,
    words("ReportStatus", get_args(reports.Status), "Whether a human has looked at what was reported."),
]
MatchSide = Annotated[_Side, words("MatchSide", get_args(_Side), "One of the two of a match.")]
Reader = Annotated[_Reader, words("Reader", get_args(_Reader), "Who looked at a contact.")]
AgeOrder = Annotated[_ByAge, words("AgeOrder", get_args(_ByAge), "Which come first.")]
NeedOrder = Annotated[
    lists.Order,
    words("NeedOrder", get_args(lists.Order), "Which come first; `fit` goes by the caller's offers."),
]
SettableState = Annotated[
    _Settable, words("SettableState", get_args(_Settable), "How a member is set by hand.")
]
MemberBulk = Annotated[_Bulk, words("MemberBulk", get_args(_Bulk), "What is done about several at once.")]
OwnLinkPurpose = Annotated[
    _OwnLink, words("OwnLinkPurpose", get_args(_OwnLink), "What a link to somebody's own mailbox is for.")
]
CodeChannel = Annotated[_Channel, words("CodeChannel", get_args(_Channel), "By which way a code is sent.")]
PushTransport = Annotated[
    _PushTransport, words("PushTransport", get_args(_PushTransport), "By which way a device can be reached.")
]
PushAddressKind = Annotated[
    _PushAddress, words("PushAddressKind", get_args(_PushAddress), "What the address of a device is.")
]
Preset = Annotated[_Preset, words("Preset", get_args(_Preset), "How many a community asks.")]
HistoryPart = Annotated[
    history.Part, words("HistoryPart", get_args(history.Part), "Who did it, by their part.")
]
HistorySide = Annotated[
    history.Side, words("HistorySide", get_args(history.Side), "In whose name it was done, by their part.")
]
ChangeAnswer = Annotated[
    change_views.Answer,
    words("ChangeAnswer", get_args(change_views.Answer), "A word on a change that waits."),
]
LookState = Annotated[
    look_views.State,
    words(
        "LookState", get_args(look_views.State), "How it stands with a second word on a look at a contact."
    ),
]
LookAnswer = Annotated[_Look, words("LookAnswer", get_args(_Look), "A word on a look at a contact.")]
ActWord = Annotated[str, words("ActWord", log_kinds.KINDS, "What somebody did who answers for a community.")]
OF_WHAT = words("DecisionSubject", get_args(decisions.About), "What is decided about.")
DecisionSubject = Annotated[decisions.About, OF_WHAT]
Verdict = Annotated[decisions.Verdict, words("Verdict", get_args(decisions.Verdict), "What is decided.")]
