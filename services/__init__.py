"""What the product does: one function per action. Session first, caller second, keywords after.

They flush, never commit; they return rows; they raise `core.errors`. Doors open and close the transaction.
Thirty-one rooms and three modules; each imports only from floors below its own (held by a contract):

17  `home`: the first screen, memberships, matches with what they are about
    · `exporting`: everything that is kept of somebody, for them to take along
16  `desk`: what those who answer for a circle work through · `need_cards`, `match_cards`: all to decide by, on one card
15  `intake`: taking somebody in on the phone
14  `neighbours`: the people of a circle, found and looked after by those who answer for it
13  `representation`: speaking for somebody who has no app
12  `leaving`: somebody leaves Minka, and what was theirs ends everywhere; below it
    `retention`: how long what is kept is kept, and emptying what is over
11  `due`: what time does · `needs`: posting, editing, reading, ending needs
10  `safety`: what people report, who judges it, and appeals against what was decided
    · `calls`: asking a circle to be called, without an account, and calling back
 9  `asking`: whom to ask for a need, one by one and in rounds · `oversight`: what coordinators see and do
    · `reveals`: looking at somebody's place and contact for a purpose, and second words for it
 8  `matches`: opening a match, the two keys, every yes and no, what each side sees
 7  `afterwards`: contact, messages, reports, reminders of a match
 6  `cases`: what was reported about somebody, its evidence, who may hear it, a pause
 5  `offers`: posting, editing, ending offers
    · `governance`: what of a community one alone does not change, and whose word that waits for
 4  `people`: who somebody is and how they sign in
    · `communities`: circles, members, organisations, alliances
    · `browsers`: a sign-in that a cookie stands for
 3  `consequences`: what follows for needs and matches when something ends
 2  `facts`: rows turned into the values that `matching` judges
    · `judging`: who is too near to judge, what was decided about whom, who hears an appeal
    · `taking_back`: acts that may be undone before anybody is told of them
 1  `access`: who calls and what they may do · `places`: shown cells, supply, the search around a place
    · `drafts`: what people write down before they have an account
    · `name_marks`: by which words somebody's name is found, and who belongs to a circle
 0  `sealed`: the columns that are sealed under a person's key
"""
