package org.ashlar.shell;

import java.io.PrintWriter;
import java.util.List;
import org.ashlar.shell.output.Lines;
import org.osgi.framework.BundleContext;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;

/// The command line for other bundles. Apart from {@link Shell}: the launcher must not meet a type
/// of ours among the interfaces of the service that it looks for.
@Component(service = Lines.class)
public final class ShellLines implements Lines {
  private final BundleContext context;

  @Activate
  public ShellLines(BundleContext context) {
    this.context = context;
  }

  @Override
  public int run(PrintWriter out, PrintWriter err, List<String> words) {
    return Commands.run(context, out, err, words);
  }
}
