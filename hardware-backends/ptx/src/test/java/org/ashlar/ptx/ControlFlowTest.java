package org.ashlar.ptx;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.BitSet;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Blocks, dominators and loops against their definitions; what is live and what is uniform on
/// known programs.
class ControlFlowTest {
  private static Entry entry(String body) {
    return Entry.of(
        Parser.parse(
            "a.ptx",
            """
            .version 8.0
            .target sm_80
            .address_size 64
            .visible .entry k(.param .u64 p, .param .u32 n)
            {
            .reg .pred %p<9>; .reg .b32 %r<20>; .reg .b64 %rd<9>;
            """
                + body
                + "}"),
        "k");
  }

  private static final String LOOPS =
      """
      mov.u32 %r1, %tid.x;
      ld.param.u32 %r2, [n];
      mov.u32 %r3, 0;
      .pragma "nounroll";
      OUTER:
      mov.u32 %r4, 0;
      INNER:
      add.u32 %r4, %r4, 1;
      setp.lt.u32 %p1, %r4, %r2;
      @%p1 bra INNER;
      add.u32 %r3, %r3, 1;
      setp.lt.u32 %p2, %r3, %r1;
      @%p2 bra OUTER;
      mad.lo.u32 %r5, %r1, 4, %r2;
      st.global.u32 [%rd1], %r3;
      ret;
      """;

  @Test
  void findsLoops() {
    var flow = ControlFlow.of(entry(LOOPS));
    assertEquals(5, flow.blocks().size());
    assertEquals(
        "[Loop[header=1, blocks=[1, 2, 3], depth=1, nounroll=true], Loop[header=2, blocks=[2],"
            + " depth=2, nounroll=false]]",
        flow.loops().toString());
    assertEquals(
        List.of(0, 1, 2, 1, 0),
        java.util.stream.IntStream.range(0, 5).mapToObj(flow::depth).toList());
    assertEquals(3, flow.immediatePostDominator(2));
    assertEquals(5, flow.immediatePostDominator(4));
  }

  @Test
  void findsWhatIsLiveAndUniform() {
    var entry = entry(LOOPS);
    var flow = ControlFlow.of(entry);
    var liveness = Liveness.of(entry, flow);
    assertTrue(liveness.in(2).get(liveness.number("%r4")));
    assertFalse(liveness.in(1).get(liveness.number("%r4")));
    var variances = Variances.of(entry, flow, liveness, true);
    assertEquals(new Variance(Variance.Kind.AFFINE, 1, true), variances.of("%r1"));
    assertEquals(new Variance(Variance.Kind.AFFINE, 4, true), variances.of("%r5"));
    assertEquals(Variance.UNIFORM, variances.of("%r2"));
    assertEquals(
        Variance.DIVERGENT, variances.of("%r3"), "lanes leave the loop with different counts");
    assertEquals(Variance.DIVERGENT, variances.of("%p2"));
    assertEquals(Variance.UNIFORM, variances.of("%p1"));
    assertEquals(Variance.DIVERGENT, Variances.of(entry, flow, liveness, false).of("%r1"));
  }

  @Test
  void endlessLoopsHaveAnEndToo() {
    var flow = ControlFlow.of(entry("A: bra A; ret;"));
    assertEquals(flow.blocks().size(), flow.immediatePostDominator(0));
  }

  static List<Corpus.Text> texts() {
    return Stream.concat(Corpus.all().stream(), Corpus.subset().stream()).toList();
  }

  @ParameterizedTest
  @MethodSource("texts")
  void dominatorsKeepTheirDefinition(Corpus.Text text) {
    for (var entry : Entry.all(Parser.parse(text.name(), text.text()))) {
      check(ControlFlow.of(entry));
    }
  }

  @Test
  void dominatorsOfRandomGraphsKeepTheirDefinition() {
    long seed = Long.getLong("seed", 11);
    var random = new Random(seed);
    for (int round = 0; round < 200; round++) {
      var body = new StringBuilder();
      int count = 2 + random.nextInt(10);
      for (int i = 0; i < count; i++) {
        body.append("L").append(i).append(": add.u32 %r1, %r1, 1;\n");
        switch (random.nextInt(4)) {
          case 0 -> body.append("bra L").append(random.nextInt(count)).append(";\n");
          case 1 -> body.append("@%p1 exit;\n");
          default -> body.append("@%p1 bra L").append(random.nextInt(count)).append(";\n");
        }
      }
      check(ControlFlow.of(entry(body + "ret;\n")));
    }
  }

  /// A block dominates another when taking it away cuts the other off; the same towards the end.
  private static void check(ControlFlow flow) {
    int n = flow.blocks().size();
    var reached = reach(flow, -1);
    for (int b = 0; b < n; b++) {
      if (!reached.get(b)) {
        continue;
      }
      for (int a = 0; a < n; a++) {
        boolean cut = a == b || !reach(flow, a).get(b);
        if (reached.get(a)) {
          assertEquals(cut, flow.dominates(a, b), a + " dominates " + b);
        }
      }
      int meet = flow.immediatePostDominator(b);
      assertTrue(meet > -1 && meet <= n && meet != b);
    }
  }

  private static BitSet reach(ControlFlow flow, int without) {
    var seen = new BitSet();
    var work = new java.util.ArrayDeque<Integer>();
    if (without != 0) {
      work.push(0);
    }
    while (!work.isEmpty()) {
      int at = work.pop();
      if (!seen.get(at)) {
        seen.set(at);
        flow.blocks().get(at).successors().stream().filter(s -> s != without).forEach(work::push);
      }
    }
    return seen;
  }
}
