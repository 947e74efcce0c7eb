"""Tables of what heads say of lines they never saw."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from sklearn.metrics import roc_auc_score

from seemly.guard.text.heads import INTENTS, Vector
from seemly.guard.text.meaning import HARMFUL
from training.words.examples import Example

_HARM = [place for place, intent in enumerate(INTENTS) if intent in HARMFUL]


def harm(probabilities: Vector) -> Vector:
    """The chance that any harmful intent is meant, N."""
    return np.asarray(1 - np.prod(1 - probabilities[:, _HARM], axis=1), np.float32)


def auc(found: Vector, examples: Sequence[Example]) -> float:
    """How often a harmful line comes before a harmless one, 0.5 to 1."""
    harmful = [bool(example.intents.intersection(HARMFUL)) for example in examples]
    return float(roc_auc_score(harmful, harm(found)))


def recall(found: Vector, examples: Sequence[Example], wrong: float = 0.02) -> float:
    """The share of the harmful found where so many of the harmless are."""
    harmful = np.array([bool(example.intents.intersection(HARMFUL)) for example in examples])
    score = harm(found)
    return float((score[harmful] >= np.quantile(score[~harmful], 1 - wrong)).mean())


def tell(name: str, found: Vector, examples: Sequence[Example]) -> None:
    """AUC, and recall at 2 % of the harmless, for all and the weakest languages."""
    harmful = np.array([bool(example.intents.intersection(HARMFUL)) for example in examples])
    score = harm(found)
    line = float(np.quantile(score[~harmful], 0.98))
    print(f"{name}: AUC {auc(found, examples):.4f}; at 2 % of the harmless (p >= {line:.2f}) "
          f"{100 * (score[harmful] >= line).mean():.1f} % of the harmful")  # fmt: skip
    languages = np.array([example.language for example in examples])
    rows = []
    for language in sorted(set(languages)):
        mine = languages == language
        rows.append(
            (
                float((score[mine & harmful] >= line).mean()),
                float((score[mine & ~harmful] >= line).mean()),
                language,
                int(mine.sum()),
            )
        )
    for caught, wrong, language, count in sorted(rows)[:12]:
        print(
            f"  {language:4} {count:5} lines: {100 * caught:5.1f} % caught, "
            f"{100 * wrong:4.1f} % wrong"
        )
    for intent in INTENTS:
        mine = np.array([intent in example.intents for example in examples])
        if intent in HARMFUL and mine.any():
            print(
                f"  {intent.value:10} {int(mine.sum()):5}: "
                f"{100 * (score[mine] >= line).mean():.1f} %"
            )
