"""The lists of words that the card of a need is made of, and acts that may be taken back."""

from typing import Annotated, get_args

from api.schemas.words import words
from services.need_cards import card, helpers
from services.oversight import possible_doubles
from services.taking_back.acting import ActKind

CardAct = Annotated[str, words("CardAct", card.ACTS, "What a coordinator may do about a need now.")]
LikenessReason = Annotated[
    possible_doubles.Why,
    words("LikenessReason", get_args(possible_doubles.Why), "Why two needs may be one."),
]
HelperAnswer = Annotated[
    helpers.Answer, words("HelperAnswer", get_args(helpers.Answer), "What a helper last answered to a need.")
]
UndoableAct = Annotated[str, words("UndoableAct", ActKind, "What can be taken back for ten seconds.")]
