package org.ashlar.cpu;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.ashlar.cpu.machine.Isa;
import org.ashlar.cpu.machine.Processor;
import org.ashlar.ir.Codec;
import org.ashlar.ir.TensorData;
import org.ashlar.ir.kernel.Buffer;
import org.ashlar.ir.kernel.Kernel;
import org.ashlar.ir.kernel.KernelParse;
import org.ashlar.ir.kernel.KernelText;
import org.ashlar.ir.kernel.Product;
import org.junit.jupiter.api.Test;

/// Products of 8-bit integers are exact: what machine code computes is bit by bit what plain loops
/// of the virtual machine compute, for all signs, zeros of operands, rows and columns, layouts,
/// windows and sizes, over the whole range of the numbers.
class ByteProductsTest {
  private static final int ROUNDS = 16;

  private final CpuBackend machine = new CpuBackend(Machine.here(), Isa.AVX512);
  private final CpuBackend plain = new CpuBackend(new Machine(0, 1, "plain"));
  private final long seed = Long.getLong("ashlar.seed", System.nanoTime() % 1_000_000);
  private final Random random = new Random(seed);

  private int any(int least, int most) {
    return least + random.nextInt(most - least + 1);
  }

  private String sign() {
    return random.nextBoolean() ? "u8" : "i8";
  }

  /// A factor, perhaps without a number of its own, one of an operand, or one a row or column.
  private String centred(String read, String dtype, String operand, String index) {
    int number = dtype.equals("u8") ? any(0, 255) : any(-128, 127);
    return switch (random.nextInt(4)) {
      case 0 -> "i32(" + read + ")";
      case 1 -> "(i32(" + read + ") - " + number + ":i32)";
      case 2 -> "(i32(" + read + ") - i32(" + operand + "0[]))";
      default -> "(i32(" + read + ") - i32(" + operand + "1[" + index + "]))";
    };
  }

  private String epilogue(String row, String column) {
    return switch (random.nextInt(4)) {
      case 0 -> "saturate_i8(round(f32(acc[]) * 0.01 + f32(" + column + ")) + -3.0)";
      case 1 -> "saturate_u8(round(f32(acc[] + i32(" + row + ")) * 0.003) + 131.0)";
      case 2 -> "max(acc[], i32(" + column + "))";
      default -> "acc[]";
    };
  }

  private static String dtype(String epilogue) {
    return epilogue.startsWith("saturate_") ? epilogue.substring(9, 11) : "i32";
  }

  @Test
  void matrices() {
    for (int round = 0; round < ROUNDS; round++) {
      int m = any(1, 70);
      int n = any(8, 150);
      int k = any(16, round % 4 == 0 ? 6000 : 90);
      boolean across = random.nextBoolean();
      var a = sign();
      var b = sign();
      var after = epilogue("a1[i0]", "b1[i1]");
      check(
          """
          kernel product(a: %s[%d, %d], a0: %s[], a1: %s[%d], b: %s[%s], b0: %s[], b1: %s[%d], y: %s[%d, %d])
            for i0 < %d
              for i1 < %d
                alloc acc: i32[] registers
                acc[] = 0:i32
                for k0 < %d
                  acc[] add= %s * %s
                y[i0, i1] = %s
          """
              .formatted(
                  a,
                  m,
                  k,
                  a,
                  a,
                  m,
                  b,
                  across ? n + ", " + k : k + ", " + n,
                  b,
                  b,
                  n,
                  dtype(after),
                  m,
                  n,
                  m,
                  n,
                  k,
                  centred("a[i0, k0]", a, "a", "i0"),
                  centred(across ? "b[i1, k0]" : "b[k0, i1]", b, "b", "i1"),
                  after),
          (long) m * n * k);
    }
  }

  @Test
  void convolutions() {
    for (int round = 0; round < ROUNDS; round++) {
      int from = any(1, 20);
      int to = any(8, round % 3 == 0 ? 80 : 30);
      int height = any(1, 4);
      int width = any(2, 5);
      int rows = any(2, 12);
      int columns = any(2, 20);
      int stride = any(1, 2);
      int h = (rows - 1) * stride + height;
      int v = columns - 1 + width;
      var a = sign();
      var b = sign();
      boolean last = random.nextBoolean();
      var after = epilogue("a0[]", "b1[i1]");
      check(
          """
          kernel conv(a: %s[%s], a0: %s[], a1: %s[1], b: %s[%d, %d, %d, %d], b0: %s[], b1: %s[%d], y: %s[%s])
            for i1 < %d
              for i2 < %d
                for i3 < %d
                  alloc acc: i32[] registers
                  acc[] = 0:i32
                  for k0 < %d
                    for k1 < %d
                      for k2 < %d
                        acc[] add= %s * %s
                  y[%s] = %s
          """
              .formatted(
                  a,
                  place(last, from, h, v),
                  a,
                  a,
                  b,
                  to,
                  from,
                  height,
                  width,
                  b,
                  b,
                  to,
                  dtype(after),
                  place(last, to, rows, columns),
                  to,
                  rows,
                  columns,
                  from,
                  height,
                  width,
                  centred(
                      "a[" + place(last, "k0", "i2 * " + stride + " + k1", "i3 + k2") + "]",
                      a,
                      "a",
                      "0"),
                  centred("b[i1, k0, k1, k2]", b, "b", "i1"),
                  place(last, "i1", "i2", "i3"),
                  after),
          (long) rows * columns * to * from * height * width);
    }
  }

  @Test
  void depthOfSeveralDimensions() {
    for (int round = 0; round < 4; round++) {
      int heads = any(2, 5);
      int each = any(4, 40);
      int m = any(1, 30);
      int n = any(8, 70);
      check(
          """
          kernel heads(a: u8[%d, %d, %d], a0: u8[], a1: u8[%d], b: i8[%d, %d], b0: i8[], b1: i8[%d], y: i32[%d, %d])
            for i0 < %d
              for i1 < %d
                alloc acc: i32[] registers
                acc[] = 0:i32
                for k0 < %d
                  acc[] add= %s * %s
                y[i0, i1] = acc[]
          """
              .formatted(
                  heads,
                  m,
                  each,
                  m,
                  heads * each,
                  n,
                  n,
                  m,
                  n,
                  m,
                  n,
                  heads * each,
                  centred("a[k0 // " + each + ", i0, k0 % " + each + "]", "u8", "a", "i0"),
                  centred("b[k0, i1]", "i8", "b", "i1")),
          (long) m * n * heads * each);
    }
  }

  private static String place(boolean last, Object c, Object h, Object w) {
    return last ? h + ", " + w + ", " + c : c + ", " + h + ", " + w;
  }

  /// @param work where there is little, loops do as well, and it is no product
  private void check(String text, long work) {
    assumeTrue(Processor.here().isa().has(Isa.AVX512));
    var kernel = KernelParse.kernel(text);
    var target = machine.targets().getFirst();
    assumeTrue(target.facts().containsKey(Product.I8));
    var what = "-Dashlar.seed=" + seed + "\n" + text;
    if (Product.nests(kernel.body(), target).isEmpty()) {
      assertTrue(work < 2048, "no product: " + what);
      return;
    }
    var inputs = new ArrayList<TensorData>();
    for (var p : kernel.parameters()) {
      var tensor = TensorData.zeros(p.dtype(), p.shape().constants());
      for (long i = 0; i < tensor.elements(); i++) {
        tensor.set(i, Codec.wrap(p.dtype(), random.nextInt()));
      }
      inputs.add(tensor);
    }
    var expected = run(plain, kernel, inputs, Set.of());
    for (int operand : new int[] {-1, 0, 3}) {
      var constant = operand < 0 ? Set.<Buffer>of() : Set.of(kernel.parameters().get(operand));
      var actual = run(machine, kernel, inputs, constant);
      for (long i = 0; i < expected.elements(); i++) {
        if (expected.bits(i) != actual.bits(i)) {
          assertEquals(
              expected.get(i),
              actual.get(i),
              "element " + i + ", constant " + constant + ": " + what + KernelText.of(kernel));
        }
      }
    }
  }

  private static TensorData run(
      CpuBackend backend, Kernel kernel, List<TensorData> inputs, Set<Buffer> constant) {
    return Runs.results(backend, kernel, inputs, constant).getLast();
  }
}
