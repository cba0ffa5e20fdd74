package org.ashlar.itest.operators;

import java.util.List;
import org.ashlar.operators.product.Conv;
import org.ashlar.operators.product.MatMul;
import org.ashlar.testkit.Case;
import org.ashlar.testkit.OperatorLaws;

/// The laws of the products.
class ProductTest extends Family {
  @Override
  List<OperatorLaws> laws() {
    return List.of(
        laws(
            new Conv(),
            Case.of("f32[1, 2, 4, 4]", "f32[2, 2, 3, 3]"),
            Case.of("f32[1, 2, 5, 5]", "f32[4, 1, 3, 2]")
                .under(new Conv(list(2, 1), list(1, 0, 1, 1), list(1, 2), 2)),
            Case.of("f32[2, 2, 7]", "f32[3, 2, 3]"),
            Case.of("i8[1, 2, 3, 3]", "i8[1, 2, 2, 2]").within(-128, 127),
            Case.refused("f32[2, 3, 7, 7]", "f32[8, 4, 3, 3]")),
        laws(
            new MatMul(),
            Case.of("f32[4, 6]", "f32[6, 8]"),
            Case.of("f32[2, 3, 4]", "f32[4, 2]"),
            Case.of("f32[6]", "f32[6]"),
            Case.of("f16[3, 4]", "f16[4, 2]"),
            Case.of("u8[3, 4]", "i8[4, 2]").within(0, 0, 255).within(1, -128, 127),
            Case.refused("f32[6, 8]", "f32[4, 6]")));
  }
}
