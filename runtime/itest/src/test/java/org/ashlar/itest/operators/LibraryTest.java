package org.ashlar.itest.operators;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.TreeSet;
import org.ashlar.ir.Operator;
import org.ashlar.operators.pointwise.Add;
import org.junit.jupiter.api.Test;

/// The families are the library.
class LibraryTest {
  @Test
  void everyOperatorIsTried() {
    var tried = new TreeSet<String>();
    Family.all().forEach(family -> family.laws().forEach(laws -> tried.add(laws.subject())));
    var present = new TreeSet<String>();
    Family.REGISTRY.find(Operator.class).stream()
        .filter(p ->
            p.service().getClass().getProtectionDomain().equals(Add.class.getProtectionDomain()))
        .forEach(p -> present.add(p.service().id().toString()));
    assertEquals(present, tried);
  }
}
