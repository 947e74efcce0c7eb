"""A five-step workflow in DBOS on SQLite, run by the Python of `.venv-bench`: the bench's peer.

    python dbos_peer.py FOLDER WORKFLOWS    prints {"per_s": ..., "way": ..., "version": ...}

As its own manual recommends: `SQLite` as it configures it, workflows started in the background
(`start_workflow`) or enqueued, many at once, each of five steps that return a small JSON. Both ways
are run and the faster one counts. Before the clock starts every way runs a few workflows.
"""

from __future__ import annotations

import importlib.metadata
import json
import sys
import time
from pathlib import Path

from dbos import DBOS, DBOSConfig

STATES = ("screened", "approved", "marked", "publishing", "published")
WARM_UP = 20
QUEUE = "requests"


@DBOS.step()  # type: ignore[untyped-decorator]
def step(state: str, request: int) -> dict[str, object]:
    """One durable step."""
    return {"state": state, "request": request, "reasons": []}


@DBOS.workflow()  # type: ignore[untyped-decorator]
def life(request: int) -> str:
    """Five steps, as a picture request has."""
    for state in STATES:
        step(state, request)
    return STATES[-1]


def started(count: int) -> None:
    """All of them in the background, in its thread pool."""
    handles = [DBOS.start_workflow(life, number) for number in range(count)]
    assert all(handle.get_result() == STATES[-1] for handle in handles)


def enqueued(count: int) -> None:
    """All of them through its durable queue."""
    handles = [DBOS.enqueue_workflow(QUEUE, life, number) for number in range(count)]
    assert all(handle.get_result() == STATES[-1] for handle in handles)


def main(folder: Path, count: int) -> None:
    """Run both ways, print the faster one."""
    database = f"sqlite:///{folder / 'dbos.sqlite'}"
    DBOS(config=DBOSConfig(name="peer", system_database_url=database, log_level="ERROR"))
    DBOS.launch()
    DBOS.register_queue(QUEUE, polling_interval_sec=0.05)
    rates = {}
    for way in (started, enqueued):
        way(WARM_UP)
        began = time.monotonic()
        way(count)
        rates[way.__name__] = count / (time.monotonic() - began)
    fastest = max(rates, key=lambda name: rates[name])
    version = importlib.metadata.version("dbos")
    print(json.dumps({"per_s": rates[fastest], "way": fastest, "version": version, "all": rates}))
    DBOS.destroy()


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]))
