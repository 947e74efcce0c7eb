"""PSNR and SSIM against values that are known, and against scikit-image's."""

from __future__ import annotations

import math

import cv2
import numpy as np
import pytest
from skimage.metrics import structural_similarity
from tests.bench.marks.shipped import coffee

from seemly.bench.marks.quality import psnr, ssim


def test_psnr() -> None:
    grey = np.full((10, 10, 3), 100, np.uint8)
    assert psnr(grey, grey) == math.inf
    assert psnr(grey, grey + np.uint8(1)) == pytest.approx(48.13, abs=0.01)


def test_ssim_is_scikit_images() -> None:
    picture = coffee()
    noise = np.random.default_rng(0).normal(0, 8, picture.shape)
    other = np.asarray((picture + noise).clip(0, 255), np.uint8)
    one, two = (cv2.cvtColor(pixels, cv2.COLOR_RGB2GRAY) for pixels in (picture, other))
    reference = structural_similarity(  # type: ignore[no-untyped-call]
        one, two, gaussian_weights=True, sigma=1.5, use_sample_covariance=False
    )
    assert ssim(picture, picture) == pytest.approx(1)
    assert ssim(picture, other) == pytest.approx(reference, abs=0.005)
