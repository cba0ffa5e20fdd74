package org.ashlar.shell;

import java.io.PrintWriter;
import java.nio.charset.Charset;
import java.util.List;
import java.util.function.ToIntFunction;
import org.osgi.framework.BundleContext;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;

/// The command line of the platform: what the launcher hands the arguments to.
@Component(service = ToIntFunction.class, property = "ashlar=command-line", immediate = true)
public final class Shell implements ToIntFunction<String[]> {
  private final BundleContext context;
  private final PrintWriter out;
  private final PrintWriter err;

  @Activate
  public Shell(BundleContext context) {
    this.context = context;
    out = new PrintWriter(System.out, true, charset("stdout.encoding"));
    err = new PrintWriter(System.err, true, charset("stderr.encoding"));
  }

  @Override
  public int applyAsInt(String[] arguments) {
    if (arguments.length == 0 || List.of(arguments).equals(List.of("shell"))) {
      return new ReadLoop(this::execute, this::completion).run();
    }
    return execute(List.of(arguments));
  }

  private int execute(List<String> arguments) {
    return Commands.run(context, out, err, arguments);
  }

  private Completion completion() {
    try (var commands = Commands.of(context, out, err)) {
      return new Completion(commands.spec());
    }
  }

  private static Charset charset(String property) {
    return Charset.forName(System.getProperty(property, "UTF-8"));
  }
}
