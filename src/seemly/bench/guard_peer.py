"""The guard's peers, run by the Python of `.venv-bench`, one thread, timing themselves.

    python guard_peer.py CREDENTIALS.pem

First prints one line about itself: versions, and where scikit-image keeps its pictures. Then, for
each line {"source": PATH or null, "result": PATH} on standard input, prints CPU milliseconds by
part. What it composes is what one would write with these packages: decode, ask nudenet and PDQ
about source and result, save a JPEG, sign it as c2pa-python does by default.
"""

from __future__ import annotations

import importlib.metadata
import io
import json
import os
import sys
import time
from collections import defaultdict
from pathlib import Path
from typing import Any

import c2pa
import cv2
import nudenet
import numpy as np
import onnxruntime
import pdqhash
from nudenet import NudeDetector
from PIL import Image

PACKAGES = ("nudenet", "pdqhash", "c2pa-python", "pillow", "onnxruntime")
DISTRIBUTION = importlib.metadata.distribution("scikit-image")
MANIFEST = {
    "claim_generator_info": [{"name": "peer", "version": "1"}],
    "title": "picture",
    "assertions": [
        {
            "label": "c2pa.actions.v2",
            "data": {
                "actions": [
                    {
                        "action": "c2pa.created",
                        "digitalSourceType": "http://cv.iptc.org/newscodes/digitalsourcetype/"
                        "trainedAlgorithmicMedia",
                    }
                ]
            },
        }
    ],
}


class Peers:
    """Each part by itself."""

    def __init__(self, credentials: Path) -> None:
        """`credentials`: private key, certificate and its issuer in one PEM file."""
        cv2.setNumThreads(1)
        self.spent: defaultdict[str, float] = defaultdict(float)
        self._nudity = NudeDetector()
        # Its own session takes every core and lets them spin: twice the CPU time. Be kind.
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = options.inter_op_num_threads = 1
        options.add_session_config_entry("session.intra_op.allow_spinning", "0")
        weights = Path(nudenet.__file__).with_name("320n.onnx")
        self._nudity.onnx_session = onnxruntime.InferenceSession(str(weights), options)
        key, _, chain = credentials.read_bytes().partition(b"-----BEGIN CERTIFICATE-----")
        chain = b"-----BEGIN CERTIFICATE-----" + chain
        info = c2pa.C2paSignerInfo(c2pa.C2paSigningAlg.ES256, chain, key, None)
        self._signer = c2pa.Signer.from_info(info)

    def answer(self, source: str | None, result: str) -> dict[str, float]:
        """Milliseconds by part for one request."""
        self.spent.clear()
        if source is not None:
            self._look(self.timed("decode", decoded, Path(source).read_bytes()))
        pixels = decoded(Path(result).read_bytes())
        self._look(pixels)
        file = self.timed("encode", encoded, pixels)
        self.timed("credentials", self._sign, file)
        return {part: round(1000 * spent, 3) for part, spent in self.spent.items()}

    def timed(self, part: str, function: Any, value: Any) -> Any:
        began = time.process_time()
        try:
            return function(value)
        finally:
            self.spent[part] += time.process_time() - began

    def _look(self, pixels: Any) -> None:
        self.timed("nudity", self._nudity.detect, np.ascontiguousarray(pixels[..., ::-1]))
        self.timed("matching", pdqhash.compute, pixels)

    def _sign(self, file: bytes) -> bytes:
        signed = io.BytesIO()
        with c2pa.Builder(MANIFEST) as builder:
            builder.sign(self._signer, "image/jpeg", io.BytesIO(file), signed)
        return signed.getvalue()


def decoded(data: bytes) -> Any:
    with Image.open(io.BytesIO(data)) as picture:
        return np.asarray(picture.convert("RGB"))


def encoded(pixels: Any) -> bytes:
    file = io.BytesIO()
    Image.fromarray(pixels).save(file, "JPEG", quality=92, subsampling=0)
    return file.getvalue()


def main(credentials: Path) -> None:
    """Say who is here, then answer until standard input ends."""
    peers = Peers(credentials)
    about = {
        "versions": {name: importlib.metadata.version(name) for name in PACKAGES},
        "pictures": os.fspath(Path(str(DISTRIBUTION.locate_file("skimage"))) / "data"),
    }
    print(json.dumps(about), flush=True)
    for line in sys.stdin:
        print(json.dumps(peers.answer(**json.loads(line))), flush=True)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
