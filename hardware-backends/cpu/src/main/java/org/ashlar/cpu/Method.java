package org.ashlar.cpu;

import static java.lang.constant.ConstantDescs.CD_int;
import static java.lang.constant.ConstantDescs.CD_long;

import java.lang.classfile.CodeBuilder;
import java.lang.classfile.TypeKind;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.ashlar.ir.Expr;
import org.ashlar.ir.Expr.Index;
import org.ashlar.ir.Facts;
import org.ashlar.ir.kernel.Buffer;

/// A method while its code is written: what its local variables hold, and what is known at the
/// point reached.
final class Method {
  /// What an index is at run time.
  sealed interface Binding {
    record Constant(long value) implements Binding {}

    record Int32(int local) implements Binding {}

    record Int64(int local) implements Binding {}
  }

  /// What a `let` bound.
  sealed interface Named {
    record Scalar(int local, Kind kind) implements Named {}

    record Vector(int local, Lane lane) implements Named {}

    /// Not computed yet, since it may not be needed: written wherever it is read.
    record Later(Expr value) implements Named {}
  }

  final CodeBuilder code;
  final KernelClass owner;
  final int frame;
  final Map<Index, Binding> indices = new HashMap<>();
  final Map<Expr.Size, Integer> sizes = new HashMap<>();
  final Map<Buffer, Home> homes = new HashMap<>();
  final Map<Expr.Local, Named> names = new HashMap<>();
  final Scratch scratch;
  final Places places;
  final ScalarCode scalars;
  final ScalarOperations operations;

  /// What is known about places, under all conditions around.
  Facts facts = Facts.NONE;

  Method(CodeBuilder code, KernelClass owner, int frame, Scratch scratch) {
    this.code = code;
    this.owner = owner;
    this.frame = frame;
    this.scratch = scratch;
    this.places = new Places(this);
    this.scalars = new ScalarCode(this);
    this.operations = new ScalarOperations(this);
  }

  /// Does what a method of {@link VectorMath} does.
  void math(String name, java.lang.constant.MethodTypeDesc type) {
    owner.library().call(code, name, type);
  }

  /// Writes what runs in a branch only, or for some lanes only: names that become known there are
  /// forgotten after it.
  void branch(Runnable write) {
    var before = Map.copyOf(names);
    write.run();
    names.clear();
    names.putAll(before);
  }

  int local(TypeKind kind) {
    return code.allocateLocal(kind);
  }

  /// Loads the frame and lets it do something.
  void frame(Runnable arguments, String name, java.lang.constant.MethodTypeDesc type) {
    code.aload(frame);
    arguments.run();
    code.invokevirtual(Names.FRAME, name, type);
  }

  /// Binds an index to a fresh local with the int on the stack; gives the local.
  int bindInt(Index index) {
    int local = local(TypeKind.INT);
    code.istore(local);
    indices.put(index, new Binding.Int32(local));
    return local;
  }

  /// Checks the place on the stack (a long): clamps it and notes the fault where it is out of
  /// range.
  void check(Buffer of, int dimension) {
    int at = local(TypeKind.LONG);
    code.lstore(at);
    frame(
        () -> {
          code.lload(at);
          places.int64(of.sizes().get(dimension));
          code.loadConstant(owner.site(of, dimension));
        },
        "place",
        Names.type(CD_long, CD_long, CD_long, CD_int));
  }

  /// The elements of a buffer of constant sizes before the one at a constant place.
  long element(Buffer of, List<Expr> at) {
    return Elements.number(of, at, places::constant);
  }
}
