package org.ashlar.door;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/// A request that was answered, with its answer: what a program must still say after everything
/// behind the door was replaced.
record Sample(Map<String, Parcel> inputs, Map<String, Parcel> outputs) {
  /// Other blocks may add in another order: how far floats may be apart, relative to their size.
  private static final double TOLERANCE = 1e-4;

  private static final double NARROW = 5e-2;

  private static final ValueLayout.OfShort I16 =
      ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
  private static final ValueLayout.OfFloat F32 =
      ValueLayout.JAVA_FLOAT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
  private static final ValueLayout.OfDouble F64 =
      ValueLayout.JAVA_DOUBLE_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

  static Sample of(Map<String, Parcel> inputs, Reply reply) {
    return new Sample(copies(inputs), copies(reply.outputs()));
  }

  /// Asks again; what is wrong with the answer, if anything is.
  Optional<String> problem(Door.Server server) {
    try {
      var now = server.call(inputs).outputs();
      if (!now.keySet().equals(outputs.keySet())) {
        return Optional.of("gives " + now.keySet() + " instead of " + outputs.keySet());
      }
      return outputs.entrySet().stream()
          .filter(before ->
              differs(Objects.requireNonNull(now.get(before.getKey())), before.getValue()))
          .findFirst()
          .map(o -> "its output " + o.getKey() + " is not what it was for the same inputs");
    } catch (RuntimeException | LinkageError e) {
      return Optional.of("does not run: " + Gate.text(e));
    }
  }

  private static boolean differs(Parcel now, Parcel before) {
    if (!now.dtype().equals(before.dtype()) || !Arrays.equals(now.sizes(), before.sizes())) {
      return true;
    }
    long bytes = before.data().byteSize();
    if (now.data().byteSize() < bytes) {
      return true;
    }
    return switch (before.dtype()) {
      case "f32" -> far(now, before, 4, TOLERANCE, (s, at) -> s.get(F32, at));
      case "f64" -> far(now, before, 8, TOLERANCE, (s, at) -> s.get(F64, at));
      case "f16" -> far(now, before, 2, NARROW, (s, at) -> Float.float16ToFloat(s.get(I16, at)));
      case "bf16" ->
          far(now, before, 2, NARROW, (s, at) -> Float.intBitsToFloat(s.get(I16, at) << 16));
      default -> now.data().asSlice(0, bytes).mismatch(before.data()) != -1;
    };
  }

  private interface Decode {
    double at(MemorySegment data, long offset);
  }

  private static boolean far(
      Parcel now, Parcel before, int width, double tolerance, Decode decode) {
    long bytes = before.data().byteSize();
    for (long at = 0; at + width <= bytes; at += width) {
      double a = decode.at(now.data(), at);
      double b = decode.at(before.data(), at);
      if (Double.compare(a, b) != 0 && !(Math.abs(a - b) <= tolerance * (1 + Math.abs(b)))) {
        return true;
      }
    }
    return false;
  }

  private static Map<String, Parcel> copies(Map<String, Parcel> parcels) {
    var copies = new HashMap<String, Parcel>();
    parcels.forEach((name, parcel) -> copies.put(name, parcel.copy()));
    return copies;
  }
}
