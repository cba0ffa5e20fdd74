package org.ashlar.commands.look;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import org.ashlar.compiler.Request;
import org.ashlar.ir.Function;
import org.ashlar.ir.Operator;
import org.ashlar.ir.TensorType;
import org.ashlar.ir.stage.Keep;
import org.ashlar.session.Ashlar;
import org.ashlar.shell.output.Json;
import org.jspecify.annotations.Nullable;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ServiceScope;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// Shows a program at each stage of its way to the machine.
@Component(
    service = Callable.class,
    property = "ashlar.command=explain",
    scope = ServiceScope.PROTOTYPE)
@Command(
    name = "explain",
    mixinStandardHelpOptions = true,
    description = {
      "Shows a program at each stage: function, rules, loops, schedule, code, memory.",
      "EXPRESSION is a call with typed inputs: \"gelu(matmul(x: f32[4, 6], w: f32[6, 8]))\", the name of an operator,",
      "or the whole text of a function: \"function f(x: f32[4]) -> (y) { y = relu(x) }\"."
    })
public final class Explain implements Callable<Integer> {
  private final Ashlar ashlar;

  @Spec private @Nullable CommandSpec spec;

  @Parameters(
      arity = "1..*",
      paramLabel = "EXPRESSION",
      description = "A call, the name of an operator, or a function.")
  private String[] expression = {};

  @Option(
      names = "--device",
      paramLabel = "DEVICE",
      description = "The device to compile for; the best one unless given.")
  private @Nullable String device;

  @Option(names = "--stage", paramLabel = "STAGE", description = "Only this stage.")
  private @Nullable String stage;

  @Option(
      names = "--recompute",
      paramLabel = "POLICY",
      description = {
        "Shows the program with the gradients of its inputs, which keeps only what POLICY says, and what that saves:",
        "all, dear (no pointwise results), root (every root-of-n-th layer), layers:K, named:A,B, bytes:N (of workspace)."
      })
  private @Nullable String recompute;

  @Option(names = "--json", description = "Prints JSON.")
  private boolean json;

  @Activate
  public Explain(@Reference Ashlar ashlar) {
    this.ashlar = ashlar;
  }

  @Override
  public Integer call() {
    var out = Objects.requireNonNull(spec, "spec is set by picocli").commandLine().getOut();
    var function = ashlar.compiler().parse(function(String.join(" ", expression)));
    var request = new Request(function, Set.of(), Map.of(), Optional.ofNullable(device), true);
    var stages = new LinkedHashMap<String, String>();
    if (recompute != null) {
      var keep = Keep.of(recompute);
      var of = function.outputNames().getFirst();
      var by = floats(function);
      put(stages, "recompute", ashlar.compiler().memory(request, of, by, keep).toString());
      request = ashlar.compiler().gradients(request, of, by, keep);
    }
    var explanation = ashlar.compiler().explain(request);
    for (var each : explanation.stages()) {
      put(stages, each.name(), each.text());
    }
    if (stages.isEmpty()) {
      throw new IllegalArgumentException(
          "explain: no stage "
              + stage
              + ": there are "
              + explanation.stages().stream().map(s -> s.name()).toList());
    }
    if (json) {
      out.println(Json.of(Map.of("stages", stages)));
    } else {
      stages.forEach((name, text) -> {
        out.println("-- " + name);
        text.lines().forEach(l -> out.println("  " + l));
      });
    }
    return 0;
  }

  private void put(Map<String, String> stages, String name, String text) {
    if (stage == null || name.startsWith(stage)) {
      stages.put(name, text);
    }
  }

  private static List<String> floats(Function function) {
    return function.inputs().stream()
        .filter(v -> v.type() instanceof TensorType t && t.dtype().isFloat())
        .map(v -> function.inputNames().get(function.inputs().indexOf(v)))
        .toList();
  }

  /// The text of a function: as it stands, of a call, or of an operator on arguments that it takes.
  private String function(String text) {
    if (text.strip().startsWith("function ")) {
      return text;
    }
    if (!text.strip().matches("[A-Za-z0-9_.@]+")) {
      return Expression.function(text);
    }
    var operator =
        ashlar.registry().find(Operator.class).stream()
            .map(p -> p.service())
            .filter(o -> o.name().equals(text.strip()))
            .findFirst()
            .orElseThrow(() ->
                new IllegalArgumentException(
                    "explain: nobody provides " + text + " now: operators lists what is present"));
    return Sample.of(operator)
        .map(Sample::function)
        .orElseThrow(() ->
            new IllegalArgumentException(
                "explain: "
                    + text
                    + " needs attributes: write the call: explain \""
                    + text
                    + "[...](x: f32[2, 3])\""));
  }
}
