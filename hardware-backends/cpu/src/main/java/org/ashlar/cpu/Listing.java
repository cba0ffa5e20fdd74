package org.ashlar.cpu;

import java.lang.classfile.ClassFile;
import java.lang.classfile.Instruction;
import java.lang.classfile.Label;
import java.lang.classfile.MethodModel;
import java.lang.classfile.attribute.CodeAttribute;
import java.lang.classfile.instruction.BranchInstruction;
import java.lang.classfile.instruction.ConstantInstruction;
import java.lang.classfile.instruction.FieldInstruction;
import java.lang.classfile.instruction.IncrementInstruction;
import java.lang.classfile.instruction.InvokeInstruction;
import java.lang.classfile.instruction.LabelTarget;
import java.lang.classfile.instruction.LoadInstruction;
import java.lang.classfile.instruction.StoreInstruction;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;

/// The instructions of a generated class, for people: one line each, labels for targets.
final class Listing {
  private final StringBuilder out = new StringBuilder();

  private Listing() {}

  static String of(CompiledKernel kernel) {
    var listing = new Listing();
    listing
        .out
        .append("class of kernel ")
        .append(kernel.name())
        .append(", ")
        .append(kernel.bytes().length)
        .append(" bytes\n");
    kernel.notes().forEach(note -> listing.out.append("  note: ").append(note).append('\n'));
    for (var method : ClassFile.of().parse(kernel.bytes()).methods()) {
      var name = method.methodName().stringValue();
      if (name.equals("body") || name.matches("part\\d+")) {
        listing.method(method);
      }
    }
    return listing.out.toString();
  }

  private void method(MethodModel method) {
    var code = method.code().orElseThrow();
    out.append("  ")
        .append(method.methodName().stringValue())
        .append(": ")
        .append(((CodeAttribute) code).codeLength())
        .append(" bytes\n");
    Map<Label, String> labels = new HashMap<>();
    for (var element : code) {
      if (element instanceof BranchInstruction branch) {
        labels.computeIfAbsent(branch.target(), _ -> "L" + labels.size());
      }
    }
    for (var element : code) {
      switch (element) {
        case LabelTarget target when labels.containsKey(target.label()) ->
            out.append("   ").append(labels.get(target.label())).append(":\n");
        case Instruction instruction ->
            out.append("      ").append(text(instruction, labels)).append('\n');
        default -> {}
      }
    }
  }

  private static String text(Instruction instruction, Map<Label, String> labels) {
    return switch (instruction) {
      case LoadInstruction i -> "load " + i.slot();
      case StoreInstruction i -> "store " + i.slot();
      case ConstantInstruction i -> "constant " + i.constantValue();
      case IncrementInstruction i -> "increment " + i.slot() + " by " + i.constant();
      case BranchInstruction i ->
          i.opcode().name().toLowerCase(Locale.ROOT) + " " + labels.get(i.target());
      case FieldInstruction i ->
          "field " + simple(i.owner().asInternalName()) + "." + i.name().stringValue();
      case InvokeInstruction i ->
          "call " + simple(i.owner().asInternalName()) + "." + i.name().stringValue();
      default -> instruction.opcode().name().toLowerCase(Locale.ROOT);
    };
  }

  private static String simple(String name) {
    return name.substring(name.lastIndexOf('/') + 1);
  }
}
