package org.ashlar.compiler;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.function.Consumer;
import java.util.function.Function;
import org.ashlar.ir.stage.Checkpoints;
import org.ashlar.ir.stage.Keep;

/// What a user can set from outside, and the only class that reads it: system properties
/// `ashlar.*`, described in {@link #TABLE}.
///
/// @param debug how much of the work is told, 0 to 6
/// @param dump a folder for the text of every stage
/// @param device the target to prefer
/// @param verify how much is checked between stages, 0 to 2
/// @param autodiff the engine of derivatives to take
/// @param fastMath whether rules that change results beyond rounding apply
/// @param settle whether what runs do not change is computed once
/// @param grace how long requests wait for the last device of a kind to come back
/// @param drain how long an old epoch's runs may take to end
/// @param commit training steps between two host copies of the variables
/// @param keep what training steps keep for their gradients, where they do not say it themselves
/// @param states which states of a loop its gradient keeps
/// @param limit the longest that one run may take
/// @param out where the lines that `debug` asks for go
public record Settings(
    int debug,
    Optional<Path> dump,
    Optional<String> device,
    int verify,
    Optional<String> autodiff,
    boolean fastMath,
    boolean settle,
    Duration grace,
    Duration drain,
    int commit,
    Keep keep,
    Checkpoints states,
    Duration limit,
    Consumer<String> out) {
  /// Every setting.
  public static final List<Entry> TABLE =
      List.of(
          new Entry(
              "ashlar.debug",
              "0",
              "1 devices and programs, 2 the time of each kernel, 3 schedules, 4 generated code, "
                  + "5 the program after every stage, 6 every rule that fired; each includes the ones before"),
          new Entry(
              "ashlar.dump", "", "a folder that gets the text of every stage of every program"),
          new Entry(
              "ashlar.device",
              "",
              "the target to prefer: reference, cpu, ...; empty: the best present"),
          new Entry(
              "ashlar.verify",
              "1",
              "0 nothing, 1 types and legality after every stage, 2 also every rule by evaluation"),
          new Entry(
              "ashlar.autodiff",
              "",
              "the engine of derivatives: reverse, forward, tape, ...; empty: the one ranked highest, reverse"),
          new Entry(
              "ashlar.fastmath",
              "false",
              "whether rules that may change results beyond rounding apply"),
          new Entry(
              "ashlar.settle",
              "true",
              "whether what depends only on variables that runs do not change is computed once, not in every run"),
          new Entry(
              "ashlar.swap.grace",
              "2000",
              "milliseconds that requests wait for the last device of a kind to come back"),
          new Entry(
              "ashlar.swap.drain",
              "4000",
              "milliseconds that runs of a replaced epoch may take to end"),
          new Entry(
              "ashlar.train.commit",
              "100",
              "training steps between two host copies of the variables"),
          new Entry(
              "ashlar.train.keep",
              "all",
              "what training steps keep for their gradients: all, dear (no pointwise results), root (every root-of-n-th layer), "
                  + "layers:K, named:A,B or bytes:N (of workspace); the rest is computed again"),
          new Entry(
              "ashlar.loop.states",
              "root",
              "the states of a loop that its gradient keeps: all, every K-th, or root (every root-of-n-th, from 16 steps on)"),
          new Entry("ashlar.run.limit", "60000", "milliseconds that one run may take"));

  /// One row of the table.
  public record Entry(String name, String standard, String meaning) {}

  public Settings {
    require("ashlar.debug", debug, 0, 6);
    require("ashlar.verify", verify, 0, 2);
    require("ashlar.train.commit", commit, 1, Integer.MAX_VALUE);
  }

  /// The settings of this process.
  public static Settings read() {
    return of(System.getProperties());
  }

  /// The defaults, whatever this process was started with.
  public static Settings standard() {
    return of(new Properties());
  }

  /// The settings in `properties`; what is absent has its default.
  ///
  /// @throws IllegalArgumentException when a value is not of its kind
  public static Settings of(Properties properties) {
    return new Settings(
        number(properties, "ashlar.debug"),
        text(properties, "ashlar.dump").map(Path::of),
        text(properties, "ashlar.device"),
        number(properties, "ashlar.verify"),
        text(properties, "ashlar.autodiff"),
        flag(properties, "ashlar.fastmath"),
        flag(properties, "ashlar.settle"),
        Duration.ofMillis(number(properties, "ashlar.swap.grace")),
        Duration.ofMillis(number(properties, "ashlar.swap.drain")),
        number(properties, "ashlar.train.commit"),
        read(properties, "ashlar.train.keep", Keep::of),
        read(properties, "ashlar.loop.states", Checkpoints::of),
        Duration.ofMillis(number(properties, "ashlar.run.limit")),
        System.err::println);
  }

  /// See {@link #of(Properties)}.
  public static Settings of(Map<String, String> values) {
    var properties = new Properties();
    properties.putAll(values);
    return of(properties);
  }

  /// The same, told to another listener.
  public Settings to(Consumer<String> listener) {
    return new Settings(
        debug, dump, device, verify, autodiff, fastMath, settle, grace, drain, commit, keep, states,
        limit, listener);
  }

  /// Tells a line from a level on.
  void tell(int level, String line) {
    if (debug >= level) {
      out.accept(line);
    }
  }

  private static Optional<String> text(Properties properties, String name) {
    var value = properties.getProperty(name, entry(name).standard()).strip();
    return value.isEmpty() ? Optional.empty() : Optional.of(value);
  }

  private static int number(Properties properties, String name) {
    var value = text(properties, name).orElse(entry(name).standard());
    try {
      int number = Integer.parseInt(value);
      require(name, number, 0, Integer.MAX_VALUE);
      return number;
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException("setting " + name + ": must be a whole number: " + value);
    }
  }

  private static <T> T read(Properties properties, String name, Function<String, T> parse) {
    try {
      return parse.apply(text(properties, name).orElse(entry(name).standard()));
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException("setting " + name + ": " + e.getMessage(), e);
    }
  }

  private static boolean flag(Properties properties, String name) {
    var value = text(properties, name).orElse(entry(name).standard());
    return switch (value) {
      case "true" -> true;
      case "false" -> false;
      default ->
          throw new IllegalArgumentException(
              "setting " + name + ": must be true or false: " + value);
    };
  }

  private static Entry entry(String name) {
    return TABLE.stream().filter(e -> e.name().equals(name)).findFirst().orElseThrow();
  }

  private static void require(String name, int value, int min, int max) {
    if (value < min || value > max) {
      var range = max == Integer.MAX_VALUE ? "at least " + min : "from " + min + " to " + max;
      throw new IllegalArgumentException("setting " + name + ": must be " + range + ": " + value);
    }
  }
}
