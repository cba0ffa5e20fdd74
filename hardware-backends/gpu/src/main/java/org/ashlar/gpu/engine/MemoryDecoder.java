package org.ashlar.gpu.engine;

import java.util.function.LongBinaryOperator;
import org.ashlar.ptx.Instruction;
import org.ashlar.ptx.Operand;
import org.ashlar.ptx.Space;
import org.ashlar.ptx.Type;

/// Decodes loads, stores, atomics and copies.
final class MemoryDecoder {
  private final Decoder decoder;

  MemoryDecoder(Decoder decoder) {
    this.decoder = decoder;
  }

  Action of(Instruction i, int index) {
    var o = i.operands();
    var type = i.type();
    return switch (i.opcode()) {
      case "ld", "ldu" -> load(i, index);
      case "st" ->
          new StoreAction(
              decoder.access(o.get(0), i.space(), index),
              type.bytes(),
              decoder.values(o.get(1), type));
      case "atom", "red" -> atomic(i, index);
      case "cp" -> copy(i, index);
      default -> throw new IllegalArgumentException(i.spelling() + ": no access of memory");
    };
  }

  private Action load(Instruction i, int index) {
    var o = i.operands();
    var type = i.type();
    var results = decoder.results(o.get(0));
    var first = o.get(0) instanceof Operand.Vector(var parts) ? parts.getFirst() : o.get(0);
    int width =
        first instanceof Operand.Register(var name)
            ? decoder.slots().type(name).bits()
            : type.bits();
    return new LoadAction(
        decoder.access(o.get(1), i.space(), index), type.bytes(), type.isSigned(), width, results);
  }

  private Action atomic(Instruction i, int index) {
    var o = i.operands();
    var type = i.type();
    boolean reduces = i.opcode().equals("red");
    int at = reduces ? 0 : 1;
    int result =
        reduces || o.getFirst() instanceof Operand.Sink ? -1 : decoder.result(o.getFirst());
    return new AtomicAction(
        decoder.access(o.get(at), i.space(), index),
        type.bytes(),
        i.has("cas") ? (a, b) -> a : change(i),
        result,
        decoder.value(o.get(at + 1), type),
        i.has("cas") ? decoder.value(o.get(at + 2), type) : -1);
  }

  private static LongBinaryOperator change(Instruction i) {
    var type = i.type();
    for (var suffix : i.suffixes()) {
      switch (suffix) {
        case "add", "min", "max" -> {
          var name = suffix + (type.isFloat() && suffix.equals("add") ? ".rn." : ".") + type.text();
          var plain = Instruction.of(name);
          var function =
              FloatFunctions.of(plain)
                  .or(() -> IntegerFunctions.of(plain))
                  .orElseThrow(
                      () -> new IllegalArgumentException(i.spelling() + ": no such atomic"));
          return (a, b) -> function.apply(a, b, 0);
        }
        case "and" -> {
          return (a, b) -> a & b;
        }
        case "or" -> {
          return (a, b) -> a | b;
        }
        case "xor" -> {
          return (a, b) -> a ^ b;
        }
        case "exch" -> {
          return (a, b) -> b;
        }
        case "inc" -> {
          return (a, b) -> a >= b ? 0 : a + 1;
        }
        case "dec" -> {
          return (a, b) -> a == 0 || a > b ? b : a - 1;
        }
        default -> {}
      }
    }
    throw new IllegalArgumentException(i.spelling() + ": the engine has no such atomic");
  }

  private Action copy(Instruction i, int index) {
    var o = i.operands();
    if (i.has("commit_group")) {
      return new CopyGroupAction(true, -1);
    }
    if (i.has("wait_group")) {
      int pending = o.getFirst() instanceof Operand.Whole(long n) ? (int) n : -1;
      return new CopyGroupAction(false, pending);
    }
    if (i.has("wait_all")) {
      return new CopyGroupAction(false, -1);
    }
    if (i.has("bulk") || i.has("mbarrier") || !i.has("async")) {
      throw new IllegalArgumentException(
          i.spelling() + ": the engine copies by cp.async with commit_group and wait_group");
    }
    int bytes = o.get(2) instanceof Operand.Whole(long n) ? (int) n : 0;
    if (bytes != 4 && bytes != 8 && bytes != 16) {
      throw new IllegalArgumentException("cp.async: it copies 4, 8 or 16 bytes: " + o.get(2));
    }
    return new CopyAction(
        decoder.access(o.get(0), Space.SHARED, index),
        decoder.access(o.get(1), Space.GLOBAL, index),
        bytes,
        o.size() > 3 && !i.has("L2::cache_hint") ? decoder.value(o.get(3), Type.U32) : -1);
  }
}
