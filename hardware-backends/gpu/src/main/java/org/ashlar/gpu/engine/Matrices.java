package org.ashlar.gpu.engine;

import java.util.List;
import org.ashlar.gpu.engine.ProductAction.Operand;
import org.ashlar.ptx.Instruction;
import org.ashlar.ptx.Type;

/// Decodes instructions on matrices.
final class Matrices {
  private final Decoder decoder;

  Matrices(Decoder decoder) {
    this.decoder = decoder;
  }

  Action of(Instruction i, int index) {
    var o = i.operands();
    return switch (i.opcode()) {
      case "mma" -> product(i);
      case "ldmatrix" ->
          new TileAction(
              decoder.access(o.get(1), i.space(), index),
              false,
              i.has("trans"),
              decoder.results(o.get(0)));
      case "stmatrix" ->
          new TileAction(
              decoder.access(o.get(0), i.space(), index),
              true,
              i.has("trans"),
              decoder.results(o.get(1)));
      case "movmatrix" ->
          new TileAction.Turn(decoder.result(o.get(0)), decoder.value(o.get(1), Type.B32));
      default -> wmma(i, index);
    };
  }

  /// m, n and k of a shape such as `m16n8k16`.
  private static int[] shape(Instruction i) {
    for (var suffix : i.suffixes()) {
      if (suffix.matches("m\\d+n\\d+k\\d+")) {
        var parts = suffix.substring(1).split("[nk]");
        return new int[] {
          Integer.parseInt(parts[0]), Integer.parseInt(parts[1]), Integer.parseInt(parts[2])
        };
      }
    }
    throw new IllegalArgumentException(
        i.spelling() + ": a shape such as m16n8k16 must stand there");
  }

  private Action product(Instruction i) {
    var shape = shape(i);
    var types = i.types();
    if (types.size() != 4
        || shape[1] != 8
        || shape[0] != 16 && types.getFirst() != Type.F64
        || i.has("sp")) {
      throw new IllegalArgumentException(
          i.spelling() + ": the engine executes mma.sync of the shapes m16n8 and of f64 m8n8k4");
    }
    if (!i.has("row") || !i.has("col")) {
      throw new IllegalArgumentException(i.spelling() + ": A is .row and B is .col");
    }
    int n = shape[1];
    int k = shape[2];
    var a = MatrixKind.of(types.get(1));
    var b = MatrixKind.of(types.get(2));
    var o = i.operands();
    int perA = a.perRegister();
    int perB = b.perRegister();
    return new ProductAction(
        shape[0],
        n,
        k,
        operand(
            o.get(1),
            a,
            (lane, e) -> Fragment.rowOfA(lane, e, perA) * k + Fragment.columnOfA(lane, e, perA)),
        operand(
            o.get(2),
            b,
            (lane, e) -> Fragment.rowOfB(lane, e, perB) * n + Fragment.columnOfB(lane)),
        operand(
            o.get(3),
            MatrixKind.of(types.get(3)),
            (lane, e) -> Fragment.rowOfC(lane, e) * n + Fragment.columnOfC(lane, e)),
        operand(
            o.get(0),
            MatrixKind.of(types.get(0)),
            (lane, e) -> Fragment.rowOfC(lane, e) * n + Fragment.columnOfC(lane, e)),
        i.has("satfinite"));
  }

  private Operand operand(org.ashlar.ptx.Operand of, MatrixKind kind, ProductAction.Map map) {
    var places = decoder.values(of, Type.B32);
    return new Operand(kind, places, map, places.length * kind.perRegister());
  }

  /// `wmma.load`, `wmma.store` and `wmma.mma`.
  private Action wmma(Instruction i, int index) {
    var shape = shape(i);
    int m = shape[0];
    int n = shape[1];
    int k = shape[2];
    var o = i.operands();
    var types = i.types();
    if (i.has("mma")) {
      var ab =
          types.size() == 2 ? List.of(Type.F16, Type.F16) : List.of(types.get(1), types.get(2));
      var kindC = MatrixKind.of(types.getLast());
      return new ProductAction(
          m,
          n,
          k,
          spread(o.get(1), MatrixKind.of(ab.get(0)), m * k),
          spread(o.get(2), MatrixKind.of(ab.get(1)), k * n),
          spread(o.get(3), kindC, m * n),
          spread(o.get(0), MatrixKind.of(types.getFirst()), m * n),
          i.has("satfinite"));
    }
    boolean store = i.has("store");
    int rows = i.has("b") ? k : m;
    int columns = i.has("a") ? k : n;
    var fragment = o.get(store ? 1 : 0);
    int stride = o.size() > 2 ? decoder.value(o.get(2), Type.U32) : -1;
    return new WmmaAction(
        decoder.access(o.get(store ? 0 : 1), i.space(), index),
        stride,
        store,
        i.has("col"),
        rows,
        columns,
        spread(fragment, MatrixKind.of(types.getLast()), rows * columns));
  }

  private Operand spread(org.ashlar.ptx.Operand of, MatrixKind kind, int size) {
    var places = decoder.values(of, Type.B32);
    int elements = places.length * kind.perRegister();
    return new Operand(kind, places, WmmaAction.map(elements, size), elements);
  }
}
