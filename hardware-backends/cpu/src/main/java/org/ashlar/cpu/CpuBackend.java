package org.ashlar.cpu;

import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.ashlar.backend.Backend;
import org.ashlar.backend.Device;
import org.ashlar.backend.Executable;
import org.ashlar.backend.Support;
import org.ashlar.cpu.machine.Isa;
import org.ashlar.cpu.machine.MachineCodeRefused;
import org.ashlar.cpu.machine.Processor;
import org.ashlar.ir.kernel.Buffer;
import org.ashlar.ir.kernel.Kernel;
import org.ashlar.ir.kernel.KernelText;
import org.ashlar.ir.kernel.Plan;
import org.ashlar.ir.kernel.Target;
import org.osgi.service.component.annotations.Component;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The processor: kernels become machine code where this machine and the generator can, else
/// classes of the virtual machine, whose vector loops are calls of the Vector API where its module
/// is present. A service.
@Component(service = Backend.class)
public final class CpuBackend implements Backend {
  private static final int KERNELS = 1000;

  private final Logger log = LoggerFactory.getLogger(CpuBackend.class);
  private final Machine machine;
  private final Isa isa;

  /// Whether the system has refused executable memory.
  private volatile boolean refused;

  private final Target target;
  private final Library library = new Library();
  private final AtomicInteger devices = new AtomicInteger();
  private final Map<String, CompiledKernel> cache =
      new LinkedHashMap<>(64, 0.75f, true) {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, CompiledKernel> eldest) {
          return size() > KERNELS;
        }
      };

  public CpuBackend() {
    this(Machine.here(), Processor.here());
  }

  private CpuBackend(Machine machine, Processor processor) {
    this(machine, processor.isa());
    if (isa.has(Isa.AVX512)) {
      log.info("cpu: {} threads, machine code for {}", machine.threads(), name(isa));
      return;
    }
    var reason =
        processor.isa() == Isa.PORTABLE
            ? processor.reason()
            : "none is generated for " + name(processor.isa()) + " yet";
    if (machine.vectorBytes() > 0) {
      log.info(
          "cpu: {} threads, vectors of {} bits by the virtual machine; no machine code: {}",
          machine.threads(),
          8 * machine.vectorBytes(),
          reason);
    } else {
      log.info(
          "cpu: {} threads, plain loops without vectors: {}; no machine code: {}",
          machine.threads(),
          machine.reason(),
          reason);
    }
  }

  private static String name(Isa isa) {
    return isa.name().toLowerCase(Locale.ROOT);
  }

  CpuBackend(Machine machine) {
    this(machine, Isa.PORTABLE);
  }

  /// @param isa the level of machine code; PORTABLE: classes of the virtual machine only
  CpuBackend(Machine machine, Isa isa) {
    this.machine = machine;
    this.isa = isa;
    this.target = isa.has(Isa.AVX512) ? machine.target(isa) : machine.target();
  }

  @Override
  public List<Target> targets() {
    return List.of(target);
  }

  @Override
  public Support supports(Kernel unscheduled, Target on) {
    return Supported.of(unscheduled, on);
  }

  @Override
  public Executable compile(Plan plan, Target on) {
    return compile(plan, on, Set.of());
  }

  @Override
  public Executable compile(Plan plan, Target on, Set<Buffer> constant) {
    var kernels = new IdentityHashMap<Plan.Action.Launch, CompiledKernel>();
    collect(plan.actions(), constant, kernels);
    return new CpuExecutable(plan, kernels);
  }

  private void collect(
      List<Plan.Action> actions,
      Set<Buffer> constant,
      Map<Plan.Action.Launch, CompiledKernel> kernels) {
    for (var action : actions) {
      switch (action) {
        case Plan.Action.Launch l -> {
          var kept = new LinkedHashSet<Buffer>();
          for (int i = 0; i < l.arguments().size(); i++) {
            if (constant.contains(l.arguments().get(i))) {
              kept.add(l.kernel().parameters().get(i));
            }
          }
          kernels.computeIfAbsent(l, _ -> kernel(l.kernel(), kept));
        }
        case Plan.Action.Copy _ -> {}
        case Plan.Action.Repeat r -> collect(r.body(), constant, kernels);
        case Plan.Action.Branch b -> {
          collect(b.then(), constant, kernels);
          collect(b.otherwise(), constant, kernels);
        }
      }
    }
  }

  /// Kernels of equal text, their names aside, are compiled once.
  private CompiledKernel kernel(Kernel kernel, Set<Buffer> constant) {
    var support = Supported.of(kernel, target);
    if (!support.yes()) {
      throw new IllegalArgumentException("cpu: " + support.reason());
    }
    var kept = constant.stream().map(Buffer::name).toList();
    var key =
        KernelText.of(new Kernel("k", kernel.sizes(), kernel.parameters(), kernel.body()))
            + kept;
    synchronized (cache) {
      var known = cache.get(key);
      if (known != null) {
        return known;
      }
    }
    long begin = System.nanoTime();
    var compiled = translate(kernel, constant);
    log.debug(
        "cpu: kernel {}: {} bytes in {} ms{}",
        kernel.name(),
        compiled.bytes().length,
        (System.nanoTime() - begin) / 1_000_000,
        compiled.notes().isEmpty() ? "" : "; " + String.join("; ", compiled.notes()));
    synchronized (cache) {
      cache.put(key, compiled);
    }
    return compiled;
  }

  /// Machine code where the generator can, else a class.
  private CompiledKernel translate(Kernel kernel, Set<Buffer> constant) {
    if (!isa.has(Isa.AVX512) || refused) {
      return KernelClass.compile(kernel, machine, library);
    }
    try {
      var code = LowKernel.compile(kernel, target, isa, constant);
      return new CompiledKernel(kernel.name(), code, code.sites, code.bytes, code.notes);
    } catch (Refused refusal) {
      return bytecode(kernel, String.valueOf(refusal.getMessage()));
    } catch (MachineCodeRefused refusal) {
      refused = true;
      log.warn("cpu: from now on by the virtual machine: {}", refusal.getMessage());
      return bytecode(kernel, String.valueOf(refusal.getMessage()));
    } catch (RuntimeException | StackOverflowError defect) {
      log.warn("cpu: kernel {}: a defect of the code generator", kernel.name(), defect);
      return bytecode(kernel, "a defect of the code generator: " + defect);
    }
  }

  private CompiledKernel bytecode(Kernel kernel, String reason) {
    var compiled = KernelClass.compile(kernel, machine, library);
    var notes = new ArrayList<>(compiled.notes());
    notes.add("bytecode, not machine code: " + reason);
    return new CompiledKernel(
        compiled.name(), compiled.code(), compiled.sites(), compiled.bytes(), notes);
  }

  @Override
  public Device open(Target on) {
    return new CpuDevice(target, "" + devices.incrementAndGet());
  }
}
