package org.ashlar.ir;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.ashlar.ir.TestOperators.Many;
import org.ashlar.ir.TestOperators.Scale;
import org.ashlar.ir.TestOperators.Strict;
import org.junit.jupiter.api.Test;

class AttributesTest {
  @Test
  void theValuesComeInTheOrderOfTheComponents() {
    var attributes = Attributes.of(new Strict(3, List.of(1L, 2L)));
    assertEquals(List.of("size", "sizes"), List.copyOf(attributes.keySet()));
    assertEquals(Map.of("size", 3L, "sizes", List.of(1L, 2L)), attributes);
  }

  @Test
  void anotherOperatorIsMadeFromTheSpecimen() {
    assertEquals(
        new Strict(3, List.of(7L)),
        Attributes.with(new Strict(1, List.of(7L)), Map.of("size", 3L)));
    var specimen = new Strict();
    assertSame(specimen, Attributes.with(specimen, Map.of()));
  }

  @Test
  void numbersAreConvertedWhereNothingIsLost() {
    assertEquals(new Scale(2f), Attributes.with(new Scale(), Map.of("alpha", 2L)));
    assertEquals(new Scale(0.1f), Attributes.with(new Scale(), Map.of("alpha", 0.1)));
    assertEquals(
        new Strict(3, List.of(4L)),
        Attributes.with(new Strict(), Map.of("size", 3.0, "sizes", List.of(4))));
    assertEquals(7, ((Many) Attributes.with(new Many(), Map.of("small", 7L))).small());
  }

  @Test
  void anOptionalTakesTheValueItself() {
    assertEquals(Optional.of(3L), ((Many) Attributes.with(new Many(), Map.of("maybe", 3))).maybe());
    assertEquals(
        Optional.of(3L),
        ((Many) Attributes.with(new Many(), Map.of("maybe", Optional.of(3)))).maybe());
  }

  @Test
  void whatDoesNotFitIsTold() {
    wrong(Map.of("alpha", "x"), new Scale(), "scale: attribute alpha: needs float, not x");
    wrong(Map.of("beta", 1), new Scale(), "scale: has no attribute beta; it has alpha");
    wrong(Map.of("beta", 1), new TestOperators.Add(), "add: has no attribute beta; it has none");
    wrong(
        Map.of("size", 0.5),
        new Strict(),
        "strict: attribute size: needs a number that fits long, not 0.5");
    wrong(
        Map.of("small", 1L << 40),
        new Many(),
        "many: attribute small: needs a number that fits int, not 1099511627776");
    wrong(Map.of("sizes", 3), new Strict(), "strict: attribute sizes: needs a list, not 3");
    wrong(Map.of("size", -1), new Strict(), "strict: size must not be negative: -1");
    wrong(
        Map.of("thread", "x"),
        new TestOperators.Odd(Thread.currentThread()),
        "odd: attribute thread: has the type java.lang.Thread; numbers, booleans, strings, enums, types of the IR, lists"
            + " and optionals of these can be written");
  }

  @Test
  void defaultsComeFromTheConstructorWithoutParameters() {
    assertEquals(Optional.of(new Scale(0.5f)), Attributes.defaults(new Scale(3)));
    assertEquals(Optional.empty(), Attributes.defaults(new Input("x", TensorType.of(DType.F32))));
  }

  private static void wrong(Map<String, ?> attributes, Operator specimen, String message) {
    var e =
        assertThrows(IllegalArgumentException.class, () -> Attributes.with(specimen, attributes));
    assertEquals(message, e.getMessage());
  }
}
