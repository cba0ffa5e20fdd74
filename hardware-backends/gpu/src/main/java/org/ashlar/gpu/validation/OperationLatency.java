package org.ashlar.gpu.validation;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.Set;
import org.ashlar.gpu.engine.Grid;
import org.ashlar.gpu.timing.Options;

/// Cycles of one instruction of PTX in a chain of them, each reading what the one before wrote.
final class OperationLatency implements ValidationTable {
  private static final int SHORT = 32;
  private static final int LONG = 96;

  /// How each row is written; `D` is the register of the chain, of type b32 (%r), f32 (%f), f64
  /// (%d) or f16 (%h).
  private static final Map<String, String> SPELLINGS =
      Map.ofEntries(
          Map.entry("Add", "add.s32 %r, %r, %r1;"), Map.entry("And", "and.b32 %r, %r, %r1;"),
          Map.entry("Bfe", "bfe.u32 %r, %r, %r1, %r2;"), Map.entry("Bfind", "bfind.u32 %r, %r;"),
          Map.entry("Brev", "brev.b32 %r, %r;"), Map.entry("Clz", "clz.b32 %r, %r;"),
          Map.entry("Cnot", "cnot.b32 %r, %r;"),
              Map.entry("Cvt", "cvt.rzi.s32.f32 %r, %f1; cvt.rn.f32.s32 %f1, %r;"),
          Map.entry("DFAdd", "add.f64 %d, %d, %d1;"), Map.entry("DFDiv", "div.rn.f64 %d, %d, %d1;"),
          Map.entry("DFFMA", "fma.rn.f64 %d, %d, %d1, %d2;"),
              Map.entry("DFMul", "mul.f64 %d, %d, %d1;"),
          Map.entry("DRcp", "rcp.rn.f64 %d, %d;"), Map.entry("DSqrt", "sqrt.rn.f64 %d, %d;"),
          Map.entry("Div", "div.s32 %r, %r, %r1;"), Map.entry("DivU", "div.u32 %r, %r, %r1;"),
          Map.entry("Ex2", "ex2.approx.f32 %f, %f;"), Map.entry("FAdd", "add.f32 %f, %f, %f1;"),
          Map.entry("FDiv", "div.rn.f32 %f, %f, %f1;"),
              Map.entry("FFMa", "fma.rn.f32 %f, %f, %f1, %f2;"),
          Map.entry("FMul", "mul.f32 %f, %f, %f1;"), Map.entry("FastRcp", "rcp.approx.f32 %f, %f;"),
          Map.entry("FastSqrt", "sqrt.approx.f32 %f, %f;"),
              Map.entry("HFAdd", "add.f16 %h, %h, %h1;"),
          Map.entry("HFFMa", "fma.rn.f16 %h, %h, %h1, %h2;"),
              Map.entry("HFMul", "mul.f16 %h, %h, %h1;"),
          Map.entry("Mul", "mul.lo.s32 %r, %r, %r1;"),
              Map.entry("Mul24Hi", "mul24.hi.u32 %r, %r, %r1;"),
          Map.entry("Mul24Lo", "mul24.lo.u32 %r, %r, %r1;"), Map.entry("Popc", "popc.b32 %r, %r;"),
          Map.entry("Rcp", "rcp.rn.f32 %f, %f;"), Map.entry("Rem", "rem.s32 %r, %r, %r1;"),
          Map.entry("RemU", "rem.u32 %r, %r, %r1;"), Map.entry("Rsqrt", "rsqrt.approx.f32 %f, %f;"),
          Map.entry("Sad", "sad.u32 %r, %r, %r1, %r;"), Map.entry("Sin", "sin.approx.f32 %f, %f;"),
          Map.entry("Sqrt", "sqrt.rn.f32 %f, %f;"),
              Map.entry("MAddc", "madc.lo.u32 %r, %r, %r1, %r2;"));

  /// The rows of TITAN V with which in view the chains of `Macros` were written.
  private static final Set<String> CHAINS =
      Set.of(
          "Brev",
          "Clz",
          "Cnot",
          "DRcp",
          "DSqrt",
          "Div",
          "DivU",
          "Ex2",
          "FastRcp",
          "FastSqrt",
          "Mul24Hi",
          "Mul24Lo",
          "Rcp",
          "Rem",
          "RemU",
          "Rsqrt",
          "Sqrt");

  private final Fits fits;

  OperationLatency(Fits fits) {
    this.fits = fits;
  }

  @Override
  public String id() {
    return "ptx_op_latency_cycles_volta_turing";
  }

  @Override
  public List<Point> points(CsvFile file) {
    var points = new ArrayList<Point>();
    for (var row : file.rows()) {
      var gpu = row.getOrDefault("gpu", "");
      if (fits.card(gpu).isPresent()) {
        var name = gpu + "/" + row.getOrDefault("ptx_op", "");
        boolean fitted =
            fits.fitted(id(), name)
                || gpu.equals("TITANV") && CHAINS.contains(row.getOrDefault("ptx_op", ""));
        points.add(
            new Point(name, row, Double.parseDouble(row.getOrDefault("cycles", "0")), fitted));
      }
    }
    return points;
  }

  @Override
  public OptionalDouble got(Bench bench, Point point) {
    var operation = SPELLINGS.get(point.cell("ptx_op"));
    if (operation == null) {
      return OptionalDouble.empty();
    }
    var card = fits.card(point.cell("gpu")).orElseThrow();
    bench.options(Options.DETAILED);
    double once = cycles(bench, card, point.cell("ptx_op"), operation, SHORT);
    double more = cycles(bench, card, point.cell("ptx_op"), operation, LONG) - once;
    long each = operation.chars().filter(c -> c == ';').count();
    return OptionalDouble.of(more / (LONG - SHORT) / each);
  }

  private static double cycles(
      Bench bench,
      org.ashlar.simulation.profile.Profile card,
      String name,
      String operation,
      int count) {
    var body = new StringBuilder();
    for (int i = 0; i < count; i++) {
      body.append("  ").append(operation).append('\n');
    }
    var text =
        """
        .version 8.0
        .target sm_80
        .address_size 64
        .visible .entry chain(.param .u64 out) {
          .reg .b32 %%r, %%r1, %%r2;
          .reg .f32 %%f, %%f1, %%f2;
          .reg .f64 %%d, %%d1, %%d2;
          .reg .b16 %%h, %%h1, %%h2;
          .reg .b64 %%a;
          ld.param.u64 %%a, [out];
          ld.global.u32 %%r, [%%a];
          ld.global.u32 %%r1, [%%a+4];
          ld.global.u32 %%r2, [%%a+4];
          ld.global.f32 %%f, [%%a+8];
          ld.global.f32 %%f1, [%%a+8];
          ld.global.f32 %%f2, [%%a+8];
          ld.global.f64 %%d, [%%a+16];
          ld.global.f64 %%d1, [%%a+16];
          ld.global.f64 %%d2, [%%a+16];
          ld.global.b16 %%h, [%%a+24];
          ld.global.b16 %%h1, [%%a+24];
          ld.global.b16 %%h2, [%%a+24];
        %s
          st.global.u32 [%%a+32], %%r;
          st.global.f32 [%%a+36], %%f;
          st.global.f64 [%%a+40], %%d;
          st.global.b16 [%%a+48], %%h;
          ret;
        }
        """
            .formatted(body);
    long at = bench.buffer(256);
    var words = bench.memory().at(at, 256);
    words.set(java.lang.foreign.ValueLayout.JAVA_INT_UNALIGNED, 0, 1_000_003);
    words.set(java.lang.foreign.ValueLayout.JAVA_INT_UNALIGNED, 4, 3);
    words.set(java.lang.foreign.ValueLayout.JAVA_FLOAT_UNALIGNED, 8, 1.5f);
    words.set(java.lang.foreign.ValueLayout.JAVA_DOUBLE_UNALIGNED, 16, 1.5);
    words.set(java.lang.foreign.ValueLayout.JAVA_SHORT_UNALIGNED, 24, (short) 0x3e00);
    return bench
        .timeText(card, "chain " + name + " " + count, text, "chain", Grid.of(1, 1), at)
        .cycles();
  }

  @Override
  public String reasons() {
    return "What the machine does not have is a chain of operations of fixed length here; the measured chains of TITAN V and TITAN RTX"
        + " took slow paths where operands became denormal (`FDiv`) or the compiler of that year emulated them (`Bfe`).";
  }
}
