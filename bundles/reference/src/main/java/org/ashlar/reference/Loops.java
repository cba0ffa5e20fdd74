package org.ashlar.reference;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.ashlar.ir.Expr;
import org.ashlar.ir.Op2;
import org.ashlar.ir.Scalar;
import org.ashlar.ir.kernel.Buffer;
import org.ashlar.ir.kernel.Stmt;
import org.ashlar.ir.kernel.Tile;

/// Compiles statements. Every kind of run means SERIAL.
final class Loops {
  /// A buffer that the kernel itself allocates.
  record Local(int memory, long bytes) {}

  /// Where a buffer is, and its sizes at this launch.
  private record Held(int memory, long[] sizes) {}

  private final Map<Buffer, Held> buffers = new HashMap<>();
  private final List<Local> locals = new ArrayList<>();
  private final Scope scope;
  private final Plain scalars;
  private final Tiles tiles;

  Loops(Scope scope) {
    this.scope = scope;
    this.scalars = new Plain(scope, new BufferReads());
    this.tiles = new Tiles(scope, scalars, this::memory, this::place);
  }

  /// Gives a buffer a memory of the frame.
  int declare(Buffer buffer) {
    int memory = scope.slots.memory();
    buffers.put(buffer, new Held(memory, sizes(buffer)));
    return memory;
  }

  List<Local> locals() {
    return locals;
  }

  /// The bytes of a buffer at this launch.
  long bytes(Buffer buffer) {
    long bytes = buffer.dtype().bytes();
    for (long n : sizes(buffer)) {
      bytes = Math.multiplyExact(bytes, n);
    }
    return bytes;
  }

  Act compile(Stmt stmt) {
    return switch (stmt) {
      case Stmt.For s -> loop(s);
      case Stmt.If s -> {
        var when = scalars.whole(s.when());
        var then = compile(s.then());
        var otherwise = compile(s.otherwise());
        yield f -> {
          if (when.at(f) != 0) {
            then.run(f);
          } else {
            otherwise.run(f);
          }
        };
      }
      case Stmt.Store s -> store(s);
      case Stmt.Update s -> update(s);
      case Stmt.Alloc s -> alloc(s);
      case Stmt.Copy s -> tiles.copy(s);
      case Stmt.Multiply s -> tiles.multiply(s);
      case Stmt.Seq s -> {
        var body = s.body().stream().map(this::compile).toArray(Act[]::new);
        yield body.length == 2
            ? f -> {
              body[0].run(f);
              body[1].run(f);
            }
            : f -> {
              for (var act : body) {
                act.run(f);
              }
            };
      }
    };
  }

  /// Extents are computed when the loop starts: they may depend on outer indices. Each iteration
  /// looks whether the launch was asked to stop, so a launch ends soon after its limit whatever it
  /// computes.
  private Act loop(Stmt.For s) {
    var extent = scalars.whole(s.extent());
    int slot = scope.bind(s.index());
    var body = compile(s.body());
    scope.unbind(s.index());
    return f -> {
      long n = extent.at(f);
      for (long i = 0; i < n; i++) {
        f.control.check();
        f.whole[slot] = i;
        body.run(f);
      }
    };
  }

  private Act store(Stmt.Store s) {
    var element = place(s.to(), s.at()).clamped();
    int memory = memory(s.to());
    var dtype = s.to().dtype();
    return dtype.isFloat()
        ? Cells.storeReal(memory, dtype, element, scalars.real(s.value()))
        : Cells.storeWhole(memory, dtype, element, scalars.whole(s.value()));
  }

  /// Reads, combines and writes one element. A product is rounded before it is added: the fused
  /// form is allowed, not demanded.
  private Act update(Stmt.Update s) {
    var dtype = s.to().dtype();
    int memory = memory(s.to());
    // the place is computed once, then read and written
    var computed = place(s.to(), s.at()).clamped();
    int slot = scope.slots.whole();
    Whole kept = f -> f.whole[slot];
    Act write;
    if (dtype.isFloat()) {
      var value = scalars.real(s.value());
      var old = Cells.real(memory, dtype, kept);
      var combine = Floats.binary(s.combine(), dtype);
      write =
          Cells.storeReal(memory, dtype, kept, f -> combine.applyAsDouble(old.at(f), value.at(f)));
    } else {
      var value = scalars.whole(s.value());
      var old = Cells.whole(memory, dtype, kept);
      var combine = s.combine();
      Whole combined =
          combine == Op2.SET ? value : f -> Scalar.apply(combine, dtype, old.at(f), value.at(f));
      write = Cells.storeWhole(memory, dtype, kept, combined);
    }
    return f -> {
      f.whole[slot] = computed.at(f);
      write.run(f);
    };
  }

  /// Contents are undefined at first: filled with ones, which are NaN in floats, so that whoever
  /// reads them sees it.
  private Act alloc(Stmt.Alloc s) {
    var before = buffers.get(s.buffer());
    int memory = declare(s.buffer());
    locals.add(new Local(memory, bytes(s.buffer())));
    var body = compile(s.body());
    if (before == null) {
      buffers.remove(s.buffer());
    } else {
      buffers.put(s.buffer(), before);
    }
    return f -> {
      f.memory[memory].fill((byte) -1);
      body.run(f);
    };
  }

  private Place place(Buffer buffer, List<Expr> at) {
    return new Place(scope.owner(), buffer.name(), held(buffer).sizes(), at, scalars);
  }

  private Place place(Tile tile) {
    return place(tile.of(), tile.at());
  }

  private int memory(Buffer buffer) {
    return held(buffer).memory();
  }

  /// Buffers are found by their whole description, so one that was declared otherwise is not found.
  private Held held(Buffer buffer) {
    var held = buffers.get(buffer);
    if (held == null) {
      throw new IllegalArgumentException(
          scope.owner() + ": buffer " + buffer.name() + ": neither a parameter nor allocated here");
    }
    return held;
  }

  /// The sizes of a buffer as numbers: constants and sizes given at launch are known while
  /// compiling.
  private long[] sizes(Buffer buffer) {
    var none = new Frame(new Slots(), new Control());
    try {
      return buffer.sizes().stream().mapToLong(n -> scalars.whole(n).at(none)).toArray();
    } catch (ArrayIndexOutOfBoundsException e) {
      throw new IllegalArgumentException(
          scope.owner() + ": buffer " + buffer.name() + ": its sizes must not depend on indices",
          e);
    }
  }

  /// Reads of buffers, with a check of each place.
  private final class BufferReads implements Reads {
    @Override
    public Whole whole(Expr.Read read, Scalars in) {
      var buffer = buffer(read);
      return Cells.whole(memory(buffer), buffer.dtype(), place(buffer, read.at()).clamped());
    }

    @Override
    public Real real(Expr.Read read, Scalars in) {
      var buffer = buffer(read);
      return Cells.real(memory(buffer), buffer.dtype(), place(buffer, read.at()).clamped());
    }

    private Buffer buffer(Expr.Read read) {
      if (read.of() instanceof Buffer buffer) {
        return buffer;
      }
      throw new IllegalArgumentException(
          scope.owner() + ": " + read.of().name() + ": a kernel reads buffers only");
    }
  }
}
