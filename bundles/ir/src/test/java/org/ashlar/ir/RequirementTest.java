package org.ashlar.ir;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import java.util.Set;
import org.ashlar.ir.TestOperators.Add;
import org.junit.jupiter.api.Test;

/// What bundles say that they have, and what programs need.
class RequirementTest {
  @Test
  void aProgramNeedsItsOperatorsAlsoThoseInsideOthers() {
    var function =
        Parse.function(
            """
            function f(x: f32[4], i: i64[4]) -> (y) {
              v0 = none.such@2(x, i) : f32[4]
              v1 = none.such@2(v0, v0) : f16[4]
              v2 = none.such@2(v1, v1) : f32[4]
              y = apply[body=function body(a: f32[4]) -> (b) { b = add(a, a) : f32[4] }](v2) : f32[4]
            }
            """,
            TestOperators.ALL);
    var needs = Requirement.of(function);
    assertEquals(
        List.of(
            "(&(ashlar.operator=such)(domain=none)(version=2)(dtypes=f16)(dtypes=f32))",
            "(&(ashlar.operator=apply)(domain=)(version=1)(dtypes=f32))",
            "(&(ashlar.operator=add)(domain=)(version=1)(dtypes=f32))"),
        needs.stream().map(Requirement::filter).toList());
  }

  @Test
  void anOperatorsDtypesAreThoseThatItTakes() {
    var add = Capability.of(new Add());
    assertTrue(add.dtypes().contains(DType.F32), add.toString());
    var need = new Requirement(new Add().id(), Set.of(DType.F32));
    assertTrue(need.isMetBy(add));
    assertFalse(need.isMetBy(new Capability(new Add().id(), Set.of(DType.I32))));
    assertTrue(need.isMetBy(new Capability(new Add().id(), Set.of())), "nothing is said");
    assertFalse(need.isMetBy(new Capability(new OperatorId("", "add", 2), add.dtypes())));
  }

  @Test
  void aManifestSaysItAndIsRead() {
    var capability =
        new Capability(new OperatorId("acme", "swoosh", 3), Set.of(DType.F32, DType.F16));
    assertEquals(
        "ashlar.operator;ashlar.operator=swoosh;domain=\"acme\";version:Version=3;"
            + "dtypes:List<String>=\"f16,f32\"",
        capability.clause());
    assertEquals(
        capability,
        Capability.of(
            Map.of(
                "ashlar.operator",
                "swoosh",
                "domain",
                "acme",
                "version",
                "3.0.0",
                "dtypes",
                List.of("f16", "f32"))));
  }

  @Test
  void aClassThatCannotBeMadeIsNamed() {
    var error =
        assertThrows(
            IllegalArgumentException.class,
            () ->
                Capability.header(
                    getClass().getClassLoader(), List.of("org.ashlar.ir.NoSuchOperator")));
    assertTrue(
        String.valueOf(error.getMessage())
            .startsWith("capability of org.ashlar.ir.NoSuchOperator: "),
        error.getMessage());
  }
}
