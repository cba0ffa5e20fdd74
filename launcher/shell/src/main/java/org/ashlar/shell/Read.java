package org.ashlar.shell;

import java.util.concurrent.Callable;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.ServiceScope;
import picocli.CommandLine.Command;

/// The entry `shell` of the help: the loop itself is started by [Shell], before there is a command.
@Component(
    service = Callable.class,
    property = "ashlar.command=shell",
    scope = ServiceScope.PROTOTYPE)
@Command(
    name = "shell",
    mixinStandardHelpOptions = true,
    description =
        "Reads commands line by line, from the terminal or from standard input to its end.")
public final class Read implements Callable<Integer> {
  @Override
  public Integer call() {
    throw new IllegalStateException("shell: it runs already: exit leaves it");
  }
}
