"""The catalogue: datasets, train tasks and targets, as lazy tables from a name to its record.

One frozen record per dataset, task and target; languages are data. Listing names imports no module of a benchmark.
Third parties add names with `DATASETS.add`, `TRAIN_TASKS.add` and `TARGETS.add`. Names that end in `-local` are local
protocols for data that is not the published protocol's; their `local_protocol` says how they differ.

May import: `tasks.records`, `lab`, `core`.
Start reading: `pairs.py` for two whole benchmarks, then `rows.py` for how a row becomes an example.
"""

from __future__ import annotations

from collections.abc import Mapping

from xstilts.core.registry import Registry

_HERE = "xstilts.tasks.catalogue"


def _table(modules: Mapping[str, Mapping[str, str]]) -> dict[str, str]:
    return {name: f"{_HERE}.{module}:{item}" for module, items in modules.items() for name, item in items.items()}


DATASETS = Registry(
    "dataset",
    _table(
        {
            "nli": {
                "mnli": "MNLI",
                "mnli_dev_matched": "MNLI_DEV_MATCHED",
                "cad_nli": "CAD_NLI",
                "snli": "SNLI",
                "anli": "ANLI",
                "rte": "RTE",
            },
            "sentences": {"sst2": "SST2", "cola": "COLA", "qqp": "QQP"},
            "pairs": {"xnli": "DATASET_XNLI", "pawsx": "DATASET_PAWSX"},
            "tagging": {"udpos": "DATASET_UDPOS", "wikiann": "DATASET_PANX", "chunking": "CHUNKING"},
            "ccg": {"ccg": "DATASET"},
            "questions": {
                "squad": "SQUAD",
                "squad_v2": "SQUAD_V2",
                "xquad": "DATASET_XQUAD",
                "mlqa": "DATASET_MLQA",
                "tydiqa": "DATASET_TYDIQA",
            },
            "causal": {"copa": "COPA", "xcopa": "DATASET_XCOPA", "ecare": "ECARE"},
            "cosmosqa": {"cosmosqa": "DATASET"},
            "piqa": {"piqa": "DATASET"},
            "openbookqa": {"openbookqa": "DATASET"},
            "commonsenseqa": {"commonsenseqa": "DATASET"},
            "socialiqa": {"socialiqa": "DATASET"},
            "hellaswag": {"hellaswag": "DATASET"},
            "winogrande": {"winogrande": "DATASET"},
            "xcsr": {"xcsqa": "DATASET_XCSQA", "xcodah": "DATASET_XCODAH"},
            "xstorycloze": {"xstorycloze": "DATASET"},
            "retrieval": {"tatoeba": "DATASET_TATOEBA", "bucc": "DATASET_BUCC"},
            "text": {
                "flores200": "FLORES",
                "ntrex128": "NTREX",
                "common_voice": "COMMON_VOICE",
                "wikiann_text": "WIKIANN_TEXT",
                "wiki_paragraphs": "WIKI_PARAGRAPHS",
                "squad_paragraphs": "SQUAD_PARAGRAPHS",
                "bible_nt": "BIBLE",
            },
            "lab": {
                "lab_nli": "NLI_DATASET",
                "lab_paraphrase": "PARAPHRASE_DATASET",
                "lab_sentiment": "SENTIMENT_DATASET",
                "lab_pos": "POS_DATASET",
                "lab_ner": "NER_DATASET",
                "lab_choice": "CHOICE_DATASET",
                "lab_qa": "QA_DATASET",
                "lab_retrieval": "RETRIEVAL_DATASET",
                "lab_mining": "MINING_DATASET",
                "lab_text": "TEXT_DATASET",
            },
        }
    ),
)
TRAIN_TASKS = Registry(
    "train task",
    _table(
        {
            "nli": {
                "mnli": "TASK_MNLI",
                "anli_plus": "TASK_ANLI_PLUS",
                "nli_small": "TASK_NLI_SMALL",
                "rte": "TASK_RTE",
            },
            "sentences": {"sst2": "TASK_SST2", "cola": "TASK_COLA", "qqp": "TASK_QQP"},
            "pairs": {"pawsx_en": "TASK_PAWSX", "pawsx_en-local": "TASK_PAWSX_LOCAL"},
            "tagging": {
                "udpos_en": "TASK_UDPOS",
                "panx_en": "TASK_PANX",
                "panx_en-local": "TASK_PANX_LOCAL",
                "chunking": "TASK_CHUNKING",
            },
            "ccg": {"ccg": "TASK"},
            "questions": {"squad_v1": "TASK_SQUAD", "squad_v2": "TASK_SQUAD_V2", "tydiqa_en": "TASK_TYDIQA"},
            "causal": {"copa": "TASK_COPA", "ecare": "TASK_ECARE"},
            "cosmosqa": {"cosmosqa": "TASK"},
            "piqa": {"piqa": "TASK"},
            "openbookqa": {"openbookqa": "TASK"},
            "commonsenseqa": {"commonsenseqa": "TASK", "commonsenseqa_outside_xcsqa": "TASK_OUTSIDE_XCSQA"},
            "socialiqa": {"socialiqa": "TASK"},
            "hellaswag": {"hellaswag": "TASK"},
            "winogrande": {"winogrande": "TASK"},
            "xstorycloze": {"xstorycloze_en": "TASK"},
            "lab": {
                "lab_nli": "NLI_TASK",
                "lab_paraphrase": "PARAPHRASE_TASK",
                "lab_sentiment": "SENTIMENT_TASK",
                "lab_pos": "POS_TASK",
                "lab_ner": "NER_TASK",
                "lab_choice": "CHOICE_TASK",
                "lab_qa": "QA_TASK",
            },
        }
    ),
)
TARGETS = Registry(
    "target",
    _table(
        {
            "pairs": {
                "xnli": "XNLI_TARGET",
                "xnli-local": "XNLI_LOCAL",
                "pawsx": "PAWSX_TARGET",
                "pawsx-local": "PAWSX_LOCAL",
            },
            "tagging": {
                "udpos": "UDPOS_TARGET",
                "udpos-local": "UDPOS_LOCAL",
                "panx": "PANX_TARGET",
                "panx-local": "PANX_LOCAL",
            },
            "questions": {
                "xquad": "XQUAD_TARGET",
                "xquad-local": "XQUAD_LOCAL",
                "mlqa": "MLQA_TARGET",
                "mlqa-local": "MLQA_LOCAL",
                "tydiqa": "TYDIQA_TARGET",
                "tydiqa-local": "TYDIQA_LOCAL",
            },
            "retrieval": {
                "bucc": "BUCC_TARGET",
                "bucc-dev": "BUCC_DEV",
                "bucc-local": "BUCC_LOCAL",
                "tatoeba": "TATOEBA_TARGET",
                "tatoeba-local": "TATOEBA_LOCAL",
            },
            "causal": {"xcopa": "XCOPA_TARGET", "xcopa-local": "XCOPA_LOCAL"},
            "xcsr": {"xcsqa": "XCSQA_TARGET", "xcodah": "XCODAH_TARGET"},
            "xstorycloze": {"xstorycloze": "TARGET"},
            "lab": {
                "lab_nli": "NLI_TARGET",
                "lab_paraphrase": "PARAPHRASE_TARGET",
                "lab_sentiment": "SENTIMENT_TARGET",
                "lab_pos": "POS_TARGET",
                "lab_ner": "NER_TARGET",
                "lab_choice": "CHOICE_TARGET",
                "lab_qa": "QA_TARGET",
                "lab_retrieval": "RETRIEVAL_TARGET",
                "lab_mining": "MINING_TARGET",
            },
        }
    ),
)
