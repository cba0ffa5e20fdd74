package org.ashlar.ir.kernel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.ashlar.ir.DType;
import org.junit.jupiter.api.Test;

/// What is a product, and what its loops are.
class ProductTest {
  private static Optional<Product> product(String text) {
    return Product.of((Stmt.For) KernelParse.kernel(text).body());
  }

  private static String roles(String text) {
    return product(text)
        .map(p ->
            p.loops().stream()
                .map(l -> l.index().name() + " " + l.extent() + " " + l.role())
                .collect(Collectors.joining(", ")))
        .orElse("none");
  }

  private static final String MATRICES =
      """
      kernel k(x: f32[3, 16, 20], w: f32[20, 32], y: f32[3, 16, 32])
        for i0 < 3
          for i1 < 16
            for i2 < 32
              alloc acc: f32[] registers
              acc[] = 0.0
              for k0 < 20
                acc[] add= x[i0, i1, k0] * w[k0, i2]
              y[i0, i1, i2] = acc[]
      """;

  @Test
  void matrices() {
    assertEquals("i0 3 ROW, i1 16 ROW, i2 32 COLUMN, k0 20 DEPTH", roles(MATRICES));
  }

  @Test
  void operandsInEitherOrder() {
    var p =
        product(MATRICES.replace("x[i0, i1, k0] * w[k0, i2]", "w[k0, i2] * x[i0, i1, k0]"))
            .orElseThrow();
    assertEquals("x", p.a().of().name());
    assertEquals("w", p.b().of().name());
  }

  @Test
  void aBatchMovesBoth() {
    assertEquals(
        "i0 3 BATCH, i1 16 ROW, i2 32 COLUMN, k0 20 DEPTH",
        roles(MATRICES.replace("w: f32[20, 32]", "w: f32[3, 20, 32]").replace("w[k0", "w[i0, k0")));
  }

  @Test
  void columnsLieSideBySideInTheResult() {
    // channels before pixels: the pixels are the columns
    assertEquals(
        "i0 16 ROW, i1 10 COLUMN, i2 12 COLUMN, k0 4 DEPTH, k1 3 DEPTH, k2 3 DEPTH",
        roles(
            """
            kernel k(x: f32[4, 12, 14], w: f32[16, 4, 3, 3], y: f32[16, 10, 12])
              for i0 < 16
                for i1 < 10
                  for i2 < 12
                    alloc acc: f32[] registers
                    acc[] = 0.0
                    for k0 < 4
                      for k1 < 3
                        for k2 < 3
                          acc[] add= x[k0, i1 + k1, i2 + k2] * w[i0, k0, k1, k2]
                    y[i0, i1, i2] = max(0.0, acc[])
            """));
  }

  @Test
  void groupsAreDigitsOfAnIndex() {
    assertEquals(
        "i0 30 ROW, i1_o 2 BATCH, i1_i 8 COLUMN, k0 4 DEPTH, k1 3 DEPTH",
        roles(
            """
            kernel k(x: f32[32, 8], w: f32[16, 4, 3], y: f32[30, 16])
              for i0 < 30
                for i1 < 16
                  alloc acc: f32[] registers
                  acc[] = 0.0
                  for k0 < 4
                    for k1 < 3
                      acc[] add= x[i0 + k1, i1 // 8 * 4 + k0] * w[i1, k0, k1]
                  y[i0, i1] = acc[]
            """));
  }

  private static final String DEPTHWISE =
      """
      kernel k(x: f32[34, 32], w: f32[3, 32], y: f32[32, 32])
        for i0 < 32
          for i1 < 32
            alloc acc: f32[] registers
            acc[] = 0.0
            for k0 < 3
              acc[] add= x[i0 + k0, i1] * w[k0, i1]
            y[i0, i1] = acc[]
      """;

  @Test
  void depthwiseConvolutionsAreNone() {
    assertEquals("none", roles(DEPTHWISE));
    assertEquals("none", roles(DEPTHWISE.replace("i0, i1]", "i1, i0]")));
  }

  @Test
  void whatIsNotProvedIsNone() {
    assertEquals("none", roles(MATRICES.replace("x[i0, i1, k0]", "x[i0, i1, k0 + 1]")));
    assertEquals("none", roles(MATRICES.replace("x[i0, i1, k0]", "x[i0, i1 * k0 % 16, k0]")));
    assertEquals("none", roles(MATRICES.replace("y[i0, i1, i2]", "y[0, i1, i2]")));
    assertEquals("none", roles(MATRICES.replace("acc[] = 0.0", "acc[] = 1.0")));
    assertEquals("none", roles(MATRICES.replace("add= x", "max= x")));
    assertEquals(
        "none",
        roles(MATRICES.replace("y[i0, i1, i2] = acc[]", "y[i0, i1, i2] = acc[] + y[i0, 0, i2]")));
  }

  @Test
  void smallOnesStayLoops() {
    assertEquals(
        "none",
        roles(
            MATRICES
                .replace("f32[20, 32]", "f32[20, 2]")
                .replace("16, 32]", "16, 2]")
                .replace("< 32", "< 2")));
  }

  @Test
  void whatIsExchangedHasColumnsForRows() {
    var product = product(MATRICES).orElseThrow();
    var swapped = product.swapped();
    assertEquals(product.a(), swapped.b());
    assertEquals(product.extent(Product.Role.ROW), swapped.extent(Product.Role.COLUMN));
    assertEquals(product, swapped.swapped());
  }

  @Test
  void targetsChoose() {
    var kernel = KernelParse.kernel(MATRICES);
    assertTrue(Product.nests(kernel.body(), target(Map.of())).isEmpty());
    assertEquals(1, Product.nests(kernel.body(), target(Map.of(Product.F32, 1.0))).size());
  }

  private static Target target(Map<String, Double> facts) {
    return new Target("t", 64, 32, 1, Map.of(), List.of(), Set.of(DType.F32), facts);
  }
}
