package org.ashlar.commands.train;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.ashlar.commands.Chart;
import org.ashlar.commands.Json;
import org.ashlar.commands.Output;
import org.ashlar.commands.ProgressBar;
import org.ashlar.commands.Table;
import org.ashlar.commands.demo.DigitsModel;
import org.ashlar.session.Ashlar;
import org.ashlar.train.optimiser.Adam;
import org.ashlar.train.Metrics;
import org.ashlar.train.optimiser.Sgd;
import org.jspecify.annotations.Nullable;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ServiceScope;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/// Trains the small network on the embedded digits.
@Component(
    service = Callable.class,
    property = "ashlar.command=train",
    scope = ServiceScope.PROTOTYPE)
@Command(
    name = "train",
    mixinStandardHelpOptions = true,
    description =
        "Trains a small convolutional network on the embedded handwritten digits and tests it on a held-out fifth.")
public final class TrainCommand implements Callable<Integer> {
  /// How variables change.
  enum Kind {
    ADAM,
    SGD
  }

  private final Ashlar ashlar;

  @Spec private @Nullable CommandSpec spec;

  @Option(
      names = "--passes",
      paramLabel = "N",
      description = "Passes over the data; default: ${DEFAULT-VALUE}")
  private int passes = 14;

  @Option(
      names = "--rate",
      paramLabel = "R",
      description = "The learning rate; default: 0.003 for adam, 0.05 for sgd")
  private @Nullable Double rate;

  @Option(
      names = "--momentum",
      paramLabel = "M",
      description = "For sgd; default: ${DEFAULT-VALUE}")
  private double momentum = 0.9;

  @Option(
      names = "--optimiser",
      paramLabel = "KIND",
      description = "adam or sgd; default: ${DEFAULT-VALUE}")
  private Kind optimiser = Kind.ADAM;

  @Option(names = "--confusion", description = "Prints which digit was taken for which.")
  private boolean confusion;

  @Option(names = "--json", description = "Prints JSON at the end.")
  private boolean json;

  @Activate
  public TrainCommand(@Reference Ashlar ashlar) {
    this.ashlar = ashlar;
  }

  @Override
  public Integer call() {
    var line = Objects.requireNonNull(spec, "spec is set by picocli").commandLine();
    if (passes < 1
        || passes > 10_000
        || rate != null && !(rate > 0)
        || !(momentum >= 0 && momentum < 1)) {
      throw new CommandLine.ParameterException(
          line,
          "train: --passes must be from 1 to 10000, --rate above 0, --momentum from 0 to below 1");
    }
    var output = Output.of(json ? line.getErr() : line.getOut());
    var rule =
        switch (optimiser) {
          case ADAM -> Adam.of(rate == null ? 0.003 : rate);
          case SGD -> new Sgd(rate == null ? 0.05 : rate, momentum);
        };
    try (var model = new DigitsModel(ashlar, rule)) {
      var losses = new ArrayList<Double>();
      var bar = new ProgressBar(output, "training");
      long start = System.nanoTime();
      model.train(
          passes,
          p -> {
            losses.add(p.loss());
            bar.at(p.fraction(), String.format(Locale.ROOT, "loss %.4f", p.loss()));
          });
      double seconds = (System.nanoTime() - start) / 1e9;
      var metrics = model.test();
      Chart.of(losses, 72, 8, output.blocks()).forEach(output::line);
      output.line(
          "%.2f %% right on %d held-out digits after %d passes in %.1f s",
          100 * metrics.accuracy(), model.digits().test().size(), passes, seconds);
      if (confusion) {
        table(metrics).forEach(output::line);
      }
      if (json) {
        var figures = new LinkedHashMap<String, Object>();
        figures.put("accuracy", metrics.accuracy());
        figures.put("train_seconds", seconds);
        figures.put("passes", passes);
        figures.put("loss", losses);
        figures.put("confusion", metrics.confusion());
        line.getOut().println(Json.of(figures));
      }
      return 0;
    }
  }

  private static List<String> table(Metrics metrics) {
    var counts = metrics.confusion();
    var heads = new ArrayList<String>(List.of("digit \\ answer"));
    for (int i = 0; i < counts.length; i++) {
      heads.add(Integer.toString(i));
    }
    var table = new Table(heads.toArray(String[]::new));
    for (int i = 0; i < counts.length; i++) {
      var row = new ArrayList<Object>(List.of(Integer.toString(i)));
      for (long count : counts[i]) {
        row.add(count == 0 ? "." : Long.toString(count));
      }
      table.row(row.toArray());
    }
    return table.lines();
  }
}
