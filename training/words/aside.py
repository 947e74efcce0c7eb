"""Write prompts/aside.json: the digest of the lines set aside, before anything is tuned.

    python -m training.words.aside

Run once for a set of lines; a test fails where the lines aside are not these any more.
"""

from __future__ import annotations

import json
from collections import Counter
from datetime import UTC, datetime
from pathlib import Path

from seemly.redteam.sets import ONE_IN, SALT, WHOLE, digest_aside, read

PROMPTS = Path("prompts")
ASIDE = PROMPTS / "aside.json"


def main() -> None:
    lines = [line for line in read(PROMPTS) if line.set not in WHOLE]
    aside = [line for line in lines if line.aside]
    by_set = Counter(line.set for line in aside)
    told = {
        "sha256": digest_aside(lines),
        "at": datetime.now(UTC).strftime("%Y-%m-%d %H:%M UTC"),
        "salt": SALT,
        "one_in": ONE_IN,
        "lines": len(lines),
        "aside": len(aside),
        "by_set": dict(sorted(by_set.items())),
    }
    ASIDE.write_text(json.dumps(told, indent=2) + "\n")


if __name__ == "__main__":
    main()
