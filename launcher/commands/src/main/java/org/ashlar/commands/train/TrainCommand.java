package org.ashlar.commands.train;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.ashlar.session.Ashlar;
import org.ashlar.shell.output.Chart;
import org.ashlar.shell.output.Json;
import org.ashlar.shell.output.Output;
import org.ashlar.shell.output.Table;
import org.ashlar.train.Course;
import org.ashlar.train.Metrics;
import org.ashlar.train.Networks;
import org.ashlar.train.report.Report;
import org.jspecify.annotations.Nullable;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ServiceScope;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/// Trains a small network on files of the user, or on the embedded digits.
@Component(
    service = Callable.class,
    property = "ashlar.command=train",
    scope = ServiceScope.PROTOTYPE)
@Command(
    name = "train",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = {
      "Trains a network that tells classes apart and tests it on samples held out.",
      "Without --data: a convolutional network on the embedded handwritten digits."
    })
public final class TrainCommand implements Callable<Integer> {
  private final Ashlar ashlar;

  @Spec private @Nullable CommandSpec spec;

  @Mixin private DataOptions data = new DataOptions();

  @Mixin private RuleOptions rule = new RuleOptions();

  @Mixin private SaveOptions save = new SaveOptions();

  @Option(names = "--confusion", description = "Prints which class was taken for which.")
  private boolean confusion;

  @Option(names = "--json", description = "Prints JSON at the end, the rest on standard error.")
  private boolean json;

  @Activate
  public TrainCommand(@Reference Ashlar ashlar) {
    this.ashlar = ashlar;
  }

  @Override
  public Integer call() {
    var line = Objects.requireNonNull(spec, "spec is set by picocli").commandLine();
    try {
      rule.check();
      save.check();
    } catch (IllegalArgumentException e) {
      throw new CommandLine.ParameterException(line, "train: " + e.getMessage());
    }
    return train(line, Output.of(json ? line.getErr() : line.getOut()));
  }

  private int train(CommandLine line, Output output) {
    var task = data.task();
    var network = data.network(task, rule.precision());
    var held = save.held(task);
    var batch = data.batch(held.train());
    long steps = held.train().size() / batch;
    var recipe = rule.recipe(batch, steps, data.passes(), data.seed());
    output.line(
        "%s: %d samples to train on, %d held out, %d classes; %d numbers to train",
        task.source(),
        held.train().size(),
        held.test().size(),
        task.classes().size(),
        Networks.size(network));
    try (var saving = save.open(output)) {
      var timetable = save.timetable(saving, data.passes(), data.seed());
      long start = System.nanoTime();
      try (var course =
          new Course(
              ashlar,
              "train",
              network,
              held.train(),
              held.test(),
              recipe,
              timetable,
              saving.from())) {
        if (course.done() > 0) {
          output.line("going on after step %d of %d", course.done(), steps * data.passes());
        }
        var show = new Show(output, batch, course.done());
        var result = course.run(saving.listeners(course.done(), show));
        double seconds = (System.nanoTime() - start) / 1e9;
        var metrics = save.test(task, held, course, result);
        tell(output, result, metrics.metrics(), seconds);
        var settings = settings(line, task.source(), Networks.size(network));
        save.report()
            .ifPresent(file -> {
              new Report(
                      "Training on " + task.source(),
                      settings,
                      result.history(),
                      steps,
                      metrics.metrics(),
                      task.classes(),
                      metrics.of())
                  .write(file);
              output.line("report: %s", file);
            });
        if (json) {
          var figures = figures(result, metrics.metrics(), seconds, show);
          figures.put("samples", held.train().size());
          figures.put("held_out", metrics.of().size());
          figures.put("settings", settings);
          line.getOut().println(Json.of(figures));
        }
        return result.unsaved() ? 1 : 0;
      }
    }
  }

  private void tell(Output output, Course.Result result, Metrics metrics, double seconds) {
    var losses = result.history().steps().stream().map(s -> s.loss()).toList();
    Chart.of(losses, 72, 8, output.blocks()).forEach(output::line);
    int passes = result.history().passes().size();
    output.line(
        "%.2f %% right on held-out samples after %d passes in %.1f s%s",
        100 * metrics.accuracy(),
        passes,
        seconds,
        result.stopped() ? ", stopped early: no gain any more" : "");
    if (confusion) {
      table(metrics).forEach(output::line);
    }
  }

  /// What was chosen, the defaults too, in the order of the help.
  private static Map<String, String> settings(CommandLine line, String source, long size) {
    var settings = new LinkedHashMap<String, String>();
    settings.put("data", source);
    settings.put("numbers trained", Long.toString(size));
    for (var option : line.getCommandSpec().options()) {
      Object value = option.getValue();
      if (!option.usageHelp() && !option.versionHelp() && value != null) {
        settings.putIfAbsent(option.longestName().replaceFirst("^--", ""), value.toString());
      }
    }
    return settings;
  }

  private static Map<String, Object> figures(
      Course.Result result, Metrics metrics, double seconds, Show show) {
    var figures = new LinkedHashMap<String, Object>();
    figures.put("accuracy", metrics.accuracy());
    figures.put("loss_held_out", metrics.loss());
    figures.put("train_seconds", seconds);
    figures.put("passes", result.history().passes().size());
    figures.put("stopped_early", result.stopped());
    figures.put("updates", show.updates());
    figures.put("updates_skipped", show.skipped());
    figures.put("samples_per_second", show.samplesPerSecond());
    figures.put("warnings", show.warnings());
    figures.put("loss", result.history().steps().stream().map(s -> s.loss()).toList());
    figures.put("history", result.history().passes());
    figures.put("confusion", metrics.confusion());
    return figures;
  }

  private static List<String> table(Metrics metrics) {
    var counts = metrics.confusion();
    var heads = new ArrayList<String>(List.of("label \\ answer"));
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
