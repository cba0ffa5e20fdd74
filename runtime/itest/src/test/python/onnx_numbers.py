"""Writes ../resources/onnx/numbers.txt: what operators give according to ONNX.

Results come from the reference evaluator of the package onnx, or of numpy where ONNX has no such operator; none from
this project. A case is a program, its inputs
and its outputs. Run: python3 onnx_numbers.py (needs onnx, numpy).
"""

from pathlib import Path

import numpy as np
from onnx import TensorProto, helper
from onnx.reference import ReferenceEvaluator

OUT = Path(__file__).parent.parent / "resources" / "onnx" / "numbers.txt"
OPSET = 26
DTYPES = {"float32": "f32", "float64": "f64", "float16": "f16", "int64": "i64", "int32": "i32", "int8": "i8",
          "uint8": "u8", "bool": "bool", "float8_e4m3fn": "f8e4m3fn", "float8_e5m2": "f8e5m2",
          "float8_e8m0fnu": "f8e8m0"}
random = np.random.default_rng(7)
blocks = []


def floats(*shape, low=-2.0, high=2.0):
    return random.uniform(low, high, shape).astype(np.float32)


def whole(*shape, low=0, high=3, dtype=np.int64):
    return random.integers(low, high + 1, shape).astype(dtype)


def truths(*shape):
    return random.integers(0, 2, shape).astype(bool)


def text(array):
    array = np.asarray(array)
    values = array if array.dtype.name in ("float32", "float64") else array.astype(np.float64)
    sizes = ", ".join(map(str, array.shape))
    return f"{DTYPES[array.dtype.name]}[{sizes}] " + " ".join(str(v) for v in values.reshape(-1))


def case(onnx, ours, *inputs, outputs=1, skip=(), **attributes):
    """One call: `ours` names the operator with its attributes; inputs that are None are left out."""
    names = [f"x{i}" if value is not None else "" for i, value in enumerate(inputs)]
    results = [f"y{i}" for i in range(outputs)]
    node = helper.make_node(onnx, names, results, **attributes)
    given = [(n, v) for n, v in zip(names, inputs) if v is not None]
    graph = helper.make_graph(
        [node], "g",
        [helper.make_tensor_value_info(n, helper.np_dtype_to_tensor_dtype(v.dtype), v.shape) for n, v in given],
        [helper.make_tensor_value_info(r, TensorProto.UNDEFINED, None) for r in results])
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", OPSET)])
    given = dict(given)
    expected = ReferenceEvaluator(model).run(None, given)
    write(onnx, ours, {n: given[n] for i, n in enumerate(names) if n and i not in skip}, dict(zip(results, expected)))


def formula(ours, expected, *inputs):
    """A call that ONNX has no operator for."""
    write("f", ours, {f"x{i}": x for i, x in enumerate(inputs)}, {"y0": expected})


def write(title, ours, given, expected):
    types = ", ".join(f"{n}: {text(v).split(']')[0]}]" for n, v in given.items())
    results = ", ".join(expected)
    lines = [f"function {title.lower()}({types}) -> ({results}) {{ {results} = {ours}({', '.join(given)}) }}"]
    lines += [f"{n}: {text(v)}" for n, v in (given | expected).items()]
    blocks.append("\n".join(lines))


def elements():
    x = floats(2, 3)
    for onnx, ours in [("Sign", "sign"), ("Reciprocal", "reciprocal"), ("Tan", "tan"), ("Atan", "atan"),
                       ("Sinh", "sinh"), ("Cosh", "cosh"), ("Asinh", "asinh"), ("Erf", "erf"), ("Floor", "floor"),
                       ("Ceil", "ceil"), ("Round", "round"), ("Exp", "exp")]:
        case(onnx, ours, x)
    for onnx in ["Asin", "Acos", "Atanh"]:
        case(onnx, onnx.lower(), floats(5, low=-0.95, high=0.95))
    case("Acosh", "acosh", floats(5, low=1, high=9))
    special = np.array([0.0, -0.0, 1.5, -2.5, np.inf, -np.inf, np.nan], np.float32)
    for onnx in ["IsNaN", "Sign", "Tanh", "Relu", "Softplus"]:
        case(onnx, onnx.lower(), special)
    case("IsInf", "isinf", special)
    case("IsInf", "isinf[negative=false]", special, detect_negative=0)
    case("IsInf", "isinf[positive=false]", special, detect_positive=0)
    case("Round", "round", np.array([0.5, 1.5, 2.5, -0.5, -1.5, 0.49999997], np.float32))
    for onnx in ["Max", "Min", "Sum", "Mean"]:
        case(onnx, onnx.lower(), x, floats(3), floats())
    case("Clip", "clip", x, np.float32(-0.5).reshape(()), np.float32(1).reshape(()))
    case("Mod", "mod", whole(6, low=-9, high=9, dtype=np.int32), np.array([4, -4, 3, -3, 5, -5], np.int32))
    case("Mod", "mod[fmod=true]", floats(6, low=-9, high=9), np.array([4, -4, 3, -3, 5, -5], np.float32), fmod=1)
    case("Mod", "mod[fmod=true]", whole(6, low=-9, high=9, dtype=np.int8), np.array([4, -4, 3, -3, 5, -5], np.int8),
         fmod=1)
    case("Xor", "xor", truths(2, 3), truths(3))
    for onnx, ours in [("BitwiseAnd", "bitand"), ("BitwiseOr", "bitor"), ("BitwiseXor", "bitxor")]:
        case(onnx, ours, whole(6, low=-99, high=99, dtype=np.int8), whole(6, low=-99, high=99, dtype=np.int8))
    case("BitwiseNot", "bitnot", whole(6, high=255, dtype=np.uint8))
    case("BitShift", "shiftleft", whole(6, high=255, dtype=np.uint8), whole(6, high=7, dtype=np.uint8),
         direction="LEFT")
    case("BitShift", "shiftright", whole(6, high=255, dtype=np.uint8), whole(6, high=7, dtype=np.uint8),
         direction="RIGHT")


def casts():
    x = np.array([0, 0.3, -1.7, 448, 460, -464.1, 1e9, -1e9, np.inf, -np.inf, np.nan], np.float32)
    case("Cast", "cast[to=f8e4m3fn, saturate=true]", x, to=TensorProto.FLOAT8E4M3FN, saturate=1)
    case("Cast", "cast[to=f8e5m2, saturate=true]", x, to=TensorProto.FLOAT8E5M2, saturate=1)
    case("Cast", "cast[to=f8e4m3fn]", x, to=TensorProto.FLOAT8E4M3FN, saturate=0)
    case("Cast", "cast[to=f8e5m2]", x, to=TensorProto.FLOAT8E5M2, saturate=0)
    powers = np.array([1, 1.2, 1.5, 1.7, 3, 0.3, 100, 1e38], np.float32)
    for mode in ["up", "down", "nearest"]:
        case("Cast", f"cast[to=f8e8m0, saturate=true, rounding={mode}]", powers, to=TensorProto.FLOAT8E8M0,
             round_mode=mode)
    case("Cast", "cast[to=i32]", np.array([1.9, -1.9, 0, 7e5], np.float32), to=TensorProto.INT32)
    case("Cast", "cast[to=bool]", np.array([0.5, -0.0, 2, np.nan], np.float32), to=TensorProto.BOOL)
    case("CastLike", "castlike", floats(3, low=-9, high=9), np.zeros(2, np.int64))


def reductions():
    x = floats(2, 3, 2)
    for onnx in ["ReduceL1", "ReduceL2", "ReduceSumSquare", "ReduceLogSumExp", "ReduceMax", "ReduceMean"]:
        case(onnx, onnx.lower() + "[axes=[1], keepdims=true]", x, np.array([1]), skip=(1,), keepdims=1)
        case(onnx, onnx.lower() + "[axes=[0, 2]]", x, np.array([0, 2]), skip=(1,), keepdims=0)
    case("ReduceLogSum", "reducelogsum[axes=[-1]]", np.abs(x), np.array([-1]), skip=(1,), keepdims=0)
    case("ReduceLogSumExp", "reducelogsumexp[axes=[1]]",
         np.array([[1000, 999.5], [-1000, -1001]], np.float32), np.array([1]), skip=(1,), keepdims=0)
    ties = np.array([[2, 1, 1, 2], [3, 3, 0, 0]], np.float32)
    case("ArgMin", "argmin[axis=1, keepdims=true]", ties, axis=1)
    case("ArgMax", "argmax[axis=1]", ties, axis=1, keepdims=0)
    case("ReduceMax", "any[axes=[1]]", truths(3, 2), np.array([1]), skip=(1,), keepdims=0)
    case("ReduceMin", "all[axes=[1]]", truths(3, 2), np.array([1]), skip=(1,), keepdims=0)
    for flags in [{}, {"exclusive": 1}, {"reverse": 1}, {"exclusive": 1, "reverse": 1}]:
        written = "".join(f", {k}=true" for k in flags)
        for onnx in ["CumSum", "CumProd"]:
            case(onnx, f"{onnx.lower()}[axis=1{written}]", floats(2, 4), np.array(1), skip=(1,), **flags)


def activations():
    x = floats(2, 4, low=-4, high=4)
    for onnx in ["Softplus", "Softsign", "HardSwish", "Mish", "HardSigmoid", "Elu", "Selu", "Celu", "ThresholdedRelu",
                 "Shrink", "Sigmoid", "Gelu", "Hardmax", "Softmax", "LogSoftmax", "Swish", "LeakyRelu"]:
        case(onnx, onnx.lower(), x)
    case("HardSigmoid", "hardsigmoid[alpha=0.3, beta=0.4]", x, alpha=0.3, beta=0.4)
    case("Elu", "elu[alpha=0.7]", x, alpha=0.7)
    case("Selu", "selu[alpha=1.5, gamma=0.5]", x, alpha=1.5, gamma=0.5)
    case("Celu", "celu[alpha=0.7]", x, alpha=0.7)
    case("Shrink", "shrink[bias=0.3, lambd=1.0]", x, bias=0.3, lambd=1.0)
    case("Gelu", "gelu[approximate=tanh]", x, approximate="tanh")
    case("Swish", "swish[alpha=1.7]", x, alpha=1.7)
    case("Hardmax", "hardmax[axis=0]", np.array([[1, 3, 3], [1, 2, 4]], np.float32), axis=0)
    case("PRelu", "prelu", floats(2, 2, 2), floats(2, 1, 1))


def normalisations():
    x = floats(2, 4, 3)
    c = [floats(4) for _ in range(4)]
    c[3] = np.abs(c[3]) + np.float32(0.1)
    case("BatchNormalization", "batchnorm", x, *c)
    case("BatchNormalization", "batchnormtraining[momentum=0.7]", x, *c, outputs=3, training_mode=1, momentum=0.7)
    case("InstanceNormalization", "instancenorm", x, c[0], c[1])
    case("GroupNormalization", "groupnorm[groups=2]", x, c[0], c[1], num_groups=2)
    # as many batches as channels: the evaluator of onnx 1.23 takes one for the other
    case("LRN", "localresponsenorm[size=3, alpha=0.5]", floats(5, 5, 1, 2), size=3, alpha=0.5)
    case("LRN", "localresponsenorm[size=4, alpha=0.5, beta=0.5, bias=2.0]", floats(5, 5, 1, 2), size=4, alpha=0.5,
         beta=0.5, bias=2.0)
    case("LpNormalization", "lpnorm", x)
    # of positive numbers: the evaluator of onnx 1.23 forgets the magnitude where p is 1
    case("LpNormalization", "lpnorm[axis=1, p=1]", np.abs(x), axis=1, p=1)
    case("MeanVarianceNormalization", "meanvariancenorm", floats(2, 2, 2, 2))
    case("LayerNormalization", "layernorm", x, floats(3), floats(3))
    case("RMSNormalization", "rmsnorm[axis=1]", x, floats(4, 3), axis=1)


def losses():
    scores, labels, weights = floats(5, 3), whole(5, high=2), floats(3, low=0.5)
    for reduction in ["none", "mean", "sum"]:
        case("SoftmaxCrossEntropyLoss", f"crossentropy[reduction={reduction}]", scores, labels, reduction=reduction)
        case("SoftmaxCrossEntropyLoss", f"crossentropy[reduction={reduction}, ignore=[1]]", scores, labels, weights,
             reduction=reduction, ignore_index=1)
        case("NegativeLogLikelihoodLoss", f"nllloss[reduction={reduction}]", floats(2, 3, 2), whole(2, 2, high=2),
             weights, reduction=reduction)
    case("SoftmaxCrossEntropyLoss", "crossentropy[axis=1]", floats(2, 3, 4), whole(2, 4, high=2))
    case("NegativeLogLikelihoodLoss", "nllloss[ignore=[0]]", floats(5, 3), labels, ignore_index=0)


def attention():
    q, k, v = floats(2, 4, 3, 2), floats(2, 2, 5, 2), floats(2, 2, 5, 3)
    name = "scaleddotproductattention"
    case("Attention", name, q, k, v)
    case("Attention", f"{name}[scale=0.3]", q, k, v, scale=0.3)
    case("Attention", f"{name}[causal=true]", q, k, v, is_causal=1)
    case("Attention", name, q, k, v, floats(3, 5))
    case("Attention", name, q, k, v, np.array([[1, 0, 1, 1, 0], [0, 0, 1, 0, 0], [1, 1, 1, 1, 1]], bool))
    case("Attention", name, q, k, v, floats(2, 4, 3, 5))
    case("Attention", f"{name}[softcap=2.0]", q, k, v, softcap=2.0)
    x, positions = floats(2, 3, 2, 4), whole(2, 2, high=4)
    case("RotaryEmbedding", "rotaryembedding", x, floats(5, 2), floats(5, 2), positions)
    case("RotaryEmbedding", "rotaryembedding[interleaved=true]", x, floats(5, 2), floats(5, 2), positions,
         interleaved=1)
    case("RotaryEmbedding", "rotaryembedding", x, floats(2, 2, 2), floats(2, 2, 2))
    case("RotaryEmbedding", "rotaryembedding[dimensions=2]", x, floats(5, 1), floats(5, 1), positions,
         rotary_embedding_dim=2)


def by_numpy():
    x, y = floats(2, 3), floats(2, 3)
    formula("square", x * x, x)
    formula("rsqrt", 1 / np.sqrt(np.abs(x)), np.abs(x))
    formula("cbrt", np.cbrt(x), x)
    formula("atan2", np.arctan2(x, y), x, y)
    formula("trunc", np.trunc(x), x)
    formula("mod", np.mod(x, y), x, y)
    formula("isfinite", np.isfinite(np.array([1, np.inf, -np.inf, np.nan], np.float32)),
            np.array([1, np.inf, -np.inf, np.nan], np.float32))
    formula("bitcast[to=i32]", x.view(np.int32), x)
    z = floats(2, 4, 3)
    formula("variance[axes=[1]]", z.var(1), z)
    formula("variance[axes=[0, 2], keepdims=true, correction=1.0]", z.var((0, 2), ddof=1, keepdims=True), z)
    formula("standarddeviation[axes=[-1], correction=1.0]", z.std(-1, ddof=1), z)
    formula("reducelp[p=3.0, axes=[1]]", (np.abs(z) ** 3).sum(1) ** np.float32(1 / 3), z)
    formula("countnonzero[axes=[1]]", np.count_nonzero(np.trunc(z), 1).astype(np.int64), np.trunc(z))
    formula("cummax[axis=1]", np.maximum.accumulate(z, 1), z)
    formula("cummin[axis=0]", np.minimum.accumulate(z, 0), z)
    sigmoid = lambda v: 1 / (1 + np.exp(-v))
    formula("relu6", np.clip(x * 5, 0, 6), x * 5)
    formula("hardtanh[low=-0.5]", np.clip(x, -0.5, 1), x)
    formula("logsigmoid", np.log(sigmoid(x)), x)
    formula("glu[axis=1]", z[:, :2] * sigmoid(z[:, 2:]), z)
    formula("swiglu", x * sigmoid(x) * y, x, y)
    d = np.abs(x - y)
    formula("meansquarederror[reduction=none]", d * d, x, y)
    formula("l1loss", d.mean(), x, y)
    formula("huberloss[delta=0.7, reduction=sum]", np.where(d < 0.7, d * d / 2, 0.7 * (d - 0.35)).sum(), x, y)
    formula("smoothl1loss[beta=0.7, reduction=none]", np.where(d < 0.7, d * d / 1.4, d - 0.35).astype(np.float32), x, y)
    sides = np.sign(y)
    formula("hingeloss", np.maximum(0, 1 - x * sides).mean(), x, sides)
    formula("hingeembeddingloss[reduction=none]", np.where(sides > 0, d, np.maximum(0, 1 - d)), d, sides)
    p, q = np.exp(x) / np.exp(x).sum(1, keepdims=True), np.exp(y) / np.exp(y).sum(1, keepdims=True)
    p[0, 0] = 0
    formula("kldivergence[reduction=sum]", (np.where(p > 0, p * (np.log(np.where(p > 0, p, 1)) - np.log(q)), 0)).sum(),
            np.log(q), p)
    formula("kldivergence[logTarget=true, reduction=none]", q * (np.log(q) - y), y, np.log(q))
    formula("softcrossentropy", -(p * np.log(q)).sum(1).mean(), y, p)
    labels = np.array([2, 0])
    spread = 0.8 * np.eye(3)[labels] + 0.2 / 3
    formula("crossentropy[smoothing=0.2]", np.float32(-(spread * np.log(q)).sum(1).mean()), y, labels)
    answers, weights = truths(2, 3).astype(np.float32), floats(3, low=0.5)
    bce = -(weights * answers * np.log(sigmoid(x)) + (1 - answers) * np.log(1 - sigmoid(x)))
    formula("binarycrossentropywithlogits[reduction=none]", bce, x, answers, weights)
    cosine = (x * y).sum(1) / (np.linalg.norm(x, axis=1) * np.linalg.norm(y, axis=1))
    formula("cosinesimilarity", cosine, x, y)
    formula("cosineembeddingloss[margin=0.1]",
            np.float32(np.where([True, False], 1 - cosine, np.maximum(0, cosine - 0.1)).mean()),
            x, y, np.array([1, -1], np.float32))
    # a query that sees nothing gives 0
    keys = floats(1, 1, 2, 3)
    formula("scaleddotproductattention", np.stack([keys[0, 0, 1], np.zeros(3, np.float32)])[None, None],
            floats(1, 1, 2, 2), floats(1, 1, 2, 2), keys, np.array([[False, True], [False, False]]))


for group in [elements, casts, reductions, activations, normalisations, losses, attention, by_numpy]:
    group()
OUT.write_text("# Written by src/test/python/onnx_numbers.py with the reference evaluator of onnx, and numpy.\n\n"
               + "\n\n".join(blocks) + "\n")
