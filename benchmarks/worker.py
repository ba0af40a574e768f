"""One contender in a process of its own: `python -m benchmarks.worker JOB`; turns come and costs go through pipes."""

from __future__ import annotations

import json
import os
import sys
from importlib import import_module

import numpy as np
from numpy.typing import NDArray

from benchmarks import data
from benchmarks.gate import Gate
from benchmarks.jobs import Job
from benchmarks.race import data_name


def main() -> None:
    """Run the job in argv[1]; stdout is kept for reports, whatever libraries print goes to stderr."""
    reports = os.fdopen(os.dup(1), "w")
    os.dup2(2, 1)
    job = Job.from_json(json.loads(sys.argv[1]))
    prepared = data.read(job.mix, job.folder / data_name(job))
    side = import_module(f"benchmarks.{'ours' if job.variant.side == 'ours' else 'peers'}")
    if job.phase == "evaluate":
        gate = Gate(1, sys.stdin, reports)
        gate.tell(side.run_evaluation(job, prepared, gate))
    else:
        gate = Gate(job.amount.steps, sys.stdin, reports)
        gate.tell(side.run_training(job, prepared, batches(job, prepared), gate))


def batches(job: Job, prepared: data.Prepared) -> list[NDArray[np.int64]]:
    """The groups of each step."""
    if job.variant.order == "sorted":
        return data.sorted_batches(prepared.train.group_tokens(), job.amount.batch, job.steps, job.seed)
    return data.random_batches(len(prepared.train.groups) - 1, job.amount.batch, job.steps, job.seed)


if __name__ == "__main__":
    main()
