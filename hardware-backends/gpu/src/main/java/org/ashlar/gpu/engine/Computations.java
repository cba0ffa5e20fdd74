package org.ashlar.gpu.engine;

import java.util.List;
import java.util.Optional;
import org.ashlar.ptx.Instruction;
import org.ashlar.ptx.Operand;
import org.ashlar.ptx.Space;
import org.ashlar.ptx.Type;

/// Decodes what touches registers of one lane only.
final class Computations {
  private final Decoder decoder;

  Computations(Decoder decoder) {
    this.decoder = decoder;
  }

  Action of(Instruction i) {
    var operands = i.operands();
    return switch (i.opcode()) {
      case "mov" -> move(i);
      case "cvta" -> cvta(i);
      case "isspacep" -> inside(i);
      case "setp" -> SetAction.predicate(i, decoder);
      case "set" -> SetAction.number(i, decoder);
      case "testp" ->
          lanes(Comparisons.kind(i), operands.get(0), value(operands.get(1), i.type()), 0, 0);
      case "selp" -> select(i);
      case "slct" -> slct(i);
      case "bfi" -> insert(i);
      case "lop3" -> lop3(i);
      case "cvt" -> converted(i);
      case "addc", "subc", "madc" -> new CarryAction(i, decoder);
      case "add", "sub", "mad" -> i.has("cc") ? new CarryAction(i, decoder) : arithmetic(i);
      default -> arithmetic(i);
    };
  }

  private int value(Operand operand, Type type) {
    return decoder.value(operand, type);
  }

  private LaneAction lanes(LaneFunction function, Operand result, int a, int b, int c) {
    return new LaneAction(function, decoder.result(result), a, b, c);
  }

  private Action arithmetic(Instruction i) {
    var function =
        FloatFunctions.of(i)
            .or(() -> IntegerFunctions.of(i))
            .or(() -> BitFunctions.of(i))
            .orElseThrow(() ->
                new IllegalArgumentException(
                    i.spelling() + ": the engine does not execute this instruction"));
    var types = types(i);
    var places = new int[3];
    for (int k = 1; k < i.operands().size() && k <= 3; k++) {
      places[k - 1] = value(i.operands().get(k), types.get(k - 1));
    }
    var to = decoder.result(i.operands().getFirst());
    var loop = LaneLoops.of(i).orElse(null);
    return new LaneAction(function, loop, to, places[0], places[1], places[2]);
  }

  /// As what numbers among the operands are read.
  static List<Type> types(Instruction i) {
    var type = i.type();
    return switch (i.opcode()) {
      case "shl", "shr" -> List.of(type, Type.U32, Type.U32);
      case "bfe" -> List.of(type, Type.U32, Type.U32);
      case "mad" -> List.of(type, type, i.has("wide") ? Type.B64 : type);
      case "dp4a", "dp2a", "prmt", "shf" -> List.of(Type.B32, Type.B32, Type.B32);
      default -> List.of(type, type, type);
    };
  }

  private Action move(Instruction i) {
    var type = i.type();
    var to = i.operands().get(0);
    var from = i.operands().get(1);
    if (to instanceof Operand.Vector(var parts)) {
      int bits = type.bits() / parts.size();
      return new PackAction(decoder.results(to), value(from, type), bits);
    }
    if (from instanceof Operand.Vector(var parts)) {
      int bits = type.bits() / parts.size();
      return new PackAction(decoder.result(to), decoder.values(from, type), bits);
    }
    var loop = LaneLoops.of(i).orElse(null);
    return new LaneAction((a, b, c) -> a, loop, decoder.result(to), value(from, type), 0, 0);
  }

  private Action cvta(Instruction i) {
    long window =
        switch (i.space()) {
          case SHARED -> Windows.SHARED;
          case LOCAL -> Windows.LOCAL;
          default -> 0;
        };
    long by = i.has("to") ? -window : window;
    return lanes(
        (a, b, c) -> a + by, i.operands().get(0), value(i.operands().get(1), Type.B64), 0, 0);
  }

  private Action inside(Instruction i) {
    var space = i.space();
    return lanes(
        (a, b, c) -> {
          var reached =
              Windows.isShared(a) ? Space.SHARED : Windows.isLocal(a) ? Space.LOCAL : Space.GLOBAL;
          return reached == space ? 1 : 0;
        },
        i.operands().get(0),
        value(i.operands().get(1), Type.B64),
        0,
        0);
  }

  private Action select(Instruction i) {
    var o = i.operands();
    return new LaneAction(
        (a, b, c) -> c != 0 ? a : b,
        LaneLoops.of(i).orElse(null),
        decoder.result(o.get(0)),
        value(o.get(1), i.type()),
        value(o.get(2), i.type()),
        value(o.get(3), Type.PRED));
  }

  private Action slct(Instruction i) {
    var o = i.operands();
    var by = i.type();
    var type = i.types().getFirst();
    boolean flush = i.has("ftz");
    LaneFunction function =
        by.isFloat()
            ? (a, b, c) -> Comparisons.value(Type.F32, c, flush) >= 0 ? a : b
            : (a, b, c) -> (int) c >= 0 ? a : b;
    return lanes(
        function, o.get(0), value(o.get(1), type), value(o.get(2), type), value(o.get(3), by));
  }

  private Action insert(Instruction i) {
    var o = i.operands();
    int bits = i.type().bits();
    return new FourAction(
        (a, b, c, d) -> BitFunctions.inserted(bits, a, b, (int) c & 0xFF, (int) d & 0xFF),
        decoder.result(o.get(0)),
        new int[] {
          value(o.get(1), i.type()),
          value(o.get(2), i.type()),
          value(o.get(3), Type.U32),
          value(o.get(4), Type.U32)
        });
  }

  private Action lop3(Instruction i) {
    var o = i.operands();
    if (i.has("or") || i.has("and")) {
      throw new IllegalArgumentException(
          i.spelling() + ": the engine executes lop3 without a predicate");
    }
    return lanes(
        BitFunctions.of(i).orElseThrow(),
        o.get(0),
        value(o.get(1), Type.B32),
        value(o.get(2), Type.B32),
        value(o.get(3), Type.B32));
  }

  private Action converted(Instruction i) {
    var function =
        Optional.of(i)
            .flatMap(Conversions::of)
            .orElseThrow(() ->
                new IllegalArgumentException(i.spelling() + ": the engine has no such conversion"));
    var o = i.operands();
    var from = i.type();
    // A register wider than a signed result is filled with its sign.
    var to = i.types().getFirst();
    if (o.getFirst() instanceof Operand.Register(var name)
        && to.isSigned()
        && decoder.slots().type(name).bits() > to.bits()) {
      int width = decoder.slots().type(name).bits();
      var inner = function;
      function = (a, b, c) -> Words.wrap(width, Words.read(to, inner.apply(a, b, c)));
    }
    return lanes(
        function, o.get(0), value(o.get(1), from), o.size() > 2 ? value(o.get(2), from) : 0, 0);
  }
}
