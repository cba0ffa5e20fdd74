package org.ashlar.gpu.engine;

import java.lang.classfile.Attributes;
import java.lang.classfile.ClassBuilder;
import java.lang.classfile.ClassFile;
import java.lang.classfile.CodeBuilder;
import java.lang.classfile.Label;
import java.lang.classfile.attribute.CodeAttribute;
import java.lang.classfile.instruction.SwitchCase;
import java.lang.constant.ClassDesc;
import java.lang.constant.ConstantDescs;
import java.lang.constant.MethodTypeDesc;
import java.lang.invoke.MethodHandles;
import java.util.ArrayList;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Consumer;

/// A hidden class around the methods of a kernel: `threads`, or `part0`, `part1` and so on.
final class KernelClass {
  /// What the virtual machine compiles: 8,000 bytes of a method at most.
  static final int MOST_BYTES = 7_900;

  private static final ClassDesc SELF = ClassDesc.of("org.ashlar.gpu.engine.KernelCode");
  private static final MethodTypeDesc ALL =
      MethodTypeDesc.of(ConstantDescs.CD_void, CodeWriter.FRAME);
  private static final MethodTypeDesc PART =
      MethodTypeDesc.of(
          ConstantDescs.CD_int,
          CodeWriter.FRAME,
          CodeWriter.LONGS,
          ConstantDescs.CD_int,
          ConstantDescs.CD_int);

  private KernelClass() {}

  /// The class; empty where a method is too long to be compiled.
  static Optional<ThreadCode> define(String kernel, Map<String, Consumer<CodeBuilder>> bodies) {
    var bytes =
        ClassFile.of()
            .build(
                SELF,
                c -> {
                  c.withFlags(ClassFile.ACC_FINAL | ClassFile.ACC_SYNTHETIC);
                  c.withInterfaceSymbols(ClassDesc.of(ThreadCode.class.getName()));
                  c.withMethodBody(
                      ConstantDescs.INIT_NAME,
                      ConstantDescs.MTD_void,
                      ClassFile.ACC_PUBLIC,
                      b ->
                          b.aload(0)
                              .invokespecial(
                                  ConstantDescs.CD_Object,
                                  ConstantDescs.INIT_NAME,
                                  ConstantDescs.MTD_void)
                              .return_());
                  bodies.forEach((name, body) ->
                      c.withMethodBody(
                          name, name.equals("threads") ? ALL : PART, ClassFile.ACC_STATIC, body));
                  bridge(c, bodies);
                });
    var model = ClassFile.of().parse(bytes);
    for (var method : model.methods()) {
      var code = method.findAttribute(Attributes.code());
      if (code.map(CodeAttribute::codeLength).orElse(0) > MOST_BYTES) {
        return Optional.empty();
      }
    }
    try {
      var lookup = MethodHandles.lookup().defineHiddenClass(bytes, true);
      return Optional.of((ThreadCode) lookup.lookupClass().getDeclaredConstructor().newInstance());
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(kernel + ": its class cannot be made", e);
    }
  }

  private static void bridge(ClassBuilder c, Map<String, Consumer<CodeBuilder>> bodies) {
    c.withMethodBody(
        "all",
        ALL,
        ClassFile.ACC_PUBLIC,
        b -> {
          if (bodies.containsKey("threads")) {
            b.aload(1).invokestatic(SELF, "threads", ALL);
          }
          b.return_();
        });
    c.withMethodBody(
        "run",
        MethodTypeDesc.of(
            ConstantDescs.CD_int,
            CodeWriter.FRAME,
            CodeWriter.LONGS,
            ConstantDescs.CD_int,
            ConstantDescs.CD_int,
            ConstantDescs.CD_int),
        ClassFile.ACC_PUBLIC,
        b -> {
          var cases = new ArrayList<SwitchCase>();
          var labels = new TreeMap<Integer, Label>();
          var none = b.newLabel();
          for (int i = 0; bodies.containsKey("part" + i); i++) {
            labels.put(i, b.newLabel());
            cases.add(SwitchCase.of(i, labels.get(i)));
          }
          b.iload(4);
          if (cases.isEmpty()) {
            b.pop();
          } else {
            b.lookupswitch(none, cases);
          }
          labels.forEach((i, label) ->
              b.labelBinding(label)
                  .aload(1)
                  .aload(2)
                  .iload(3)
                  .iload(5)
                  .invokestatic(SELF, "part" + i, PART)
                  .ireturn());
          b.labelBinding(none).loadConstant(ThreadCode.ENDED).ireturn();
        });
  }
}
