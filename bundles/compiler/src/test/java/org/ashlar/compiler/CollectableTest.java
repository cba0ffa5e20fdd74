package org.ashlar.compiler;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.fail;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.ref.PhantomReference;
import java.lang.ref.ReferenceQueue;
import java.util.List;
import java.util.Map;
import org.ashlar.compiler.plugin.LookingRule;
import org.ashlar.compiler.plugin.ThrowingRule;
import org.ashlar.compiler.plugin.Triple;
import org.ashlar.ir.DType;
import org.ashlar.ir.Function;
import org.ashlar.ir.Graph;
import org.ashlar.ir.Operator;
import org.ashlar.ir.TensorType;
import org.ashlar.ir.Text;
import org.ashlar.ir.stage.Rule;
import org.junit.jupiter.api.Test;

/// What a bundle brought is free once the bundle left, whatever the compiler did with it before.
class CollectableTest {
  private final Present present = Sample.everything();
  private final ReferenceQueue<Object> queue = new ReferenceQueue<>();
  private Throwable kept = new IllegalStateException("none");

  @Test
  void aRuleThatAppliedIsFreeAfterItLeft() throws Exception {
    try (var compiler = new Compiler(present, Settings.standard())) {
      var loader = compileWith(compiler, Rule.class, LookingRule.class, false);
      assertCollected(loader);
    }
  }

  @Test
  void aRuleThatThrewIsFreeAfterItLeft() throws Exception {
    try (var compiler = new Compiler(present, Settings.standard())) {
      var loader = compileWith(compiler, Rule.class, ThrowingRule.class, true);
      assertCollected(loader);
    }
  }

  @Test
  void anOperatorIsFreeAfterItLeft() throws Exception {
    try (var compiler = new Compiler(present, Settings.standard())) {
      var loader = compileWith(compiler, Operator.class, Triple.class, false);
      assertCollected(loader);
      assertThrows(
          Missing.class, () -> compiler.compile(Request.of(compiler.parse(text(new Triple())))));
    }
  }

  /// In a frame of its own, so that no local keeps anything. An error is kept, as a caller would.
  private <S> PhantomReference<Object> compileWith(
      Compiler compiler, Class<S> service, Class<? extends S> plugin, boolean fails)
      throws Exception {
    var loader = new Own(plugin);
    var provider =
        present.add(
            service,
            service.cast(loader.loadClass(plugin.getName()).getConstructor().newInstance()));
    var text = provider.service() instanceof Operator op ? text(op) : Text.of(Sample.layer());
    var request = Request.of(compiler.parse(text));
    if (fails) {
      kept = assertThrows(Defect.class, () -> compiler.compile(request));
    } else {
      var program = compiler.compile(request);
      program.open(Sample.devices(), Map.of()).close();
      assertEquals("1.0.0", program.versions().get(provider.bundle()));
    }
    present.remove(provider);
    return new PhantomReference<>(loader, queue);
  }

  private void assertCollected(PhantomReference<Object> loader) throws InterruptedException {
    for (int i = 0; i < 50; i++) {
      System.gc();
      if (queue.remove(100) == loader) {
        return;
      }
    }
    fail("the loader is still reachable, with the error " + kept);
  }

  private static String text(Operator op) {
    var graph = new Graph();
    var x = graph.input("x", TensorType.of(DType.F32, 2));
    return Text.of(Function.of("f", List.of(x), List.of(graph.apply(op, x))));
  }

  /// Defines one class itself.
  private static final class Own extends ClassLoader {
    private final String name;

    Own(Class<?> type) {
      super(type.getClassLoader());
      this.name = type.getName();
    }

    @Override
    protected Class<?> loadClass(String wanted, boolean resolve) throws ClassNotFoundException {
      if (!wanted.equals(name)) {
        return super.loadClass(wanted, resolve);
      }
      try (var in = getParent().getResourceAsStream(name.replace('.', '/') + ".class")) {
        var bytes = in == null ? new byte[0] : in.readAllBytes();
        return defineClass(name, bytes, 0, bytes.length);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }
}
