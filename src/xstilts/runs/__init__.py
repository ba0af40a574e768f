"""The store, the scheduler and the local executor: which stages run, where, in what order, and what is kept.

Knows stages by spec, key and folder; what a stage does is behind one function
(`xstilts.stages.execute:execute`) that only workers import, so the driver never loads torch.

May import: stages (specs and context), tasks.records, core.
Start reading: `store.py` (what a finished stage is), then `schedule.py` (the driver), `local.py` and
`worker.py` (the processes that do the work).

    disk.py        errors of writing, flushing and removing whole folders
    seal.py        the manifest of a finished folder, and its verification
    reading.py     stages by key: done, stale, collected, damaged; verification
    store.py       a stage in progress, its completion, housekeeping
    lease.py       one driver per store
    index.py       SQLite view of the store, rebuilt when missing, damaged or behind
    numerics.py    what decides the bits of a result besides its spec; provenance
    graph.py       nodes of a plan;  order.py  who waits for whom and who goes first
    schedule.py    the driver;  local.py  its pool of workers;  worker.py  one worker;  signals.py  Ctrl-C
    team.py        the other processes of a training that several share
    display.py     progress on a terminal or as plain lines;  pace.py  rates and remaining time
"""
