package org.ashlar.cpu.product;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.ashlar.cpu.machine.Calls;
import org.ashlar.cpu.machine.Held;
import org.ashlar.cpu.tile.Factor;
import org.ashlar.cpu.x86.Code;
import org.ashlar.ir.kernel.Product;
import org.ashlar.ir.kernel.Strided;

/// The tasks of a product: which code a task calls, and with which addresses.
public final class Tasks {
  private static final ValueLayout.OfLong WORD = ValueLayout.JAVA_LONG;

  /// Work of a call that holds nobody up, in cycles: some tens of microseconds.
  private static final double SHORT = 80_000;

  private final Cut cut;
  private final Panelled panelled;
  private final Optional<Epilogue> epilogue;
  private final Words words;
  private final List<List<Integer>> offsets;
  private final List<Integer> packing;
  private final long sumsBytes;
  private final boolean isShort;
  private final boolean isEven;
  private final long[] outer;
  private final Mover a;
  private final Mover b;
  private final Mover[] accesses;
  private final Depth.Part[] parts;

  /// Words of the context that tell the general epilogue where a task is: its first row and column
  /// and the index of each outer loop, and where the sums are; of 8-bit integers also the sums of
  /// the packed columns.
  public record Words(int row, int column, List<Integer> outer, int sums, int columnSums) {
    public Words {
      outer = List.copyOf(outer);
    }
  }

  /// Loaded code.
  ///
  /// @param functions for each combination of last block and last panel, one a part
  /// @param packing for each kind of panel; empty where nothing is packed in a task
  public record Loaded(List<List<MemorySegment>> functions, List<MemorySegment> packing) {}

  /// Which numbers of a launch are the addresses of a product's operands.
  ///
  /// @param b the operand, or its prepared form where there is one
  /// @param accesses of the epilogue in registers, the buffer of each
  public record Operands(int a, int b, int[] accesses) {}

  /// How an access moves with a task, in bytes.
  private record Mover(long first, long[] outer, long row, long column) {
    static Mover of(Cut cut, Strided access) {
      long bytes = access.of().dtype().bytes();
      return new Mover(
          access.first() * bytes,
          cut.outer.stream().mapToLong(dim -> dim.step(access) * bytes).toArray(),
          cut.rows.step(access) * bytes,
          cut.columns.step(access) * bytes);
    }
  }

  /// Writes the code of all kinds of tasks.
  public Tasks(Cut cut, Optional<Epilogue> epilogue, Words words, Code code) {
    this.cut = cut;
    this.epilogue = epilogue;
    this.words = words;
    panelled = new Panelled(cut);
    var writer = new ProductCode(cut, epilogue, code);
    offsets = new ArrayList<>();
    packing = new ArrayList<>();
    for (int kind = 0; kind < 4; kind++) {
      var one = new ArrayList<Integer>();
      if (kinds(cut).contains(kind)) {
        for (int part = 0; part < cut.parts().size(); part++) {
          one.add(writer.function(part, (kind & 1) != 0, (kind & 2) != 0));
        }
      }
      offsets.add(List.copyOf(one));
    }
    writer.finish();
    if (cut.packsByCode()) {
      packing.add(new PackCode(cut, false, code).write());
      packing.add(new PackCode(cut, true, code).write());
    }
    sumsBytes = writer.sumsBytes();
    outer = cut.outer.stream().mapToLong(Dim::extent).toArray();
    a = Mover.of(cut, cut.product.a());
    b = Mover.of(cut, cut.product.b());
    accesses =
        epilogue.map(Epilogue::accesses).orElse(List.of()).stream()
            .map(access -> Mover.of(cut, access))
            .toArray(Mover[]::new);
    parts = cut.parts().toArray(Depth.Part[]::new);
    isEven = cut.isEven();
    isShort = cut.weight() / cut.parts().size() < SHORT;
  }

  /// The kinds of tasks that occur; bit 0: the last block of rows, bit 1: the last panel.
  public static List<Integer> kinds(Cut cut) {
    var kinds = new ArrayList<Integer>();
    for (int kind = 0; kind < 4; kind++) {
      if (((kind & 1) != 0 || cut.blocks() > 1) && ((kind & 2) != 0 || cut.panels() > 1)) {
        kinds.add(kind);
      }
    }
    return kinds;
  }

  /// The code where it was loaded.
  public Loaded load(MemorySegment whole) {
    return new Loaded(
        offsets.stream().map(o -> o.stream().map(whole::asSlice).toList()).toList(),
        packing.stream().map(whole::asSlice).toList());
  }

  public long count() {
    return cut.tasks();
  }

  /// An estimate of the work of one, in cycles.
  public double weight() {
    return cut.weight();
  }

  /// The right operand as it is prepared before the first launch.
  public Optional<Prepared> prepared(Loaded code) {
    if (cut.place != Cut.Place.PREPARED) {
      return Optional.empty();
    }
    return Optional.of(
        new Prepared() {
          @Override
          public long bytes() {
            return panelled.bytes();
          }

          @Override
          public void prepare(MemorySegment from, MemorySegment to) {
            if (code.packing().isEmpty()) {
              panelled.pack(from, to);
            } else {
              panelled.pack(
                  from,
                  to,
                  (atB, panel, at) ->
                      Calls.call(
                          code.packing().get(panel == cut.panels() - 1 ? 1 : 0),
                          atB,
                          at,
                          panel,
                          0));
            }
          }
        });
  }

  public Optional<Epilogue> epilogue() {
    return epilogue;
  }

  public Product product() {
    return cut.product;
  }

  /// Scratch memory that a thread needs while it runs tasks, aligned to 64 bytes.
  public long scratchBytes() {
    long packed = cut.place == Cut.Place.PACKED ? cut.panelBytes(false) : 0;
    return sums() + packed;
  }

  private long sums() {
    return sumsBytes + 63 & -64;
  }

  /// Runs one task up to the general epilogue, which is for the caller to call.
  ///
  /// @param numbers of the launch
  /// @param context of the thread, whose words it sets
  /// @param scratch of `scratchBytes`
  /// @param follows whether the scratch memory is as the task before left it
  /// @param held what must stay meanwhile
  /// @return the kind of the task
  public int run(
      Loaded code,
      long task,
      Operands operands,
      long[] numbers,
      MemorySegment context,
      long scratch,
      boolean follows,
      Held held) {
    int panels = cut.panels();
    int blocks = cut.blocks();
    long together = blocks * cut.sharing();
    long inside = task % (panels * together);
    boolean byPanels = cut.panelsFirst || cut.place == Cut.Place.PACKED;
    int panel = (int) (byPanels ? inside / together : inside % panels);
    int block = (int) (byPanels ? inside % blocks : inside / panels);
    long around =
        task / (panels * together) * cut.sharing() + (byPanels ? inside % together / blocks : 0);
    long packed = 0;
    if (cut.place == Cut.Place.PACKED) {
      // the only panel that the scratch memory holds
      packed = scratch + sums() - panelled.panel(panel);
      if (!follows || task % together == 0) {
        long column = (long) panel * cut.width();
        long from = placeB(around, column, operands, numbers);
        pack(code, panel, from, scratch + sums(), held);
      }
    }
    return run(code, around, block, panel, packed, operands, numbers, context, scratch, held);
  }

  // ── tasks of a chain ──

  /// Iterations of the outer loops within one batch.
  ///
  /// @param batches how many of the outer loops are those of batches
  public int copies(int batches) {
    long copies = 1;
    for (int i = batches; i < outer.length; i++) {
      copies *= outer[i];
    }
    return Math.toIntExact(copies);
  }

  public int panels() {
    return cut.panels();
  }

  /// Bytes of all panels of one iteration of the outer loops, where they are packed while it runs;
  /// else 0.
  public long packedBytes() {
    return cut.place == Cut.Place.PACKED ? panelled.copyBytes() : 0;
  }

  /// Packs all panels of one iteration of the outer loops.
  public void pack(
      Loaded code, long around, Operands operands, long[] numbers, long to, Held held) {
    for (int panel = 0; panel < cut.panels(); panel++) {
      long column = (long) panel * cut.width();
      pack(
          code, panel, placeB(around, column, operands, numbers), to + panelled.panel(panel), held);
    }
  }

  private long placeB(long around, long column, Operands operands, long[] numbers) {
    return numbers[operands.b()] + place(b, around, 0, isEven ? column : 0);
  }

  private void pack(Loaded code, int panel, long from, long to, Held held) {
    if (cut.factor == Factor.F32) {
      call(code.packing().get(panel == cut.panels() - 1 ? 1 : 0), from, to, panel, 0, held);
    } else {
      panelled.panel(from, panel, to);
    }
  }

  /// Runs one task.
  ///
  /// @param packed where all panels of the outer iteration were packed; 0 where they are not
  public int run(
      Loaded code,
      long around,
      int block,
      int panel,
      long packed,
      Operands operands,
      long[] numbers,
      MemorySegment context,
      long scratch,
      Held held) {
    boolean lastPanel = panel == cut.panels() - 1;
    int kind = (block == cut.blocks() - 1 ? 1 : 0) + (lastPanel ? 2 : 0);
    long row = (long) block * cut.blockRows;
    long column = (long) panel * cut.width();
    long atA = numbers[operands.a()] + place(a, around, row, column);
    long atB;
    if (cut.place == Cut.Place.PREPARED) {
      atB = numbers[operands.b()] + panelled.copy(around) + panelled.panel(panel);
    } else if (cut.place == Cut.Place.THERE) {
      atB = numbers[operands.b()] + place(b, around, row, isEven ? column : 0);
    } else {
      atB = packed + panelled.panel(panel);
    }
    if (epilogue.isPresent()) {
      for (int i = 0; i < accesses.length; i++) {
        long at = numbers[operands.accesses()[i]] + place(accesses[i], around, row, column);
        context.set(WORD, epilogue.get().base(i), at);
      }
    } else {
      context.set(WORD, words.row(), row);
      context.set(WORD, words.column(), column);
      long left = around;
      for (int i = outer.length - 1; i >= 0; i--) {
        context.set(WORD, words.outer().get(i), left % outer[i]);
        left /= outer[i];
      }
      context.set(WORD, words.sums(), scratch);
      context.set(WORD, words.columnSums(), atB + cut.depth.packedRows() * cut.rowBytes(lastPanel));
    }
    var functions = code.functions().get(kind);
    long rowBytes = cut.packedBytes(lastPanel);
    for (int p = 0; p < parts.length; p++) {
      var part = parts[p];
      long moved = cut.place == Cut.Place.THERE ? part.b() : part.step() * rowBytes;
      call(functions.get(p), atA + part.a(), atB + moved, scratch, context.address(), held);
    }
    return kind;
  }

  private void call(MemorySegment function, long x, long y, long z, long w, Held held) {
    if (isShort) {
      Calls.shortCall(function, x, y, z, w, held);
    } else {
      Calls.call(function, x, y, z, w, held);
    }
  }

  private long place(Mover of, long around, long row, long column) {
    long at = of.first() + row * of.row() + column * of.column();
    long left = around;
    for (int i = outer.length - 1; i >= 0; i--) {
      at += left % outer[i] * of.outer()[i];
      left /= outer[i];
    }
    return at;
  }
}
