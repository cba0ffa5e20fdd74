package org.ashlar.cpu;

import static java.lang.constant.ConstantDescs.CD_long;
import static java.lang.constant.ConstantDescs.CD_void;

import java.lang.classfile.ClassFile;
import java.lang.classfile.CodeBuilder;
import java.lang.classfile.TypeKind;
import java.lang.classfile.attribute.CodeAttribute;
import java.lang.classfile.instruction.SwitchCase;
import java.lang.constant.ClassDesc;
import java.lang.constant.ConstantDescs;
import java.lang.constant.MethodTypeDesc;
import java.lang.invoke.MethodHandles;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.ashlar.ir.Facts;
import org.ashlar.ir.kernel.Buffer;
import org.ashlar.ir.kernel.Kernel;
import org.ashlar.ir.kernel.Stmt;
import org.ashlar.ir.kernel.TileLoops;

/// Writes a kernel as a class: one method for what runs on the caller's thread, one for each
/// parallel loop.
///
/// The class is hidden, defined by this bundle: it goes when nobody holds the compiled kernel.
final class KernelClass {
  /// HotSpot leaves larger methods to the interpreter.
  private static final int LARGEST = 7900;

  private final Kernel kernel;
  private final Stmt body;
  private final Choices choices;
  private final Library library;
  private final ClassDesc self;
  private final List<Part> parts = new ArrayList<>();
  private final List<CompiledKernel.Site> sites = new ArrayList<>();
  private int selfSlot = -1;

  private KernelClass(Kernel kernel, Stmt body, Choices choices, Library library) {
    this.library = library;
    this.kernel = kernel;
    this.body = body;
    this.choices = choices;
    this.self =
        ClassDesc.of(
            KernelClass.class.getPackageName(),
            "Kernel_" + kernel.name().replaceAll("[^A-Za-z0-9_]", "_"));
  }

  /// Compiles a kernel.
  static CompiledKernel compile(Kernel kernel, Machine machine, Library library) {
    var fission = new Fission();
    var body = fission.cut(TileLoops.write(kernel.body()), Facts.NONE);
    var choices = new Choices(machine, fission.pieces());
    while (true) {
      try {
        choices.decide(body);
        var attempt = new KernelClass(kernel, body, choices, library);
        var written = attempt.write();
        if (written.isEmpty()) {
          if (choices.shrink()) {
            continue;
          }
          throw new IllegalArgumentException(
              "cpu: kernel " + kernel.name() + ": more code than a method can hold");
        }
        var bytes = written.get();
        int largest = attempt.largest(bytes);
        if (largest > LARGEST && choices.shrink()) {
          continue;
        }
        if (largest > LARGEST) {
          choices
              .notes()
              .add(
                  "a method of "
                      + largest
                      + " bytes stays interpreted: the kernel's expressions are too large");
        }
        return new CompiledKernel(
            kernel.name(),
            attempt.load(bytes),
            List.copyOf(attempt.sites),
            bytes,
            List.copyOf(choices.notes()));
      } catch (Unvectorable refusal) {
        choices.refuse(refusal);
      } catch (Unplaceable refusal) {
        choices.leave(refusal.buffer());
      }
    }
  }

  private int largest(byte[] bytes) {
    return ClassFile.of().parse(bytes).methods().stream()
        .flatMap(method -> method.code().stream())
        .mapToInt(code -> ((CodeAttribute) code).codeLength())
        .max()
        .orElse(0);
  }

  private Code load(byte[] bytes) {
    try {
      var lookup = MethodHandles.lookup().defineHiddenClass(bytes, true);
      return (Code)
          lookup
              .findConstructor(
                  lookup.lookupClass(), java.lang.invoke.MethodType.methodType(void.class))
              .invoke();
    } catch (Error | RuntimeException e) {
      throw e;
    } catch (Throwable t) {
      throw new IllegalStateException("cpu: kernel " + kernel.name() + " does not load", t);
    }
  }

  // ── what the writers ask ──

  String name() {
    return kernel.name();
  }

  Choices choices() {
    return choices;
  }

  Machine machine() {
    return choices.machine();
  }

  Library library() {
    return library;
  }

  void note(String note) {
    if (!choices.notes().contains(note)) {
      choices.notes().add(note);
    }
  }

  ClassDesc type() {
    return self;
  }

  /// The number of a checked place.
  int site(Buffer of, int dimension) {
    var site = new CompiledKernel.Site(of.name(), dimension, of.rank());
    if (!sites.contains(site)) {
      sites.add(site);
    }
    return sites.indexOf(site);
  }

  Part part(Stmt.For loop, Method around, Facts facts) {
    var part = Part.of(parts.size(), loop, around, facts);
    parts.add(part);
    return part;
  }

  /// The local that holds this object; in the method of the whole kernel only.
  int self(Method method) {
    if (method.frame != selfSlot + 1) {
      throw new IllegalStateException("cpu: parallel loops do not nest");
    }
    return selfSlot;
  }

  // ── the class ──

  /// The class; empty where a method would be larger than the format allows.
  private Optional<byte[]> write() {
    try {
      return Optional.of(build());
    } catch (IllegalArgumentException e) {
      if (String.valueOf(e.getMessage()).startsWith("Code length")) {
        return Optional.empty();
      }
      throw e;
    }
  }

  private byte[] build() {
    return ClassFile.of()
        .build(
            self,
            c -> {
              c.withFlags(ClassFile.ACC_FINAL | ClassFile.ACC_SUPER).withSuperclass(Names.CODE);
              c.withMethodBody(
                  ConstantDescs.INIT_NAME,
                  ConstantDescs.MTD_void,
                  0,
                  code ->
                      code.aload(0)
                          .invokespecial(
                              Names.CODE, ConstantDescs.INIT_NAME, ConstantDescs.MTD_void)
                          .return_());
              c.withMethodBody(
                  "run",
                  Names.type(CD_void, Names.FRAME, Names.SEGMENT.arrayType(), CD_long.arrayType()),
                  0,
                  this::run);
              c.withMethodBody("body", bodyType(), ClassFile.ACC_STATIC, this::body);
              for (int i = 0; i < parts.size(); i++) {
                var part = parts.get(i);
                c.withMethodBody(
                    part.name(),
                    Names.body(true, part.memories().size(), part.numbers()),
                    ClassFile.ACC_STATIC,
                    code ->
                        method(
                            code, 0, Scratch.of(part.loop().body(), choices, true), part::write));
              }
              c.withMethodBody("part", Part.type(), 0, this::dispatch);
            });
  }

  private MethodTypeDesc bodyType() {
    return Names.body(false, kernel.parameters().size(), kernel.sizes().size())
        .insertParameterTypes(0, Names.CODE);
  }

  private void run(CodeBuilder code) {
    code.aload(0).aload(1);
    for (int i = 0; i < kernel.parameters().size(); i++) {
      code.aload(2).loadConstant(i).aaload();
    }
    for (int i = 0; i < kernel.sizes().size(); i++) {
      code.aload(3).loadConstant(i).laload();
    }
    code.invokestatic(self, "body", bodyType()).return_();
  }

  private void body(CodeBuilder code) {
    parts.clear();
    selfSlot = 0;
    method(
        code,
        1,
        Scratch.of(body, choices, false),
        m -> {
          int slot = 2;
          for (var parameter : kernel.parameters()) {
            m.homes.put(parameter, new Home.Memory(slot++, 0));
          }
          for (var size : kernel.sizes()) {
            m.sizes.put(size, slot);
            slot += 2;
          }
          new StatementCode(m, false).write(body, null);
        });
  }

  /// A method with its scratch memory around what `inside` writes.
  private void method(
      CodeBuilder code, int frame, Scratch scratch, java.util.function.Consumer<Method> inside) {
    var m = new Method(code, this, frame, scratch);
    if (scratch.bytes() > 0) {
      int segment = m.local(TypeKind.REFERENCE);
      m.frame(() -> code.loadConstant(scratch.bytes()), "take", Names.type(Names.SEGMENT, CD_long));
      code.astore(segment);
      scratch.in(segment);
    }
    inside.accept(m);
    if (scratch.bytes() > 0) {
      m.frame(() -> {}, "give", Names.type(CD_void));
    }
    code.return_();
  }

  private void dispatch(CodeBuilder code) {
    var otherwise = code.newLabel();
    var cases = new ArrayList<SwitchCase>();
    for (int i = 0; i < parts.size(); i++) {
      cases.add(SwitchCase.of(i, code.newLabel()));
    }
    if (!parts.isEmpty()) {
      code.iload(1).tableswitch(otherwise, cases);
    }
    for (int i = 0; i < parts.size(); i++) {
      code.labelBinding(cases.get(i).target()).aload(2).lload(3).lload(5);
      parts.get(i).call(code, self, 7, 8);
      code.return_();
    }
    code.labelBinding(otherwise).return_();
  }
}
