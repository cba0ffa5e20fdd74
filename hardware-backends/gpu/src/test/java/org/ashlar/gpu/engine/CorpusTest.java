package org.ashlar.gpu.engine;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// PTX that `nvcc` wrote: both engines do the same with it, the checkers find nothing, and results
/// are right.
class CorpusTest {
  private static final long SEED = 5;

  private static Device device(String file) {
    var folder =
        Path.of(System.getProperty("basedir", ".")).resolve("../ptx/src/test/resources/corpus");
    try {
      return new Device(Files.readString(folder.resolve(file + ".ptx")));
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  /// First contents: `f` floats from 0 to 1, `h` halves, `i` numbers below 100, `b` bytes, `d`
  /// doubles, `z` zeros of 32 bits.
  private static byte[] buffer(char kind, int count, SplittableRandom random) {
    int width = kind == 'd' ? 8 : kind == 'b' ? 1 : kind == 'h' ? 2 : 4;
    var bytes = ByteBuffer.allocate(count * width).order(ByteOrder.LITTLE_ENDIAN);
    for (int i = 0; i < count; i++) {
      switch (kind) {
        case 'f' -> bytes.putFloat((float) random.nextDouble());
        case 'h' -> bytes.putShort(Float.floatToFloat16((float) random.nextDouble()));
        case 'i' -> bytes.putInt(random.nextInt(100));
        case 'b' -> bytes.put((byte) random.nextInt());
        case 'd' -> bytes.putDouble(random.nextDouble());
        default -> bytes.putInt(0);
      }
    }
    return bytes.array();
  }

  /// One run: what all buffers hold after it, and how it ran.
  private record Result(List<byte[]> buffers, String how, List<Finding> findings) {
    float[] floats(int buffer) {
      var of = buffers.get(buffer);
      var values = new float[of.length / 4];
      ByteBuffer.wrap(of).order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer().get(values);
      return values;
    }

    int[] ints(int buffer) {
      var of = buffers.get(buffer);
      var values = new int[of.length / 4];
      ByteBuffer.wrap(of).order(ByteOrder.LITTLE_ENDIAN).asIntBuffer().get(values);
      return values;
    }
  }

  /// @param arguments words as `f4096` (a buffer), `=17` (a number), `~0.5` (a float) or `^0.5` (a
  ///   double)
  private static Result run(
      String file, String entry, Grid grid, String arguments, boolean generated, boolean check) {
    try (var device = device(file)) {
      var random = new SplittableRandom(SEED);
      var values = new ArrayList<Long>();
      var sizes = new ArrayList<Integer>();
      for (var word : arguments.split(" ")) {
        var rest = word.substring(1);
        switch (word.charAt(0)) {
          case '=' -> values.add(Long.parseLong(rest));
          case '~' -> values.add(Words.bits(Float.parseFloat(rest)));
          case '^' -> values.add(Words.bits(Double.parseDouble(rest)));
          default -> {
            var bytes = buffer(word.charAt(0), Integer.parseInt(rest), random);
            long at = device.memory.allocate(bytes.length);
            device.memory.write(at, java.lang.foreign.MemorySegment.ofArray(bytes));
            values.add(at);
          }
        }
        sizes.add("=~^".indexOf(word.charAt(0)) >= 0 ? 0 : 1);
      }
      var checker = new Checker(device.memory);
      var launch =
          new Launch(
              device.kernel(entry),
              grid,
              new Arguments(values),
              device.memory,
              check ? checker : Watch.NONE);
      var how = "interpreter";
      if (generated) {
        how = new Engine(2).run(launch).how();
      } else {
        GridRun.run(launch);
      }
      var buffers = new ArrayList<byte[]>();
      for (int i = 0; i < values.size(); i++) {
        if (sizes.get(i) > 0) {
          long bytes = device.memory.owner(values.get(i)).orElseThrow().getValue();
          buffers.add(device.memory.read(values.get(i), bytes));
        }
      }
      return new Result(buffers, how, checker.findings());
    }
  }

  private static Grid grid(String blocks, int threads, int shared) {
    return new Grid(Extent.parse(blocks), Extent.of(threads), shared);
  }

  @ParameterizedTest
  @CsvSource({
    "elementwise, saxpy, 4, 256, 0, f1000 f1000 ~0.5 =1000, generated",
    "elementwise, scale4, 2, 256, 0, f4096 z4096 ~0.5 =1024, generated",
    "elementwise, gelu, 4, 256, 0, f1000 z1000 =1000, generated",
    "elementwise, functions, 4, 256, 0, f1000 z1000 =1000, generated",
    "elementwise, doubles, 4, 256, 0, d1000 d1000 ^0.5 =1000, generated",
    "elementwise, integers, 4, 256, 0, i1000 z1000 =7 =1000, generated",
    "elementwise, longs, 4, 256, 0, i2000 i2000 =12345678901 =1000, generated",
    "elementwise, bytes, 4, 256, 0, b1000 b1000 h1000 =1000, generated",
    "half, halves, 4, 256, 0, h1000 h1000 ~0.5 =1000, generated",
    "half, pairs, 2, 256, 0, h1000 h1000 h1000 =500, generated",
    "half, brains, 4, 256, 0, h1000 h1000 z1000 =1000, generated",
    "half, convert, 4, 256, 0, f1000 z1000 b1000 d1000 d1000 =1000, generated",
    "bits, fields, 4, 256, 0, i1000 i1000 =1000, generated",
    "bits, philox, 2, 256, 0, z2048 =1 =2, generated",
    "calls, calls, 4, 128, 0, i2000 z500 =500, generated",
    "calls, locals, 1, 128, 0, i1000 z16 =1000, generated",
    "calls, choose, 4, 128, 0, i500 z500 =500 =2, generated",
    "histogram, histogram, 4, 256, 0, b5000 z256 =5000, generated",
    "histogram, atomics, 1, 64, 0, i256 d2 f1 d1, generated",
    "reduce, tree, 4, 256, 0, f1000 z4 =1000, generated",
    "reduce, shuffles, 4, 256, 0, f5000 z1 =5000, generated",
    "scan, scan, 4, 256, 0, i1000 z1000 =1000, generated",
    "scan, transpose, 4x2, 256, 0, f8192 z8192 =128 =64, generated",
    "scan, bitonic, 2, 256, 1024, i512, generated",
    "sgemm, naive, 4x4, 256, 0, f4096 f4096 z4096 =64, generated",
    "sgemm, tiled, 4x4, 256, 0, f4096 f4096 z4096 =64, generated",
    "sgemm, blocked, 1, 256, 0, f16384 f16384 z16384 =128, lockstep",
    "softmax, softmax, 4, 128, 0, f4000 z4000 =1000, generated",
    "softmax, layernorm, 4, 32, 0, f400 f100 f100 z400 =100, generated",
    "stencil, jacobi, 4x16, 256, 0, f16384 z16384 =128 =128, generated",
    "stencil, convolve, 4x16, 256, 0, f16384 z16384 =128 =128, generated",
    "tensor, fragments, 2x2, 32, 0, h1024 h1024 z1024 =32, generated",
    "tensor, instruction, 1, 32, 0, h256 h128 z128, generated",
    "async, buffered, 1, 128, 0, f4096 z128 =8, generated",
    "reduce, votes, 4, 256, 0, i1000 z1024 =1000, interpreter: it asks which lanes are together",
    "histogram, lock, 2, 32, 0, z1, interpreter: it waits for other threads by asking memory again"
  })
  void bothEnginesAgreeAndNothingIsFound(
      String file,
      String entry,
      String blocks,
      int threads,
      int shared,
      String arguments,
      String how) {
    var grid = grid(blocks, threads, shared);
    var expected = run(file, entry, grid, arguments, false, true);
    var got = run(file, entry, grid, arguments, true, false);
    assertEquals(List.of(), expected.findings());
    assertEquals(how, got.how().contains("its code is long") ? "lockstep" : got.how());
    for (int i = 0; i < expected.buffers().size(); i++) {
      assertArrayEquals(expected.buffers().get(i), got.buffers().get(i), "buffer " + i);
    }
  }

  @Test
  void productsOfMatricesAreRight() {
    for (var entry : List.of("naive", "tiled", "blocked")) {
      int n = 128;
      var blocks = entry.equals("blocked") ? "1" : "8x8";
      var got = run("sgemm", entry, grid(blocks, 256, 0), "f16384 f16384 z16384 =128", true, false);
      var a = got.floats(0);
      var b = got.floats(1);
      for (int i = 0; i < n * n; i += 77) {
        float sum = 0;
        for (int k = 0; k < n; k++) {
          sum = Math.fma(a[i / n * n + k], b[k * n + i % n], sum);
        }
        assertEquals(sum, got.floats(2)[i], entry + " " + i);
      }
    }
  }

  @Test
  void sortedScannedTransposedAndSummed() {
    var random = new SplittableRandom(SEED);
    var words = IntStream.range(0, 512).map(i -> random.nextInt(100)).toArray();
    var sorted = run("scan", "bitonic", grid("2", 256, 1024), "i512", true, false).ints(0);
    Arrays.sort(words, 0, 256);
    Arrays.sort(words, 256, 512);
    assertArrayEquals(words, sorted);

    var scan = run("scan", "scan", grid("4", 256, 0), "i1024 z1024 =1024", true, false);
    int sum = 0;
    for (int i = 0; i < 1024; i++) {
      sum = (i % 256 == 0 ? 0 : sum) + scan.ints(0)[i];
      assertEquals(sum, scan.ints(1)[i], "sum " + i);
    }

    var turned = run("scan", "transpose", grid("4x2", 256, 0), "f8192 z8192 =128 =64", true, false);
    for (int i = 0; i < 8192; i++) {
      assertEquals(turned.floats(0)[i], turned.floats(1)[i % 128 * 64 + i / 128]);
    }

    var bins = run("histogram", "histogram", grid("4", 256, 0), "b5000 z256 =5000", true, false);
    var counted = new int[256];
    for (byte b : bins.buffers().get(0)) {
      counted[b & 0xFF]++;
    }
    assertArrayEquals(counted, bins.ints(1));
  }

  @Test
  void philoxGivesItsPublishedWords() {
    // Random123's known answers for a counter and a key of zeros.
    var got = run("bits", "philox", grid("1", 256, 0), "z1024 =0 =0", true, false).ints(0);
    assertArrayEquals(
        new int[] {0x6627e8d5, 0xe169c58d, 0xbc57ac4c, 0x9b00dbd8}, Arrays.copyOf(got, 4));
  }

  @Test
  void rowsOfASoftmaxSumToOne() {
    var got = run("softmax", "softmax", grid("4", 128, 0), "f4000 z4000 =1000", true, false);
    for (int row = 0; row < 4; row++) {
      double sum = 0;
      double expected = 0;
      for (int i = 0; i < 1000; i++) {
        sum += got.floats(1)[row * 1000 + i];
        expected += Math.exp(got.floats(0)[row * 1000 + i]);
      }
      assertEquals(1, sum, 1e-4);
      double first = Math.exp(got.floats(0)[row * 1000]) / expected;
      assertTrue(Math.abs(got.floats(1)[row * 1000] - first) < 1e-6 * first + 1e-9, "row " + row);
    }
  }

  @Test
  void theLockIsTakenByOneAtATime() {
    var got = run("histogram", "lock", grid("3", 32, 0), "z1", true, false);
    assertEquals(96, got.ints(0)[0]);
  }

  /// The sample of the subset, which holds an instruction of every kind.
  @Test
  void theSampleOfTheSubsetRuns() throws IOException {
    var reference = System.getenv("ASHLAR_REFERENCE");
    org.junit.jupiter.api.Assumptions.assumeTrue(
        reference != null, "ASHLAR_REFERENCE: no folder of reference files is named");
    // Which lanes are together is the one thing in it that only the interpreter can tell.
    var text = Files.readString(Path.of(reference, "subset.ptx"));
    try (var device = new Device(text.replace("activemask.b32 %r27", "mov.u32 %r27, -1"))) {
      var results = new ArrayList<byte[]>();
      for (boolean generated : new boolean[] {false, true}) {
        var random = new SplittableRandom(SEED);
        long a = device.memory.allocate(16 * 512);
        long b = device.memory.allocate(16 * 512);
        long c = device.memory.allocate(64);
        device.memory.write(a, java.lang.foreign.MemorySegment.ofArray(buffer('h', 4096, random)));
        device.memory.write(b, java.lang.foreign.MemorySegment.ofArray(buffer('h', 4096, random)));
        var launch =
            new Launch(
                device.kernel("subset"),
                Grid.of(1, 32),
                Arguments.of(a, b, c, 32L),
                device.memory,
                Watch.NONE);
        if (generated) {
          assertEquals("generated", new Engine(2).run(launch).how());
        } else {
          GridRun.run(launch);
        }
        results.add(device.memory.read(c, 64));
      }
      assertArrayEquals(results.get(0), results.get(1));
      assertTrue(IntStream.range(0, 64).anyMatch(i -> results.get(0)[i] != 0));
    }
  }
}
