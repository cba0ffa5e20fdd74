package org.ashlar.gpu.engine;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import org.ashlar.ptx.Variable;

/// What a launch gives the parameters of an entry, in their order: bits of numbers, or device
/// addresses.
public record Arguments(List<Long> values) {
  public Arguments {
    values = List.copyOf(values);
  }

  public static Arguments of(Long... values) {
    return new Arguments(List.of(values));
  }

  /// The bytes of the parameter space.
  ///
  /// @param entry for messages
  byte[] bytes(String entry, List<Variable> parameters, Layout layout) {
    if (values.size() != parameters.size()) {
      throw new IllegalArgumentException(
          "%s: one argument a parameter: %d parameters, %d arguments"
              .formatted(entry, parameters.size(), values.size()));
    }
    var buffer = ByteBuffer.allocate(layout.bytes() + 16).order(ByteOrder.LITTLE_ENDIAN);
    for (int i = 0; i < values.size(); i++) {
      var parameter = parameters.get(i);
      int at = layout.offset(parameter.name());
      long value = values.get(i);
      switch ((int) parameter.bytes()) {
        case 1 -> buffer.put(at, (byte) value);
        case 2 -> buffer.putShort(at, (short) value);
        case 4 -> buffer.putInt(at, (int) value);
        case 8 -> buffer.putLong(at, value);
        default ->
            throw new IllegalArgumentException(
                "%s: arguments are given for parameters of 1, 2, 4 or 8 bytes: %s has %d"
                    .formatted(entry, parameter.name(), parameter.bytes()));
      }
    }
    return buffer.array();
  }
}
