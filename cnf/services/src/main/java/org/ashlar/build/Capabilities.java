package org.ashlar.build;

import aQute.bnd.osgi.Analyzer;
import aQute.bnd.osgi.Constants;
import aQute.bnd.osgi.Jar;
import aQute.bnd.service.AnalyzerPlugin;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.TreeSet;

/// A plugin of bnd that writes into a bundle's manifest which operators it has, as capabilities: so
/// a program's needs can be held against bundles that do not run.
///
/// The operators are loaded and asked: what they are called and which dtypes they take stands in
/// code.
public final class Capabilities implements AnalyzerPlugin {
  static final String OPERATOR = "org.ashlar.ir.Operator";

  private static final String COMPONENT = "org.osgi.service.component.annotations.Component";
  private static final String CAPABILITY = "org.ashlar.ir.Capability";

  @Override
  public boolean analyzeJar(Analyzer analyzer) throws Exception {
    var names = new TreeSet<String>();
    analyzer
        .getClasses("classes", "CONCRETE", "IMPLEMENTS", OPERATOR, "ANNOTATED", COMPONENT)
        .forEach(type -> names.add(type.getFQN()));
    provide(analyzer, names);
    return false;
  }

  /// Adds the capabilities of some operators of the bundle that is being built.
  static void provide(Analyzer analyzer, Collection<String> names) throws Exception {
    if (names.isEmpty()) {
      return;
    }
    var jars = new ArrayList<Jar>(List.of(analyzer.getJar()));
    jars.addAll(analyzer.getClasspath());
    String header;
    try {
      var loader = new Loader(jars);
      header =
          (String)
              loader
                  .loadClass(CAPABILITY)
                  .getMethod("header", ClassLoader.class, Collection.class)
                  .invoke(null, loader, names);
    } catch (ReflectiveOperationException | LinkageError e) {
      var cause = e.getCause() == null ? e : e.getCause();
      analyzer.warning("no capabilities of the operators %s: %s", names, cause);
      return;
    }
    var others = analyzer.getProperty(Constants.PROVIDE_CAPABILITY);
    analyzer.setProperty(
        Constants.PROVIDE_CAPABILITY, others == null ? header : others + "," + header);
  }

  /// The classes of jars in bnd's hands.
  private static final class Loader extends ClassLoader {
    private final List<Jar> jars;

    Loader(List<Jar> jars) {
      super(ClassLoader.getPlatformClassLoader());
      this.jars = jars;
    }

    @Override
    protected Class<?> findClass(String name) throws ClassNotFoundException {
      var path = name.replace('.', '/') + ".class";
      for (var jar : jars) {
        var resource = jar.getResource(path);
        if (resource != null) {
          try (var in = resource.openInputStream()) {
            var bytes = in.readAllBytes();
            return defineClass(name, bytes, 0, bytes.length);
          } catch (Exception e) { // bnd declares no narrower one
            throw new ClassNotFoundException(name, e);
          }
        }
      }
      throw new ClassNotFoundException(name);
    }
  }
}
