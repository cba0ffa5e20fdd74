package org.ashlar.commands.look;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.ashlar.backend.Backend;
import org.ashlar.ir.DType;
import org.ashlar.session.Ashlar;
import org.ashlar.shell.output.Json;
import org.ashlar.shell.output.Table;
import org.jspecify.annotations.Nullable;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ServiceScope;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/// The machines that programs can run on.
@Component(
    service = Callable.class,
    property = "ashlar.command=devices",
    scope = ServiceScope.PROTOTYPE)
@Command(
    name = "devices",
    mixinStandardHelpOptions = true,
    description = "The machines that programs can run on, best first.")
public final class Devices implements Callable<Integer> {
  private final Ashlar ashlar;

  @Spec private @Nullable CommandSpec spec;

  @Option(names = "--json", description = "Prints JSON.")
  private boolean json;

  @Activate
  public Devices(@Reference Ashlar ashlar) {
    this.ashlar = ashlar;
  }

  @Override
  public Integer call() {
    var out = Objects.requireNonNull(spec, "spec is set by picocli").commandLine().getOut();
    var table = new Table("DEVICE", "CORES", "F32 LANES", "REGISTERS", "DTYPES", "PROVIDER");
    List<Object> rows = new ArrayList<>();
    var simulated = new LinkedHashMap<String, List<String>>();
    for (var backend : ashlar.registry().find(Backend.class)) {
      for (var target : backend.service().targets()) {
        if (target.isSimulated()) {
          simulated.computeIfAbsent(backend.label(), _ -> new ArrayList<>()).add(target.name());
        } else {
          table.row(
              target.name(),
              target.cores(),
              target.lanes(DType.F32),
              target.registers(),
              target.dtypes().size(),
              backend.label());
        }
        rows.add(
            Map.of(
                "device",
                target.name(),
                "cores",
                target.cores(),
                "vector_bytes",
                target.vectorBytes(),
                "registers",
                target.registers(),
                "dtypes",
                target.dtypes().stream().map(DType::toString).sorted().toList(),
                "provider",
                backend.bundle(),
                "version",
                backend.version(),
                "facts",
                target.facts()));
      }
    }
    if (json) {
      out.println(Json.of(Map.of("devices", rows)));
    } else {
      table.lines().forEach(out::println);
      simulated.forEach((provider, names) -> {
        out.println("simulated by " + provider + ":");
        lines(names).forEach(out::println);
      });
    }
    return 0;
  }

  /// Names side by side, in lines that fit into eighty columns.
  private static List<String> lines(List<String> names) {
    var lines = new ArrayList<String>();
    for (var name : names) {
      if (lines.isEmpty() || lines.getLast().length() + name.length() > 76) {
        lines.add("  " + name);
      } else {
        lines.add(lines.removeLast() + ", " + name);
      }
    }
    return lines;
  }
}
