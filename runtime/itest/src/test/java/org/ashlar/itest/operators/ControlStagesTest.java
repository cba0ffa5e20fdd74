package org.ashlar.itest.operators;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.ashlar.compiler.Compiler;
import org.ashlar.compiler.Request;
import org.ashlar.compiler.Settings;
import org.ashlar.ir.Operator;
import org.ashlar.ir.Parse;
import org.ashlar.ir.Vocabulary;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// What the stages do with the functions inside operators.
class ControlStagesTest {
  private static final Vocabulary LIBRARY =
      Vocabulary.of(Family.REGISTRY.find(Operator.class).stream().map(p -> p.service()).toList());

  private static final String SCAN =
      """
      function f(s: f32[4], x: f32[9, 4]) -> (y, z) {
        y, z = scan[body=function step(t: i64[], s: f32[4], x: f32[4]) -> (next, e) {
          v0 = fill[value=1.0]() : f32[]
          v1 = mul(x, v0) : f32[4]
          next = %s(s, v1) : f32[4]
          e = exp(v1) : f32[4]
        }](s, x) : f32[4], f32[9, 4]
      }\
      """;

  private final Compiler compiler = new Compiler(Family.REGISTRY, Settings.standard());

  @AfterEach
  void close() {
    compiler.close();
  }

  private Request request(String text) {
    var function = Parse.function(text, LIBRARY);
    return new Request(function, Set.of(), Map.of(), Optional.of("cpu"), false);
  }

  private String stage(String name, String text) {
    return compiler.explain(request(text)).stages().stream()
        .filter(stage -> stage.name().equals(name))
        .findFirst()
        .orElseThrow()
        .text();
  }

  @Test
  void rulesApplyInsideBodies() {
    var rules = stage("rules", SCAN.formatted("add"));
    assertFalse(rules.contains("mul("), rules);
    assertTrue(rules.contains("multiplybyone: 1"), rules);
  }

  @Test
  void aScanIsOneRepeatOfOneKernelAStep() {
    var loops = stage("lower", SCAN.formatted("add"));
    var repeat = loops.substring(loops.indexOf("  repeat 9"));
    assertEquals(
        """
          repeat 9
            launch x, scan_step, z, y
              kernel add_exp(x: f32[9, 4], scan_step: i64[], z: f32[9, 4], y: f32[4])
                for i0 < 4
                  y[i0] = y[i0] + x[min(max(scan_step[], 0), 8), i0]
                  z[min(max(scan_step[], 0), 8), i0] = exp(x[min(max(scan_step[], 0), 8), i0])
            launch scan_step
              kernel scan_count(scan_step: i64[])
                scan_step[] = scan_step[] + 1
        """,
        repeat + "\n");
  }

  @Test
  void whatNobodyProvidesInsideABodyIsNamed() {
    var request = request(SCAN.formatted("nowhere.combine"));
    var e = assertThrows(RuntimeException.class, () -> compiler.compile(request));
    assertTrue(e.getMessage().startsWith("nowhere.combine"), e.getMessage());
    assertTrue(e.getMessage().endsWith("nobody present provides this operator"), e.getMessage());
  }
}
