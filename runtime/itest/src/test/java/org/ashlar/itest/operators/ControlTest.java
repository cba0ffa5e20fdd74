package org.ashlar.itest.operators;

import java.util.List;
import org.ashlar.ir.Function;
import org.ashlar.ir.Operator;
import org.ashlar.ir.Parse;
import org.ashlar.ir.Vocabulary;
import org.ashlar.operators.control.If;
import org.ashlar.operators.control.Loop;
import org.ashlar.operators.control.Scan;
import org.ashlar.testkit.Case;
import org.ashlar.testkit.OperatorLaws;

/// The laws of operators that carry functions.
class ControlTest extends Family {
  private static final Vocabulary LIBRARY =
      Vocabulary.of(REGISTRY.find(Operator.class).stream().map(p -> p.service()).toList());

  private static final Function PRODUCT =
      parse(
          """
          function product(x: f64[2, 2], c: f64[2]) -> (y, z) {
            y = matmul(x, x) : f64[2, 2]
            z = mul(c, c) : f64[2]
          }\
          """);

  private static final Function SUM =
      parse(
          """
          function sum(x: f64[2, 2], c: f64[2]) -> (y, c) {
            y = add(x, c) : f64[2, 2]
          }\
          """);

  /// A carried state, elements of a sequence, a constant, two stacks.
  private static final Function CELL =
      parse(
          """
          function cell(t: i64[], h: f64[2], x: f64[2, 3], w: f64[3]) -> (next, next_too = next, z) {
            v0 = mul(x, w) : f64[2, 3]
            v1 = reducesum[axes=[1]](v0) : f64[2]
            v2 = mul(v1, h) : f64[2]
            next = tanh(v2) : f64[2]
            v3 = cast[to=f64](t) : f64[]
            z = add(v0, v3) : f64[2, 3]
          }\
          """);

  private static final Function TWICE =
      parse(
          """
          function twice(t: i64[], go: bool[], x: f64[2], c: f64[2]) -> (more, y, x) {
            y = mul(x, c) : f64[2]
            v0 = abs(y) : f64[2]
            v1 = reducemax(v0) : f64[]
            v2 = fill[dtype=f64, value=1.0]() : f64[]
            more = less(v1, v2) : bool[]
          }\
          """);

  private static final Function BRANCHES =
      parse(
          """
          function branches(t: i64[], s: f64[2], x: f64[2]) -> (next) {
            v0 = reducesum(x) : f64[]
            v1 = fill[dtype=f64]() : f64[]
            v2 = less(v0, v1) : bool[]
            next = if[then=function up(s: f64[2], x: f64[2]) -> (y) {
              y = mul(s, x) : f64[2]
            }, otherwise=function down(s: f64[2], x: f64[2]) -> (y) {
              y = scan[body=function less(t: i64[], s: f64[2], x: f64[2]) -> (z) {
                z = sub(s, x) : f64[2]
              }, sequences=0, length=2](s, x) : f64[2]
            }](v2, s, x) : f64[2]
          }\
          """);

  private static Function parse(String text) {
    return Parse.function(text, LIBRARY);
  }

  @Override
  List<OperatorLaws> laws() {
    return List.of(
        laws(
            new If(),
            Case.of("bool[]", "f32[]"),
            Case.of("bool[]", "f64[2, 2]", "f64[2]").under(new If(PRODUCT, SUM)),
            Case.of("bool[]", "f64[2, 2]", "f64[2]").under(new If(SUM, PRODUCT)),
            Case.refused("i64[]", "f32[]"),
            Case.refused("bool[]", "f32[2]"),
            Case.refused()),
        laws(
            new Scan(),
            Case.of("f32[]", "f32[5]"),
            Case.of("f32[]", "f32[0]"),
            Case.of("f64[2]", "f64[4, 2, 3]", "f64[3]").under(new Scan(CELL, 1, 1, 0, false)),
            Case.of("f64[2]", "f64[4, 2, 3]", "f64[3]").under(new Scan(CELL, 1, 1, 4, true)),
            Case.of("f64[2]", "f64[3, 2]").under(new Scan(BRANCHES, 1, 1, 0, false)),
            Case.refused("f32[]", "f32[]"),
            Case.refused("f32[2]", "f32[5]"),
            Case.refused("f32[]", "f32[5, 2]")),
        laws(
            new Loop(),
            Case.of("bool[]", "f64[2]", "f64[2]").under(new Loop(TWICE, 2, 4)),
            Case.refused("f32[]", "f32[]"),
            Case.refused("bool[]", "f32[2]")));
  }
}
