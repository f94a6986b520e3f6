"""What the outcome of one message says of its whole channel, and what is to be done, in a sentence without values."""

from notifications.channels.base import Outcome, Verdict

_OF_ONE_MESSAGE = ("RCPT_", "DATA_", "MALFORMED", "TOO_BIG")
"""How codes begin that say nothing of the other messages."""

_MAIL = {
    "UNKNOWN_HOST": "the host in MINKA_SMTP_HOST is not known. Correct its name",
    "REFUSED": "nobody answers at MINKA_SMTP_HOST and MINKA_SMTP_PORT. Start the mail server, or correct them",
    "NO_ANSWER": "the mail server does not answer. Is a firewall between, or MINKA_SMTP_PORT wrong? Minka wants "
    "STARTTLS (587), not TLS from the start (465); many providers shut 25",
    "CERTIFICATE": "the mail server's certificate is not valid for MINKA_SMTP_HOST. Name it as its certificate does, "
    "or have it renewed",
    "NO_STARTTLS": "the mail server offers no STARTTLS, without which codes would travel in clear. Name one that does, "
    "or one on this machine with MINKA_SMTP_START_TLS=false",
    "NO_SIGN_IN": "the mail server takes no sign-in. Unset MINKA_SMTP_USERNAME and MINKA_SMTP_PASSWORD",
    "SESSION_530": "the mail server wants a sign-in. Set MINKA_SMTP_USERNAME and MINKA_SMTP_PASSWORD",
    "SESSION_534": "the mail server refuses MINKA_SMTP_USERNAME and MINKA_SMTP_PASSWORD. Correct them",
    "SESSION_535": "the mail server refuses MINKA_SMTP_USERNAME and MINKA_SMTP_PASSWORD. Correct them",
    "SESSION_-1": "what answers at MINKA_SMTP_HOST and MINKA_SMTP_PORT is no mail server. Correct them",
    "SESSION_4": "the mail server asks us to wait. If it goes on, ask whoever runs it",
    "SESSION_5": "the mail server does not take mail from us. Is MINKA_MAIL_FROM an address that it may send for?",
}
_SMS = {
    "ConnectError": "nobody answers at MINKA_SMS_URL. Correct it, or ask the gateway",
    "ConnectTimeout": "nobody answers at MINKA_SMS_URL. Correct it, or ask the gateway",
    "HTTP_401": "the gateway refuses MINKA_SMS_TOKEN. Correct it",
    "HTTP_403": "the gateway refuses MINKA_SMS_TOKEN. Correct it",
    "HTTP_402": "the gateway wants money. Top up the account",
    "HTTP_3": "MINKA_SMS_URL leads on to somewhere else. Set the address of the gateway itself",
    "HTTP_404": "MINKA_SMS_URL leads to nothing that takes texts. Correct it",
    "HTTP_405": "MINKA_SMS_URL leads to nothing that takes texts. Correct it",
    "HTTP_407": "a proxy stands before MINKA_SMS_URL. Let Minka past it",
    "HTTP_429": "the gateway asks us to wait. If it goes on, raise what the account may send",
    "HTTP_5": "the gateway is in trouble itself. If it goes on, ask whoever runs it",
}
_PUSH = {
    "AUTH_REFUSED": "Google refuses the account in MINKA_FIREBASE_CREDENTIALS. Make a new key for it",
    "AUTH_": "Google's sign-in does not answer. Is the way out of this machine open (oauth2.googleapis.com)?",
    "PERMISSION_DENIED": "the account in MINKA_FIREBASE_CREDENTIALS may not send. Give it the role that may",
    "UNAUTHENTICATED": "Firebase refuses the account in MINKA_FIREBASE_CREDENTIALS. Make a new key for it",
    "THIRD_PARTY_AUTH_ERROR": "Apple's or the browsers' key is wrong at Firebase. Correct it in Firebase's console",
}
_UNKNOWN = "the other side does not take them, or does not answer. Does it say so of itself?"
_ALL = {"email": ("Mail", _MAIL), "sms": ("Texts", _SMS), "push": ("Pushes", _PUSH)}


def is_well(outcome: Outcome) -> bool | None:
    """Whether the channel works, as far as this try of one message tells; None: it says nothing of the channel."""
    match outcome.verdict:
        case Verdict.DONE | Verdict.DROP_ADDRESS:
            return True
        case Verdict.PAUSE_CHANNEL:
            return False
        case Verdict.DEAD:
            return None
        case Verdict.RETRY | Verdict.AMBIGUOUS:
            return None if outcome.code.startswith(_OF_ONE_MESSAGE) else False


def sentence(channel: str, code: str) -> str:
    """What is wrong with a channel (`email`, `sms`, `push`) that ended so, and what to do."""
    what, known = _ALL.get(channel, ("Messages", {}))
    why = known.get(code) or next(
        (told for begin, told in known.items() if begin[-1] in "_345" and code.startswith(begin)), _UNKNOWN
    )
    return f"{what} {'does' if what == 'Mail' else 'do'} not leave: {why} ({code})."
