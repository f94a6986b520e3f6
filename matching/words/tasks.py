"""The words of a task: when it is done, what a helper meets and must have, who pays. Stored as their text."""

from enum import StrEnum


class WhenKind(StrEnum):
    ANY_TIME = "any_time"
    WINDOWS = "windows"


class Weekday(StrEnum):
    MON = "mon"
    TUE = "tue"
    WED = "wed"
    THU = "thu"
    FRI = "fri"
    SAT = "sat"
    SUN = "sun"


class Involves(StrEnum):
    """What a helper will meet; held against what they said they cannot do."""

    STAIRS = "stairs"
    HEAVY_LIFTING = "heavy_lifting"
    DOGS = "dogs"
    CATS = "cats"
    SMOKE = "smoke"
    INFECTION = "infection"
    WHEELCHAIR = "wheelchair"
    CHILDREN = "children"
    NIGHT = "night"
    CROSSES_BORDER = "crosses_border"


class Requires(StrEnum):
    """What a helper must have or be for this task."""

    CAR = "car"
    VAN = "van"
    CARGO_BIKE = "cargo_bike"
    COOL_BOX = "cool_box"
    WHEELCHAIR_ACCESS = "wheelchair_access"
    CHILD_SEAT = "child_seat"
    FIRST_AID = "first_aid"
    TOOLS = "tools"
    WOMAN = "woman"


class CostKind(StrEnum):
    """Who pays: nothing to pay, paid back afterwards, paid before, a gift."""

    NONE = "none"
    REPAID = "repaid"
    PREPAID = "prepaid"
    GIFT = "gift"
