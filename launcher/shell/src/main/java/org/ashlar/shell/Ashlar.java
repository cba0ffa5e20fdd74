package org.ashlar.shell;

import java.util.List;
import java.util.concurrent.Callable;
import org.osgi.framework.FrameworkUtil;
import picocli.CommandLine.Command;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/// The root of all commands: it explains itself.
@Command(
    name = "ashlar",
    mixinStandardHelpOptions = true,
    versionProvider = Ashlar.Version.class,
    description =
        "A whole AI system on the JVM, made of bundles that can be replaced while it runs.",
    synopsisHeading = "Usage: ./ashlar [--home DIR] [-Dname=value]... COMMAND%n   or: ",
    commandListHeading = "%nCommands (without one: shell):%n",
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:It worked.",
      "1:It ran and the answer is no: a test failed, a file or a program is wrong.",
      "2:The command line is wrong.",
      "3:The platform is not there: no JDK, no Maven, the build failed, no writable folder."
    },
    footerHeading = "%nAlso:%n",
    footer = {
      "  test             builds everything and runs all tests; needs Maven",
      "  --home DIR       where run-time files go (or ASHLAR_HOME; else a temporary folder)",
      "  -Dashlar.log=INFO says more; -Dashlar.debug=1..6 shows what the platform thinks"
    })
final class Ashlar implements Callable<Integer> {
  /// Exit code of a command that ran and whose answer is no.
  static final int NO = 1;

  @Spec private @org.jspecify.annotations.Nullable CommandSpec spec;

  /// Without a command the shell reads lines; inside the shell there is nothing to do but to
  /// explain.
  @Override
  public Integer call() {
    var line = java.util.Objects.requireNonNull(spec, "spec is set by picocli").commandLine();
    line.usage(line.getOut());
    return 0;
  }

  /// The version of this bundle and of the virtual machine under it.
  static final class Version implements IVersionProvider {
    @Override
    public String[] getVersion() {
      var bundle = FrameworkUtil.getBundle(Ashlar.class);
      var version = bundle == null ? "without a framework" : bundle.getVersion().toString();
      return List.of(
              "ashlar " + version,
              "Java "
                  + Runtime.version()
                  + ", "
                  + System.getProperty("os.name")
                  + " "
                  + System.getProperty("os.arch"))
          .toArray(String[]::new);
    }
  }
}
