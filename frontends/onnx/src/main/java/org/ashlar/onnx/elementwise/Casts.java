package org.ashlar.onnx.elementwise;

import java.util.List;
import java.util.Map;
import org.ashlar.ir.DType;
import org.ashlar.ir.TensorData;
import org.ashlar.ir.Value;
import org.ashlar.onnx.load.Kinds;
import org.ashlar.onnx.translate.Call;
import org.ashlar.onnx.translate.Term;
import org.ashlar.onnx.translate.Translations;
import org.ashlar.operators.build.Build;
import org.ashlar.operators.pointwise.Cast;

/// Numbers in another dtype, and to and from strings.
///
/// What the format leaves open is as C compilers and NumPy have it: a float that a narrow integer
/// cannot hold is truncated to 32 bits, of which the last ones stay; one that 32 or 64 bits cannot
/// hold becomes the nearest that fits, NaN 0.
final class Casts {
  /// Names of kinds, by which version 1 says the target.
  private static final Map<String, Integer> NAMES =
      Map.ofEntries(
          Map.entry("FLOAT", 1),
          Map.entry("UINT8", 2),
          Map.entry("INT8", 3),
          Map.entry("UINT16", 4),
          Map.entry("INT16", 5),
          Map.entry("INT32", 6),
          Map.entry("INT64", 7),
          Map.entry("STRING", 8),
          Map.entry("BOOL", 9),
          Map.entry("FLOAT16", 10),
          Map.entry("DOUBLE", 11),
          Map.entry("UINT32", 12),
          Map.entry("UINT64", 13));

  private Casts() {}

  static void register(Translations into) {
    into.add("Cast", Casts::named, 1)
        .add("Cast", Casts::numbered, 6, 9, 13, 19, 21, 23, 24, 25)
        .add("CastLike", call -> cast(call, call.dtype(1)), 15, 19, 21, 23, 24, 25);
  }

  private static List<Term> named(Call call) {
    var name = call.text("to", "");
    var number = NAMES.get(name);
    if (number == null) {
      throw call.refuse("attribute to: no such kind of elements: \"" + name + "\"");
    }
    return cast(call, Kinds.of(number));
  }

  private static List<Term> numbered(Call call) {
    if (!call.hasAttribute("to")) {
      throw call.refuse("attribute to: is needed");
    }
    return cast(call, call.dtype("to", DType.F32));
  }

  private static List<Term> cast(Call call, DType to) {
    var from = call.dtype(0);
    if (from == to) {
      return List.of(call.term(0));
    }
    if (from == DType.STRING) {
      return List.of(new Term.Known(parsed(call, to)));
    }
    if (to == DType.STRING) {
      var data = call.known(0);
      return List.of(new Term.Strings(data.sizes(), NumberText.write(data)));
    }
    return Term.of(cast(call, call.value(0), to));
  }

  private static Value cast(Call call, Value x, DType to) {
    var from = x.tensor().dtype();
    boolean saturate = call.whole("saturate", 1) != 0;
    if (to == DType.F8E8M0) {
      return call.apply(new Cast(to, saturate, rounding(call)), x);
    }
    if (to.isFloat() && to.bits() == 8) {
      return call.apply(new Cast(to, saturate), x);
    }
    if (to == DType.F4E2M1) {
      return call.apply(new Cast(to, true), x);
    }
    if (from.isFloat() && to.isInteger() && to.bits() < 32) {
      return Build.cast(Build.cast(x, DType.I32), to);
    }
    return Build.cast(x, to);
  }

  private static Cast.Rounding rounding(Call call) {
    var mode = call.text("round_mode", "up");
    return switch (mode) {
      case "up" -> Cast.Rounding.UP;
      case "down" -> Cast.Rounding.DOWN;
      case "nearest" -> Cast.Rounding.NEAREST;
      default -> throw call.refuse("round_mode must be up, down or nearest, not \"" + mode + "\"");
    };
  }

  private static TensorData parsed(Call call, DType to) {
    var sizes = call.type(0).shape().constants();
    try {
      return NumberText.read(call.texts(0), to, sizes);
    } catch (NumberFormatException e) {
      throw call.refuse("a string is no number: " + e.getMessage());
    }
  }
}
