"""Writes the edge vectors beside this file, in ../resources/edges: what every scalar operation must give.

Independent of the code that is tested: floats are exact fractions, rounded by the definition of their format;
elementary functions come from mpmath with 400 bits. Run: python3 edges.py
"""

from fractions import Fraction
from pathlib import Path
import random

import mpmath

mpmath.mp.prec = 400
OUT = Path(__file__).parent.parent / "resources" / "edges"
NAN, INF, NINF, NZERO = "nan", "inf", "-inf", "-0"


class Float:
    """A binary format: exponent bits, fraction bits, bias, and what overflow and NaN are."""

    def __init__(self, name, e, f, bias, special, signed=True, zero_signed=True):
        self.name, self.e, self.f, self.bias, self.special = name, e, f, bias, special
        self.signed, self.zero_signed, self.bits = signed, zero_signed, e + f + signed
        top = {"ieee": ((1 << e) - 1 << f) - 1, "fn": (1 << e + f) - 2, "uz": (1 << e + f) - 1,
               "none": (1 << e + f) - 1, "scale": 254}[special]
        self.top, self.max = top, self.decode(top)
        self.nan = {"ieee": (((1 << e) - 1) << f) + (1 << f >> 1), "fn": (1 << e + f) - 1, "uz": 1 << e + f,
                    "none": 0, "scale": 255}[special]

    def decode(self, bits):
        if self.special == "scale":
            return NAN if bits == 255 else Fraction(2) ** (bits - 127)
        magnitude, negative = bits & (1 << self.e + self.f) - 1, bits >> self.e + self.f & 1
        if self.special == "ieee" and magnitude >> self.f == (1 << self.e) - 1:
            return NAN if magnitude & (1 << self.f) - 1 else NINF if negative else INF
        if self.special == "fn" and magnitude == (1 << self.e + self.f) - 1 or self.special == "uz" and bits == 1 << self.e + self.f:
            return NAN
        exponent, fraction = magnitude >> self.f, magnitude & (1 << self.f) - 1
        if exponent == 0:
            value = Fraction(fraction) * Fraction(2) ** (1 - self.bias - self.f)
        else:
            value = (1 + Fraction(fraction, 1 << self.f)) * Fraction(2) ** (exponent - self.bias)
        return NZERO if negative and value == 0 else -value if negative else value

    def encode(self, value):
        """Nearest, ties to the even code; beyond the largest: infinity, else NaN, else the largest."""
        sign = 1 << self.e + self.f if self.signed else 0
        if value == NAN:
            return self.nan
        if value in (INF, NINF) or value not in (NZERO,) and value != 0 and self.beyond(abs(value)):
            negative = value == NINF or value not in (INF,) and value < 0
            if not self.signed:
                return self.nan
            return {"ieee": self.top + 1 | (sign if negative else 0), "fn": self.nan | (sign if negative else 0),
                    "uz": self.nan, "none": self.top | (sign if negative else 0)}[self.special]
        if value == NZERO:
            return sign if self.zero_signed and self.signed else 0
        if not self.signed:
            if value < 0:
                return self.nan
            return self.nearest_power(value)
        code = self.nearest(abs(value))
        return code | sign if value < 0 and (code or self.zero_signed) else code

    def nearest_power(self, value):
        lo = 0
        while lo < 254 and self.decode(lo + 1) <= value:
            lo += 1
        if value <= self.decode(lo) or lo == 254:
            return lo
        middle = (self.decode(lo) + self.decode(lo + 1)) / 2
        return lo if value < middle or value == middle and lo % 2 == 0 else lo + 1

    def beyond(self, magnitude):
        """Whether it rounds beyond the largest, were the exponent unbounded."""
        if self.special == "scale":
            return magnitude > self.max * Fraction(3, 2)
        quantum = self.max - self.decode(self.top - 1) if self.top > 1 else Fraction(1)
        half = self.max + quantum / 2
        return magnitude > half or magnitude == half and self.top % 2 == 1

    def nearest(self, magnitude):
        if magnitude == 0:
            return 0
        exponent = magnitude.numerator.bit_length() - magnitude.denominator.bit_length()
        if Fraction(2) ** exponent > magnitude:
            exponent -= 1
        exponent = max(exponent, 1 - self.bias)
        quantum = Fraction(2) ** (exponent - self.f)
        units = magnitude / quantum
        whole = units.numerator // units.denominator
        rest = units - whole
        if rest > Fraction(1, 2) or rest == Fraction(1, 2) and whole % 2:
            whole += 1
        return ((exponent + self.bias - 1) << self.f) + whole

    def show(self, bits):
        return "0x%x" % bits


class Integer:
    def __init__(self, name, bits, signed):
        self.name, self.bits, self.signed = name, bits, signed
        self.min = -(1 << bits - 1) if signed else 0
        self.max = (1 << bits - signed) - 1

    def wrap(self, n):
        n &= (1 << self.bits) - 1
        return n - (1 << self.bits) if self.signed and n >> self.bits - 1 else n

    def show(self, n):
        return str(n)


FLOATS = [Float("f64", 11, 52, 1023, "ieee"), Float("f32", 8, 23, 127, "ieee"), Float("f16", 5, 10, 15, "ieee"),
          Float("bf16", 8, 7, 127, "ieee"), Float("tf32", 8, 10, 127, "ieee"), Float("f8e5m2", 5, 2, 15, "ieee"),
          Float("f8e4m3fn", 4, 3, 7, "fn"), Float("f8e4m3fnuz", 4, 3, 8, "uz", zero_signed=False),
          Float("f8e5m2fnuz", 5, 2, 16, "uz", zero_signed=False), Float("f4e2m1", 2, 1, 1, "none"),
          Float("f8e8m0", 8, 0, 127, "scale", signed=False)]
INTEGERS = [Integer(k + str(b), b, k == "i") for b in (2, 4, 8, 16, 32, 64) for k in "iu"]
BOOL = Integer("bool", 1, False)


# exact operations on fractions and the specials

def is_zero(x):
    return x == NZERO or not isinstance(x, str) and x == 0


def negative(x):
    return x in (NINF, NZERO) or not isinstance(x, str) and x < 0


def number(x):
    return Fraction(0) if x == NZERO else x


def signed_zero(minus):
    return NZERO if minus else Fraction(0)


def negate(x):
    return {NAN: NAN, INF: NINF, NINF: INF, NZERO: Fraction(0)}.get(x) if isinstance(x, str) else NZERO if x == 0 else -x


def add(x, y):
    if NAN in (x, y) or {x, y} == {INF, NINF}:
        return NAN
    for special in (INF, NINF):
        if special in (x, y):
            return special
    return number(x) + number(y)


def multiply(x, y):
    if NAN in (x, y):
        return NAN
    minus = negative(x) != negative(y)
    if x in (INF, NINF) or y in (INF, NINF):
        return NAN if is_zero(x) or is_zero(y) else NINF if minus else INF
    product = number(x) * number(y)
    return signed_zero(minus) if product == 0 else product


def divide(x, y):
    if NAN in (x, y):
        return NAN
    minus = negative(x) != negative(y)
    x_inf, y_inf = x in (INF, NINF), y in (INF, NINF)
    if x_inf and y_inf or is_zero(x) and is_zero(y):
        return NAN
    if x_inf or is_zero(y):
        return NINF if minus else INF
    if y_inf or is_zero(x):
        return signed_zero(minus)
    return number(x) / number(y)


def remainder(x, y):
    if NAN in (x, y) or x in (INF, NINF) or is_zero(y):
        return NAN
    if y in (INF, NINF) or is_zero(x):
        return x
    rest = abs(x) % abs(y)
    return signed_zero(x < 0) if rest == 0 else -rest if x < 0 else rest


def floor_mod(x, y):
    rest = remainder(x, y)
    if rest == NAN or is_zero(rest) or negative(rest) == negative(y):
        return rest
    return add(rest, y)


def floor(x):
    if isinstance(x, str) or x == 0:
        return x
    return Fraction(x.numerator // x.denominator)


def ceil(x):
    return negate(floor(negate(x)))


def trunc(x):
    return ceil(x) if negative(x) else floor(x)


def rint(x):
    if isinstance(x, str) or x == 0:
        return x
    even = Fraction(round(x))
    return signed_zero(x < 0) if even == 0 else even


def less(x, y):
    order = {NINF: -1, INF: 1}
    kx, ky = order.get(x, 0) if isinstance(x, str) else 0, order.get(y, 0) if isinstance(y, str) else 0
    if NAN in (x, y):
        return False
    return kx < ky if kx != ky or kx else number(x) < number(y)


def smaller(x, y):
    return NAN if NAN in (x, y) else y if less(y, x) else x


def larger(x, y):
    return NAN if NAN in (x, y) else y if less(x, y) else x


def exactly(value):
    """A fraction from an mpmath number."""
    sign, man, exp, _ = value._mpf_
    whole = Fraction(int(man)) * Fraction(2) ** int(exp)
    return -whole if sign else whole


def real(x):
    x = number(x)
    return mpmath.mpf(x.numerator) / x.denominator


def elementary(function, odd, at_inf, at_minus_inf, domain=lambda x: True, poles={}):
    def apply(x):
        if x == NAN:
            return NAN
        if x == INF:
            return at_inf
        if x == NINF:
            return at_minus_inf
        if odd and is_zero(x):
            return x
        if number(x) in poles:
            return poles[number(x)]
        if not domain(number(x)):
            return NAN
        if abs(number(x)) > 2 ** 20 and function in (mpmath.exp, mpmath.expm1):
            return INF if x > 0 else Fraction(-1) if function is mpmath.expm1 else Fraction(0)
        if abs(number(x)) > 2 ** 10 and function in (mpmath.tanh, mpmath.erf):
            return Fraction(1 if x > 0 else -1)
        value = number(x)
        mpmath.mp.prec = 400 + max(0, abs(value.numerator.bit_length() - value.denominator.bit_length())) * 2
        result = exactly(function(real(x)))
        mpmath.mp.prec = 400
        return result
    return apply


HALF_PI = exactly(mpmath.pi / 2)
PI = exactly(+mpmath.pi)
ELEMENTARY = {
    "exp": elementary(mpmath.exp, False, INF, Fraction(0)),
    "expm1": elementary(mpmath.expm1, True, INF, Fraction(-1)),
    "log": elementary(mpmath.log, False, INF, NAN, lambda x: x > 0, {Fraction(0): NINF}),
    "log1p": elementary(mpmath.log1p, True, INF, NAN, lambda x: x > -1, {Fraction(-1): NINF}),
    "sin": elementary(mpmath.sin, True, NAN, NAN),
    "cos": elementary(mpmath.cos, False, NAN, NAN),
    "tan": elementary(mpmath.tan, True, NAN, NAN),
    "asin": elementary(mpmath.asin, True, NAN, NAN, lambda x: abs(x) <= 1),
    "acos": elementary(mpmath.acos, False, NAN, NAN, lambda x: abs(x) <= 1),
    "atan": elementary(mpmath.atan, True, HALF_PI, -HALF_PI),
    "tanh": elementary(mpmath.tanh, True, Fraction(1), Fraction(-1)),
    "erf": elementary(mpmath.erf, True, Fraction(1), Fraction(-1)),
}


def square_root(x):
    if is_zero(x) or x in (NAN, INF):
        return x
    return NAN if negative(x) else exactly(mpmath.sqrt(real(x)))


def power(x, y):
    """IEEE 754-2019, 9.2.1."""
    if is_zero(y) or x == 1:
        return Fraction(1)
    if NAN in (x, y):
        return NAN
    odd = not isinstance(y, str) and y.denominator == 1 and y.numerator % 2 == 1
    if y in (INF, NINF):
        if x not in (INF, NINF) and abs(number(x)) == 1:
            return Fraction(1)
        large = x in (INF, NINF) or abs(number(x)) > 1
        return INF if large == (y == INF) else Fraction(0)
    if is_zero(x) or x in (INF, NINF):
        huge = is_zero(x) == (y < 0)
        minus = negative(x) and odd
        return (NINF if minus else INF) if huge else signed_zero(minus)
    if x < 0 and y.denominator != 1:
        return NAN
    exponent = mpmath.log(real(abs(x)), 2) * real(y)
    if exponent > 5000 or exponent < -5000:
        huge = exponent > 0
        minus = x < 0 and odd
        return (NINF if minus else INF) if huge else signed_zero(minus)
    value = exactly(mpmath.power(real(abs(x)), real(y)))
    return -value if x < 0 and odd else value


def arc(y, x):
    """atan2; signs of zeros and infinities as in C, annex F."""
    if NAN in (x, y):
        return NAN
    minus = negative(y)
    if is_zero(y):
        return (-PI if minus else PI) if negative(x) else y
    if y in (INF, NINF):
        quarters = Fraction(1, 2) if x == INF else Fraction(3, 2) if x == NINF else Fraction(1)
        return (-1 if minus else 1) * HALF_PI * quarters
    if x == INF:
        return signed_zero(minus)
    if x == NINF:
        return -PI if minus else PI
    mpmath.mp.prec = 5000
    value = exactly(mpmath.atan2(real(y), real(x)))
    mpmath.mp.prec = 400
    return value


BINARY = {
    "add": add, "sub": lambda x, y: add(x, negate(y)), "mul": multiply, "div": divide, "rem": remainder,
    "floormod": floor_mod, "pow": power, "atan2": arc, "min": smaller, "max": larger, "set": lambda x, y: y,
}
COMPARISONS = {
    "eq": lambda x, y: x != NAN and y != NAN and not less(x, y) and not less(y, x),
    "ne": lambda x, y: x == NAN or y == NAN or less(x, y) or less(y, x),
    "lt": less,
    "le": lambda x, y: NAN not in (x, y) and not less(y, x),
}
UNARY = {"neg": negate, "abs": lambda x: negate(x) if negative(x) else x, "floor": floor, "ceil": ceil, "round": rint,
         "trunc": trunc, "sqrt": square_root, **ELEMENTARY}


# how many pairs of operands are tried for an operation: more where machines compute, fewer where they convert
MANY = {"f64": 60, "f32": 60, "f16": 30, "bf16": 30, "i64": 40, "i32": 40, "i8": 30, "u8": 30}


def many(kind):
    return MANY.get(kind.name, 10)


def distinct(items):
    return list(dict.fromkeys(items))


def float_values(fmt, more):
    if fmt.bits <= 4:
        return list(range(1 << fmt.bits))
    wanted = [Fraction(0), NZERO, Fraction(1), Fraction(-1), Fraction(1, 2), Fraction(3, 2), Fraction(5, 2),
              Fraction(-7, 2), Fraction(3), Fraction(1, 10), Fraction(10), INF, NINF, NAN]
    codes = [fmt.encode(v) for v in wanted]
    codes += [1, fmt.top, fmt.top - 1]
    if fmt.signed:
        codes += [1 | 1 << fmt.e + fmt.f, fmt.top | 1 << fmt.e + fmt.f]
    if more:
        codes += [fmt.encode(v) for v in (Fraction(-1, 3), Fraction(100), Fraction(-20), Fraction(1, 10 ** 6),
                                          Fraction(355, 226), Fraction(9, 10), Fraction(-9, 10), Fraction(4), Fraction(23, 10))]
    return distinct(codes)


def write_floats(fmt, chosen):
    lines = []
    values = float_values(fmt, fmt.name in MANY)
    for name, function in UNARY.items():
        for x in values:
            lines.append(f"{name} {fmt.show(x)} = {fmt.show(fmt.encode(function(fmt.decode(x))))}")
    for x in values:
        lines.append(f"is_nan {fmt.show(x)} = {int(fmt.decode(x) == NAN)}")
    pairs = [(x, y) for x in float_values(fmt, False) for y in float_values(fmt, False)]
    for name, function in BINARY.items():
        for x, y in chosen.sample(pairs, min(len(pairs), many(fmt))):
            result = fmt.encode(function(fmt.decode(x), fmt.decode(y)))
            lines.append(f"{name} {fmt.show(x)} {fmt.show(y)} = {fmt.show(result)}")
    for x, y in chosen.sample(pairs, min(len(pairs), many(fmt))):
        quotient = fmt.decode(fmt.encode(divide(fmt.decode(x), fmt.decode(y))))
        lines.append(f"floordiv {fmt.show(x)} {fmt.show(y)} = {fmt.show(fmt.encode(floor(quotient)))}")
    for name, function in COMPARISONS.items():
        for x, y in chosen.sample(pairs, min(len(pairs), many(fmt))):
            lines.append(f"{name} {fmt.show(x)} {fmt.show(y)} = {int(function(fmt.decode(x), fmt.decode(y)))}")
    return lines


# integers

def quotient(x, y):
    if y == 0:
        return 0
    q = abs(x) // abs(y)
    return -q if (x < 0) != (y < 0) else q


def int_power(t, x, y):
    if y >= 0:
        return pow(x, y, 1 << t.bits)
    return 0 if x == 0 or abs(x) > 1 else 1 if x == 1 or y % 2 == 0 else -1


def shifted(t, x, y, left):
    count = y & (1 << t.bits) - 1
    if count >= t.bits:
        return -1 if x < 0 and not left else 0
    return x << count if left else x >> count


WHOLE = {
    "add": lambda t, x, y: x + y, "sub": lambda t, x, y: x - y, "mul": lambda t, x, y: x * y,
    "div": lambda t, x, y: quotient(x, y), "rem": lambda t, x, y: x - quotient(x, y) * y if y else 0,
    "floordiv": lambda t, x, y: x // y if y else 0, "floormod": lambda t, x, y: x % y if y else 0,
    "pow": int_power, "min": lambda t, x, y: min(x, y), "max": lambda t, x, y: max(x, y),
    "and": lambda t, x, y: x & y, "or": lambda t, x, y: x | y, "xor": lambda t, x, y: x ^ y,
    "shl": lambda t, x, y: shifted(t, x, y, True), "shr": lambda t, x, y: shifted(t, x, y, False),
    "set": lambda t, x, y: y,
}
WHOLE_COMPARISONS = {"eq": lambda x, y: x == y, "ne": lambda x, y: x != y, "lt": lambda x, y: x < y, "le": lambda x, y: x <= y}
WHOLE_UNARY = {"neg": lambda x: -x, "not": lambda x: ~x, "abs": abs, "floor": lambda x: x, "ceil": lambda x: x,
               "round": lambda x: x, "trunc": lambda x: x}


def whole_values(t):
    values = [0, 1, 2, 3, 7, t.bits, t.bits - 1, -1, -2, -3, t.min, t.min + 1, t.max, t.max - 1, t.max // 2 + 1]
    return distinct([t.wrap(v) for v in values])


def write_wholes(t, chosen):
    lines = []
    for name, function in WHOLE_UNARY.items():
        for x in whole_values(t):
            lines.append(f"{name} {x} = {t.wrap(function(x))}")
    lines += [f"is_nan {x} = 0" for x in whole_values(t)[:3]]
    pairs = [(x, y) for x in whole_values(t) for y in whole_values(t)]
    for name, function in WHOLE.items():
        for x, y in chosen.sample(pairs, min(len(pairs), many(t))):
            lines.append(f"{name} {x} {y} = {t.wrap(function(t, x, y))}")
    for name, function in WHOLE_COMPARISONS.items():
        for x, y in chosen.sample(pairs, min(len(pairs), many(t) // 2)):
            lines.append(f"{name} {x} {y} = {int(function(x, y))}")
    # a division that traps on some machines
    if t.signed:
        for name in ("div", "rem", "floordiv", "floormod"):
            lines.append(f"{name} {t.min} -1 = {t.wrap(WHOLE[name](t, t.min, -1))}")
            lines.append(f"{name} {t.min} 0 = 0")
    return lines


def write_bool():
    pairs = [(0, 0), (0, 1), (1, 0), (1, 1)]
    table = {"add": lambda x, y: x | y, "mul": lambda x, y: x & y, "and": lambda x, y: x & y, "or": lambda x, y: x | y,
             "xor": lambda x, y: x ^ y, "min": min, "max": max, "set": lambda x, y: y, **WHOLE_COMPARISONS}
    lines = ["not 0 = 1", "not 1 = 0", "is_nan 0 = 0", "is_nan 1 = 0"]
    return lines + [f"{name} {x} {y} = {int(f(x, y))}" for name, f in table.items() for x, y in pairs]


# casts

def cast_values(t):
    if isinstance(t, Float):
        extra = [Fraction(n) for n in (127, 128, 255, 256, 300, -129, 65504, 70000, 2 ** 31, 2 ** 63, 2 ** 64)]
        codes = float_values(t, False) + [t.encode(v) for v in extra] + [t.encode(Fraction(-9, 10)), t.encode(Fraction(29, 10))]
        return distinct(codes)
    if t is BOOL:
        return [0, 1]
    values = whole_values(t) + [127, 128, 255, 256, 2049, 4097, 65519, 65520, 2 ** 24 + 1, 2 ** 24 + 3, 2 ** 53 + 1,
                                2 ** 60 + 2 ** 36, 2 ** 60 + 2 ** 36 + 1, -(2 ** 60 + 2 ** 36 + 1), 2 ** 62 + 2 ** 54 + 1]
    return distinct(v for v in values if t.min <= v <= t.max)


def cast(source, target, mode, bits):
    value = source.decode(bits) if isinstance(source, Float) else Fraction(bits)
    if target is BOOL:
        return int(value == NAN or not is_zero(value))
    if isinstance(target, Float):
        code = target.encode(value)
        if mode == "saturate" and value != NAN and (target.decode(code) in (NAN, INF, NINF)):
            if negative(value):
                return target.top | 1 << target.e + target.f if target.signed else target.nan
            return target.top
        return code
    if isinstance(source, Float):
        if value == NAN:
            return 0
        if value in (INF, NINF):
            return target.max if value == INF else target.min
        return int(min(max(number(trunc(value)), target.min), target.max))
    if mode == "saturate":
        return int(min(max(value, target.min), target.max))
    return target.wrap(int(value))


def write_casts(chosen):
    lines = []
    kinds = FLOATS + INTEGERS + [BOOL]
    for source in kinds:
        for target in kinds:
            values = cast_values(source)
            for mode in ("convert", "saturate"):
                if mode == "saturate" and target is BOOL:
                    continue
                few = {"f64", "f32", "i64", "u64", "i32"}
                count = 20 if source.name in few and target.name in few | {"i8", "u8", "f16", "bf16"} else 2
                for x in chosen.sample(values, min(len(values), count)):
                    lines.append(f"{mode} {source.name} {target.name} {source.show(x)} = {target.show(cast(source, target, mode, x))}")
    for f, i in (("f32", "i32"), ("f32", "u32"), ("f64", "i64"), ("f16", "u16"), ("bf16", "i16"), ("f8e4m3fn", "u8")):
        fmt = next(t for t in FLOATS if t.name == f)
        whole = next(t for t in INTEGERS if t.name == i)
        for x in float_values(fmt, False)[:12]:
            lines.append(f"bits {f} {i} {fmt.show(x)} = {whole.show(whole.wrap(x))}")
            lines.append(f"bits {i} {f} {whole.show(whole.wrap(x))} = {fmt.show(x)}")
    return lines


def write(name, lines):
    OUT.mkdir(parents=True, exist_ok=True)
    head = "# Written by edges.py: operation, operands, what must come out. Floats as bits, integers as numbers.\n"
    (OUT / f"{name}.txt").write_text(head + "\n".join(dict.fromkeys(lines)) + "\n")


for kind in FLOATS:
    write(kind.name, write_floats(kind, random.Random(kind.name)))
for kind in INTEGERS:
    write(kind.name, write_wholes(kind, random.Random(kind.name)))
write("bool", write_bool())
write("casts", write_casts(random.Random("casts")))
