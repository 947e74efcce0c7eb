"""Watermarks of others, run by the Python of `.venv-bench`, one thread, timing themselves.

    python peer.py

First prints one line about itself: versions, and how many bits each mark carries. Then, for each
line {"do": "mark", "mark": NAME, "pixels": PATH, "bits": [...], "out": PATH} or {"do": "read",
"mark": NAME, "pixels": PATH}, prints {"cpu_ms": ...} and the bits that were read. Pixels are .npy
files, RGB.

`invisible-watermark` imports torch for RivaGAN although its two networks are ONNX files in the
package. Here they are run by onnxruntime with the package's own scaling and threshold, and
`dwtDctSvd` is loaded from its file, so that torch is not needed.
"""

from __future__ import annotations

import importlib.metadata
import importlib.util
import json
import sys
import time
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import onnxruntime
from blind_watermark import WaterMark, bw_notes

PACKAGES = ("invisible-watermark", "blind-watermark", "onnxruntime", "pywavelets", "numpy")
FOLDER = Path(
    str(importlib.metadata.distribution("invisible-watermark").locate_file("imwatermark"))
)
_RIVA_THRESHOLD = 0.52  # the package's


class DwtDctSvd:
    """Singular values of blocks, 48 bits, no correction."""

    bits = 48

    def __init__(self) -> None:
        spec = importlib.util.spec_from_file_location("dwtDctSvd", FOLDER / "dwtDctSvd.py")
        assert spec
        assert spec.loader
        module = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(module)
        self._embed = module.EmbedDwtDctSvd

    def mark(self, bgr: Any, bits: list[int]) -> Any:
        return self._embed(bits, wmLen=self.bits).encode(bgr)

    def read(self, bgr: Any) -> list[int]:
        return [int(bit) for bit in self._embed([], wmLen=self.bits).decode(bgr)]


class RivaGan:
    """Two networks, 32 bits: it cannot carry more."""

    bits = 32

    def __init__(self) -> None:
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = options.inter_op_num_threads = 1
        options.add_session_config_entry("session.intra_op.allow_spinning", "0")
        self._encoder, self._decoder = (
            onnxruntime.InferenceSession(str(FOLDER / f"rivagan_{half}.onnx"), options)
            for half in ("encoder", "decoder")
        )

    def mark(self, bgr: Any, bits: list[int]) -> Any:
        asked = {"frame": _frame(bgr), "data": np.array([bits], np.float32)}
        frame = np.clip(self._encoder.run(None, asked)[0][0, :, 0], -1, 1)
        return ((frame.transpose(1, 2, 0) + 1) * 127.5).astype(np.uint8)

    def read(self, bgr: Any) -> list[int]:
        found = self._decoder.run(None, {"frame": _frame(bgr)})[0][0]
        return [int(bit) for bit in found > _RIVA_THRESHOLD]


class Blind:
    """blind-watermark with its defaults, 48 bits, no correction."""

    bits = 48

    def __init__(self) -> None:
        bw_notes.close()

    def mark(self, bgr: Any, bits: list[int]) -> Any:
        mark = WaterMark(password_img=1, password_wm=1)
        mark.read_img(img=bgr)
        mark.read_wm([bool(bit) for bit in bits], mode="bit")
        return np.rint(mark.embed()).astype(np.uint8)

    def read(self, bgr: Any) -> list[int]:
        mark = WaterMark(password_img=1, password_wm=1)
        return [int(bit) for bit in mark.extract(embed_img=bgr, wm_shape=self.bits, mode="bit")]


def _frame(bgr: Any) -> Any:
    """1 x 3 x 1 x height x width, -1 to 1."""
    return (bgr.astype(np.float32) / 127.5 - 1).transpose(2, 0, 1)[None, :, None]


def main() -> None:
    """Say who is here, then answer until standard input ends."""
    cv2.setNumThreads(1)
    marks: dict[str, Any] = {
        "dwtDctSvd": DwtDctSvd(),
        "RivaGAN": RivaGan(),
        "blind-watermark": Blind(),
    }
    about = {
        "versions": {name: importlib.metadata.version(name) for name in PACKAGES},
        "bits": {name: mark.bits for name, mark in marks.items()},
    }
    print(json.dumps(about), flush=True)
    for line in sys.stdin:
        asked = json.loads(line)
        mark = marks[asked["mark"]]
        bgr = np.ascontiguousarray(np.load(asked["pixels"])[..., ::-1])
        began = time.process_time()
        answer: dict[str, Any] = {}
        if asked["do"] == "mark":
            marked = mark.mark(bgr, asked["bits"])
        else:
            answer["bits"] = mark.read(bgr)
        answer["cpu_ms"] = round(1000 * (time.process_time() - began), 2)
        if asked["do"] == "mark":
            np.save(asked["out"], marked[..., ::-1])
        print(json.dumps(answer), flush=True)


if __name__ == "__main__":
    main()
