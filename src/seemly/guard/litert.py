"""One TensorFlow Lite net, one interpreter a thread."""

from __future__ import annotations

import threading
from pathlib import Path
from typing import Any

import numpy as np
from ai_edge_litert.interpreter import Interpreter
from numpy.typing import NDArray

from seemly.errors import CheckFailed


class Net:
    """A net with one input (1 x height x width x 3, float32). Thread-safe."""

    def __init__(self, weights: Path) -> None:
        self._weights = str(weights)
        self._mine = threading.local()
        self._interpreter()

    def run(self, values: NDArray[np.float32]) -> tuple[NDArray[np.float32], ...]:
        """All outputs, in the model's order. Raises CheckFailed on a crash or on NaN."""
        try:
            interpreter = self._interpreter()
            interpreter.set_tensor(interpreter.get_input_details()[0]["index"], values[None])
            interpreter.invoke()
            outputs = tuple(
                interpreter.get_tensor(detail["index"])[0]
                for detail in interpreter.get_output_details()
            )
        except (ValueError, RuntimeError) as fault:
            raise CheckFailed(f"a finder of people failed: {fault}") from fault
        if not all(np.isfinite(output).all() for output in outputs):
            raise CheckFailed("a finder of people answered with something that is no number")
        return outputs

    def _interpreter(self) -> Any:
        if not hasattr(self._mine, "interpreter"):
            try:
                interpreter = Interpreter(model_path=self._weights, num_threads=1)
                interpreter.allocate_tensors()
            except (ValueError, RuntimeError) as fault:
                raise CheckFailed(f"a finder of people could not be loaded: {fault}") from fault
            self._mine.interpreter = interpreter
        return self._mine.interpreter
