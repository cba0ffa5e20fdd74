package org.ashlar.cpu;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Optional;
import org.ashlar.cpu.low.Element;
import org.ashlar.cpu.low.Instruction;
import org.ashlar.cpu.low.Op;
import org.ashlar.cpu.low.Place;
import org.ashlar.cpu.low.Register;
import org.ashlar.cpu.low.Storage;
import org.ashlar.ir.DType;
import org.ashlar.ir.Expr;
import org.ashlar.ir.Range;
import org.ashlar.ir.kernel.Buffer;

/// Machine code for reads and writes: neighbours at once, other places by gathers and scatters, and
/// what lives in registers without either.
final class LowMemory {
  /// Bytes of a vector that may go past the caches.
  private static final int STREAM = 64;

  private final LowFunction f;

  LowMemory(LowFunction function) {
    this.f = function;
  }

  LowHome home(Buffer b) {
    var home = f.homes.get(b);
    if (home == null) {
      throw new Refused("buffer " + b.name() + " has no place here");
    }
    return home;
  }

  private Affine bytes(Buffer b, List<Expr> at) {
    var element = Elements.number(b, at).times(Expr.of(b.dtype().bytes()));
    return Affine.of(f.lanes == 1 ? f.places.fixed(element) : f.places.fixedBeside(element));
  }

  // ── reads ──

  /// A number as a vector, one a lane.
  Register read(Buffer b, List<Expr> at) {
    var register = raw(b, at);
    return b.dtype() == DType.BF16 && home(b) instanceof LowHome.Memory
        ? f.vector(Instruction.of(Op.SHL_N).shape(f.shape(Element.I32)).x(register).number(16))
        : register;
  }

  Register truth(Buffer b, List<Expr> at) {
    if (home(b) instanceof LowHome.Cells cells) {
      return f.cells.cell(b, at, cells);
    }
    var bits = raw(b, at);
    return f.mask(
        Instruction.of(Op.COMPARE)
            .shape(f.shape(Element.I32))
            .x(bits)
            .y(Register.constant(Element.I32, 0))
            .number(4));
  }

  /// A whole number that is the same in every lane; outside of vectors.
  Register whole(Buffer b, List<Expr> at) {
    switch (home(b)) {
      case LowHome.Cells cells -> {
        return cells.lanes() == 1
            ? f.cells.cell(b, at, cells)
            : f.whole(
                Instruction.of(Op.TO_WHOLE)
                    .shape(f.shape(Element.I64))
                    .x(f.cells.cell(b, at, cells)));
      }
      case LowHome.Memory memory -> {
        var facts = f.facts;
        var everywhere = f.everywhere;
        var place = f.places.place(memory, bytes(b, f.places.checked(b, at)));
        if (!f.mask.isNone()) {
          place = Place.at(f.whole(Instruction.of(Op.W_GUARD).mask(f.mask).place(place)), 0);
        }
        f.facts = facts;
        f.everywhere = everywhere;
        return f.whole(Instruction.of(Op.LOAD_WHOLE).place(place).storage(Storage.LONG));
      }
    }
  }

  /// How memory holds numbers of a dtype.
  static Storage storage(DType dtype) {
    return switch (dtype) {
      case BOOL, U8 -> Storage.U8;
      case I8 -> Storage.S8;
      case I16 -> Storage.S16;
      case U16, BF16 -> Storage.U16;
      case F16 -> Storage.F16;
      case F32, I32, U32 -> Storage.WORD;
      case F64, I64, U64 -> Storage.LONG;
      default -> throw new Refused("numbers of " + dtype);
    };
  }

  private static Element loaded(DType dtype) {
    return dtype == DType.BOOL || dtype == DType.BF16 ? Element.I32 : LowFunction.element(dtype);
  }

  private Register raw(Buffer b, List<Expr> at) {
    switch (home(b)) {
      case LowHome.Cells cells -> {
        return f.cells.cell(b, at, cells);
      }
      case LowHome.Memory memory -> {
        var facts = f.facts;
        var everywhere = f.everywhere;
        var register = read(b, at, memory);
        f.facts = facts;
        f.everywhere = everywhere;
        return register;
      }
    }
  }

  private Register read(Buffer b, List<Expr> at, LowHome.Memory memory) {
    var element = loaded(b.dtype());
    var shape = f.shape(element);
    var storage = storage(b.dtype());
    var places = reach(b, at, memory, f.lanes > 1);
    if (places.index().isPresent()) {
      return gather(places, shape, storage);
    }
    var place = places.place();
    var what = List.<Object>of(place, element, f.lanes, storage, f.mask);
    return f.scope.loaded.computeIfAbsent(
        what,
        _ ->
            f.vector(
                Instruction.of(Op.LOAD).shape(shape).place(place).storage(storage).mask(f.mask)));
  }

  private Register gather(Reach reach, org.ashlar.cpu.low.Shape shape, Storage storage) {
    var place = reach.place();
    boolean wide = storage == Storage.WORD || storage == Storage.LONG;
    var i =
        Instruction.of(wide ? Op.GATHER : Op.GATHER_NARROW)
            .shape(shape)
            .place(place)
            .storage(storage)
            .mask(f.mask)
            .other(reach.index().get());
    return f.vector(wide ? i : i.z(f.listing.whole()));
  }

  /// One element, proved to be in range, in every lane.
  Register spread(Buffer b, List<Expr> at, LowHome.Memory memory) {
    var element = loaded(b.dtype());
    var shape = f.shape(element);
    var place = f.single(() -> f.places.place(memory, bytes(b, at)));
    var storage = storage(b.dtype());
    var what = List.<Object>of(place, element, -f.lanes, storage, Register.NONE);
    var register =
        f.scope.loaded.computeIfAbsent(
            what,
            _ ->
                f.vector(
                    Instruction.of(Op.LOAD_SPREAD).shape(shape).place(place).storage(storage)));
    return b.dtype() == DType.BF16
        ? f.vector(Instruction.of(Op.SHL_N).shape(f.shape(Element.I32)).x(register).number(16))
        : register;
  }

  // ── where ──

  /// A place; with the bytes of an index where each lane has its own.
  private record Reach(Place place, Optional<Integer> index) {}

  private Reach reach(Buffer b, List<Expr> at, LowHome.Memory memory, boolean inLanes) {
    if (!inLanes) {
      return new Reach(f.places.place(memory, bytes(b, f.places.checked(b, at))), Optional.empty());
    }
    var places = checkedLanes(b, at);
    var sum = bytes(b, places);
    var index = f.vector.orElseThrow().loop().index();
    var same = new HashMap<Expr, Long>();
    var moving = new HashMap<Expr, Long>();
    long step = 0;
    for (var term : sum.factors().entrySet()) {
      if (term.getKey().equals(index)) {
        step = term.getValue();
        same.put(index, step);
      } else if (f.moves(term.getKey())) {
        moving.put(term.getKey(), term.getValue());
      } else {
        same.put(term.getKey(), term.getValue());
      }
    }
    int size = b.dtype().bytes();
    var base = f.single(() -> f.places.place(memory, new Affine(same, sum.constant())));
    if (moving.isEmpty() && step == size) {
      return new Reach(base, Optional.empty());
    }
    var from = base;
    if (!base.index().isNone()) {
      from = Place.at(f.whole(Instruction.of(Op.ADDRESS).place(base)), 0);
    }
    long unit = size;
    for (long factor : moving.values()) {
      unit = factor % size == 0 ? unit : 1;
    }
    unit = step % size == 0 ? unit : 1;
    long each = unit;
    boolean small = Math.abs(step / each) < 1 << 24;
    for (var term : moving.entrySet()) {
      var range = f.facts.range(term.getKey());
      small &=
          f.smalls.isSmall(term.getKey())
              && range.times(Range.of(term.getValue() / each)).within(-(1 << 29), 1 << 29);
    }
    if (!small && f.lanes > f.owner.vectorBytes() / 8) {
      f.shape(Element.I64);
    }
    var element = small ? Element.I32 : Element.I64;
    var row = new long[64 / element.bytes()];
    for (int n = 0; n < row.length; n++) {
      row[n] = n * step / each;
    }
    Register offsets = Register.row(element, row);
    if (step == 0) {
      offsets = Register.constant(element, 0);
    }
    for (var term : moving.entrySet()) {
      var part = small ? f.smalls.small(term.getKey()) : f.values.vector(term.getKey());
      long factor = term.getValue() / each;
      if (factor != 1) {
        part =
            f.vector(
                Op.MUL,
                element,
                part,
                Register.constant(element, small ? factor & 0xffff_ffffL : factor));
      }
      offsets =
          offsets.isSame() && offsets.bit() == 0 ? part : f.vector(Op.ADD, element, part, offsets);
    }
    return new Reach(
        new Place(from.base(), offsets, (int) each, from.displacement()),
        Optional.of(element.bytes()));
  }

  /// As {@link LowPlaces#checked}, for places that differ from lane to lane.
  private List<Expr> checkedLanes(Buffer of, List<Expr> at) {
    var places = new ArrayList<Expr>();
    for (int d = 0; d < at.size(); d++) {
      var place = at.get(d);
      if (Elements.isProved(of, at, d, f.facts)) {
        places.add(place);
        continue;
      }
      if (f.mask.isNone() && !f.moves(place)) {
        int dimension = d;
        var one = f.single(() -> f.places.checked(of, dimension, place));
        f.facts = f.facts.with(one, f.everywhere.range(one));
        places.add(one);
        continue;
      }
      var size = of.sizes().get(d);
      if (f.facts.range(size).min() < 1) {
        throw new Refused("a dimension of " + of.name() + " may be empty");
      }
      var shape = f.shape(Element.I64);
      var lanes = f.values.vector(place);
      Register limit =
          size instanceof Expr.Const(_, long n)
              ? Register.constant(Element.I64, n)
              : f.vector(Instruction.of(Op.SPREAD_WHOLE).shape(shape).x(f.places.whole(size)));
      var outside =
          f.mask(
              Instruction.of(Op.COMPARE_UNSIGNED)
                  .shape(shape)
                  .x(lanes)
                  .y(limit)
                  .mask(f.mask)
                  .number(5));
      var check =
          Instruction.of(Op.CHECK_LANES)
              .shape(shape)
              .x(lanes)
              .mask(outside)
              .number(f.owner.site(of, d));
      f.add(size instanceof Expr.Const(_, long n) ? check.other(n) : check.y(f.places.whole(size)));
      var name = new Expr.Local(f.owner.fresh().name(), DType.I64);
      f.names.put(name, new LowName.Lanes(lanes));
      f.facts = f.facts.with(name, new Range(0, f.facts.range(size).max() - 1));
      places.add(name);
    }
    return places;
  }

  // ── writes ──

  /// How to read and write one place, computed once.
  record Spot(Buffer of, Place place, Optional<Integer> index) {}

  Spot spot(Buffer b, List<Expr> at, LowHome.Memory memory) {
    var reach = reach(b, at, memory, f.lanes > 1);
    return new Spot(b, reach.place(), reach.index());
  }

  /// The number at a place; of BOOL a mask.
  Register load(Spot spot) {
    var b = spot.of();
    var shape = f.shape(loaded(b.dtype()));
    var storage = storage(b.dtype());
    if (b.dtype() == DType.I64 && f.lanes == 1) {
      if (!f.mask.isNone()) {
        throw new Refused("a masked update of i64");
      }
      return f.whole(Instruction.of(Op.LOAD_WHOLE).place(spot.place()).storage(storage));
    }
    var register =
        spot.index().isPresent()
            ? gather(new Reach(spot.place(), spot.index()), shape, storage)
            : f.vector(
                Instruction.of(Op.LOAD)
                    .shape(shape)
                    .place(spot.place())
                    .storage(storage)
                    .mask(f.mask));
    if (b.dtype() == DType.BF16) {
      return f.vector(Instruction.of(Op.SHL_N).shape(shape).x(register).number(16));
    }
    if (b.dtype() == DType.BOOL) {
      return f.mask(
          Instruction.of(Op.COMPARE)
              .shape(shape)
              .x(register)
              .y(Register.constant(Element.I32, 0))
              .number(4));
    }
    return register;
  }

  void store(Spot spot, Register value) {
    var b = spot.of();
    var storage = storage(b.dtype());
    f.forgetLoads();
    if (value.kind() == Register.Kind.WHOLE) {
      if (!f.mask.isNone()) {
        value = f.vector(Instruction.of(Op.OF_WHOLE).shape(f.shape(Element.I64)).x(value));
      } else {
        f.add(Instruction.of(Op.STORE_WHOLE).x(value).place(spot.place()).storage(storage));
        return;
      }
    }
    var element = loaded(b.dtype());
    var shape = f.shape(element);
    var bits =
        switch (b.dtype()) {
          case BOOL ->
              f.vector(
                  Instruction.of(Op.KEEP)
                      .shape(shape)
                      .mask(value)
                      .x(Register.constant(Element.I32, 1)));
          case F16 -> f.vector(Op.TO_HALF, Element.I32, value);
          case BF16 ->
              f.vector(Instruction.of(Op.SHR_N).shape(f.shape(Element.I32)).x(value).number(16));
          default -> value;
        };
    if (b.dtype() == DType.F16) {
      shape = f.shape(Element.I32);
      storage = Storage.U16;
    }
    if (spot.index().isEmpty()) {
      boolean streams =
          f.mask.isNone()
              && shape.bytes() == STREAM
              && (storage == Storage.WORD || storage == Storage.LONG)
              && f.owner.isStream(b);
      f.add(
          Instruction.of(streams ? Op.STREAM : Op.STORE)
              .shape(shape)
              .x(bits)
              .place(spot.place())
              .storage(storage)
              .mask(f.mask));
      return;
    }
    boolean wide = storage == Storage.WORD || storage == Storage.LONG;
    var i =
        Instruction.of(wide ? Op.SCATTER : Op.SCATTER_NARROW)
            .shape(shape)
            .x(bits)
            .place(spot.place())
            .storage(storage)
            .mask(f.mask)
            .other(spot.index().get());
    f.add(wide ? i : i.z(f.listing.whole()));
  }
}
