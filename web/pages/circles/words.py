"""What is called how in a circle: roles, standing, ways to join. Each word stands here with its sentence."""

from collections.abc import Mapping

from matching.words.vocabulary import JoinPolicy, MemberState, Role, TrustLevel

ROLES: Mapping[Role, str] = {
    Role.MEMBER: "web.role.member",
    Role.COORDINATOR: "web.role.coordinator",
    Role.STEWARD: "web.role.steward",
}
TRUST: Mapping[TrustLevel, str] = {
    TrustLevel.NEW: "web.standing.new",
    TrustLevel.VOUCHED: "web.standing.vouched",
    TrustLevel.CHECKED: "web.standing.checked",
}
JOINED_BY: Mapping[JoinPolicy, str] = {
    JoinPolicy.OPEN: "web.join.open",
    JoinPolicy.APPROVAL: "web.join.approval",
    JoinPolicy.VOUCHED: "web.join.vouched",
    JoinPolicy.INVITATION: "web.join.invitation",
}
STATES: Mapping[MemberState, str] = {
    MemberState.PENDING: "web.member.pending",
    MemberState.ACTIVE: "web.member.active",
    MemberState.SUSPENDED: "problem.suspended.detail",
    MemberState.LEFT: "web.member.left",
}
