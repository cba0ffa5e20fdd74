package org.ashlar.gpu;

import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.ashlar.gpu.engine.Arguments;
import org.ashlar.gpu.engine.Checker;
import org.ashlar.gpu.engine.DeviceMemory;
import org.ashlar.gpu.engine.Engine;
import org.ashlar.gpu.engine.Extent;
import org.ashlar.gpu.engine.Fault;
import org.ashlar.gpu.engine.Finding;
import org.ashlar.gpu.engine.Grid;
import org.ashlar.gpu.engine.Kernel;
import org.ashlar.gpu.engine.Launch;
import org.ashlar.gpu.engine.LoadedModule;
import org.ashlar.gpu.engine.Watch;
import org.ashlar.ptx.Parser;
import org.ashlar.ptx.PtxError;
import org.ashlar.ptx.PtxModule;
import org.ashlar.ptx.Variable;
import org.ashlar.ptx.Verifier;
import org.ashlar.simulation.lab.GpuLab;
import org.ashlar.simulation.lab.KernelArgument;
import org.ashlar.simulation.lab.KernelLaunch;
import org.ashlar.simulation.lab.KernelResult;
import org.ashlar.simulation.lab.Verdict;
import org.osgi.service.component.annotations.Component;

/// The laboratory over the engine of this bundle.
@Component(service = GpuLab.class)
public final class SimulatedLab implements GpuLab {
  /// Device memory of a run, at most.
  private static final long MEMORY = 8L << 30;

  @Override
  public Verdict verify(String file, String text) {
    PtxModule module;
    try {
      module = Parser.parse(file, text);
    } catch (PtxError e) {
      return new Verdict(file, "", List.of(), List.of(String.valueOf(e.getMessage())));
    }
    var entries = new ArrayList<Verdict.EntryFacts>();
    var problems = new ArrayList<String>();
    Verifier.verify(module).forEach(e -> problems.add(String.valueOf(e.getMessage())));
    if (!problems.isEmpty()) {
      return new Verdict(file, String.join(", ", module.target()), entries, problems);
    }
    try (var memory = new DeviceMemory(MEMORY);
        var loaded = new LoadedModule(module, memory)) {
      for (var entry : module.entries()) {
        try {
          entries.add(facts(loaded.kernel(entry.name())));
        } catch (PtxError e) {
          problems.add(String.valueOf(e.getMessage()));
        }
      }
    }
    return new Verdict(file, String.join(", ", module.target()), entries, problems);
  }

  private static Verdict.EntryFacts facts(Kernel kernel) {
    return new Verdict.EntryFacts(
        kernel.name(),
        kernel.entry().parameters().stream().map(SimulatedLab::shown).toList(),
        kernel.instructions().size(),
        kernel.entry().registers().size(),
        kernel.sharedBytes(),
        kernel.localBytes());
  }

  private static String shown(Variable parameter) {
    return parameter.type().text() + " " + parameter.name();
  }

  @Override
  public KernelResult run(KernelLaunch launch) {
    var module = Verifier.verified(Parser.parse(launch.file(), launch.text()));
    var grid =
        new Grid(Extent.parse(launch.grid()), Extent.parse(launch.block()), launch.sharedBytes());
    try (var memory = new DeviceMemory(MEMORY);
        var loaded = new LoadedModule(module, memory)) {
      var kernel = loaded.kernel(entry(module, launch.entry()));
      var values = new ArrayList<Long>();
      for (var argument : launch.arguments()) {
        values.add(
            switch (argument) {
              case KernelArgument.Scalar(long bits) -> bits;
              case KernelArgument.Buffer(var bytes) -> {
                long at = memory.allocate(bytes.length);
                memory.write(at, MemorySegment.ofArray(bytes));
                yield at;
              }
            });
      }
      var checker = new Checker(memory);
      var watch = launch.check() ? checker : Watch.NONE;
      long begin = System.nanoTime();
      var ran = new Engine.Ran(0, "interpreter: it ended with a fault");
      var ready = new Launch(kernel, grid, new Arguments(values), memory, watch);
      try {
        ran = Engine.here().run(ready);
      } catch (Fault fault) {
        if (!launch.check()) {
          throw fault;
        }
        checker.note(fault);
      }
      double seconds = (System.nanoTime() - begin) * 1e-9;
      var buffers = new ArrayList<byte[]>();
      for (int i = 0; i < values.size(); i++) {
        if (launch.arguments().get(i) instanceof KernelArgument.Buffer(var bytes)) {
          buffers.add(memory.read(values.get(i), bytes.length));
        }
      }
      var findings = checker.findings().stream().map(SimulatedLab::shown).toList();
      return new KernelResult(
          kernel.name(), ran.how(), ran.warpInstructions(), seconds, buffers, findings);
    }
  }

  private static String entry(PtxModule module, Optional<String> wanted) {
    var names = module.entries().stream().map(e -> e.name()).toList();
    if (wanted.isEmpty() && names.size() != 1) {
      throw new IllegalArgumentException(
          module.file() + ": say which entry runs, where there is not one: " + names);
    }
    return wanted.orElseGet(names::getFirst);
  }

  private static KernelResult.Finding shown(Finding finding) {
    var where = finding.where();
    return new KernelResult.Finding(
        finding.kind().text(),
        finding.message(),
        where.position().line(),
        where.source().map(s -> s.line()).orElse(0),
        where.block().toString(),
        where.warp(),
        where.lane(),
        finding.times());
  }
}
