package org.ashlar.shell;

import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.Callable;
import org.osgi.framework.BundleContext;
import org.osgi.framework.InvalidSyntaxException;
import org.osgi.framework.ServiceObjects;
import org.osgi.framework.ServiceReference;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine;
import picocli.CommandLine.Help.Ansi;

/// All commands present at one moment, as one picocli command line; closing it gives the services
/// back.
///
/// A command is a [Callable] with picocli's annotations, registered with the property
/// `ashlar.command` (its name) and scope PROTOTYPE, so that every line gets a fresh one. Whoever
/// offers it, it appears with the next line.
final class Commands implements AutoCloseable {
  private static final String FILTER = "(ashlar.command=*)";
  private static final Logger log = LoggerFactory.getLogger(Commands.class);

  private final CommandLine line;
  private final List<Runnable> giveBack;

  private Commands(CommandLine line, List<Runnable> giveBack) {
    this.line = line;
    this.giveBack = giveBack;
  }

  /// Runs one line and gives back what it needed.
  static int run(BundleContext context, PrintWriter out, PrintWriter err, List<String> words) {
    try (var commands = of(context, out, err, words)) {
      return commands.execute(words);
    } finally {
      out.flush();
      err.flush();
    }
  }

  /// Looks up every command now, with output to `out` and messages to `err`.
  static Commands of(BundleContext context, PrintWriter out, PrintWriter err) {
    return of(references(context), context, out, err);
  }

  /// Only the command that a line names, where there is one: no other is held while it runs, so
  /// that the bundles of the others can be replaced meanwhile.
  static Commands of(
      BundleContext context, PrintWriter out, PrintWriter err, List<String> arguments) {
    var all = references(context);
    var named =
        all.stream()
            .filter(r ->
                !arguments.isEmpty()
                    && arguments.getFirst().equals(String.valueOf(r.getProperty("ashlar.command"))))
            .toList();
    return of(named.isEmpty() ? all : named, context, out, err);
  }

  private static Commands of(
      List<ServiceReference<Callable<Integer>>> references,
      BundleContext context,
      PrintWriter out,
      PrintWriter err) {
    var line = new CommandLine(new Ashlar());
    var giveBack = new ArrayList<Runnable>();
    for (var reference : references) {
      var name = String.valueOf(reference.getProperty("ashlar.command"));
      ServiceObjects<Callable<Integer>> objects = context.getServiceObjects(reference);
      var command = objects == null ? null : objects.getService();
      if (command == null) {
        log.warn("command {}: its component in {} cannot be made", name, reference.getBundle());
        continue;
      }
      giveBack.add(() -> objects.ungetService(command));
      if (line.getSubcommands().containsKey(name)) {
        log.warn(
            "command {}: offered twice: the one of {} is ignored", name, reference.getBundle());
      } else {
        line.addSubcommand(name, command);
      }
    }
    line.setOut(out).setErr(err);
    line.setUsageHelpWidth(80).setUsageHelpAutoWidth(false);
    line.setColorScheme(CommandLine.Help.defaultColorScheme(Ansi.OFF));
    line.setCaseInsensitiveEnumValuesAllowed(true);
    line.setParameterExceptionHandler(Commands::wrongUsage);
    line.setExecutionExceptionHandler(Commands::failed);
    return new Commands(line, giveBack);
  }

  int execute(List<String> arguments) {
    return line.execute(arguments.toArray(String[]::new));
  }

  CommandLine.Model.CommandSpec spec() {
    return line.getCommandSpec();
  }

  @Override
  public void close() {
    giveBack.forEach(Runnable::run);
  }

  @SuppressWarnings({"unchecked", "rawtypes"})
  private static List<ServiceReference<Callable<Integer>>> references(BundleContext context) {
    try {
      var found = new ArrayList<ServiceReference<Callable<Integer>>>();
      for (var reference : context.getServiceReferences(Callable.class, FILTER)) {
        found.add((ServiceReference<Callable<Integer>>) (ServiceReference<?>) reference);
      }
      found.sort(
          Comparator.comparing(
                  (ServiceReference<?> each) -> String.valueOf(each.getProperty("ashlar.command")))
              .thenComparing(Comparator.reverseOrder()));
      return found;
    } catch (InvalidSyntaxException impossible) {
      throw new AssertionError(impossible);
    }
  }

  private static int wrongUsage(CommandLine.ParameterException wrong, String[] arguments) {
    var line = wrong.getCommandLine();
    var unknown =
        wrong instanceof CommandLine.UnmatchedArgumentException
            && line.getParent() == null
            && !arguments[0].startsWith("-");
    line.getErr()
        .println("ashlar: " + (unknown ? "no command " + arguments[0] : wrong.getMessage()));
    if (!CommandLine.UnmatchedArgumentException.printSuggestions(wrong, line.getErr())) {
      line.getErr().println("  " + line.getCommandSpec().qualifiedName() + " --help explains it");
    }
    line.getErr().flush();
    return CommandLine.ExitCode.USAGE;
  }

  private static int failed(Exception reason, CommandLine line, CommandLine.ParseResult parsed) {
    var message = reason.getMessage();
    var known =
        reason instanceof IllegalArgumentException
            || reason instanceof IllegalStateException
            || reason instanceof java.io.UncheckedIOException;
    line.getErr().println("ashlar: " + (known && message != null ? message : reason.toString()));
    line.getErr().flush();
    log.info("{}: failed", line.getCommandName(), reason);
    return Ashlar.NO;
  }
}
