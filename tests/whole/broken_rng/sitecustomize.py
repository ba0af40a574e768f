"""A worker that resumes without torch's generator state: what the kill test must notice.

Python imports this module at start when its folder is on PYTHONPATH; the product has no such switch.
"""

import sys

if "xstilts.runs.worker" in sys.orig_argv:
    from xstilts.train import loop

    def restore_numpy_alone(checkpoint, random, rank=0):
        random.bit_generator.state = dict(checkpoint.numpy_state)

    loop.restore_random = restore_numpy_alone
