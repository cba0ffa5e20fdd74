package org.ashlar.cpu.product;

import static org.ashlar.cpu.x86.Gpr.*;
import static org.ashlar.cpu.x86.Op.*;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.ashlar.cpu.tile.TileProduct;
import org.ashlar.cpu.x86.Code;
import org.ashlar.cpu.x86.Gpr;
import org.ashlar.cpu.x86.Label;
import org.ashlar.cpu.x86.Mask;
import org.ashlar.cpu.x86.Mem;
import org.ashlar.ir.kernel.Strided;

/// Writes the functions of a product: `f(a, b, sums, context)` adds one part of the depth for all
/// strips of a block and one panel.
///
/// `a` and `b` are where the part begins for this block and panel, `sums` is scratch memory for the
/// sums of a block. A function is a list of calls: a *core* multiplies a strip into registers, an
/// *end* takes them from there; both are written once for all strips whose rows lie alike. The last
/// part ends with the epilogue in registers, where there is one ({@link Epilogue}, {@link Across});
/// else with sums in the scratch memory, rows of whole vectors.
public final class ProductCode {
  static final Mask LAST = Mask.K1;
  private static final Gpr STRIPS = RBX;

  /// Where the next part of the packed operand is fetched.
  private static final Gpr AHEAD = R11;

  private static final List<Gpr> SAVED = List.of(RBX, RBP, R12, R13, R14, R15);
  private static final TileProduct.Registers REGISTERS =
      new TileProduct.Registers(R8, R9, List.of(RCX, RDX, RSI, RDI), RAX);

  private final Cut cut;
  private final Optional<Epilogue> epilogue;
  private final Code code;
  private final Map<List<Object>, Sub> cores = new LinkedHashMap<>();
  private final Map<List<Object>, Sub> ends = new LinkedHashMap<>();
  private final Map<List<Object>, Integer> functions = new LinkedHashMap<>();

  /// A piece of code that is called.
  private record Sub(Label label, Runnable body) {}

  /// Where a part of the depth stands among all.
  private enum Stage {
    ONLY,
    FIRST,
    MIDDLE,
    LAST;

    static Stage of(int part, int parts) {
      return parts == 1 ? ONLY : part == 0 ? FIRST : part == parts - 1 ? LAST : MIDDLE;
    }

    boolean adds() {
      return this == MIDDLE || this == LAST;
    }

    boolean ends() {
      return this == ONLY || this == LAST;
    }
  }

  /// @param epilogue what is done in registers; none: the sums are left in scratch memory
  public ProductCode(Cut cut, Optional<Epilogue> epilogue, Code code) {
    this.cut = cut;
    this.epilogue = epilogue;
    this.code = code;
  }

  /// Bytes of the scratch memory for sums; 0 where they stay in registers.
  public long sumsBytes() {
    long rows = cut.height(false);
    if (isAcross()) {
      return (rows + Across.SIDE - 1) / Across.SIDE * Across.SIDE * cut.rowBytes(false);
    }
    return epilogue.isPresent() && cut.parts().size() == 1 ? 0 : rows * cut.rowBytes(false);
  }

  private boolean isAcross() {
    return epilogue.filter(Epilogue::isAcross).isPresent();
  }

  /// Whether the epilogue is done in registers.
  public boolean isWhole() {
    return epilogue.isPresent();
  }

  /// The function for a part, written when it is first asked for: its offset in the code.
  public int function(int part, boolean lastBlock, boolean lastPanel) {
    var stage = Stage.of(part, cut.parts().size());
    var shape = cut.parts().get(part).shape();
    var key = List.<Object>of(stage.name(), shape.extents(), lastBlock, lastPanel);
    var known = functions.get(key);
    if (known != null) {
      return known;
    }
    code.align(64);
    int at = code.size();
    functions.put(key, at);
    write(stage, shape, lastBlock, lastPanel);
    return at;
  }

  /// Writes the pieces that the functions call. To be called once, after all functions.
  public void finish() {
    for (var pieces : List.of(cores, ends)) {
      for (var piece : List.copyOf(pieces.values())) {
        code.align(64);
        code.bind(piece.label());
        piece.body().run();
        code.emit(RET);
      }
    }
  }

  /// Strips in a row whose rows lie alike and which follow each other evenly.
  private record Run(Cut.Strip first, int count, List<Long> steps) {}

  private void write(Stage stage, Depth.Shape shape, boolean lastBlock, boolean lastPanel) {
    SAVED.forEach(kept -> code.emit(PUSH, kept));
    code.emit(MOV, R8, RDI);
    code.emit(MOV, R9, RSI);
    code.emit(MOV, R10, RDX);
    code.emit(MOV, R15, RCX);
    var some = tile(new int[] {0}, lastPanel);
    some.prepare(code, LAST);
    var moved =
        stage.ends() && !isAcross()
            ? epilogue.map(Epilogue::accesses).orElse(List.of())
            : List.<Strided>of();
    for (int i = 0; i < moved.size(); i++) {
      code.emit(MOV, RAX, Mem.at(R15, epilogue.orElseThrow().base(i)));
      code.emit(MOV, Mem.at(R15, epilogue.orElseThrow().cursor(i)), RAX);
    }
    if (stage.ends() && isAcross()) {
      code.emit(MOV, RAX, Mem.at(R15, epilogue.orElseThrow().base(0)));
      code.emit(MOV, Mem.at(R15, epilogue.orElseThrow().cursor(0)), RAX);
    }
    long part = shape.size() * cut.packedBytes(lastPanel);
    var strips = cut.strips(lastBlock);
    int lines = cut.fetches ? lines(part, shape, strips.size()) : 0;
    if (lines > 0) {
      code.emit(LEA, AHEAD, Mem.at(R9, part));
    }
    for (var run : runs(strips, moved)) {
      var offsets = new ArrayList<List<Long>>();
      offsets.add(offsets(run.first(), cut.product.a()));
      moved.forEach(access -> offsets.add(offsets(run.first(), access)));
      var core = core(offsets.getFirst(), shape, lastPanel, run, lines);
      var end = end(offsets, stage, lastPanel);
      var again = code.label();
      if (run.count() > 1) {
        code.set(STRIPS, run.count());
        code.bind(again);
      }
      for (int i = 0; i < moved.size(); i++) {
        fetch(i, offsets.get(1 + i), lastPanel);
      }
      if (stage.ends() && isAcross()) {
        fetchAcross(lastBlock, lastPanel, strips.size());
      }
      code.emit(CALL, core);
      code.emit(CALL, end);
      code.add(R8, run.steps().getFirst());
      code.add(R10, run.first().rows() * cut.rowBytes(lastPanel));
      for (int i = 0; i < moved.size(); i++) {
        long step = run.steps().get(1 + i);
        if (step != 0) {
          code.emit(ADD, Mem.at(R15, epilogue.orElseThrow().cursor(i)), step);
        }
      }
      if (lines > 0) {
        stayInside(part);
      }
      if (run.count() > 1) {
        code.emit(DEC, STRIPS);
        code.emit(JNE, again);
      }
    }
    if (stage.ends() && isAcross()) {
      code.add(R10, -cut.height(lastBlock) * cut.rowBytes(lastPanel));
      new Across(cut, epilogue.orElseThrow(), code).write(lastBlock, lastPanel);
    }
    SAVED.reversed().forEach(kept -> code.emit(POP, kept));
    code.emit(VZEROUPPER);
    code.emit(RET);
  }

  /// Fetches what the end of a strip will touch while the core runs, where each row has its own.
  private void fetch(int access, List<Long> rows, boolean lastPanel) {
    var of = epilogue.orElseThrow();
    if (!of.isAlong(of.accesses().get(access)) || rows.size() > 1 && rows.get(1) == 0) {
      return;
    }
    code.emit(MOV, RAX, Mem.at(R15, of.cursor(access)));
    for (long row : rows) {
      for (long at = 0; at < cut.rowBytes(lastPanel); at += 64) {
        code.emit(of.isStored(access) ? PREFETCHW : PREFETCHT0, Mem.at(RAX, row + at));
      }
    }
  }

  /// Fetches some columns of a result that lies across while a strip runs.
  private void fetchAcross(boolean lastBlock, boolean lastPanel, int strips) {
    var of = epilogue.orElseThrow();
    long step = cut.columns.step(of.accesses().getFirst()) * 4;
    int columns = (cut.width(lastPanel) + strips - 1) / strips;
    code.emit(MOV, RAX, Mem.at(R15, of.cursor(0)));
    for (int column = 0; column < columns; column++) {
      for (long at = 0; at < cut.height(lastBlock) * 4L; at += 64) {
        code.emit(PREFETCHW, Mem.at(RAX, column * step + at));
      }
    }
    code.add(RAX, columns * step);
    code.emit(MOV, Mem.at(R15, of.cursor(0)), RAX);
  }

  /// Lines of the next part that are fetched in a round of the innermost loop, so that all strips
  /// together fetch all of it: what comes evenly keeps the memory busy and nobody waiting.
  private static int lines(long partBytes, Depth.Shape shape, int strips) {
    long rounds = Math.max(1, shape.size() / TileProduct.UNROLL) * strips;
    return (int) Math.min(2 * TileProduct.UNROLL, (partBytes / 64 + rounds - 1) / rounds);
  }

  /// What was fetched is not left for what lies behind it.
  private void stayInside(long part) {
    var keep = code.label();
    code.emit(LEA, RAX, Mem.at(R9, 2 * part));
    code.emit(CMP, AHEAD, RAX);
    code.emit(JL, keep);
    code.emit(LEA, AHEAD, Mem.at(R9, part));
    code.bind(keep);
  }

  private List<Long> offsets(Cut.Strip strip, Strided access) {
    var offsets = new ArrayList<Long>();
    for (int i = 0; i < strip.rows(); i++) {
      offsets.add(cut.row(access, strip.row() + i) - cut.row(access, strip.row()));
    }
    return offsets;
  }

  /// Takes strips together.
  private List<Run> runs(List<Cut.Strip> strips, List<Strided> moved) {
    var all = new ArrayList<>(List.of(cut.product.a()));
    all.addAll(moved);
    var runs = new ArrayList<Run>();
    for (int i = 0; i < strips.size(); ) {
      int first = i;
      var steps = steps(strips, i, all);
      var offsets = all.stream().map(a -> offsets(strips.get(first), a)).toList();
      int end = i + 1;
      while (end < strips.size()
          && steps(strips, end, all).equals(steps)
          && alike(strips.get(end), offsets, all)) {
        end++;
      }
      runs.add(new Run(strips.get(i), end - i, steps));
      i = end;
    }
    return runs;
  }

  private boolean alike(Cut.Strip strip, List<List<Long>> offsets, List<Strided> all) {
    return all.stream().map(a -> offsets(strip, a)).toList().equals(offsets);
  }

  /// Bytes to the next strip, of each access; from the last one as if the rows went on.
  private List<Long> steps(List<Cut.Strip> strips, int i, List<Strided> all) {
    int here = strips.get(i).row();
    int next = here + strips.get(i).rows();
    boolean goesOn = i < strips.size() - 1;
    return all.stream()
        .map(a -> goesOn || cut.inner.extent() == 1 ? cut.row(a, next) - cut.row(a, here) : 0L)
        .toList();
  }

  private TileProduct tile(int[] rows, boolean lastPanel) {
    return new TileProduct(
        cut.isa,
        cut.factor,
        cut.width(lastPanel),
        rows,
        REGISTERS,
        cut.place == Cut.Place.THERE ? Optional.of(LAST) : Optional.empty());
  }

  private static int[] ints(List<Long> offsets) {
    return offsets.stream().mapToInt(Math::toIntExact).toArray();
  }

  private Label core(List<Long> rows, Depth.Shape shape, boolean lastPanel, Run run, int lines) {
    long ahead = run.count() > 1 ? run.steps().getFirst() : 0;
    var key = List.<Object>of(rows, shape.extents(), lastPanel, ahead, lines);
    return cores
        .computeIfAbsent(
            key,
            _ ->
                new Sub(
                    code.label(),
                    () -> {
                      var tile = tile(ints(rows), lastPanel);
                      tile.zero(code);
                      var loops = cut.depth.reductions(shape, cut.packedBytes(lastPanel));
                      tile.accumulate(
                          code,
                          loops.subList(0, loops.size() - 1),
                          loops.getLast(),
                          new TileProduct.Ahead(ahead, lines > 0 ? AHEAD : RSP, lines));
                    }))
        .label();
  }

  private Label end(List<List<Long>> offsets, Stage stage, boolean lastPanel) {
    boolean finishes = stage.ends() && epilogue.isPresent() && !isAcross();
    var key = List.<Object>of(offsets, stage.adds(), finishes, lastPanel);
    return ends.computeIfAbsent(
            key,
            _ ->
                new Sub(
                    code.label(),
                    () -> {
                      var tile = tile(ints(offsets.getFirst()), lastPanel);
                      long row = cut.rowBytes(lastPanel);
                      if (stage.adds()) {
                        tile.add(code, R10, row, LAST);
                      }
                      if (finishes) {
                        epilogue
                            .orElseThrow()
                            .write(code, tile, offsets.subList(1, offsets.size()));
                      } else {
                        tile.store(code, R10, row, LAST);
                      }
                    }))
        .label();
  }
}
