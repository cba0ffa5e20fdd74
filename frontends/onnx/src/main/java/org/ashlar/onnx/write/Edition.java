package org.ashlar.onnx.write;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.LongStream;
import org.ashlar.ir.DType;
import org.ashlar.ir.TensorData;
import org.ashlar.onnx.schema.TensorProto;

/// What all graphs of one file share: names, numbers, and the version of operators they need.
final class Edition {
  private final Set<String> names = new HashSet<>();
  private final Map<String, Integer> counts = new HashMap<>();
  private final Map<TensorProto, String> constants = new HashMap<>();
  private final Map<String, TensorData> known = new HashMap<>();
  private final List<TensorProto> numbers = new ArrayList<>();
  private int opset;

  Edition(int opset) {
    this.opset = opset;
  }

  int opset() {
    return opset;
  }

  /// An operator is used that came with this version.
  void needs(int version) {
    opset = Math.max(opset, version);
  }

  /// Elements of this kind are used, of which the oldest versions know nothing.
  void holds(DType dtype) {
    switch (dtype) {
      case F4E2M1 -> needs(23);
      case F8E8M0 -> needs(24);
      case I2, U2 -> needs(25);
      default -> {
        // as old as the oldest version written
      }
    }
  }

  /// The version of the file's messages that came with the operators' version.
  long messages() {
    return opset <= 22 ? 10 : opset == 23 ? 11 : opset == 24 ? 12 : 13;
  }

  /// Takes a name of the user; with a number where it is taken.
  String take(String name) {
    var free = name.isEmpty() ? "value" : name;
    return names.add(free) ? free : fresh(free);
  }

  String fresh(String hint) {
    while (true) {
      var name = hint + "_" + counts.merge(hint, 1, Integer::sum);
      if (names.add(name)) {
        return name;
      }
    }
  }

  /// Numbers that stand in the file once, whoever asks for them.
  String constant(TensorData data) {
    return constants.computeIfAbsent(
        Declare.numbers("", data),
        proto -> {
          var name = fresh("constant");
          numbers.add(proto.toBuilder().setName(name).build());
          known.put(name, data);
          return name;
        });
  }

  /// Whether a name stands for whole numbers none of which is 0.
  boolean isConstantWithoutZero(String name) {
    var data = known.get(name);
    return data != null && bits(data).noneMatch(bits -> bits == 0);
  }

  /// Whether a name stands for whole numbers from 0 to below a limit.
  boolean isConstantBelow(String name, long limit) {
    var data = known.get(name);
    return data != null && bits(data).allMatch(bits -> bits >= 0 && bits < limit);
  }

  private static LongStream bits(TensorData data) {
    return LongStream.range(0, data.elements()).map(data::bits);
  }

  /// Numbers under a name of the user.
  void variable(String name, TensorData data) {
    numbers.add(Declare.numbers(name, data));
  }

  List<TensorProto> numbers() {
    return numbers;
  }
}
