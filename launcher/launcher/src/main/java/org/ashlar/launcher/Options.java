package org.ashlar.launcher;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// What the launcher reads from the command line before there is one: folders and system
/// properties.
///
/// Leading `-Dname=value` become system properties, and `--home DIR`, wherever it stands, says
/// where the run-time files go; without it `ASHLAR_HOME` does, and without that a folder of the
/// user under the temporary folder.
///
/// @param distribution the folder with `lib`, `bundles`, `etc` and `plugins`
/// @param home where processes make their own folders
/// @param named whether the caller chose `home`
/// @param rest the arguments of the command
public record Options(Path distribution, Path home, boolean named, List<String> rest) {
  /// Reads the arguments and the environment of this process.
  public static Options of(String... arguments) {
    var home = Optional.ofNullable(System.getenv("ASHLAR_HOME")).filter(text -> !text.isBlank());
    var rest = new ArrayList<String>();
    for (var at = 0; at < arguments.length; at++) {
      var argument = arguments[at];
      if (argument.startsWith("--home=")) {
        home = Optional.of(argument.substring("--home=".length()));
      } else if (argument.equals("--home")) {
        if (++at == arguments.length) {
          throw new IllegalArgumentException(
              "--home: a folder is missing: ./ashlar --home DIR COMMAND");
        }
        home = Optional.of(arguments[at]);
      } else if (rest.isEmpty() && argument.startsWith("-D") && argument.length() > 2) {
        var equals = argument.indexOf('=') < 0 ? argument.length() : argument.indexOf('=');
        System.setProperty(
            argument.substring(2, equals),
            argument.substring(Math.min(equals + 1, argument.length())));
      } else {
        rest.add(argument);
      }
    }
    var distribution =
        Path.of(System.getProperty("ashlar.distribution", ".")).toAbsolutePath().normalize();
    var folder =
        home.map(Path::of)
            .orElseGet(() -> RunFolder.temporary(System.getProperty("user.name", "user")));
    return new Options(
        distribution, folder.toAbsolutePath().normalize(), home.isPresent(), List.copyOf(rest));
  }
}
