"""Fourth chapter: whom to ask for a need. Few at once, those most likely to be glad of it, and never everybody.

- `attention`: what it costs to ask somebody, how likely they see it, and what is believed of a yes;
- `scoring`: how good a pair is, each part kept so that a person who wonders can be told why;
- `candidates`: those whom the rules allow, best first;
- `sampling`: which of them the author of a need is shown, so that asking again and again tells nothing;
- `again`: whether somebody who was asked before is asked once more, and in which order;
- `askable`: the same people as columns, in which one need and ten thousand are alike;
- `waves`: whom of them to ask now, and when to stop;
- `limits`: when somebody who was asked as often as they said may be asked again;
- `next_look`: when to look again, and when nobody is left whom the need could wait for;
- `nobody`: why there is nobody, as much of it as tells nothing of a single helper;
- `browsing`: the order in which somebody sees needs who looks for themselves.
"""
