package org.ashlar.commands.plugin;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import javax.lang.model.SourceVersion;

/// The folder of a plugin: `bnd.bnd`, `src` and `test`, as a project of a bnd workspace has them.
///
/// @param name the bundle's symbolic name and the folder's: `steep`, `com.acme.steep`
public record PluginProject(Path folder, String name) {
  private static final Pattern NAME = Pattern.compile("[a-z][a-z0-9_]*(\\.[a-z][a-z0-9_]*)*");

  /// Names that the operator's file uses itself.
  private static final Set<String> TAKEN =
      Set.of("Expr", "Operator", "Component", "Override", "Case");

  /// A project that exists.
  ///
  /// @throws IllegalArgumentException when the folder is none
  public static PluginProject at(Path folder) {
    var real = folder.toAbsolutePath().normalize();
    if (!Files.isDirectory(real)) {
      throw new IllegalArgumentException(
          "plugin: there is no folder " + folder + ": plugin new NAME makes one");
    }
    if (!Files.isRegularFile(real.resolve("bnd.bnd"))) {
      throw new IllegalArgumentException(
          "plugin: " + folder + " is no plugin: it has no bnd.bnd: plugin new NAME makes one");
    }
    return new PluginProject(real, String.valueOf(real.getFileName()));
  }

  /// Makes a project with one operator: the identity with one attribute, to be changed.
  ///
  /// @throws IllegalArgumentException when the name is no Java name or the folder exists
  public static PluginProject create(Path parent, String name) {
    if (!SourceVersion.isName(name) || !NAME.matcher(name).matches()) {
      throw new IllegalArgumentException(
          "plugin new: the name must be a Java package in lower case, such as steep or com.acme.steep: "
              + name);
    }
    var folder = parent.toAbsolutePath().normalize().resolve(name);
    if (Files.exists(folder)) {
      throw new IllegalArgumentException(
          "plugin new: " + folder + " exists: choose another name or remove it");
    }
    var last = name.substring(name.lastIndexOf('.') + 1);
    var type = last.substring(0, 1).toUpperCase(Locale.ROOT) + last.substring(1);
    if (TAKEN.contains(type) || name.startsWith("java.") || name.startsWith("org.ashlar.")) {
      throw new IllegalArgumentException(
          "plugin new: "
              + name
              + " is taken: the operator's class "
              + type
              + " would hide one of the platform's or its package be one");
    }
    var project = new PluginProject(folder, name);
    var path = name.replace('.', '/');
    project.write("bnd.bnd", BND.replace("NAME", name));
    project.write(
        "src/" + path + "/" + type + ".java",
        OPERATOR.replace("PACKAGE", name).replace("TYPE", type));
    project.write(
        "test/" + path + "/" + type + "Laws.java",
        LAWS.replace("PACKAGE", name).replace("TYPE", type));
    return project;
  }

  /// Where the jar is built.
  public Path jar() {
    return folder.resolve("generated").resolve(name + ".jar");
  }

  private void write(String file, String text) {
    try {
      var path = folder.resolve(file);
      Files.createDirectories(path.getParent());
      Files.writeString(path, text);
    } catch (IOException e) {
      throw new UncheckedIOException(
          "plugin new: cannot write below " + folder + ": " + e.getMessage(), e);
    }
  }

  private static final String BND =
      """
      Bundle-Name: NAME
      Bundle-Version: 1.0.0
      -buildpath: org.ashlar.ir, org.ashlar.operators, org.osgi.service.component.annotations
      -testpath: org.ashlar.testkit, junit-jupiter-api
      -privatepackage: NAME
      """;

  private static final String OPERATOR =
      """
      package PACKAGE;

      import org.ashlar.ir.Expr;
      import org.ashlar.ir.Operator;
      import org.ashlar.operators.PointwiseOperator;
      import org.osgi.service.component.annotations.Component;

      /// `x * scale`. Change the body: shapes, gradient, kernels for every device and documentation follow from it.
      @Component(service = Operator.class)
      public record TYPE(float scale) implements PointwiseOperator {
        public TYPE() {
          this(1);
        }

        @Override
        public Expr body(Expr x) {
          return x.times(scale);
        }
      }
      """;

  private static final String LAWS =
      """
      package PACKAGE;

      import org.ashlar.testkit.Case;
      import org.ashlar.testkit.OperatorLaws;

      class TYPELaws extends OperatorLaws {
        TYPELaws() {
          super(new TYPE(2), Case.of("f32[2, 3]"), Case.of("f64[4]"), Case.refused("i64[2]"));
        }
      }
      """;
}
