package org.ashlar.cpu;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.classfile.ClassFile;
import java.lang.classfile.CodeBuilder;
import java.lang.classfile.CodeElement;
import java.lang.classfile.CodeModel;
import java.lang.classfile.Instruction;
import java.lang.classfile.TypeKind;
import java.lang.classfile.instruction.BranchInstruction;
import java.lang.classfile.instruction.InvokeInstruction;
import java.lang.classfile.instruction.LoadInstruction;
import java.lang.classfile.instruction.ReturnInstruction;
import java.lang.classfile.instruction.StoreInstruction;
import java.lang.constant.MethodTypeDesc;
import java.util.HashMap;
import java.util.Map;

/// The methods of {@link VectorMath}, to be copied into generated methods.
///
/// HotSpot's compiler stops to inline ordinary methods once a method has many nodes, and each
/// vector that crosses a call is then an object on the heap, at a tenth of the speed. The Vector
/// API's own methods are exempt, so what is made of them alone is copied. Methods with jumps are
/// called.
final class Library {
  private final Map<String, CodeModel> methods = new HashMap<>();

  Library() {
    try (var in = Library.class.getResourceAsStream("VectorMath.class")) {
      if (in == null) {
        throw new IllegalStateException("cpu: the bundle lacks VectorMath.class");
      }
      for (var method : ClassFile.of().parse(in.readAllBytes()).methods()) {
        var key = method.methodName().stringValue() + method.methodType().stringValue();
        method.code().filter(Library::isStraight).ifPresent(code -> methods.put(key, code));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static boolean isStraight(CodeModel code) {
    int returns = 0;
    for (var element : code) {
      if (element instanceof BranchInstruction) {
        return false;
      }
      if (element instanceof ReturnInstruction) {
        returns++;
      }
    }
    return returns == 1;
  }

  /// Does what a call of the method would do with the arguments on the stack.
  void call(CodeBuilder code, String name, MethodTypeDesc type) {
    var method = methods.get(name + type.descriptorString());
    if (method == null) {
      code.invokestatic(Names.VECTOR_MATH, name, type);
      return;
    }
    var locals = new HashMap<Integer, Integer>();
    var slots = new int[type.parameterCount()];
    int slot = 0;
    for (int i = 0; i < slots.length; i++) {
      var kind = TypeKind.from(type.parameterType(i));
      slots[i] = code.allocateLocal(kind);
      locals.put(slot, slots[i]);
      slot += kind.slotSize();
    }
    for (int i = slots.length - 1; i >= 0; i--) {
      code.storeLocal(TypeKind.from(type.parameterType(i)), slots[i]);
    }
    for (var element : method) {
      copy(code, element, locals);
    }
  }

  private void copy(CodeBuilder code, CodeElement element, Map<Integer, Integer> locals) {
    switch (element) {
      case LoadInstruction load ->
          code.loadLocal(load.typeKind(), local(code, locals, load.slot(), load.typeKind()));
      case StoreInstruction store ->
          code.storeLocal(store.typeKind(), local(code, locals, store.slot(), store.typeKind()));
      case ReturnInstruction _ -> {}
      case InvokeInstruction invoke when invoke.owner().asSymbol().equals(Names.VECTOR_MATH) ->
          call(code, invoke.name().stringValue(), invoke.typeSymbol());
      case Instruction instruction -> code.with(instruction);
      default -> {}
    }
  }

  private static int local(
      CodeBuilder code, Map<Integer, Integer> locals, int slot, TypeKind kind) {
    return locals.computeIfAbsent(slot, _ -> code.allocateLocal(kind));
  }
}
