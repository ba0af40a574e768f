"""The lab: a generated parallel world, in several real languages, with a label that is right by construction.

A *meaning* (who did what to what, where, when, how many, or not) is drawn in no language; hand-written grammars realise
it in each, with tags. `generate` gives the rows of a task, split and language; `show` puts two languages side by side;
`write.write_lab` puts all of it into files of the formats of real benchmarks.

A language is three files: its words in `words/`, its grammar in `languages/`, its phrases of reviews in `reviews/`.

May import: core. Start reading: `world.py`, `meaning.py`, then `generate.py`, `makers.py`, `languages/en.py`.
"""

from xstilts.lab.atlas import ATLAS, TASKS
from xstilts.lab.generate import DIFFICULTIES, LANGUAGES, SIZES, VERSION, generate
from xstilts.lab.sight import show

__all__ = ["ATLAS", "DIFFICULTIES", "LANGUAGES", "SIZES", "TASKS", "VERSION", "generate", "show"]
