package org.ashlar.testkit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.ashlar.ir.DType;
import org.ashlar.ir.Expr;
import org.ashlar.ir.Op1;
import org.ashlar.ir.Op2;
import org.ashlar.ir.Scalar;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.EnumSource.Mode;

/// {@link Scalar} on the edge vectors; the reference's own bound for elementary functions is one
/// unit in the last place.
class ScalarEdgesTest {
  private static final int ULPS = 1;

  @ParameterizedTest
  @EnumSource(
      value = DType.class,
      mode = Mode.EXCLUDE,
      names = {"C64", "C128", "STRING"})
  void everyOperation(DType dtype) {
    var wrong = new ArrayList<String>();
    var met = new ArrayList<String>();
    for (var group : Edges.of(dtype)) {
      met.add(group.edges().getFirst().operation());
      group.edges().forEach(edge -> check(edge, wrong));
    }
    assertEquals(List.of(), wrong);
    var defined = new ArrayList<String>();
    Arrays.stream(Op1.values())
        .filter(op -> Scalar.isDefined(op, dtype))
        .forEach(op -> defined.add(op.toString()));
    Arrays.stream(Op2.values())
        .filter(op -> Scalar.isDefined(op, dtype))
        .forEach(op -> defined.add(op.toString()));
    assertEquals(defined.stream().sorted().toList(), met.stream().sorted().toList());
  }

  @Test
  void everyCast() {
    var wrong = new ArrayList<String>();
    Edges.casts().forEach(group -> group.edges().forEach(edge -> check(edge, wrong)));
    assertEquals(List.of(), wrong);
  }

  @Test
  void anEdgeCanFail() {
    var edge = new Edge("exp", DType.F32, DType.F32, List.of(0L), 0x3f800000L);
    assertTrue(edge.accepts(0x3f800001L, 1));
    assertFalse(edge.accepts(0x3f800002L, 1));
    assertEquals(
        "edge exp f32[0.0 (0x0)]: is 2.0 (0x40000000), must be 1.0 (0x3f800000)",
        edge.told(0x40000000L));
    assertFalse(new Edge("mul", DType.F32, DType.F32, List.of(0L, 0L), 0).accepts(0x80000000L, 4));
    assertTrue(new Edge("add", DType.F32, DType.F32, List.of(0L, 0L), 0).accepts(0x80000000L, 4));
  }

  @Test
  void whatIsNotDefinedIsRefused() {
    refused("exp: is not defined for i32", () -> Scalar.apply(Op1.EXP, DType.I32, 0));
    refused("and: is not defined for f32", () -> Scalar.apply(Op2.AND, DType.F32, 0, 0));
    refused("sub: is not defined for bool", () -> Scalar.apply(Op2.SUB, DType.BOOL, 0, 0));
    refused("add: is not defined for string", () -> Scalar.apply(Op2.ADD, DType.STRING, 0, 0));
    refused(
        "cast bits: widths differ: f32 and i64",
        () -> Scalar.cast(DType.F32, DType.I64, Expr.Mode.BITS, 0));
    refused(
        "cast: lives on the host only: c64",
        () -> Scalar.cast(DType.F32, DType.C64, Expr.Mode.CONVERT, 0));
  }

  private static void refused(String message, Runnable operation) {
    var e = assertThrows(IllegalArgumentException.class, operation::run);
    assertEquals(message, e.getMessage());
  }

  private static void check(Edge edge, List<String> wrong) {
    var constants =
        edge.operands().stream().map(bits -> (Expr) new Expr.Const(edge.dtype(), bits)).toList();
    long actual =
        switch (edge.expr(constants)) {
          case Expr.Unary(var op, var x) ->
              Scalar.apply(op, edge.dtype(), edge.operands().getFirst());
          case Expr.Binary(var op, var x, var y) ->
              Scalar.apply(op, edge.dtype(), edge.operands().getFirst(), edge.operands().getLast());
          case Expr.Cast(var to, var mode, var x) ->
              Scalar.cast(edge.dtype(), to, mode, edge.operands().getFirst());
          default -> throw new IllegalStateException("edge: no operation: " + edge);
        };
    if (!edge.accepts(actual, ULPS)) {
      wrong.add(edge.told(actual));
    }
  }
}
