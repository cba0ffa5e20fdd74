package org.ashlar.cpu;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.ashlar.backend.Backend;
import org.ashlar.backend.Device;
import org.ashlar.backend.Executable;
import org.ashlar.backend.Support;
import org.ashlar.backend.Supported;
import org.ashlar.cpu.machine.Isa;
import org.ashlar.cpu.machine.MachineCodeRefused;
import org.ashlar.cpu.machine.Processor;
import org.ashlar.ir.kernel.Buffer;
import org.ashlar.ir.kernel.Form;
import org.ashlar.ir.kernel.Kernel;
import org.ashlar.ir.kernel.Plan;
import org.ashlar.ir.kernel.Target;
import org.ashlar.ir.stage.Tuning;
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

  /// By form, and which parameters are constant: as text, since Java keeps what hashes a record of
  /// this bundle, and with it the bundle's loader, until memory is short.
  private final Map<String, Known> cache =
      new LinkedHashMap<>(64, 0.75f, true) {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Known> eldest) {
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
    return compile(plan, on, constant, Tuning.NONE);
  }

  @Override
  public Executable compile(Plan plan, Target on, Set<Buffer> constant, Tuning tuning) {
    var asked = new LinkedHashMap<String, Asked>();
    var keys = new IdentityHashMap<Plan.Action.Launch, String>();
    collect(plan.actions(), constant, tuning, asked, keys);
    var made =
        Together.all(
            "compile " + plan.name(),
            target.cores(),
            asked.entrySet().stream()
                .<Supplier<Known>>map(e -> () -> known(e.getKey(), e.getValue()))
                .toList());
    var known = new HashMap<String, Known>();
    for (var key : asked.keySet()) {
      known.put(key, made.get(known.size()));
    }
    var kernels = new IdentityHashMap<Plan.Action.Launch, CompiledKernel>();
    keys.forEach((launch, key) ->
        kernels.put(launch, Objects.requireNonNull(known.get(key)).of(launch.kernel())));
    return new CpuExecutable(plan, kernels);
  }

  /// @param facts that hold for this kernel
  private record Asked(Kernel kernel, Set<Buffer> constant, Map<String, Double> facts) {}

  /// The code of all kernels of one form.
  private record Known(Kernel first, CompiledKernel compiled) {
    /// With the kernel's names for the places that are checked.
    CompiledKernel of(Kernel kernel) {
      if (compiled.sites().isEmpty() || kernel.parameters().equals(first.parameters())) {
        return compiled;
      }
      var names = new HashMap<String, String>();
      for (int i = 0; i < kernel.parameters().size(); i++) {
        names.put(first.parameters().get(i).name(), kernel.parameters().get(i).name());
      }
      return compiled.with(names);
    }
  }

  private void collect(
      List<Plan.Action> actions,
      Set<Buffer> constant,
      Tuning tuning,
      Map<String, Asked> asked,
      Map<Plan.Action.Launch, String> keys) {
    for (var action : actions) {
      switch (action) {
        case Plan.Action.Launch l -> {
          var kernel = l.kernel();
          var kept = new LinkedHashSet<Buffer>();
          var numbers = new ArrayList<Integer>();
          for (int i = 0; i < l.arguments().size(); i++) {
            if (constant.contains(l.arguments().get(i))) {
              kept.add(kernel.parameters().get(i));
              numbers.add(i);
            }
          }
          var facts = tuning.facts(Tuning.Stage.CODE, kernel, kept, target);
          var key = Form.of(kernel).text() + numbers + new TreeMap<>(facts);
          keys.put(l, key);
          asked.putIfAbsent(key, new Asked(kernel, kept, facts));
        }
        case Plan.Action.Copy _ -> {}
        case Plan.Action.Repeat r -> collect(r.body(), constant, tuning, asked, keys);
        case Plan.Action.Branch b -> {
          collect(b.then(), constant, tuning, asked, keys);
          collect(b.otherwise(), constant, tuning, asked, keys);
        }
      }
    }
  }

  /// Kernels that differ in names only are compiled once.
  private Known known(String key, Asked asked) {
    synchronized (cache) {
      var known = cache.get(key);
      if (known != null) {
        return known;
      }
    }
    var kernel = asked.kernel();
    var support = Supported.of(kernel, target);
    if (!support.yes()) {
      throw new IllegalArgumentException("cpu: " + support.reason());
    }
    long begin = System.nanoTime();
    var compiled = translate(kernel, asked.constant(), target.with(asked.facts()));
    log.debug(
        "cpu: kernel {}: {} bytes in {} ms{}",
        kernel.name(),
        compiled.bytes().length,
        (System.nanoTime() - begin) / 1_000_000,
        compiled.notes().isEmpty() ? "" : "; " + String.join("; ", compiled.notes()));
    var known = new Known(kernel, compiled);
    synchronized (cache) {
      cache.put(key, known);
    }
    return known;
  }

  /// Machine code where the generator can, else a class.
  private CompiledKernel translate(Kernel kernel, Set<Buffer> constant, Target target) {
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
