"""One ONNX net on one thread a call."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import onnxruntime
from numpy.typing import NDArray

from seemly.errors import CheckFailed


class OnnxNet:
    """A net with one input. Thread-safe: onnxruntime's sessions are."""

    def __init__(self, weights: Path, name: str) -> None:
        """Load the weights; `name` is what a person reads when it fails. Raises CheckFailed."""
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = options.inter_op_num_threads = 1
        options.add_session_config_entry("session.intra_op.allow_spinning", "0")
        options.enable_cpu_mem_arena = False  # pictures of every size would leave an arena each
        try:
            self._session = onnxruntime.InferenceSession(
                str(weights), options, providers=["CPUExecutionProvider"]
            )
        except Exception as fault:  # onnxruntime's own errors share no public base class
            raise CheckFailed(f"the {name} could not be loaded: {fault}") from fault
        self._name, self._input = name, self._session.get_inputs()[0].name

    def note(self, key: str) -> str:
        """What the file says of itself under this key. Raises CheckFailed."""
        try:
            return str(self._session.get_modelmeta().custom_metadata_map[key])
        except KeyError as fault:
            raise CheckFailed(f"the {self._name} does not name its {key}") from fault

    def run(self, values: NDArray[np.float32]) -> NDArray[np.float32]:
        """The answer of a net with one. Raises CheckFailed on a crash or on what is no number."""
        (answer,) = self.answers(values)
        return answer

    def answers(self, values: NDArray[np.float32]) -> tuple[NDArray[np.float32], ...]:
        """All answers, in the net's order. Raises CheckFailed as above."""
        try:
            found = self._session.run(None, {self._input: values})
        except Exception as fault:  # see above
            raise CheckFailed(f"the {self._name} failed: {fault}") from fault
        answers = tuple(np.asarray(answer, np.float32) for answer in found)
        if not all(np.isfinite(answer).all() for answer in answers):
            raise CheckFailed(f"the {self._name} answered with something that is no number")
        return answers
