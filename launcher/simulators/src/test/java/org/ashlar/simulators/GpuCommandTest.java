package org.ashlar.simulators;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import org.ashlar.gpu.SimulatedCards;
import org.ashlar.gpu.SimulatedLab;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/// The commands, over the real engine.
class GpuCommandTest {
  private static final String AXPY =
      """
      .version 8.0
      .target sm_80
      .address_size 64
      .visible .entry axpy(.param .u64 x, .param .u64 y, .param .f32 a, .param .u32 n)
      {
      .reg .pred %p; .reg .b32 %r<4>; .reg .f32 %f<4>; .reg .b64 %d<6>;
      mov.u32 %r0, %ctaid.x; mov.u32 %r1, %ntid.x; mov.u32 %r2, %tid.x; mad.lo.u32 %r0, %r0, %r1, %r2;
      ld.param.u32 %r3, [n]; setp.ge.u32 %p, %r0, %r3; @%p bra END;
      ld.param.u64 %d0, [x]; ld.param.u64 %d1, [y]; ld.param.f32 %f0, [a];
      mul.wide.u32 %d2, %r0, 4; add.s64 %d3, %d0, %d2; add.s64 %d4, %d1, %d2;
      ld.global.f32 %f1, [%d3]; ld.global.f32 %f2, [%d4]; fma.rn.f32 %f3, %f0, %f1, %f2;
      st.global.f32 [%d4], %f3;
      END: ret;
      }
      """;

  @TempDir private Path folder;

  private record Said(int code, String out, String err) {}

  private Said say(String... words) {
    var out = new StringWriter();
    var err = new StringWriter();
    var line = new CommandLine(new GpuCommand(new SimulatedLab(), new SimulatedCards()));
    line.setOut(new PrintWriter(out, true)).setErr(new PrintWriter(err, true));
    line.setExecutionExceptionHandler((e, l, p) -> {
      l.getErr().println(e.getMessage());
      return 1;
    });
    int code = line.execute(words);
    return new Said(code, out.toString(), err.toString());
  }

  private String file(String text) {
    var path = folder.resolve("axpy.ptx");
    UserFiles.write(path, text.getBytes(java.nio.charset.StandardCharsets.UTF_8));
    return path.toString();
  }

  @Test
  void runsAKernelAndShowsItsBuffers() {
    var said =
        say(
            "run",
            file(AXPY),
            "--grid",
            "2",
            "--block",
            "64",
            "--arg",
            "f32:100:iota",
            "--arg",
            "f32:100:zeros",
            "--arg",
            "f32:0.5",
            "--arg",
            "u32:100",
            "--save",
            folder.toString());
    assertEquals("", said.err());
    assertTrue(
        said.out().contains("arg1: 0.0 0.5 1.0 1.5 2.0 2.5 3.0 3.5 … (100 in all)"), said.out());
    assertEquals(0, said.code());
    var again =
        say(
            "run",
            file(AXPY),
            "--grid",
            "2",
            "--block",
            "64",
            "--arg",
            "f32:" + folder.resolve("arg1.npy"),
            "--arg",
            "f32:100:zeros",
            "--arg",
            "f32:2",
            "--arg",
            "u32:100");
    assertTrue(again.out().contains("arg1: 0.0 1.0 2.0 3.0"), again.out() + again.err());
  }

  @Test
  void checksAccesses() {
    var said =
        say(
            "run",
            file(AXPY),
            "--grid",
            "2",
            "--block",
            "64",
            "--check",
            "--arg",
            "f32:64:iota",
            "--arg",
            "f32:100:zeros",
            "--arg",
            "f32:0.5",
            "--arg",
            "u32:100");
    assertEquals(1, said.code());
    assertTrue(
        said.out()
            .contains(
                "out-of-bounds: line 11: block (1,0,0) warp 0 lane 0: read of 4 bytes at"
                    + " 0x700000200 lies in no allocation (36 times)"),
        said.out());
  }

  @Test
  void verifiesATextAndSaysWhereItIsWrong() {
    var good = say("verify", file(AXPY));
    assertEquals(
        "axpy(u64 x, u64 y, f32 a, u32 n): 18 instructions, 14 registers, 0 bytes shared, 0 bytes"
            + " local",
        good.out().strip());
    var bad = say("verify", file(AXPY.replace("fma.rn.f32", "tex.2d.f32")));
    assertEquals(1, bad.code());
    assertTrue(bad.out().contains("axpy.ptx:11:"), bad.out());
  }

  @Test
  void sayWhatAnArgumentLacks() {
    assertEquals(
        "--arg f32:12:ones: random, zeros, iota or a file .npy or .raw: ones",
        say("run", file(AXPY), "--arg", "f32:12:ones").err().strip());
    assertEquals(
        "axpy: one argument a parameter: 4 parameters, 1 arguments",
        say("run", file(AXPY), "--arg", "u32:1").err().strip());
  }

  @Test
  void tellsWhatFitsOnACard() {
    var said = say("occupancy", "--profile", "v100", "--block", "256", "--registers", "33");
    assertEquals("", said.err());
    assertEquals(
        "6 blocks, 48 warps, 75.0 % of an SM; limited by registers; shared memory set to 0 KiB, L1"
            + " 128 KiB\n",
        said.out());
  }

  @Test
  void listsAndComparesCards() {
    assertTrue(say("profiles").out().contains("a100\n"));
    assertTrue(say("profiles", "a100").out().contains("documented"));
    assertTrue(say("diff", "a40", "a6000").out().contains("clock.sm_MHz"));
    assertTrue(say("profiles", "x").err().contains("profile x: is not known: there are v100, "));
  }

  @Test
  void importsWhatGpgpuSimIsConfiguredWith() {
    var path = folder.resolve("gpgpusim.config");
    UserFiles.write(
        path,
        """
        # comment
        -gpgpu_n_clusters 40
        -gpgpu_n_cores_per_cluster 2
        -gpgpu_clock_domains 1132.0:1132.0:1132.0:850.0
        -gpgpu_shader_core_pipeline 2048:32
        -gpgpu_l1_latency 20
        """);
    var said = say("profiles", "mine", "--import", path.toString());
    assertEquals("", said.err());
    assertTrue(said.out().contains("\"count\" : 80"), said.out());
    assertTrue(said.out().contains("\"sm_MHz\" : 1132.0"), said.out());
  }

  @Test
  void validatesAgainstRowsOfAFolder() {
    UserFiles.write(
        folder.resolve("ptx_op_latency_cycles_volta_turing.csv"),
        "gpu,ptx_op,sass,cycles\n"
            + "TITANV,And,LOP3,4\n"
            + "TITANV,FFMa,FFMA,4\n"
            + "TITANV,Nop,NOP,5\n"
            + "MI210,Add,x,8\n");
    var json = folder.resolve("out.json");
    var said = say("validate", "--reference", folder.toString(), "--json", json.toString());
    assertEquals("", said.err());
    assertEquals(
        "ptx_op_latency_cycles_volta_turing: 3 rows, 1 missing, mean error 0.0 %, median 0.0 %\n",
        said.out());
    var table =
        tools.jackson.databind.json.JsonMapper.shared()
            .readTree(UserFiles.text(json))
            .get("tables")
            .get(0);
    assertEquals(1, table.get("missing").intValue());
    assertTrue(table.get("rows").get(1).get("fitted").booleanValue());
    assertTrue(table.get("rows").get(2).get("got").isNull());
    assertEquals(4.0, table.get("rows").get(0).get("got").doubleValue());
  }
}
