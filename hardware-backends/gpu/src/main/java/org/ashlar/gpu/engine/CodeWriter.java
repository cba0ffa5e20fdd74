package org.ashlar.gpu.engine;

import java.lang.classfile.CodeBuilder;
import java.lang.classfile.Label;
import java.lang.constant.ClassDesc;
import java.lang.constant.ConstantDescs;
import java.lang.constant.MethodTypeDesc;
import java.util.HashMap;
import java.util.Map;
import org.ashlar.ptx.Instruction;
import org.ashlar.ptx.Operand;
import org.ashlar.ptx.Type;

/// The values of a thread while its code is written: registers are locals of the virtual machine.
///
/// Knows how operands come onto the stack and results leave it, in the two forms of code
/// ([Generator]).
final class CodeWriter {
  static final ClassDesc MACHINE = ClassDesc.of(Machine.class.getName());
  static final ClassDesc FRAME = ClassDesc.of(Frame.class.getName());
  static final ClassDesc FUNCTION = ClassDesc.of(LaneFunction.class.getName());
  static final ClassDesc LONGS = ConstantDescs.CD_long.arrayType();

  /// The first local of both forms.
  static final int FRAME_LOCAL = 0;

  final CodeBuilder c;
  final Kernel kernel;

  /// Whether a thread's registers outlive a call in the warp's register file.
  final boolean stops;

  final int registersLocal;
  final int laneLocal;
  private final Map<String, Integer> locals = new HashMap<>();
  private final Map<String, Integer> specials = new HashMap<>();
  private final Map<Integer, Integer> words = new HashMap<>();

  CodeWriter(CodeBuilder c, Kernel kernel, boolean stops) {
    this.c = c;
    this.kernel = kernel;
    this.stops = stops;
    registersLocal = stops ? 1 : -1;
    laneLocal = stops ? 2 : -1;
  }

  /// Makes a local for a register, holding zero.
  void declare(String register) {
    var kind = kind(register);
    int at =
        c.allocateLocal(
            switch (kind) {
              case INT -> java.lang.classfile.TypeKind.INT;
              case LONG -> java.lang.classfile.TypeKind.LONG;
              case FLOAT -> java.lang.classfile.TypeKind.FLOAT;
              case DOUBLE -> java.lang.classfile.TypeKind.DOUBLE;
            });
    locals.put(register, at);
    clear(register);
  }

  boolean declared(String register) {
    return locals.containsKey(register);
  }

  void clear(String register) {
    var kind = kind(register);
    kind.constant(c, 0);
    kind.store(c, local(register));
  }

  private int local(String register) {
    var at = locals.get(register);
    if (at == null) {
      throw new IllegalStateException(register + ": no local was made for it");
    }
    return at;
  }

  /// Says in which local an int special register stands.
  void special(String name, int at) {
    specials.put(name, at);
  }

  /// Says in which local a word of the parameters stands.
  void word(int index, int at) {
    words.put(index, at);
  }

  JavaKind kind(String register) {
    return JavaKind.of(kernel.slots().type(register));
  }

  /// Pushes an operand as the kind of a type.
  void push(Operand operand, Type as) {
    push(kernel.decoder().value(operand, as), JavaKind.of(as));
  }

  void push(int slot, JavaKind as) {
    var slots = kernel.slots();
    var constant = slots.constantAt(slot);
    if (constant.isPresent()) {
      as.constant(c, constant.get());
      return;
    }
    var special = slots.specialAt(slot);
    if (special.isPresent()) {
      special(special.get(), slot, as);
      return;
    }
    var name = slots.registerAt(slot).orElseThrow();
    var kind = kind(name);
    kind.load(c, local(name));
    JavaKind.reinterpret(c, kind, as);
  }

  private void special(String name, int slot, JavaKind as) {
    var at = specials.get(name);
    if (at != null) {
      c.iload(at);
      JavaKind.reinterpret(c, JavaKind.INT, as);
      return;
    }
    if (!stops) {
      throw new Unsupported("it reads " + name);
    }
    c.aload(registersLocal).loadConstant(slot).iload(laneLocal).iadd().laload();
    JavaKind.reinterpret(c, JavaKind.LONG, as);
  }

  /// Takes a value of a kind from the stack into a register; what nobody wants is dropped.
  void pop(Operand to, JavaKind kind) {
    if (!(to instanceof Operand.Register(var name))) {
      if (kind.words() == 2) {
        c.pop2();
      } else {
        c.pop();
      }
      return;
    }
    JavaKind.reinterpret(c, kind, kind(name));
    kind(name).store(c, local(name));
  }

  /// Pushes an int read with the sign of its type.
  void signed(Operand operand, Type type) {
    push(operand, type);
    if (type.isSigned()) {
      switch (type.bits()) {
        case 8 -> c.i2b();
        case 16 -> c.i2s();
        default -> {}
      }
    }
  }

  /// Cuts an int to the bits of a type.
  void wrap(int bits) {
    if (bits < 32) {
      c.loadConstant((1 << bits) - 1).iand();
    }
  }

  void call(String name, ClassDesc result, ClassDesc... of) {
    c.invokestatic(MACHINE, name, MethodTypeDesc.of(result, of));
  }

  /// Pushes a word of the parameter space.
  void parameter(int word) {
    var at = words.get(word);
    if (at != null) {
      c.lload(at);
      return;
    }
    c.aload(FRAME_LOCAL).getfield(FRAME, "parameters", LONGS).loadConstant(word).laload();
  }

  /// Puts a register into the warp's file, or takes it from there.
  void save(String register) {
    c.aload(registersLocal);
    c.loadConstant(kernel.slots().register(register)).iload(laneLocal).iadd();
    kind(register).load(c, local(register));
    JavaKind.reinterpret(c, kind(register), JavaKind.LONG);
    c.lastore();
  }

  void restore(String register) {
    c.aload(registersLocal);
    c.loadConstant(kernel.slots().register(register)).iload(laneLocal).iadd().laload();
    JavaKind.reinterpret(c, JavaKind.LONG, kind(register));
    kind(register).store(c, local(register));
  }

  /// An instruction that the interpreter does: registers go through the warp's file.
  void escape(Instruction i, int index) {
    if (!stops) {
      throw new Unsupported("code without stops cannot execute " + i.spelling());
    }
    Registers.read(i).forEach(this::save);
    c.aload(FRAME_LOCAL).loadConstant(index).iload(laneLocal);
    call("escape", ConstantDescs.CD_void, FRAME, ConstantDescs.CD_int, ConstantDescs.CD_int);
    Registers.written(i).forEach(this::restore);
  }

  /// A function of the interpreter on bits.
  void function(LaneAction action, Instruction i, int index) {
    c.aload(FRAME_LOCAL).getfield(FRAME, "functions", FUNCTION.arrayType());
    c.loadConstant(index).aaload();
    int[] slots = {action.a, action.b, action.c};
    for (int k = 0; k < 3; k++) {
      if (k + 1 < i.operands().size()) {
        push(slots[k], JavaKind.LONG);
      } else {
        c.lconst_0();
      }
    }
    var word = ConstantDescs.CD_long;
    c.invokeinterface(FUNCTION, "apply", MethodTypeDesc.of(word, word, word, word));
    pop(i.operands().getFirst(), JavaKind.LONG);
  }

  Label label() {
    return c.newLabel();
  }
}
