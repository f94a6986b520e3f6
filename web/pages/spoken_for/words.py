"""What is called how of a consent: how it was given, what it covers. Each word stands here with its sentence."""

from core.models.representation import ConsentHow, Covers

HOW = {
    ConsentHow.PHONE: "web.consent.phone",
    ConsentHow.IN_PERSON: "web.consent.in_person",
    ConsentHow.WRITTEN: "web.consent.written",
    ConsentHow.LINK: "web.consent.link",
}
COVERS = {
    Covers.POST: "web.covers.post",
    Covers.ANSWER: "web.covers.answer",
    Covers.REPORT: "web.covers.report",
}
