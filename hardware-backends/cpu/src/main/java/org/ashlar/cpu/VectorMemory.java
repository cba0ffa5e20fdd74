package org.ashlar.cpu;

import static java.lang.constant.ConstantDescs.CD_long;
import static java.lang.constant.ConstantDescs.CD_void;

import java.lang.classfile.TypeKind;
import java.lang.constant.ClassDesc;
import java.util.ArrayList;
import java.util.List;
import org.ashlar.cpu.Names.Cell;
import org.ashlar.ir.DType;
import org.ashlar.ir.Expr;
import org.ashlar.ir.Op2;
import org.ashlar.ir.Rewrite;
import org.ashlar.ir.kernel.Buffer;

/// Code that reads and writes whole vectors: consecutive elements at once, others lane by lane.
final class VectorMemory {
  private final VectorCode v;
  private final Method m;

  VectorMemory(VectorCode code) {
    this.v = code;
    this.m = code.m;
  }

  // ── reading ──

  void read(Buffer b, List<Expr> at) {
    switch (m.scalars.home(b)) {
      case Home.Private(var locals) -> m.code.aload(Home.local(b, locals, m.element(b, at)));
      case Home.Vectors(var locals, int lanes) -> m.code.aload(vector(b, at, locals, lanes));
      case Home.Scalars _ -> throw new IllegalStateException("cpu: " + b.name() + " is no vector");
      case Home.Memory(int segment, long base) -> {
        v.lane(b.dtype());
        var facts = m.facts;
        m.facts = v.everywhere;
        boolean proved = m.places.isProved(b, at);
        m.facts = facts;
        if (!isConsecutive(b, at)) {
          gather(b, at, segment, base, proved);
        } else if (proved || v.mask >= 0 && m.places.isProved(b, at)) {
          load(
              b.dtype(),
              segment,
              () -> m.places.offset(b, at, base),
              proved && !v.tail ? -1 : v.mask);
        } else {
          throw v.no("places of " + b.name() + " are not proved to be in range");
        }
      }
    }
  }

  /// The local that holds the vector at a place of the loop's lanes.
  private int vector(Buffer b, List<Expr> at, java.util.Map<Long, Integer> locals, int lanes) {
    if (lanes != v.lanes) {
      throw v.no(b.name() + " lies in vectors of " + lanes + " lanes");
    }
    var local = locals.get(m.element(b, at));
    if (local == null) {
      throw v.no(b.name() + " has no vector at this place");
    }
    return local;
  }

  private boolean isConsecutive(Buffer b, List<Expr> at) {
    var sum = Affine.of(Elements.number(b, at));
    if (sum.factor(v.loop.index()) != 1) {
      return false;
    }
    for (var term : sum.factors().keySet()) {
      if (!term.equals(v.loop.index()) && v.moves(term)) {
        return false;
      }
    }
    return true;
  }

  /// Each lane's element by itself, through scratch memory.
  private void gather(Buffer b, List<Expr> at, int segment, long base, boolean proved) {
    if (v.mask >= 0 && !(proved && (!v.tail || isLimited()))) {
      throw v.no("places of " + b.name() + " are read one by one under a condition");
    }
    for (var e : at) {
      Rewrite.visit(
          e,
          x -> {
            boolean lane =
                x instanceof Expr.Local l
                        && !(m.names.get(l) instanceof Method.Named.Scalar)
                        && m.names.containsKey(l)
                    || x instanceof Expr.Read(Buffer of, _)
                        && !(m.scalars.home(of) instanceof Home.Memory);
            if (lane && v.moves(x)) {
              throw v.no("places of " + b.name() + " depend on other lanes' values");
            }
          });
    }
    var index = v.loop.index();
    var binding = m.indices.get(index);
    int start = m.local(TypeKind.INT);
    m.places.int32(index);
    m.code.istore(start);
    int lane = m.local(TypeKind.INT);
    int current = m.local(TypeKind.INT);
    int count = m.local(TypeKind.INT);
    if (v.tail) {
      m.places.int32(v.loop.extent());
      m.code.iload(start).isub().istore(count);
    } else {
      m.code.loadConstant(v.lanes).istore(count);
    }
    m.code.iconst_0().istore(lane);
    var top = m.code.newLabel();
    var end = m.code.newLabel();
    m.code.labelBinding(top).iload(lane).iload(count).if_icmpge(end);
    m.code.iload(start).iload(lane).iadd().istore(current);
    m.indices.put(index, new Method.Binding.Int32(current));
    var facts = m.facts;
    m.facts = v.everywhere;
    var places = m.places.checked(b, at);
    var cell = Cell.of(b.dtype());
    int bytes = b.dtype().bytes();
    m.code.aload(m.scratch.segment()).getstatic(Names.LAYOUT, cell.constant, cell.layout);
    m.code.iload(lane).loadConstant(bytes).imul().i2l();
    m.code.aload(segment).getstatic(Names.LAYOUT, cell.constant, cell.layout);
    m.places.offset(b, places, base);
    m.code.invokeinterface(Names.SEGMENT, "get", Names.type(cell.carrier, cell.layout, CD_long));
    m.code.invokeinterface(
        Names.SEGMENT, "set", Names.type(CD_void, cell.layout, CD_long, cell.carrier));
    m.facts = facts;
    m.code.iinc(lane, 1).goto_(top).labelBinding(end);
    m.indices.put(index, binding);
    load(b.dtype(), m.scratch.segment(), () -> m.code.lconst_0(), -1);
  }

  /// Whether lanes beyond the end are left out by the count of lanes, which needs an int extent.
  private boolean isLimited() {
    return m.places.isInt(v.loop.extent());
  }

  private void load(DType dtype, int segment, Runnable offset, int mask) {
    var lane = v.lane(dtype);
    switch (dtype) {
      case F32, F64, I32, U32, I64, U64 -> {
        v.species(lane);
        m.code.aload(segment);
        offset.run();
        m.code.getstatic(Names.ORDER, "LITTLE_ENDIAN", Names.ORDER);
        if (mask >= 0) {
          v.mask(mask, lane);
          m.code.invokestatic(
              lane.desc,
              "fromMemorySegment",
              Names.type(
                  lane.desc, Names.SPECIES, Names.SEGMENT, CD_long, Names.ORDER, Names.MASK));
        } else {
          m.code.invokestatic(
              lane.desc,
              "fromMemorySegment",
              Names.type(lane.desc, Names.SPECIES, Names.SEGMENT, CD_long, Names.ORDER));
        }
      }
      case F16, BF16 -> {
        narrow(dtype, segment, offset, mask, false);
        m.math(dtype == DType.F16 ? "ofF16" : "ofBf16", Names.type(Lane.FLOAT.desc, Lane.INT.desc));
      }
      case BOOL -> {
        narrow(dtype, segment, offset, mask, false);
        m.code
            .iconst_1()
            .invokevirtual(
                Lane.INT.desc,
                "and",
                Names.type(Lane.INT.desc, java.lang.constant.ConstantDescs.CD_int));
        m.code
            .getstatic(Names.OPERATORS, "NE", Names.COMPARISON)
            .iconst_0()
            .invokevirtual(
                Lane.INT.desc,
                "compare",
                Names.type(Names.MASK, Names.COMPARISON, java.lang.constant.ConstantDescs.CD_int));
      }
      case I8, U8, I16, U16 -> narrow(dtype, segment, offset, mask, VectorCode.isSigned(dtype));
      default -> throw v.no("no vectors of " + dtype);
    }
  }

  /// Elements of one or two bytes as ints.
  private void narrow(DType dtype, int segment, Runnable offset, int mask, boolean signed) {
    narrowSpecies(dtype);
    v.species(Lane.INT);
    m.code.aload(segment);
    offset.run();
    var letter = dtype.bytes() == 1 ? "B2I" : "S2I";
    m.code.getstatic(Names.OPERATORS, signed ? letter : "ZERO_EXTEND_" + letter, Names.CONVERSION);
    var parameters =
        new ArrayList<ClassDesc>(
            List.of(Names.SPECIES, Names.SPECIES, Names.SEGMENT, CD_long, Names.CONVERSION));
    if (mask >= 0) {
      m.code.aload(mask);
      parameters.add(Names.MASK);
    }
    m.math(
        dtype.bytes() == 1 ? "loadBytes" : "loadShorts",
        java.lang.constant.MethodTypeDesc.of(Lane.INT.desc, parameters));
  }

  private void narrowSpecies(DType dtype) {
    int bits = dtype.bytes() * v.lanes * 8;
    if (bits < 64) {
      throw v.no("too few lanes of " + dtype);
    }
    m.code.getstatic(
        dtype.bytes() == 1 ? Names.BYTE_VECTOR : Names.SHORT_VECTOR,
        "SPECIES_" + bits,
        Names.SPECIES);
  }

  // ── writing ──

  void store(Buffer to, List<Expr> at, Expr value) {
    update(to, at, Op2.SET, value);
  }

  void update(Buffer to, List<Expr> at, Op2 op, Expr value) {
    switch (m.scalars.home(to)) {
      case Home.Private(var locals) ->
          local(to, Home.local(to, locals, m.element(to, at)), op, value);
      case Home.Vectors(var locals, int lanes) -> {
        v.requireMoving(at);
        local(to, vector(to, at, locals, lanes), op, value);
      }
      case Home.Scalars(var locals) -> {
        var kind = Kind.of(to.dtype());
        int local = Home.local(to, locals, m.element(to, at));
        v.reduce(op, to.dtype(), value, () -> m.code.loadLocal(kind.type, local));
        m.code.storeLocal(kind.type, local);
      }
      case Home.Memory(int segment, long base) -> memory(to, at, op, value, segment, base);
    }
  }

  private void local(Buffer to, int local, Op2 op, Expr value) {
    var lane = v.lane(to.dtype());
    if (v.mask >= 0) {
      m.code.aload(local);
    }
    v.combine(op, to, value, () -> m.code.aload(local));
    if (v.mask >= 0) {
      v.blend(lane, v.mask);
    }
    m.code.astore(local);
  }

  private void memory(Buffer to, List<Expr> at, Op2 op, Expr value, int segment, long base) {
    if (at.stream().noneMatch(v::moves)) {
      if (!m.places.isProved(to, at) || op == Op2.SET || !v.moves(value)) {
        throw v.no("lanes write " + to.name() + " at one place");
      }
      int offset = m.local(TypeKind.LONG);
      m.places.offset(to, at, base);
      m.code.lstore(offset);
      m.scalars.store(
          to.dtype(),
          segment,
          () -> m.code.lload(offset),
          () ->
              v.reduce(
                  op,
                  to.dtype(),
                  value,
                  () -> m.scalars.load(to.dtype(), segment, () -> m.code.lload(offset))));
      return;
    }
    if (!isConsecutive(to, at)) {
      throw v.no("writes " + to.name() + " at places that are not consecutive");
    }
    if (!m.places.isProved(to, at)) {
      throw v.no("places of " + to.name() + " are not proved to be in range");
    }
    int offset = m.local(TypeKind.LONG);
    m.places.offset(to, at, base);
    m.code.lstore(offset);
    v.combine(op, to, value, () -> load(to.dtype(), segment, () -> m.code.lload(offset), v.mask));
    write(to.dtype(), segment, offset);
  }

  /// Stores the vector on the stack.
  private void write(DType dtype, int segment, int offset) {
    switch (dtype) {
      case F32, F64, I32, U32, I64, U64 -> {
        var lane = v.lane(dtype);
        m.code.aload(segment).lload(offset).getstatic(Names.ORDER, "LITTLE_ENDIAN", Names.ORDER);
        if (v.mask >= 0) {
          v.mask(v.mask, lane);
          m.code.invokevirtual(
              lane.desc,
              "intoMemorySegment",
              Names.type(CD_void, Names.SEGMENT, CD_long, Names.ORDER, Names.MASK));
        } else {
          m.code.invokevirtual(
              lane.desc,
              "intoMemorySegment",
              Names.type(CD_void, Names.SEGMENT, CD_long, Names.ORDER));
        }
        return;
      }
      case F16, BF16 -> m.math(dtype.toString(), Names.type(Lane.INT.desc, Lane.FLOAT.desc));
      case BOOL -> {
        v.species(Lane.INT);
        m.math("bits", Names.type(Lane.INT.desc, Names.MASK, Names.SPECIES));
      }
      case I8, U8, I16, U16 -> {}
      default -> throw v.no("no vectors of " + dtype);
    }
    narrowSpecies(dtype);
    m.code.aload(segment).lload(offset);
    var parameters =
        new ArrayList<ClassDesc>(List.of(Lane.INT.desc, Names.SPECIES, Names.SEGMENT, CD_long));
    if (v.mask >= 0) {
      m.code.aload(v.mask);
      parameters.add(Names.MASK);
    }
    m.math(
        dtype.bytes() == 1 ? "storeBytes" : "storeShorts",
        java.lang.constant.MethodTypeDesc.of(CD_void, parameters));
  }
}
