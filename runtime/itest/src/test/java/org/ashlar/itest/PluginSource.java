package org.ashlar.itest;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.ashlar.commands.plugin.PluginBuild;
import org.ashlar.commands.plugin.PluginProject;

/// A plugin as `plugin new` makes it, to be spoiled in one place and built.
final class PluginSource {
  private final PluginProject project;
  private final Path operator;

  private PluginSource(PluginProject project) {
    this.project = project;
    var name = project.name();
    operator =
        project
            .folder()
            .resolve(
                "src/"
                    + name
                    + "/"
                    + name.substring(0, 1).toUpperCase(java.util.Locale.ROOT)
                    + name.substring(1)
                    + ".java");
  }

  static PluginSource create(Path folder, String name) {
    return new PluginSource(PluginProject.create(folder, name));
  }

  Path folder() {
    return project.folder();
  }

  /// Replaces a piece of the operator's source, which must be there.
  PluginSource with(String piece, String other) throws IOException {
    var text = Files.readString(operator);
    if (!text.contains(piece)) {
      throw new IllegalArgumentException("not in the source: " + piece + "\n" + text);
    }
    Files.writeString(operator, text.replace(piece, other));
    return this;
  }

  /// Puts members before the end of the operator.
  PluginSource withMembers(String members) throws IOException {
    var text = Files.readString(operator);
    Files.writeString(operator, text.substring(0, text.lastIndexOf('}')) + members + "}\n");
    return this;
  }

  /// Leaves the operator out: the plugin then uses nothing of ours unless another file does.
  PluginSource withoutOperator() throws IOException {
    Files.delete(operator);
    return this;
  }

  /// Adds another source file, in the plugin's package.
  PluginSource file(String name, String source) throws IOException {
    Files.writeString(operator.resolveSibling(name), source);
    return this;
  }

  PluginSource instruction(String line) throws IOException {
    Files.writeString(
        project.folder().resolve("bnd.bnd"),
        Files.readString(project.folder().resolve("bnd.bnd")) + line + "\n");
    return this;
  }

  PluginSource version(String version) throws IOException {
    var file = project.folder().resolve("bnd.bnd");
    Files.writeString(
        file,
        Files.readString(file).replaceFirst("Bundle-Version: .*", "Bundle-Version: " + version));
    return this;
  }

  Path build() {
    return PluginBuild.of(Checkout.distribution()).build(project);
  }
}
