package org.ashlar.build;

import aQute.bnd.osgi.Analyzer;
import aQute.bnd.osgi.Clazz;
import aQute.bnd.osgi.EmbeddedResource;
import aQute.bnd.service.AnalyzerPlugin;
import java.util.Collection;
import java.util.TreeSet;

/// A plugin of bnd that writes `META-INF/services`, so that `ServiceLoader` finds what Declarative
/// Services finds.
///
/// `ashlar.services` names the interfaces. For each the file lists the classes marked `@Component`
/// that implement it. A library whose classes are registered in a loop by one component names the
/// interface in `ashlar.services.all` instead: then every concrete public class that implements it
/// and can be made without arguments is listed. bnd's own macros cannot do this: resources are
/// included before the classes are read. Operators also become capabilities of the bundle.
public final class Services implements AnalyzerPlugin {
  private static final String COMPONENT = "org.osgi.service.component.annotations.Component";

  @Override
  public boolean analyzeJar(Analyzer analyzer) throws Exception {
    var all = analyzer.getParameters("ashlar.services.all").keySet();
    for (var service : analyzer.getParameters("ashlar.services").keySet()) {
      var names = new TreeSet<String>();
      classes(analyzer, service, "ANNOTATED", COMPONENT).forEach(type -> names.add(type.getFQN()));
      if (all.contains(service)) {
        classes(analyzer, service, "PUBLIC").stream()
            .filter(Clazz::hasPublicNoArgsConstructor)
            .forEach(type -> names.add(type.getFQN()));
      }
      if (!names.isEmpty()) {
        var text = String.join("\n", names) + "\n";
        analyzer
            .getJar()
            .putResource("META-INF/services/" + service, new EmbeddedResource(text, 0L));
        if (service.equals(Capabilities.OPERATOR)) {
          Capabilities.provide(analyzer, names);
        }
      }
    }
    return false;
  }

  private static Collection<Clazz> classes(Analyzer analyzer, String service, String... query)
      throws Exception {
    var arguments = new String[4 + query.length];
    arguments[0] = "classes";
    arguments[1] = "CONCRETE";
    arguments[2] = "IMPLEMENTS";
    arguments[3] = service;
    System.arraycopy(query, 0, arguments, 4, query.length);
    return analyzer.getClasses(arguments);
  }
}
