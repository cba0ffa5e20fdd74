package org.ashlar.gpu.lowering;

import java.util.List;
import org.ashlar.ptx.Instruction;
import org.ashlar.ptx.Type;

/// Chooses operations for sums of whole numbers, which take in products, shifts and other sums.
final class Sums {
  private final Selector selector;

  Sums(Selector selector) {
    this.selector = selector;
  }

  private Value value(Instruction instruction, int operand) {
    return selector.value(instruction, operand);
  }

  /// Sums of 32 bits: of three, of a shifted value, of a product.
  void sum(int index, Instruction instruction) {
    var a = value(instruction, 1);
    var b = value(instruction, 2);
    for (var pair : List.of(List.of(a, b), List.of(b, a))) {
      var inner = pair.get(0);
      var other = pair.get(1);
      var shift = selector.maker(inner, "shl");
      if (shift.isPresent()
          && Selector.whole(shift.get(), 32)
          && value(shift.get(), 2) instanceof Value.Constant) {
        selector.result(index, "LEA", value(shift.get(), 1), other);
        return;
      }
      var product = selector.maker(inner, "mul");
      if (product.isPresent()
          && selector.once(inner)
          && Selector.whole(product.get(), 32)
          && !product.get().has("hi")
          && !product.get().has("wide")) {
        selector.result(index, "IMAD", value(product.get(), 1), value(product.get(), 2), other);
        return;
      }
    }
    for (var pair : List.of(List.of(a, b), List.of(b, a))) {
      var inner = selector.maker(pair.get(0), "add", "sub");
      if (inner.isPresent()
          && selector.once(pair.get(0))
          && Selector.whole(inner.get(), 32)
          && !inner.get().has("cc")) {
        var x = value(inner.get(), 1);
        var y = value(inner.get(), 2);
        int numbers = numbers(x) + numbers(y) + numbers(pair.get(1));
        boolean both =
            x instanceof Value.Constant && pair.get(1) instanceof Value.Constant
                || y instanceof Value.Constant && pair.get(1) instanceof Value.Constant;
        if (numbers <= 1 || both) {
          if (both) {
            selector.result(
                index, "IADD3", x instanceof Value.Constant ? y : x, new Value.Constant(1));
          } else {
            selector.result(index, "IADD3", x, y, pair.get(1));
          }
          return;
        }
      }
    }
    selector.result(index, "IADD3", a, b);
  }

  static int numbers(Value value) {
    return value instanceof Value.Register || value.is(0) ? 0 : 1;
  }

  /// Sums of 64 bits: a wide product takes its sum, others are two operations.
  void wideSum(int index, Instruction instruction) {
    var a = value(instruction, 1);
    var b = value(instruction, 2);
    for (var pair : List.of(List.of(a, b), List.of(b, a))) {
      var inner = pair.get(0);
      var other = pair.get(1);
      var product = selector.maker(inner, "mul");
      if (product.isPresent() && product.get().has("wide") && instruction.opcode().equals("add")) {
        selector.result(
            index, "IMAD.WIDE", value(product.get(), 1), value(product.get(), 2), other);
        return;
      }
      var shift = selector.maker(inner, "shl");
      boolean single = shift.isPresent() && selector.once(inner);
      if (single
          && value(shift.get(), 2) instanceof Value.Constant
          && instruction.opcode().equals("add")) {
        var from = value(shift.get(), 1);
        var widened = selector.maker(from, "cvt");
        var source =
            widened.isPresent() && widened.get().types().getLast().bits() == 32
                ? value(widened.get(), 1)
                : from;
        if (widened.isPresent() && !widened.get().types().getLast().isSigned()) {
          selector.result(index, "IMAD.WIDE", source, new Value.Constant(4), other);
          return;
        }
        selector.result(index, "LEA", source, other);
        selector.result(index, "LEA", source, other);
        return;
      }
      var widened = selector.maker(inner, "cvt");
      if (widened.isPresent() && widened.get().types().getLast() == Type.S32) {
        selector.result(index, "IADD3", value(widened.get(), 1), other);
        selector.result(index, "LEA", value(widened.get(), 1), other);
        return;
      }
    }
    for (var pair : List.of(List.of(a, b), List.of(b, a))) {
      var inner = selector.maker(pair.get(0), "add");
      if (inner.isPresent()
          && selector.once(pair.get(0))
          && Selector.whole(inner.get(), 64)
          && !folds(inner.get())) {
        var x = value(inner.get(), 1);
        var y = value(inner.get(), 2);
        if (numbers(x) + numbers(y) + numbers(pair.get(1)) <= 1) {
          selector.result(index, "IADD3", x, y, pair.get(1));
          selector.result(index, "IADD3", x, y, pair.get(1));
          return;
        }
      }
    }
    selector.result(index, "IADD3", a, b);
    selector.result(index, "IADD3", a, b);
  }

  /// Whether a sum of 64 bits takes in a product or shift, so that it is no plain sum.
  private boolean folds(Instruction sum) {
    return java.util.stream.Stream.of(value(sum, 1), value(sum, 2))
        .anyMatch(v -> selector.maker(v, "mul", "shl").isPresent());
  }
}
