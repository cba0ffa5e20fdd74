package org.ashlar.ir.kernel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.ashlar.ir.Axis;
import org.ashlar.ir.Codec;
import org.ashlar.ir.DType;
import org.ashlar.ir.Expr;
import org.ashlar.ir.Expr.Index;
import org.ashlar.ir.Op2;
import org.ashlar.ir.Parse;
import org.ashlar.ir.RandomExprs;
import org.ashlar.ir.Text;
import org.junit.jupiter.api.Test;

/// Whatever is written reads back; whatever is spoiled is told, not crashed on.
class TextPropertyTest {
  private final long seed = Long.getLong("seed", System.nanoTime());
  private final SplittableRandom random = new SplittableRandom(seed);

  TextPropertyTest() {
    System.out.println("TextPropertyTest seed " + seed);
  }

  private static final List<Expr> NAMES =
      List.of(new Index("i"), new Index("while"), new Expr.Size("n", 1, 64));
  private static final List<Buffer> BUFFERS =
      List.of(
          new Buffer("x", DType.F32, List.of(Expr.of(4), Expr.of(8)), Space.GLOBAL),
          new Buffer("not plain", DType.I32, List.of(Expr.of(4), Expr.of(8)), Space.GLOBAL));

  @Test
  void expressionsReadBack() {
    for (int n = 0; n < 3000; n++) {
      var exprs = new RandomExprs(random, NAMES, BUFFERS);
      var e = exprs.of(exprs.dtype(), random.nextInt(6));
      var text = Text.of(e);
      assertEquals(e, Parse.expr(text, NAMES, BUFFERS), text);
    }
  }

  @Test
  void kernelsReadBack() {
    for (int n = 0; n < 500; n++) {
      var kernel = kernel();
      var text = KernelText.of(kernel);
      assertEquals(kernel, KernelParse.kernel(text), text);
      var plan = Plan.of(kernel);
      assertEquals(plan, KernelParse.plan(KernelText.of(plan)));
    }
  }

  @Test
  void spoiledTextsAreTold() {
    for (int n = 0; n < 2000; n++) {
      var text = new StringBuilder(KernelText.of(kernel()));
      for (int times = random.nextInt(1, 4); times > 0 && !text.isEmpty(); times--) {
        int at = random.nextInt(text.length());
        switch (random.nextInt(3)) {
          case 0 -> text.deleteCharAt(at);
          case 1 -> text.insert(at, "()[]{},:;=<>+-*/%@`\"\\ \n0a#".charAt(random.nextInt(26)));
          default -> text.setCharAt(at, (char) random.nextInt(0, 300));
        }
      }
      try {
        KernelParse.kernel(text.toString());
      } catch (IllegalArgumentException e) {
        assertTrue(
            e.getMessage().matches("(?s)line [0-9]+, column [0-9]+: .*"),
            e.getMessage() + "\n" + text);
      }
    }
  }

  private Kernel kernel() {
    var size = new Expr.Size("n", 1, 64);
    return new Kernel(
        "random", List.of(size), BUFFERS, new Statements(new ArrayList<>(BUFFERS)).block(4));
  }

  /// Draws statements over buffers that are known.
  private final class Statements {
    private final List<Buffer> buffers;
    private final List<Expr> names = new ArrayList<>(List.of(new Expr.Size("n", 1, 64)));
    private int fresh;

    Statements(List<Buffer> buffers) {
      this.buffers = buffers;
    }

    Stmt block(int depth) {
      int count = random.nextInt(4);
      var body = IntStream.range(0, count).mapToObj(i -> statement(depth - 1)).toList();
      return count == 1 ? body.getFirst() : new Stmt.Seq(body);
    }

    private Stmt statement(int depth) {
      return switch (depth <= 0 ? random.nextInt(4) : random.nextInt(8)) {
        case 0 -> store();
        case 1 -> update();
        case 2 -> copy();
        case 3 -> multiply();
        case 4 ->
            new Stmt.If(
                expr(DType.BOOL),
                block(depth),
                random.nextBoolean() ? block(depth) : Stmt.Seq.NOTHING);
        case 5 -> alloc(depth);
        case 6 -> new Stmt.Seq(List.of(statement(depth - 1)));
        default -> loop(depth);
      };
    }

    private Stmt loop(int depth) {
      var index = new Index(random.nextInt(4) == 0 ? "over" : "i" + fresh++);
      var extent = expr(DType.I64);
      names.add(index);
      var run = Run.values()[random.nextInt(Run.values().length)];
      var loop = new Stmt.For(index, extent, run, block(depth));
      names.removeLast();
      return loop;
    }

    private Stmt alloc(int depth) {
      var buffer =
          new Buffer(
              "b" + fresh++,
              new RandomExprs(random, names, buffers).dtype(),
              List.of(Expr.of(random.nextInt(9)), Expr.of(2)),
              Space.values()[random.nextInt(4)]);
      buffers.add(buffer);
      var alloc = new Stmt.Alloc(buffer, block(depth));
      buffers.removeLast();
      return alloc;
    }

    private Stmt store() {
      var to = buffer();
      return new Stmt.Store(to, places(), expr(to.dtype()));
    }

    private Stmt update() {
      var to = buffer();
      return new Stmt.Update(
          to, places(), Op2.values()[random.nextInt(Op2.values().length)], expr(to.dtype()));
    }

    private Stmt copy() {
      var from = buffer();
      var to = buffers.stream().filter(b -> b.dtype() == from.dtype()).findFirst().orElseThrow();
      var axes = axes("p", "q");
      var fromAxes = random.nextBoolean() ? axes : axes("u", "v");
      return new Stmt.Copy(
          tile(to, axes),
          tile(from, fromAxes),
          new Expr.Const(from.dtype(), Codec.least(from.dtype())));
    }

    private Stmt multiply() {
      var i = axes("i", "j");
      boolean shared = random.nextBoolean();
      var r = axes("r", "k");
      var a = shared ? List.of(r.get(0), i.get(0), r.get(1)) : axes("f", "g", "h");
      var b = shared ? List.of(r.get(0), r.get(1), i.get(1)) : axes("f", "g", "h");
      return new Stmt.Multiply(tile(buffer(), i), tile(buffer(), a), tile(buffer(), b));
    }

    private List<Axis> axes(String... indices) {
      var axes = new ArrayList<Axis>();
      for (var index : indices) {
        axes.add(new Axis(new Index(index), Expr.of(random.nextInt(1, 9))));
      }
      return axes;
    }

    private Tile tile(Buffer of, List<Axis> axes) {
      axes.forEach(axis -> names.add(axis.index()));
      var tile = new Tile(of, axes, places());
      axes.forEach(axis -> names.removeLast());
      return tile;
    }

    private Buffer buffer() {
      return buffers.get(random.nextInt(buffers.size()));
    }

    private List<Expr> places() {
      return List.of(expr(DType.I64), expr(DType.I64));
    }

    private Expr expr(DType dtype) {
      // reads in this test have `i` among their places; it must be known
      var known = new ArrayList<>(names);
      boolean bound = known.contains(new Index("i"));
      return new RandomExprs(random, known, bound ? buffers : List.of())
          .of(dtype, random.nextInt(4));
    }
  }
}
