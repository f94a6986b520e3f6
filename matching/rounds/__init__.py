"""Fifth chapter: many needs at once. Asked for one after the other, the first few would take the helpers that others
have nobody but.

- `arrays`: the kinds of columns that numpy computes with; `columns`: needs and offers as such columns;
- `vector_rules`, `vector_scores`: the rules of chapter three and the scores of chapter four over columns, held equal to
  their originals by tests;
- `shelves`: by both, what of one helper's offers and many needs is worth a closer look for who browses;
- `problem`: what is to be assigned, and what came of it;
- `assignment`: the best assignment of helpers to needs; `flow` solves it exactly, `swaps` without a solver;
- `fairness`: what evens the load out; `prices`: how much of the total may be given up for it.
"""
