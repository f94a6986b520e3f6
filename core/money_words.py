"""Words that speak of money or of a way to pay it, in the six languages: what a text is searched for.

They say that money is spoken of, and nothing of who speaks: also an honest "I pay you back" is found. Words that mean
something else at least as often (French *prêt*, Spanish *efectivo*, English *wise*) stand here only in company.
"""

import unicodedata

WORDS = {
    "en": (
        "money|cash|payments?|pay (?:me|you|us|now|first|in advance|by)|prepay\\w*|advance fees?|deposits?|loans?"
        "|wire (?:transfer|me|it)|bank transfers?|money transfers?|transfer (?:the )?(?:money|fee|amount|funds)"
        "|gift ?cards?|vouchers?|bank accounts?|account numbers?|sort code|routing number"
        "|(?:credit|debit|bank|prepaid) cards?|card numbers?|pin|pin code|cvv|cvc|iban|swift code"
    ),
    "es": (
        "dinero|en efectivo|pagos?|pagar|pagame|paga(?:r|me)? por adelantado|transferencias?|transferir|transfiere\\w*"
        "|giro bancario|depositos?|prestamos?|tarjetas? (?:de )?(?:regalo|credito|debito|bancaria|prepago)"
        "|cuenta bancaria|numero de cuenta|clabe|bizum|clave secreta"
    ),
    "pt": (
        "dinheiro|pagamentos?|pagar|pague|transferencias?|transferir|transfira|deposito|emprestimos?|pix|multibanco"
        "|mb ?way|boleto|cartao (?:de )?(?:presente|credito|debito|bancario)|cartoes (?:de )?(?:presente|credito)"
        "|vale[- ]presente|conta bancaria|numero da conta|codigo secreto"
    ),
    "fr": (
        "argent|en especes|paiements?|payer|payez|virements?|mandat cash|acomptes?|emprunts?|rib"
        "|cartes? (?:cadeaux?|bancaires?|bleue|prepayees?|de credit)|compte bancaire|numero de compte"
        "|paysafecard|neosurf|code secret"
    ),
    "ar": (
        "مال|اموال|نقود|نقدا|فلوس|تحويل|حواله|حوالات|ادفع|تدفع|دفعه|قرض|سلفه|ايبان"
        "|بطاقه (?:هديه|هدايا|ائتمان|بنكيه|مصرفيه|مدفوعه)|حساب (?:بنكي|مصرفي)|رقم الحساب|الرقم السري|رمز سري|ايداع"
    ),
    "sw": (
        "pesa|fedha|malipo|lipa|nilipe|ulipe|kulipa|tuma hela|hela|mkopo|amana|akaunti ya benki|namba ya akaunti"
        "|kadi ya (?:zawadi|benki|mkopo)|namba ya siri|lipa namba|airtime"
    ),
    "": (
        "m-?pesa|t-?kash|airtel money|tigo ?pesa|mtn momo|momo|orange money|ecocash|paybill|till number|paypal|venmo"
        "|zelle|cash ?app|revolut|transferwise|western union|moneygram|ria money|skrill|payoneer|google pay|apple pay"
        "|steam card|bitcoins?|btc|usdt|crypto|ethereum"
    ),
}
"""By language, as `core.hints` folds texts: lower case, no accents. The last are names, the same everywhere."""

_MARKS = frozenset({"Mn", "Me", "Cf"})
_ALIKE = str.maketrans({"ة": "ه", "ى": "ي", "ـ": None, "ı": "i", "’": "'", "\u00a0": " "})


def folded(text: str) -> str:
    """A text as it is searched: plain digits and letters, lower case, no accents, nothing that is not seen."""
    if text.isascii():
        return text.lower()
    plain = unicodedata.normalize("NFKD", text)
    kept = (letter for letter in plain if unicodedata.category(letter) not in _MARKS)
    return "".join(_digit(letter) for letter in kept).casefold().translate(_ALIKE)


def _digit(letter: str) -> str:
    number = unicodedata.decimal(letter, None)
    return letter if number is None else str(number)
