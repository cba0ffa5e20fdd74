"""Writes ../resources/functions/values.txt: functions of one number at chosen and random places, with 60 digits.

A line: name, dtype, bound, then pairs x=y. A bound `4` is in units in the last place, a bound `2^-48` times max(1, |y|).
Run: python3 functions.py (needs mpmath, numpy).
"""

import random
from pathlib import Path

import mpmath
from mpmath import mp, mpf
import numpy as np

mp.dps = 60
OUT = Path(__file__).parent.parent / "resources" / "functions" / "values.txt"
TYPES = {"f16": np.float16, "f32": np.float32, "f64": np.float64}
ENDS = {"f16": (6e-8, 65504), "f32": (1.5e-45, 3.4e38), "f64": (5e-324, 1.79e308)}
random.seed(5)


def root(x):
    return mpmath.sign(x) * mpmath.cbrt(abs(x))


def log_gamma(x):
    return mpmath.inf if x <= 0 and x == int(x) else mpmath.re(mpmath.loggamma(x))


# name: function, bounds of f16, f32, f64, range, whether both signs
FUNCTIONS = {
    "rsqrt": (lambda x: 1 / mpmath.sqrt(x), "1", "1", "1", None, False),
    "cbrt": (root, "1", "2", "2", None, True),
    "exp2": (lambda x: mpf(2) ** x, "1", "1", "1", (1e-9, 1000), True),
    "expm1": (mpmath.expm1, "1", "4", "4", (1e-9, 700), True),
    "log1p": (mpmath.log1p, "1", "4", "4", (1e-9, 1e30), False),
    "log2": (lambda x: mpmath.log(x, 2), "1", "4", "4", None, False),
    "log10": (lambda x: mpmath.log(x, 10), "1", "4", "4", None, False),
    "tan": (mpmath.tan, "1", "4", "4", (1e-9, 1e4), True),
    "asin": (mpmath.asin, "1", "4", "4", (1e-9, 1), True),
    "acos": (mpmath.acos, "1", "4", "4", (1e-9, 1), True),
    "atan": (mpmath.atan, "1", "4", "4", None, True),
    "sinh": (mpmath.sinh, "1", "4", "4", (1e-9, 710), True),
    "cosh": (mpmath.cosh, "1", "4", "4", (1e-9, 710), True),
    "asinh": (mpmath.asinh, "1", "4", "4", None, True),
    "acosh": (mpmath.acosh, "1", "4", "4", (1, 1e30), False),
    "atanh": (mpmath.atanh, "1", "4", "4", (1e-9, 0.9999999), True),
    "erf": (mpmath.erf, "1", "4", "4", (1e-9, 10), True),
    "erfc": (mpmath.erfc, "1", "1", "8", (1e-3, 26), True),
    "erfinv": (mpmath.erfinv, "1", "1", "16", (1e-9, 0.9999999), True),
    "lgamma": (log_gamma, "1", "2", "2^-47", (1e-3, 1e4), True),
    "digamma": (mpmath.digamma, "1", "2", "2^-46", (1e-3, 1e4), True),
    "softplus": (lambda x: mpmath.log1p(mpmath.exp(x)), "1", "4", "4", (1e-3, 80), True),
    "mish": (lambda x: x * mpmath.tanh(mpmath.log1p(mpmath.exp(x))), "1", "8", "8", (1e-3, 80), True),
}


def places(dtype, limits, signed):
    low, high = limits or ENDS[dtype]
    high = min(high, ENDS[dtype][1])
    low = max(low, ENDS[dtype][0])
    found = [low, high, 0.5, 1.0, 1.5, 2.0, 3.0, 8.0]
    found += [low * (high / low) ** random.random() for _ in range(24)]
    found += [random.uniform(low, min(high, 12)) for _ in range(16)]
    found = [x for x in found if low <= x <= high]
    return [TYPES[dtype](s * x) for x in found for s in ((1, -1) if signed else (1,))]


lines = ["# Written by src/test/python/functions.py with mpmath."]
for name, (function, half, single, double, limits, signed) in FUNCTIONS.items():
    for dtype, bound in (("f16", half), ("f32", single), ("f64", double)):
        pairs = []
        for x in places(dtype, limits, signed):
            if not np.isfinite(x) or name == "digamma" and x <= 0 and x == int(x):
                continue
            if limits and abs(float(x)) > limits[1]:
                continue
            with np.errstate(over="ignore", under="ignore"):
                try:
                    y = TYPES[dtype](float(function(mpf(float(x)))))
                except OverflowError:
                    y = TYPES[dtype](np.inf)
            pairs.append(f"{x}={y}")
        lines.append(" ".join([name, dtype, bound] + pairs))
OUT.write_text("\n".join(lines) + "\n")
