"""Why something stands in a circle's queue, as SQL, by what it is about.

Every statement finds rows of the same columns: `why`, the `id` and `type` of what it is about, `since` when it waits,
`entered` the queue when, how `pressing` it is, its `turn` among those, and the `need_id` behind it, if there is one.
They are put together, and the values that they want are named, in `services.oversight.queue_rows`.
"""
